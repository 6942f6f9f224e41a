"""The seal: what a report says now to someone who has five seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from wallet import i18n
from wallet.by_now import Dates, as_of, verdict_now
from wallet.facts import Fact, facts
from wallet.i18n import N_
from wallet.openbadges.findings import verdict_of
from wallet.openbadges.report import Check, Outcome, Verdict
from wallet.openbadges.v2 import TO_NOBODY
from wallet.reports import PENDING, Judged, Proof, checks_of, lasts, proof_of
from wallet.statements import RECIPIENT, TO_THE_OWNER, Line, Named, Statement, lines_of, topic_of

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
    def advice(self) -> str:
        """What the headline means for its reader, in the language being spoken."""
        return i18n.gettext(UNTIED if self.mark == Verdict.VALID and self.is_untied else ADVICE[self.mark])

    @property
    def is_untied(self) -> bool:
        """Whether it names nobody in a way that can be compared with anybody."""
        return any(check.name in RECIPIENT and check.outcome is Outcome.NOT_CHECKED for check in self.checks)

    @property
    def statements(self) -> tuple[tuple[str, tuple[Line, ...]], ...]:
        """The lines by what they are about, in their order; what is said besides has no topic."""
        return tuple((topic, tuple(lines)) for topic, lines in groupby(self.lines, lambda line: line.topic))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The checks as pages list them."""
        return facts(self.checks)


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
# What the headline means for its reader.
ADVICE = {
    Verdict.VALID.value: N_("It is genuine, and it is valid today."),
    UNKNOWN_ISSUER: N_("It is intact. Whether its issuer is who it says, this wallet cannot tell."),
    UNPROVED_ISSUER: N_("Anyone can write any name into a badge. Confirm it with the issuer before you rely on it."),
    NOT_AWARDED: N_("This describes a badge. It was awarded to nobody: ask for the person’s own badge."),
    NOT_THEIRS: N_("It was awarded to somebody else, or to an address that was not proved here."),
    Verdict.EXPIRED.value: N_("It is intact, but its time is over."),
    Verdict.NOT_YET_VALID.value: N_("It is intact, but its time has not begun."),
    Verdict.REVOKED.value: N_("The issuer has withdrawn or suspended it: do not rely on it."),
    Verdict.INVALID.value: N_("Do not rely on this badge."),
    Verdict.MALFORMED.value: N_("There is nothing here to rely on."),
    Verdict.UNVERIFIABLE.value: N_("Neither proved nor disproved: ask the issuer before you rely on it."),
    LAST_VERIFIED: N_(
        "It was genuine then. Its issuer can no longer be reached, so nobody can tell whether that still holds."
    ),
    PENDING: N_("The check is on its way: open the page again in a moment."),
}
UNTIED = N_("It is genuine and valid today, but it names nobody by an address: nothing shows whose it is.")
BROKEN = (Verdict.INVALID, Verdict.MALFORMED)
# The wallet offers no buttons that would tell these to networks.
UNSHARED = (*BROKEN, NOT_AWARDED)


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
    lines = _broken(mark, checks) if mark in UNSHARED else lines_of(checks, issuer, recipient, report.at)
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


def _broken(mark: str, checks: tuple[Check, ...]) -> tuple[Line, ...]:
    # When the seal is broken nothing else it says can be relied on: one plain line. What is no badge has no answers.
    failed = next((check for check in checks if check.outcome is Outcome.FAILED), None)
    return (Line(Outcome.FAILED, i18n.translate(failed), topic_of(failed)),) if failed and mark in BROKEN else ()
