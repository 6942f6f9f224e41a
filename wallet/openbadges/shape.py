"""Whether a Verifiable Credential is built as its data model asks (VC 1.1 §4, VC 2.0 §4, OB 3.0 §B, CLR 2.0 §B)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice

from wallet.errors import Problem
from wallet.openbadges import canonical, contexts, jcs, rdfc, scopes
from wallet.openbadges.dates import parse_date
from wallet.openbadges.document import types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.nodes import KINDS as BADGES
from wallet.openbadges.nodes import misbuilt
from wallet.openbadges.related import faults as related_faults
from wallet.openbadges.report import N_, Check, Outcome

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
MAX_FAULTS = 50
MAX_VOCABULARIES = 10
KINDS = ("VerifiableCredential", "VerifiablePresentation")

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_DATES = ("validFrom", "validUntil", "issuanceDate", "expirationDate", "awardedDate")
_V1_DATES = ("issuanceDate", "expirationDate")
# Members whose objects say by a type what they are for (VC 2.0 §4.5).
_TYPED = ("credentialStatus", "evidence", "termsOfUse", "refreshService", "credentialSchema", "proof")
_ADDRESSED = ("credentialSchema",)
_LANGUAGE_VALUE = {"@value", "@language", "@direction"}


@dataclass(frozen=True)
class Span:
    """From when until when a credential says that it is valid; None where it does not say."""

    start: datetime | None
    end: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether a moment is in it."""
        return (self.start is None or self.start <= now) and (self.end is None or now < self.end)


def is_uri(value: object) -> bool:
    """Whether a value is an absolute URI (RFC 3986 §4.3, without a check of the scheme)."""
    return isinstance(value, str) and _URI.match(value) is not None


def judge(document: Mapping[str, object], findings: Findings) -> None:
    """Note whether context, types and members are as the data model asks; the seal is another matter."""
    findings.passed("format.context", N_("It uses vocabularies that are known here."))
    findings.passed("format.type", N_("It says what kind of credential it is."))
    findings.passed("format.structure", N_("It is built as its standard asks."))
    _judge_context(document.get("@context"), findings)
    _judge_vocabulary(document, findings)
    if not any([kind in KINDS for kind in types_of(document)]):
        findings.failed("format.type", N_("It does not say that it is a Verifiable Credential."))
    for message, name in islice(chain(_faults(document), misbuilt(document)), MAX_FAULTS):
        findings.failed("format.structure", message, name=name)


def _judge_context(context: object, findings: Findings) -> None:
    items = context if isinstance(context, list) else [context]
    first = items[0] if items else None
    if first not in (V1, V2):
        findings.failed("format.context", N_("It does not begin with the vocabulary of Verifiable Credentials."))
    elif not all(map(_usable, items)):
        findings.failed("format.context", N_("Its @context is not a list of vocabularies."))
    elif V1 in items and V2 in items:
        findings.failed("format.context", N_("It mixes two versions of Verifiable Credentials."))


def _usable(item: object) -> bool:
    return _is_context(item) if type(item) is str else isinstance(item, dict)


_is_context = lru_cache(maxsize=256)(is_uri)


def _judge_vocabulary(document: Mapping[str, object], findings: Findings) -> None:
    """Note that a badge does not name the vocabulary of badges (OB 3.0 §B.1: the second of its contexts)."""
    kinds = [name for name in types_of(document) if name in BADGES]
    try:
        terms = contexts.extend(scopes.NOTHING, document.get("@context", [])).terms if kinds else {}
    except (scopes.Unsafe, scopes.Unsupported, scopes.UnknownContext):
        return  # told where the whole document is looked at
    if not all([kind in terms for kind in kinds]):
        findings.failed("format.context", N_("It does not name the vocabulary of the badge that it says it is."))


def refuse(document: Mapping[str, object], findings: Findings, problem: scopes.Unsafe) -> None:
    """Note for what a document is refused; where that touches a name of its own types, that is told too."""
    note(findings, problem.check, Outcome.FAILED, problem)
    if problem.check == "format.context" and problem.values.get("name") in (*types_of(document), "type"):
        note(findings, "format.type", Outcome.FAILED, problem)


def note(findings: Findings, name: str, outcome: Outcome, problem: Problem) -> None:
    """Note what a refusal says as a fact."""
    findings.add(Check(name, outcome, problem.message, problem.values))


def judge_meaning(document: Mapping[str, object], findings: Findings, *, plain: bool = False) -> None:
    """Note whether every member of a document has a meaning that its vocabularies give.

    Asked of documents whose seal covers bytes or JSON rather than meaning, and of those without a seal. A token is
    `plain`: it may be read as JSON alone, so that a vocabulary or type that is unknown or cannot be followed is only
    said (VC-JOSE-COSE 1.0 §3).
    """
    try:
        canonical.check({name: value for name, value in document.items() if name != "proof"})
    except scopes.Unsafe as e:
        _judge_unsafe(document, findings, e, lenient=plain)
    except scopes.UnknownContext as e:
        note(findings, "format.context", Outcome.WARNING if plain else Outcome.NOT_CHECKED, e)
        _judge_the_known(document, findings, e)
    except (scopes.Unsupported, rdfc.TooComplex, jcs.NotCanonical) as e:
        # what cannot be followed may rename what is known
        note(findings, "format.context", Outcome.WARNING if plain else Outcome.NOT_CHECKED, e)


