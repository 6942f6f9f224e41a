"""A report as its page tells it: the answer first, then what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from wallet import i18n
from wallet.diagnosis import Diagnosis, diagnose
from wallet.errors import Problem
from wallet.i18n import N_
from wallet.models import StoredReport, Verification
from wallet.openbadges.credential import Credential, Recipient
from wallet.openbadges.document import Kind, kind_of
from wallet.openbadges.report import Report, Verdict
from wallet.reports import checks_of, proved_issuer
from wallet.seal import BROKEN, NOT_AWARDED, Seal, headline, seal, standing
from wallet.story import Art, Awarder, Story, as_proved, story

from .result import credential_of

CONTAINERS: Final = {
    Kind.JSON: N_("JSON text"),
    Kind.JWS: N_("Signed text (JWT)"),
    Kind.PNG: N_("PNG picture that carries the badge"),
    Kind.SVG: N_("SVG picture that carries the badge"),
    Kind.PDF: N_("PDF that carries the badge"),
    Kind.URL: N_("Link"),
}
EMPTY: Final = {Kind.PNG: N_("PNG picture"), Kind.SVG: N_("SVG picture"), Kind.PDF: N_("PDF")}  # with nothing in it
NOBODY: Final = Awarder("", None, None, None, nameless=True)
DRAWN: Final = (Kind.PNG, Kind.SVG)  # the file itself is the badge's picture


@dataclass(frozen=True)
class Handed:
    """What was handed in: its name (perhaps empty), what it is, how many bytes, and their SHA-256."""

    name: str
    container: str
    size: int
    digest: str


@dataclass(frozen=True)
class Told:
    """Everything that the page says of a badge, whoever looks.

    `story` is None where there was no badge. `broken` says that nothing in it can be relied on, `recipient` whether
    the question to whom it was awarded can be answered. `looked_at` are addresses and the SHA-256 of what they gave.
    `diagnosis` is for who handed it in.
    """

    title: str
    seal: Seal
    story: Story | None
    broken: bool
    art: Art | None
    handed: Handed
    recipient: str
    looked_at: tuple[tuple[str, str], ...]
    diagnosis: Diagnosis


def report_of(stored: StoredReport) -> Report:
    """A report as it was made."""
    checks = checks_of(stored.checks)
    verified, issuer = stored.credential or {}, proved_issuer(stored)
    return Report(Verdict(stored.verdict), checks, stored.at, stored.looked_at, verified, issuer)


def tell(one: Verification, stored: StoredReport | None, *, theirs: bool) -> Told:
    """What the page of a verification says, in the language being spoken; without a report it is under way.

    `theirs` is for who handed it in: a link that is passed on tells no grades, and asks nobody to mend anything.
    """
    found = credential_of(report_of(stored), i18n.current()) if stored else None
    told = _story(found, stored)
    broken = stored is not None and stored.verdict in BROKEN
    sealed = seal(stored, told.issuer if told else NOBODY, told.dates if told else {})
    return Told(
        title=told.title if told else _untitled(one, stored),
        seal=_once(sealed, told),
        story=told if told is None or theirs else replace(told, results=()),
        broken=broken,
        art=_art(one, found, told.title) if told and found else None,
        handed=_handed(one, empty=told is None and stored is not None),
        recipient=_named(found.recipient) if found and not broken and sealed.mark != NOT_AWARDED else "",
        looked_at=tuple(stored.looked_at.items()) if stored else (),
        diagnosis=_diagnosis(sealed, told) if theirs else Diagnosis(),
    )


def story_of(stored: StoredReport | None) -> Story | None:
    """The story of a badge that was handed in, by its report; None where there is none."""
    return _story(credential_of(report_of(stored), i18n.current()) if stored else None, stored)


def shown_as(stored: StoredReport | None, now: datetime) -> str:
    """The words in which pages show how a badge stands, in the language being spoken."""
    told = story_of(stored)
    dates = told.dates if told else {}
    return headline(standing(stored, dates, now), dates)


def _story(found: Credential | None, stored: StoredReport | None) -> Story | None:
    return as_proved(story(found), stored) if found else None


def _untitled(one: Verification, stored: StoredReport | None) -> str:
    if stored is None:
        return i18n.gettext(N_("Your badge is being verified"))
    return one.name or i18n.gettext(N_("Pasted text"))


def _art(one: Verification, found: Credential, title: str) -> Art:
    """Its picture, as far as the file brings it: nothing is fetched for the looks of a page."""
    brings = found.achievement.image.data or _kind(one.content) in DRAWN
    return Art(f"/verify/{one.slug}/art.png" if brings else None, title)


def _once(sealed: Seal, told: Story | None) -> Seal:
    """The seal, without a list of checks where there is no badge and the one check is its reason already."""
    return sealed if told or len(sealed.checks) > 1 else replace(sealed, checks=())


def _diagnosis(sealed: Seal, told: Story | None) -> Diagnosis:
    """What is wrong; where no badge could be read there is no issuer to be written to."""
    found = diagnose(sealed.checks, told, sealed.checked_at)
    return found if told else replace(found, mail=None)


def _handed(one: Verification, *, empty: bool) -> Handed:
    kind = _kind(one.content)
    kinds = CONTAINERS | EMPTY if empty else CONTAINERS
    container = i18n.gettext(kinds[kind] if kind else N_("Neither a badge file nor a link to one"))
    return Handed(one.name, container, len(one.content), sha256(one.content).hexdigest())


def _kind(content: bytes) -> Kind | None:
    try:
        return kind_of(content)
    except Problem:
        return None


def _named(recipient: Recipient) -> str:
    if recipient.kind != "address":
        return "nobody"
    return "hashed" if recipient.hashed else "address"


@dataclass(frozen=True)
class Kept:
    """Where a kept report is, and until when."""

    url: str
    until: datetime
