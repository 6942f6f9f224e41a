"""When a badge is verified again: daily what may be withdrawn, monthly the rest, less and less what is out of reach."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID

from wallet import jobs
from wallet.models import StoredReport
from wallet.openbadges.reading import read
from wallet.openbadges.report import Report, Verdict
from wallet.openbadges.status import NO_WITHDRAWALS

from .lasting import unreached

OFTEN, SELDOM = timedelta(days=1), timedelta(days=30)
FIRST_WAIT = timedelta(hours=6)  # for a site that could not be reached; doubled each time, up to SELDOM
JITTER = 0.25
LOOKED_BACK = 60  # reports; with doubled waits that is further back than anybody remembers
MAY_CHANGE = (Verdict.VALID, Verdict.NOT_YET_VALID, Verdict.REVOKED, Verdict.UNVERIFIABLE)

_random = SystemRandom()


async def next_check(badge_id: UUID, report: Report) -> datetime:
    """When a badge that was just verified is due again; read in the transaction that keeps its report."""
    silent_since = await _silent_since(badge_id) if unreached(report) else None
    return report.at + spread(interval(report, silent_since))


def interval(report: Report, silent_since: datetime | None = None) -> timedelta:
    """How long until a badge is verified again; `silent_since` is when its site was first found out of reach."""
    if unreached(report):
        return min(max(FIRST_WAIT, report.at - (silent_since or report.at)), SELDOM)
    return OFTEN if report.verdict in MAY_CHANGE and _watched(report) else SELDOM


def spread(time: timedelta) -> timedelta:
    """A time that differs by up to a quarter, so that badges which came together do not stay together."""
    return time * _random.uniform(1 - JITTER, 1 + JITTER)


def _watched(report: Report) -> bool:
    """Whether its issuer may withdraw it: it is hosted, or has a status that can be asked for."""
    hosted = any(check.name == "scope.hosted" for check in report.checks)
    return hosted or any(
        check.name.startswith("status.") and check.message != NO_WITHDRAWALS for check in report.checks
    )


async def _silent_since(badge_id: UUID) -> datetime | None:
    """When the newest reports began that reached nothing; where what was found before stands, when that was."""
    since = None
    for kept in await StoredReport.filter(badge_id=badge_id).order_by("-at").limit(LOOKED_BACK):
        if kept.verdict != Verdict.UNVERIFIABLE:
            return since or kept.at
        since = kept.at
    return since


async def again_in_time(kept: StoredReport, badge_id: UUID) -> None:
    """Verify again at the moment at which the badge's time begins or ends, so that its card says so, too."""
    if not kept.credential:
        return
    told = read(kept.credential)
    ahead = [moment for moment in (told.valid_from, told.valid_until) if moment and moment > kept.at]
    if ahead:
        delay = (min(ahead) - kept.at).total_seconds() + 1
        await jobs.put("trust.check", {"badge": str(badge_id)}, key=f"due:{badge_id}", delay=delay)
