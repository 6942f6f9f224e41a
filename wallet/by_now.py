"""What a report says by now: time goes on after it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wallet.openbadges.report import Check, Outcome, Verdict
from wallet.openbadges.times import EXPIRED, STARTED
from wallet.reports import Judged, lasts

Dates = Mapping[str, datetime | None]


def verdict_now(report: Judged, dates: Dates, now: datetime) -> Verdict:
    """The verdict of a report, as time has gone on since; it goes on for one that can no longer be checked, too."""
    then, until, since = Verdict(report.verdict), dates.get("valid_until"), dates.get("valid_from")
    sound = then in (Verdict.VALID, Verdict.NOT_YET_VALID)
    if not sound and not lasts(report):
        return then
    if until and until <= now:
        return Verdict.EXPIRED
    if since and since > now:
        return Verdict.NOT_YET_VALID
    return Verdict.VALID if sound else then


def as_of(check: Check, dates: Dates, now: datetime) -> Check:
    """A check of a report, as time has gone on since."""
    until, since = dates.get("valid_until"), dates.get("valid_from")
    if check.name == "time.not_expired" and check.outcome is Outcome.PASSED and until and until <= now:
        return check._replace(outcome=Outcome.FAILED, message=EXPIRED, values={"date": until.date().isoformat()})
    if check.name == "time.started" and check.outcome is Outcome.FAILED and since and since <= now:
        return check._replace(outcome=Outcome.PASSED, message=STARTED, values={"date": since.date().isoformat()})
    return check
