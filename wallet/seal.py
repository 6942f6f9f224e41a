"""The seal: what a report says now to someone who has five seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from wallet import i18n
from wallet.i18n import N_
from wallet.names import isolated
from wallet.openbadges.findings import verdict_of
from wallet.openbadges.report import Check, Outcome, Verdict
from wallet.openbadges.status import NO_WITHDRAWALS
from wallet.openbadges.times import EXPIRED, NO_EXPIRY, STARTED
from wallet.reports import PENDING, Judged, checks_of, known_name

# How a valid badge stands whose issuer nobody here vouches for: a key of nobody's is not a university.
UNKNOWN_ISSUER = "unknown_issuer"
# How a sound badge stands that was awarded to somebody else than whose page it is on: genuine, but not theirs.
NOT_THEIRS = "not_theirs"
# How one stands that was valid until what it depends on could no longer be reached.
LAST_VERIFIED = "last_verified"
Dates = Mapping[str, datetime | None]


@dataclass(frozen=True)
class Line:
    """One of the statements below the headline."""

    outcome: str
    text: str


@dataclass(frozen=True)
class Seal:
    """A verdict as a page shows it: `checks` are all the facts behind it, in the order of words.md.

    `mark` is the verdict, or `unknown_issuer` for one that is valid, `not_theirs` for one that is invalid for nothing
    else than its recipient, `last_verified` for one that can no longer be checked and was valid at `last_valid_at`, or
    `pending`."""

    verdict: str
    mark: str
    headline: str
    lines: tuple[Line, ...]
    checked_at: datetime | None
    checks: tuple[Check, ...]
    last_valid_at: datetime | None = None


@dataclass(frozen=True)
class Statement:
    """A question a recruiter has: the checks that answer it, and the answer to each outcome; "" for the check's own."""

    checks: tuple[str, ...]
    passed: str
    failed: str
    warning: str
    not_checked: str


RECIPIENT = ("recipient.match",)
TO_THE_OWNER = Statement(
    RECIPIENT,
    N_("Awarded to the owner of this page"),
    N_("Awarded to somebody else"),
    "",
    N_("Not shown to be awarded to the owner of this page: it names nobody by an address"),
)
# The same to a learner to whom it is offered, where there is no owner of a page yet.
TO_THE_INVITED = Statement(
    RECIPIENT,
    N_("Awarded to the address that this was sent to"),
    N_("Awarded to another address than the one this was sent to"),
    "",
    N_("Not shown to be awarded to the address that this was sent to: it names nobody by an address"),
)
# And to a learner who thinks of keeping it.
TO_THE_KEEPER = Statement(
    RECIPIENT,
    N_("Awarded to you"),
    N_("Not shown to be yours: awarded to somebody else, or to an address that is not in your account"),
    "",
    N_("Not shown to be yours: it names nobody by an address"),
)
# Each its own line: a badge may be intact and still be nobody's.
STATEMENTS = (
    Statement(
        ("seal.intact", "seal.covers_all", "scope.hosted"),
        N_("Unchanged since it was issued"),
        N_("Altered since it was issued"),
        N_("Unchanged, but part of it is not covered by the seal"),
        N_("Whether it is unchanged could not be checked"),
    ),
    Statement(
        ("issuer.reachable", "issuer.key_bound", "issuer.known"),
        N_("Issued by %(issuer)s, an issuer this wallet knows"),
        N_("Not shown to be issued by %(issuer)s"),
        N_("Issued by %(issuer)s, whom this wallet does not know"),
        N_("Whether %(issuer)s issued it could not be checked"),
    ),
    TO_THE_OWNER,
    Statement(
        ("status.revocation", "status.suspension"),
        N_("Not withdrawn by its issuer"),
        N_("Withdrawn by its issuer"),
        N_("Its status raises a question"),
        N_("Whether it was withdrawn could not be checked"),
    ),
    Statement(
        ("time.started", "time.not_expired"),
        N_("Within its time of validity"),
        N_("Outside its time of validity"),
        N_("Its dates raise a question"),
        N_("Its dates could not be checked"),
    ),
)
HEADLINES = {
    Verdict.VALID.value: N_("Verified"),
    UNKNOWN_ISSUER: N_("Verified, but its issuer is not known here"),
    NOT_THEIRS: N_("Not awarded to this page’s owner"),
    Verdict.INVALID.value: N_("Not genuine, or altered"),
    Verdict.MALFORMED.value: N_("No readable badge"),
    Verdict.REVOKED.value: N_("Withdrawn by the issuer"),
    Verdict.UNVERIFIABLE.value: N_("Could not be checked"),
    LAST_VERIFIED: N_("Last verified some time ago"),
    Verdict.EXPIRED.value: N_("Expired"),
    Verdict.NOT_YET_VALID.value: N_("Not yet valid"),
    PENDING: N_("Being checked"),
}
BROKEN = (Verdict.INVALID, Verdict.MALFORMED)
# These say more truly than the statement what was found: nobody was asked.
SAID_AS_IS = (NO_WITHDRAWALS, NO_EXPIRY)
_WORST = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.WARNING, Outcome.PASSED)


class Named(Protocol):
    """An issuer as the credential names it; `domain` is where it really is, whatever the name says."""

    @property
    def name(self) -> str:
        """The name that it gives itself."""

    @property
    def domain(self) -> str | None:
        """The host of its id, in ASCII."""


