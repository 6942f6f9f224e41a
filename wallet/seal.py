"""The seal: what a report says to someone who has five seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from wallet import i18n
from wallet.i18n import N_
from wallet.models import StoredReport
from wallet.names import isolated, line
from wallet.openbadges.report import Check, Outcome, Report, Verdict

PENDING = "pending"


@dataclass(frozen=True)
class Line:
    """One of the statements below the headline."""

    outcome: str
    text: str


@dataclass(frozen=True)
class Seal:
    """A verdict as a page shows it: `checks` are all the facts behind it, in the order of words.md."""

    verdict: str
    headline: str
    lines: tuple[Line, ...]
    checked_at: datetime | None
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Statement:
    """A question a recruiter has: the checks that answer it, and the answer to each outcome."""

    checks: tuple[str, ...]
    passed: str
    failed: str
    warning: str
    not_checked: str


RECIPIENT = ("recipient.match",)
# The same to a learner to whom it is offered, where there is no owner of a page yet.
TO_THE_INVITED = Statement(
    RECIPIENT,
    N_("Awarded to the address that this was sent to"),
    N_("Awarded to another address than the one this was sent to"),
    N_("Not shown to be awarded to the address that this was sent to"),
    N_("To whom it was awarded could not be checked"),
)
# Intact, issuer, recipient, status are kept apart: a key of nobody's is not a university.
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
    Statement(
        RECIPIENT,
        N_("Awarded to the owner of this page"),
        N_("Awarded to somebody else"),
        N_("Not shown to be awarded to the owner of this page"),
        N_("To whom it was awarded could not be checked"),
    ),
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
    Verdict.VALID: N_("Verified"),
    Verdict.INVALID: N_("Not genuine, or altered"),
    Verdict.MALFORMED: N_("No readable badge"),
    Verdict.REVOKED: N_("Withdrawn by the issuer"),
    Verdict.UNVERIFIABLE: N_("Could not be checked"),
    PENDING: N_("Being checked"),
}
BROKEN = (Verdict.INVALID, Verdict.MALFORMED)
_WORST = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.WARNING, Outcome.PASSED)


async def newest_report(**of: object) -> StoredReport | None:
    """The report that counts of a badge (`badge_id=`) or of an offer (`offer_id=`)."""
    return await StoredReport.filter(**of).order_by("-at").first()


def verified(report: StoredReport | None) -> Mapping[str, Any] | None:
    """What a report says may be shown of its credential."""
    return report.credential if report else None


def stored(report: Report) -> dict[str, Any]:
    """A report as the columns of a StoredReport."""
    checks = [
        {
            "name": check.name,
            "outcome": check.outcome.value,
            "message": check.message,
            "values": {name: line(str(value)) for name, value in check.values.items()},
            "evidence": dict(check.evidence),
        }
        for check in report.checks
    ]
    verified = json.loads(json.dumps(report.credential)) or None
    looked_at = dict(report.looked_at)
    return {
        "verdict": report.verdict.value,
        "checks": checks,
        "looked_at": looked_at,
        "credential": verified,
        "at": report.at,
    }


def checks_of(rows: list[dict[str, Any]]) -> tuple[Check, ...]:
    """The checks of a StoredReport."""
    return tuple(
        Check(row["name"], Outcome(row["outcome"]), row["message"], row["values"], row["evidence"]) for row in rows
    )


class Named(Protocol):
    """An issuer as the credential names it; `domain` is where it really is, whatever the name says."""

    @property
    def name(self) -> str:
        """The name that it gives itself."""

    @property
    def domain(self) -> str | None:
        """The host of its id, in ASCII."""


class Judged(Protocol):
    """A report as it is kept: a StoredReport, or a row of the gate."""

    verdict: str
    checks: list[dict[str, Any]]
    at: datetime


def seal(report: Judged | None, issuer: Named, dates: Mapping[str, datetime | None], *, invited: bool = False) -> Seal:
    """The seal of the newest report, in the language being spoken; `dates` holds valid_from and valid_until.

    `invited` is for a badge that is only offered.
    """
    if report is None:
        return Seal(PENDING, i18n.gettext(HEADLINES[PENDING]), (), None, ())
    checks = checks_of(report.checks)
    verdict = Verdict(report.verdict)
    lines = _broken(checks) if verdict in BROKEN else _lines(checks, issuer, invited=invited)
    return Seal(verdict.value, headline(verdict, dates), lines, report.at, checks)


def headline(verdict: Verdict, dates: Mapping[str, datetime | None]) -> str:
    """The words beside the seal."""
    until, since = dates.get("valid_until"), dates.get("valid_from")
    if verdict is Verdict.EXPIRED:
        return i18n.gettext(N_("Expired on %(day)s"), day=i18n.day(until)) if until else i18n.gettext(N_("Expired"))
    if verdict is Verdict.NOT_YET_VALID:
        return (
            i18n.gettext(N_("Valid from %(day)s"), day=i18n.day(since)) if since else i18n.gettext(N_("Not yet valid"))
        )
    return i18n.gettext(HEADLINES[verdict])


def _broken(checks: tuple[Check, ...]) -> tuple[Line, ...]:
    # When the seal is broken nothing else it says can be relied on: one plain line.
    failed = next((check for check in checks if check.outcome is Outcome.FAILED), None)
    return (Line(Outcome.FAILED, i18n.translate(failed)),) if failed else ()


def _lines(checks: tuple[Check, ...], issuer: Named, *, invited: bool) -> tuple[Line, ...]:
    outcomes = {check.name: check.outcome for check in checks}
    who = isolated(issuer.name) + (f" ({issuer.domain})" if issuer.domain else "")
    lines = []
    for each in STATEMENTS:
        statement = TO_THE_INVITED if invited and each.checks == RECIPIENT else each
        found = [outcomes[name] for name in statement.checks if name in outcomes]
        if found:
            worst = min(found, key=_WORST.index)
            message = getattr(statement, worst.value)
            filled = i18n.gettext(message, issuer=who) if "%(issuer)s" in message else i18n.gettext(message)
            lines.append(Line(worst.value, filled))
    return tuple(lines)
