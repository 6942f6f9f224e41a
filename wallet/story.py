"""The story of a badge: what pages tell of a credential, in finished values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from babel import Locale, UnknownLocaleError

from wallet import i18n
from wallet.i18n import N_
from wallet.models import StoredReport
from wallet.names import line
from wallet.openbadges import credential as openbadges
from wallet.openbadges.credential import Achievement, Credential
from wallet.openbadges.lookup import is_web_address
from wallet.openbadges.reading import read
from wallet.reports import Judged, Proof, known_name, proof_of, verified
from wallet.weblinks import ascii_host, web_link


@dataclass(frozen=True)
class Facts:
    """The short descriptors that stand side by side."""

    level: str | None
    credits: str | None
    workload: str | None
    fields: tuple[str, ...]
    course: str | None
    language: str | None


@dataclass(frozen=True)
class Awarder:
    """Who awarded it, as the credential says; `domain` is where its id lives, in ASCII (punycode).

    Once a report has been looked at, `domain` is None unless it was proved, and `url` leads to nowhere else."""

    name: str
    url: str | None
    domain: str | None
    description: str | None
    called: str | None = None  # what the credential calls it, where the operator knows it by another name
    email: str | None = None  # where the credential says that it can be written to
    nameless: bool = False  # whether the credential gives it no name


@dataclass(frozen=True)
class Evidence:
    """What the learner did, or a link to it; without a name of its own it has that of the link's host, or none."""

    name: str
    description: str | None
    url: str | None


@dataclass(frozen=True)
class Story:
    """A credential as a page tells it."""

    title: str
    kind: str
    description: str | None
    outcomes: tuple[str, ...]
    criteria: str | None
    criteria_url: str | None
    evidence: tuple[Evidence, ...]
    results: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    facts: Facts
    issuer: Awarder
    recipient_name: str | None
    issued: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    identifier: str | None
    spec: str

    @property
    def dates(self) -> dict[str, datetime | None]:
        """Between when it is valid."""
        return {"valid_from": self.valid_from, "valid_until": self.valid_until}


@dataclass(frozen=True)
class Art:
    """A badge's picture: where it is, or None, and its text; `smaller` is where it is in little, or empty."""

    url: str | None
    alt: str
    smaller: str = ""


def tell(document: str, verified: Mapping[str, Any] | None = None, language: str | None = None) -> Story:
    """The story of a kept credential, in the language being spoken or the one given.

    What a verification covered (`Report.credential`) is told rather than what the file says. Raises Refused.
    """
    return story(read(verified or document.encode(), language or i18n.current()))


def story(credential: Credential) -> Story:
    """The story of what was read."""
    achievement = credential.achievement
    return Story(
        title=line(credential.title) or i18n.gettext(N_("Badge without a name")),
        kind=i18n.gettext(N_("Record of several credentials")) if credential.parts else _kind(achievement.kind),
        description=achievement.description or credential.description or None,
        outcomes=achievement.learning_outcomes,
        criteria="\n\n".join(text for text in (achievement.criteria, achievement.assessment) if text) or None,
        criteria_url=web_link(achievement.criteria_url),
        evidence=tuple(_evidence(item) for item in credential.evidence),
        results=tuple((result.name, result.value) for result in credential.results),
        tags=achievement.tags,
        facts=_facts(achievement),
        issuer=_awarder(credential),
        recipient_name=line(credential.recipient_name) or None,
        issued=credential.issued or credential.valid_from,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        identifier=credential.id or None,
        spec=credential.spec,
    )


def as_proved(story: Story, report: Judged | None) -> Story:
    """The story with its issuer as far as a report proves it: anybody can call themselves anything.

    The operator's name for it counts more than its own. An address that was not proved is not told, nor linked.
    """
    issuer, proof, name = story.issuer, proof_of(report), known_name(report)
    if name is not None and name.casefold() != issuer.name.casefold():
        issuer = replace(issuer, name=name, called=issuer.name)
    domain = issuer.domain if proof is not Proof.WORD else None
    return replace(story, issuer=replace(issuer, domain=domain, url=_proved_link(issuer, proof, domain)))


