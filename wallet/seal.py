"""The seal: what a report says now to someone who has five seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from wallet import i18n
from wallet.by_now import Dates, as_of, verdict_now
from wallet.facts import Fact, facts, shown
from wallet.i18n import N_
from wallet.names import isolated
from wallet.openbadges.findings import verdict_of
from wallet.openbadges.report import Check, Outcome, Verdict
from wallet.openbadges.status import NO_WITHDRAWALS
from wallet.openbadges.times import NO_EXPIRY
from wallet.openbadges.v2 import DIFFERS, TO_NOBODY
from wallet.reports import PENDING, Judged, Proof, checks_of, lasts, proof_of

# How a valid badge stands whose issuer proved its address, but nobody here vouches for it.
UNKNOWN_ISSUER = "unknown_issuer"
# How one stands whose issuer proved nothing but a key: a key of nobody's is not a university.
UNPROVED_ISSUER = "unproved_issuer"
# How the description of a badge or an issuer stands, which was awarded to nobody.
NOT_AWARDED = "not_awarded"
# How a sound badge stands that was awarded to somebody else than whose page it is on: genuine, but not theirs.
NOT_THEIRS = "not_theirs"
# How one stands that was valid until what it depends on could no longer be reached.
LAST_VERIFIED = "last_verified"


@dataclass(frozen=True)
class Line:
    """One of the statements below the headline."""

    outcome: str
    text: str


@dataclass(frozen=True)
class Seal:
    """A verdict as a page shows it: `checks` are all the facts behind it, in the order of words.md.

    `mark` is the verdict, or `unknown_issuer` or `unproved_issuer` for one that is valid, `not_awarded` for what is no
    badge but describes one, `not_theirs` for one that is invalid for nothing else than its recipient, `last_verified`
    for one that can no longer be checked and was valid at `last_valid_at`, or `pending`. `proof` is what stands behind
    its issuer's name."""

    verdict: str
    mark: str
    headline: str
    lines: tuple[Line, ...]
    checked_at: datetime | None
    checks: tuple[Check, ...]
    last_valid_at: datetime | None = None
    proof: Proof = Proof.WORD

    @property
    def claimed(self) -> bool:
        """Whether what it tells is only its own word."""
        return self.mark in BROKEN or (self.proof is Proof.WORD and self.mark != PENDING)

    @property
    def by_domain(self) -> bool:
        """Whether its issuer is to be called by the domain that it proved, and not by its name alone."""
        return self.proof is Proof.HOST and self.mark != LAST_VERIFIED

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The checks as pages list them."""
        return facts(self.checks)


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
        N_("Published by %(domain)s, which calls itself %(issuer)s and is not on this wallet’s list"),
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
    UNPROVED_ISSUER: N_("Intact, but not proved who issued it"),
    NOT_AWARDED: N_("Not an awarded badge"),
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
# The wallet offers no buttons that would tell these to networks.
UNSHARED = (*BROKEN, NOT_AWARDED)
# These say more truly than the statement what was found: nobody was asked.
SAID_AS_IS = (NO_WITHDRAWALS, NO_EXPIRY)
AS_PUBLISHED = N_("As its issuer publishes it")
ITS_WORD = N_("It says it is from %(issuer)s; nothing proves that")
SILENT = N_("Nothing could be read at %(host)s.")
NAMELESS = N_("Who issued it could not be checked")
ALSO_DIFFERS = N_("The file you were given differs from what its issuer publishes. Shown is what the issuer publishes.")
PARTS = N_("%(count)s of the %(all)s credentials inside could not be confirmed")
_WORST = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.WARNING, Outcome.PASSED)


class Named(Protocol):
    """An issuer as the credential names it; `domain` is where it really is, whatever the name says."""

    @property
    def name(self) -> str:
        """The name that it gives itself."""

    @property
    def nameless(self) -> bool:
        """Whether it gives itself none."""

    @property
    def domain(self) -> str | None:
        """The host of the id that it proved to have, in ASCII."""


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
    checks = tuple(as_of(check, dates, now) for check in checks_of(report.checks))
    mark = mark_of(verdict, report)
    lines = _broken(checks) if mark in BROKEN else () if mark == NOT_AWARDED else _lines(checks, issuer, recipient)
    lasted = report.last_valid_at if mark == LAST_VERIFIED else None
    words = headline(mark, dates, lasted)
    return Seal(verdict.value, mark, words, lines, report.at, checks, lasted, proof_of(report))


def mark_of(verdict: Verdict, report: Judged) -> str:
    """How a badge stands, in one word for its colour and its card."""
    if verdict in (Verdict.VALID, Verdict.UNVERIFIABLE) and any(row["message"] == TO_NOBODY for row in report.checks):
        return NOT_AWARDED
    if verdict is Verdict.UNVERIFIABLE and lasts(report):
        return LAST_VERIFIED
    if verdict is Verdict.INVALID and _is_anothers(report):
        return NOT_THEIRS
    return _BY_PROOF[proof_of(report)] if verdict is Verdict.VALID else verdict.value


_BY_PROOF = {Proof.KNOWN: Verdict.VALID.value, Proof.HOST: UNKNOWN_ISSUER, Proof.WORD: UNPROVED_ISSUER}


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


def _broken(checks: tuple[Check, ...]) -> tuple[Line, ...]:
    # When the seal is broken nothing else it says can be relied on: one plain line.
    failed = next((check for check in checks if check.outcome is Outcome.FAILED), None)
    return (Line(Outcome.FAILED, i18n.translate(failed)),) if failed else ()


def _lines(checks: tuple[Check, ...], issuer: Named, recipient: Statement) -> tuple[Line, ...]:
    lines = []
    for each in STATEMENTS:
        statement = recipient if each.checks == RECIPIENT else each
        found = [check for check in checks if check.name in statement.checks]
        if found:
            lines.append(_line(statement, found, issuer))
    return (*lines, *_besides(checks))


def _besides(checks: tuple[Check, ...]) -> Iterator[Line]:
    """What a reader has to know besides the answers to the usual questions."""
    for check in checks:
        if check.message == DIFFERS:
            yield Line(check.outcome, i18n.translate(check))
        elif check.name == "form.current" and DIFFERS.partition("(")[0] in check.evidence.get("also", ""):
            yield Line(check.outcome, i18n.gettext(ALSO_DIFFERS))
        elif check.name == "evidence" and check.outcome is not Outcome.PASSED:
            yield Line(check.outcome, i18n.gettext(PARTS, **check.values))


def _weight(check: Check) -> Outcome:
    """How much a check says against a badge: that a site is away says nothing against who is behind it."""
    away = check.name == "issuer.reachable" and check.outcome is Outcome.FAILED
    return Outcome.NOT_CHECKED if away else check.outcome


def _line(statement: Statement, found: list[Check], issuer: Named) -> Line:
    worst = min(map(_weight, found), key=_WORST.index)
    plain = [check for check in found if check.message in SAID_AS_IS]
    if plain and worst is Outcome.PASSED:
        return Line(shown(plain[0]), i18n.translate(plain[0]))
    message = getattr(statement, worst.value)
    if not message:
        return Line(worst.value, i18n.translate(next(check for check in found if check.outcome is worst)))
    if "%(issuer)s" in message:
        return Line(worst.value, _of_issuer(message, worst, found, issuer))
    hosted = worst is Outcome.PASSED and [check.name for check in found] == ["scope.hosted"]
    return Line(worst.value, i18n.gettext(AS_PUBLISHED if hosted else message))


def _of_issuer(message: str, worst: Outcome, found: list[Check], issuer: Named) -> str:
    """Who is said to have issued it, under the address that was proved, or under no address."""
    name = isolated(issuer.name)
    if worst is Outcome.WARNING:
        return i18n.gettext(message if issuer.domain else ITS_WORD, issuer=name, domain=issuer.domain)
    if worst is Outcome.NOT_CHECKED and issuer.nameless:
        host = next((check.values["host"] for check in found if "host" in check.values), None)
        return i18n.gettext(SILENT, host=host) if host else i18n.gettext(NAMELESS)
    return i18n.gettext(message, issuer=name + (f" ({issuer.domain})" if issuer.domain else ""))