def _judge_the_known(document: Mapping[str, object], findings: Findings, problem: scopes.UnknownContext) -> None:
    """Refuse what a document says in the vocabularies that are known, so that an unknown one hides nothing."""
    named = _items(document.get("@context"))
    known = [item for item in named if not (isinstance(item, str) and item[:200] == problem.values["url"])]
    if len(known) < len(named) <= MAX_VOCABULARIES:
        found = Findings()
        judge_meaning({**document, "@context": known}, found, plain=True)
        findings.extend(check for check in found.checks() if check.outcome is Outcome.FAILED)


def _judge_unsafe(document: Mapping[str, object], findings: Findings, problem: scopes.Unsafe, *, lenient: bool) -> None:
    """Note what has no meaning, though the seal covers it: named where it only adds, refused where it changes one."""
    name = problem.values.get("name")
    if problem.check == "seal.covers_all" and name is not None:
        findings.warned("form.current", N_("Its vocabularies do not define “%(name)s”, which it uses."), name=name)
    elif problem.check == "seal.covers_all":
        note(findings, "form.current", Outcome.WARNING, problem)
    elif problem.check == "format.type" and lenient and name is not None:
        note(findings, "format.type", Outcome.WARNING, problem)
    else:
        refuse(document, findings, problem)


def _faults(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    yield from _identities(document)
    yield from _times(document)
    yield from related_faults(document.get("relatedResource"))
    for name in [name for name in _TYPED if name in document]:
        for item in _items(document[name]):
            if not isinstance(item, dict) or not types_of(item):
                yield N_("“%(name)s” does not say of which type it is."), name
            elif ("id" in item or name in _ADDRESSED) and not is_uri(item.get("id")):
                yield N_("The id of “%(name)s” is not a URI."), name
    issuer = document.get("issuer")
    for place in (document, issuer if isinstance(issuer, dict) else {}):
        for name in ("name", "description"):
            if type(value := place.get(name)) is not str and not all(map(_is_text, _items(value))):
                yield N_("“%(name)s” is not a text."), name


def _identities(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if "id" in document and not is_uri(document["id"]):
        yield N_("The credential's “%(name)s” is not a URI."), "id"
    yield from _owners(document)
    if "VerifiableCredential" not in types_of(document):
        return
    if "proof" in document and "issuer" not in document:
        yield N_("“%(name)s” is missing."), "issuer"
    subjects = _items(document.get("credentialSubject"))
    if not subjects:
        yield N_("“%(name)s” is missing."), "credentialSubject"
    for subject in subjects:
        if not isinstance(subject, dict) or (not subject and V2 in _items(document.get("@context"))):
            yield N_("“%(name)s” is empty."), "credentialSubject"
        elif "id" in subject and not is_uri(subject["id"]):
            yield N_("The id of “%(name)s” is not a URI."), "credentialSubject"


def _owners(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    # who has not sealed it yet may leave the issuer's id to whoever will
    unnamed = {"issuer": None if "proof" in document else "urn:none", "holder": None}
    for name, default in unnamed.items():
        owner = document.get(name, "urn:none")
        if not is_uri(owner.get("id", default) if isinstance(owner, dict) else owner):
            yield N_("The id of “%(name)s” is not a URI."), name


def _times(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in _DATES:
        if name in document and _when(document, name) is None:
            yield N_("“%(name)s” is not a date with its time zone."), name


def _when(document: Mapping[str, object], name: str) -> datetime | None:
    """The date under a name; Verifiable Credentials 1.1 let its zone be left out (§4.6, XSD dateTime)."""
    value = document[name]
    found = parse_date(value)
    if found is None and name in _V1_DATES and V1 in _items(document.get("@context"))[:1]:
        found = parse_date(f"{value}Z")
    return found


def lacks_zone(document: Mapping[str, object]) -> bool:
    """Whether a date of Verifiable Credentials 1.1 is without its zone, so that it may be some hours off."""
    return any(name in document and parse_date(document[name]) is None for name in _V1_DATES)


def is_misdated(document: Mapping[str, object]) -> bool:
    """Whether a date of a document cannot be read, so that nobody can say when it is valid."""
    return any(True for _ in _times(document))


def span(document: Mapping[str, object]) -> Span:
    """When a credential says it is valid: the latest of its beginnings, the earliest of its ends."""
    starts = [when for name in ("validFrom", "issuanceDate") if name in document and (when := _when(document, name))]
    ends = [when for name in ("validUntil", "expirationDate") if name in document and (when := _when(document, name))]
    return Span(max(starts, default=None), min(ends, default=None))


def _is_text(value: object) -> bool:
    if isinstance(value, dict):
        return "@value" in value and value.keys() <= _LANGUAGE_VALUE and isinstance(value["@value"], str)
    return isinstance(value, str)


def _items(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