def _proved_link(issuer: Awarder, proof: Proof, domain: str | None) -> str | None:
    if proof is Proof.KNOWN or (domain and issuer.url and _domain(issuer.url) == domain):
        return issuer.url
    return f"https://{domain}/" if domain else None


def story_of(document: str, report: StoredReport | None) -> Story:
    """The story of a kept credential by its newest report: what was verified, its issuer as far as it is proved."""
    return as_proved(tell(document, verified(report)), report)


def _facts(achievement: Achievement) -> Facts:
    level = f"EQF {achievement.eqf_level}" if achievement.eqf_level else None
    return Facts(
        level=level,
        credits=achievement.credits or None,
        workload=_workload(achievement),
        fields=achievement.fields,
        course=achievement.course or None,
        language=_language(achievement.language),
    )


def _workload(achievement: Achievement) -> str | None:
    if achievement.workload_hours:
        hours = achievement.workload_hours
        return i18n.ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2, hours=f"{hours:g}")
    return achievement.workload or None


def _language(tag: str) -> str | None:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(i18n.current()) if tag else None
    except (ValueError, UnknownLocaleError):
        return tag
    return name[:1].upper() + name[1:] if name else None


def _awarder(credential: Credential) -> Awarder:
    issuer = credential.issuer
    # Open Badges 1 had no ids: what a badge proves there is the address
    domain = _domain(issuer.id) or (_domain(issuer.url) if credential.spec.startswith(CLASSIC) else None)
    name = line(issuer.name) or domain
    return Awarder(
        name=name or i18n.gettext(N_("an issuer without a name")),
        url=web_link(issuer.url) or web_link(issuer.id),
        domain=domain,
        description=issuer.description or None,
        email=issuer.email or None,
        nameless=not name,
    )


CLASSIC = ("Open Badges 0", "Open Badges 1", "Open Badges 2")


def _domain(address: str) -> str | None:
    """The host of an https address or a did:web, in ASCII: look-alike letters show as punycode."""
    host = urlsplit(address).hostname if is_web_address(address) else None
    if address.startswith("did:web:"):
        host = unquote(address.split(":")[2]).partition(":")[0]
    return ascii_host(host) if host else None


def _evidence(item: openbadges.Evidence) -> Evidence:
    url = web_link(item.url)
    return Evidence(item.name or (_domain(url) if url else None) or "", item.narrative or item.description or None, url)


def _kind(name: str) -> str:
    return i18n.gettext(KINDS.get(name, N_("Badge")))


# The achievement types of Open Badges 3.0 (§B.1.2) that people know by a name.
KINDS = {
    "Achievement": N_("Achievement"),
    "ApprenticeshipCertificate": N_("Apprenticeship certificate"),
    "Assessment": N_("Assessment"),
    "Assignment": N_("Assignment"),
    "AssociateDegree": N_("Associate degree"),
    "BachelorDegree": N_("Bachelor’s degree"),
    "Badge": N_("Badge"),
    "Certificate": N_("Certificate"),
    "CertificateOfCompletion": N_("Certificate of completion"),
    "Certification": N_("Certification"),
    "Competency": N_("Competency"),
    "Course": N_("Course"),
    "Degree": N_("Degree"),
    "Diploma": N_("Diploma"),
    "DoctoralDegree": N_("Doctoral degree"),
    "LearningProgram": N_("Learning programme"),
    "License": N_("Licence"),
    "MasterDegree": N_("Master’s degree"),
    "Membership": N_("Membership"),
    "MicroCredential": N_("Micro-credential"),
    "ProfessionalDoctorate": N_("Professional doctorate"),
    "QualityAssuranceCredential": N_("Quality assurance"),
    "ResearchDoctorate": N_("Research doctorate"),
    "ext:MicroCredential": N_("Micro-credential"),
}