def seal(
    report: Judged | None,
    issuer: Named,
    dates: Dates,
    *,
    recipient: Statement = TO_THE_OWNER,
    now: datetime | None = None,
) -> Seal:
    """The seal of the newest report, in the language being spoken; `dates` holds valid_from and valid_until.

    Time goes on after a report: what has expired since is said to have. `recipient` is how its reader is told whose it
    is.
    """
    if report is None:
        return Seal(PENDING, PENDING, i18n.gettext(HEADLINES[PENDING]), (), None, ())
    now = now or datetime.now(UTC)
    verdict = verdict_now(report, dates, now)
    checks = tuple(_as_of(check, dates, now) for check in checks_of(report.checks))
    known = known_name(report)
    who = isolated(known or issuer.name) + (f" ({issuer.domain})" if issuer.domain else "")
    mark = mark_of(verdict, report)
    lines = _broken(checks) if mark in BROKEN else _lines(checks, who, recipient)
    lasted = report.last_valid_at if mark == LAST_VERIFIED else None
    return Seal(verdict.value, mark, headline(mark, dates, lasted), lines, report.at, checks, lasted)


def verdict_now(report: Judged, dates: Dates, now: datetime) -> Verdict:
    """The verdict of a report, as time has gone on since; it goes on for one that can no longer be checked, too."""
    then, until, since = Verdict(report.verdict), dates.get("valid_until"), dates.get("valid_from")
    sound = then in (Verdict.VALID, Verdict.NOT_YET_VALID)
    if not sound and not _lasts(report):
        return then
    if until and until <= now:
        return Verdict.EXPIRED
    if since and since > now:
        return Verdict.NOT_YET_VALID
    return Verdict.VALID if sound else then


def _lasts(report: Judged) -> bool:
    return report.verdict == Verdict.UNVERIFIABLE and report.last_valid_at is not None


def mark_of(verdict: Verdict, report: Judged) -> str:
    """How a badge stands, in one word for its colour and its card."""
    if verdict is Verdict.UNVERIFIABLE and _lasts(report):
        return LAST_VERIFIED
    if verdict is Verdict.INVALID and _is_anothers(report):
        return NOT_THEIRS
    return UNKNOWN_ISSUER if verdict is Verdict.VALID and known_name(report) is None else verdict.value


def _is_anothers(report: Judged) -> bool:
    """Whether nothing else speaks against a badge than whose it is."""
    checks = checks_of(report.checks)
    rest = tuple(check for check in checks if check.name not in RECIPIENT or check.outcome is not Outcome.FAILED)
    return len(rest) < len(checks) and verdict_of(rest) not in BROKEN


def standing(report: Judged | None, dates: Dates, now: datetime) -> str:
    """The mark of a badge in a list."""
    return mark_of(verdict_now(report, dates, now), report) if report else PENDING


def headline(mark: str, dates: Dates, last_valid_at: datetime | None = None) -> str:
    """The words beside the seal."""
    until, since = dates.get("valid_until"), dates.get("valid_from")
    if mark == LAST_VERIFIED and last_valid_at:
        return i18n.gettext(N_("Last verified on %(day)s"), day=i18n.day(last_valid_at))
    if mark == Verdict.EXPIRED and until:
        return i18n.gettext(N_("Expired on %(day)s"), day=i18n.day(until))
    if mark == Verdict.NOT_YET_VALID and since:
        return i18n.gettext(N_("Valid from %(day)s"), day=i18n.day(since))
    return i18n.gettext(HEADLINES[mark])


def _as_of(check: Check, dates: Dates, now: datetime) -> Check:
    until, since = dates.get("valid_until"), dates.get("valid_from")
    if check.name == "time.not_expired" and check.outcome is Outcome.PASSED and until and until <= now:
        return replace(check, outcome=Outcome.FAILED, message=EXPIRED, values={"date": until.date().isoformat()})
    if check.name == "time.started" and check.outcome is Outcome.FAILED and since and since <= now:
        return replace(check, outcome=Outcome.PASSED, message=STARTED, values={"date": since.date().isoformat()})
    return check


def _broken(checks: tuple[Check, ...]) -> tuple[Line, ...]:
    # When the seal is broken nothing else it says can be relied on: one plain line.
    failed = next((check for check in checks if check.outcome is Outcome.FAILED), None)
    return (Line(Outcome.FAILED, i18n.translate(failed)),) if failed else ()


def _lines(checks: tuple[Check, ...], who: str, recipient: Statement) -> tuple[Line, ...]:
    lines = []
    for each in STATEMENTS:
        statement = recipient if each.checks == RECIPIENT else each
        found = [check for check in checks if check.name in statement.checks]
        if found:
            lines.append(_line(statement, found, who))
    return tuple(lines)


def _weight(check: Check) -> Outcome:
    """How much a check says against a badge: that a site is away says nothing against who is behind it."""
    away = check.name == "issuer.reachable" and check.outcome is Outcome.FAILED
    return Outcome.NOT_CHECKED if away else check.outcome


def _line(statement: Statement, found: list[Check], who: str) -> Line:
    worst = min(map(_weight, found), key=_WORST.index)
    plain = [check for check in found if check.message in SAID_AS_IS]
    if plain and worst is Outcome.PASSED:
        return Line(worst.value, i18n.translate(plain[0]))
    message = getattr(statement, worst.value)
    if not message:
        return Line(worst.value, i18n.translate(next(check for check in found if check.outcome is worst)))
    return Line(worst.value, i18n.gettext(message, issuer=who) if "%(issuer)s" in message else i18n.gettext(message))
