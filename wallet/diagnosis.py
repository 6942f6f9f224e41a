"""The diagnosis of a badge that is not simply valid: what is wrong, who can mend it, and a letter to its issuer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from wallet import i18n
from wallet.i18n import N_
from wallet.names import line
from wallet.openbadges.findings import verdict_of
from wallet.openbadges.report import Check, Outcome, Verdict
from wallet.openbadges.v2 import TO_NOBODY
from wallet.remedies import OF_A_LINK, OF_NOBODYS, Remedy, Who, remedy_for
from wallet.reports import of_nobody
from wallet.story import Story

LINK = 2000  # characters; Windows opens no longer link in a mail program
ENGLISH = "-- English --"  # stands before what is said again in English


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong, in a sentence; who can mend it, and what they would have to do."""

    text: str
    who: Who
    remedy: str
    outcome: str


@dataclass(frozen=True)
class Letter:
    """A mail to a badge's issuer, ready to be sent by whoever asks.

    `to` is empty where the credential gives no address; `proved` says whether it is the issuer's own word.
    """

    to: str
    subject: str
    body: str
    proved: bool

    @property
    def mailto(self) -> str:
        """The letter as a link that opens it in a mail program (RFC 6068): as much of it as every program takes."""
        return next((link for link in map(self._link, (self.body, self._first)) if len(link) <= LINK), self._link(""))

    @property
    def _first(self) -> str:
        return self.body.partition(f"\n\n{ENGLISH}")[0]

    def _link(self, body: str) -> str:
        lines = body.replace("\n", "\r\n")
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject, safe='')}&body={quote(lines, safe='')}"


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong with a badge, worst first, and the letter that may mend it; empty for a clean valid one."""

    wrong: tuple[Trouble, ...] = ()
    mail: Letter | None = None
    grave: bool = False  # whether it cannot be relied on as it is

    def __bool__(self) -> bool:
        return bool(self.wrong)

    @property
    def grievous(self) -> tuple[Trouble, ...]:
        """Of a badge that cannot be relied on: for what reasons."""
        return tuple(one for one in self.wrong if self.grave and one.outcome != Outcome.WARNING)

    @property
    def slight(self) -> tuple[Trouble, ...]:
        """What does not speak against it."""
        return tuple(one for one in self.wrong if one not in self.grievous)


# What follows from another fact need not be said beside it.
FOLLOWS = {
    "issuer.reachable": ("seal.intact", "issuer.key_bound", "scope.hosted", "status.revocation"),
    "issuer.key_bound": ("seal.intact",),
    "seal.covers_all": ("seal.intact",),
    "seal.present": ("seal.intact", "issuer.key_bound"),
    "format.type": ("seal.intact",),
    "format.context": ("seal.intact",),
}
SOUND = (Verdict.VALID, Verdict.NOT_YET_VALID)
BROKEN = (Verdict.INVALID, Verdict.MALFORMED)
_WORST = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.WARNING)


def diagnose(checks: Iterable[Check], story: Story | None = None, at: datetime | None = None) -> Diagnosis:
    """What is wrong with a badge, in the language being spoken.

    `checks` are those of a seal (as of now) or of a report made `at`; none (still being checked) gives an empty
    diagnosis. `story` tells what the letter names: None for what no badge could be read from; a
    link that leads to none has no issuer to write to.
    """
    found = tuple(checks)
    verdict = verdict_of(found) if found else Verdict.VALID
    wrong = tuple(_relevant(found, verdict))
    grave = verdict not in SOUND
    others = dict(_others(found, story))
    troubles = tuple(dict.fromkeys(_trouble(check, others) for check in wrong))
    to_mend = [check for check in wrong if not (story is None and check.name == "issuer.reachable")]
    asked = grave and any(remedy_for(check).who in (Who.ISSUER, Who.LEARNER) for check in to_mend)
    return Diagnosis(troubles, _letter(wrong, verdict, story, at) if asked else None, grave)


def _others(found: tuple[Check, ...], story: Story | None) -> Iterator[tuple[str, Remedy]]:
    """What is to be done about some checks in this very case, rather than what is usual."""
    if story is None:
        yield "issuer.reachable", OF_A_LINK
    if any(check.name == "issuer.key_bound" and of_nobody(check.values) for check in found):
        yield "issuer.known", OF_NOBODYS


def _relevant(checks: tuple[Check, ...], verdict: Verdict) -> Iterator[Check]:
    """What did not pass, worst first. When a badge is not genuine, what could not be checked beside it is no matter."""
    broken = verdict in BROKEN and any(check.outcome is Outcome.FAILED for check in checks)
    told = _WORST[:1] if broken else _WORST
    wrong = [check for outcome in told for check in checks if check.outcome is outcome]
    implied = {name for check in wrong for name in FOLLOWS.get(check.name, ()) if check.outcome is not Outcome.WARNING}
    if any(check.name != "issuer.known" and check.outcome is not Outcome.WARNING for check in wrong):
        implied.add("issuer.known")  # whom the operator knows matters once it is proved who issued it
    if any(check.message == TO_NOBODY for check in wrong):
        implied.add("issuer.known")
    for check in wrong:
        if check.outcome is Outcome.FAILED or check.name not in implied:
            yield check


def _trouble(check: Check, others: Mapping[str, Remedy]) -> Trouble:
    remedy = others.get(check.name) or remedy_for(check)
    return Trouble(i18n.translate(check), remedy.who, i18n.gettext(remedy.text), check.outcome.value)


# -- the letter ------------------------------------------------------------------------------------------------------

_SUBJECTS = {
    Verdict.EXPIRED: N_("Can the badge “%(title)s” be renewed?"),
    Verdict.REVOKED: N_("Why was the badge “%(title)s” withdrawn?"),
}
_REQUESTS = {
    Verdict.EXPIRED: N_("a badge that names you as its issuer has expired. Can it be renewed?"),
    Verdict.REVOKED: N_(
        "a badge that names you as its issuer was withdrawn or suspended. "
        "Could you say why, and whether that can be undone?"
    ),
}
_SUBJECT = N_("The badge “%(title)s” cannot be verified")
_REQUEST = N_("a badge that names you as its issuer cannot be verified. Could you look into it?")


def _letter(wrong: tuple[Check, ...], verdict: Verdict, story: Story | None, at: datetime | None) -> Letter:
    body = _body(wrong, verdict, story, at)
    if i18n.current() != i18n.DEFAULT:  # issuers read English, whatever the learner speaks
        with i18n.speaking(i18n.DEFAULT):
            body = f"{body}\n\n{ENGLISH}\n\n{_body(wrong, verdict, story, at)}"
    title = story.title if story else i18n.gettext(N_("Badge without a name"))
    to = (story.issuer.email if story else None) or ""
    proved = verdict in (Verdict.EXPIRED, Verdict.REVOKED)
    return Letter(to, i18n.gettext(_SUBJECTS.get(verdict, _SUBJECT), title=line(title)[:150]), body, proved)


def _body(wrong: tuple[Check, ...], verdict: Verdict, story: Story | None, at: datetime | None) -> str:
    parts = [
        [i18n.gettext(N_("Good day,"))],
        [i18n.gettext(_REQUESTS.get(verdict, _REQUEST))],
        list(_named(story)),
        [_heading(at), *(row for check in wrong for row in _found(check))],
        list(_asked(wrong)),
        [i18n.gettext(N_("Thank you."))],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _asked(wrong: tuple[Check, ...]) -> Iterator[str]:
    """What the issuer can do."""
    remedies = dict.fromkeys(remedy.text for check in wrong if (remedy := remedy_for(check)).who is Who.ISSUER)
    if remedies:
        yield i18n.gettext(N_("What would mend it:"))
        yield from (f"- {i18n.gettext(text)}" for text in remedies)


def _named(story: Story | None) -> Iterator[str]:
    """What the issuer finds the badge by: nothing of the learner, whom the issuer knows by it."""
    if story is None:
        return
    yield i18n.gettext(N_("Badge: %(title)s"), title=line(story.title))
    yield i18n.gettext(N_("Issuer: %(name)s"), name=line(story.issuer.name))
    if story.identifier:
        yield i18n.gettext(N_("Credential: %(id)s"), id=line(story.identifier))
    if story.issued:
        yield i18n.gettext(N_("Issued on %(day)s"), day=i18n.day(story.issued))


def _heading(at: datetime | None) -> str:
    if at is None:
        return i18n.gettext(N_("What the verification found:"))
    return i18n.gettext(N_("What the verification of %(day)s found:"), day=i18n.day(at))


def _found(check: Check) -> Iterator[str]:
    """A fact as people read it, then as machines name it."""
    evidence = "; ".join(f"{name}: {line(text)[:200]}" for name, text in check.evidence.items())
    yield f"- {line(i18n.translate(check))}"
    yield f"  ({check.name}: {check.outcome.value}{f'; {evidence}' if evidence else ''})"
