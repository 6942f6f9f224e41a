"""Dates as credentials write them, and what they say of a credential today."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from wallet.openbadges.dates import from_seconds
from wallet.openbadges.findings import Findings
from wallet.openbadges.report import N_, Check, Outcome

_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)


def moment(value: object) -> datetime | None:
    """The moment a credential names, with a time zone, or None when it names none.

    Takes ISO 8601 dates and times (UTC where no zone is written) and, as Open Badges 1.0 allowed, Unix seconds.
    """
    return _moment(value) if isinstance(value, str) and len(value) < 64 else from_seconds(value)


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime | None:
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    day, clock, seconds, fraction, zone = match.groups()
    # a leap second is the second before it: Python knows none
    seconds = "59" if seconds == "60" else seconds or "00"
    zone = "+00:00" if (zone or "Z") in "Zz" else zone
    try:
        return datetime.fromisoformat(f"{day}T{clock or '00:00'}:{seconds}.{(fraction or '0')[:6]:0<6}{zone}")
    except ValueError:
        return None


STARTED = N_("It has been valid since %(date)s.")
NO_EXPIRY = N_("It has no expiry date.")
_ENDLESS = Check("time.not_expired", Outcome.PASSED, NO_EXPIRY)
EXPIRED = N_("It expired on %(date)s.")


def judge(findings: Findings, now: datetime, start: datetime | None, end: datetime | None) -> None:
    """Note whether a credential's time has begun and has not ended."""
    if start is not None:
        if start > now:
            findings.failed("time.started", N_("It is valid only from %(date)s on."), date=day(start))
        else:
            findings.passed("time.started", STARTED, date=day(start))
    if end is None:
        findings.once(_ENDLESS)
    elif end <= now:
        findings.failed("time.not_expired", EXPIRED, date=day(end))
    else:
        findings.passed("time.not_expired", N_("It is valid until %(date)s."), date=day(end))


def day(when: datetime) -> str:
    """The day of a moment in UTC, as it is told."""
    try:
        return when.astimezone(UTC).date().isoformat()
    except OverflowError:  # at either end of the calendar, UTC may have no such day
        return when.date().isoformat()
