"""Dates as credentials write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,12})?(?:([Zz])|([+\-])(\d\d):(\d\d))\Z", re.ASCII
)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def parse_date(value: object) -> datetime | None:
    """An xsd:dateTimeStamp or RFC 3339 date, always with its zone; None for anything else (VC 2.0 §4.9)."""
    return _parsed(value) if isinstance(value, str) and len(value) < 64 else None


@lru_cache(maxsize=1024)
def _parsed(text: str) -> datetime | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    second = 59 if second == 60 else second  # a leap second, which Python has not
    microsecond = int(float(match[7] or 0) * 1_000_000)
    try:
        when = datetime(year, month, day, hour, minute, second, microsecond, _zone(match))
    except ValueError:
        return None
    try:
        return when.astimezone(UTC)
    except OverflowError:  # "to the end of time", some hours west of Greenwich
        return LAST if year == LAST.year else None


def _zone(match: re.Match[str]) -> timezone:
    if match[8]:
        return UTC
    offset = timedelta(hours=int(match[10]), minutes=int(match[11]))
    return timezone(-offset if match[9] == "-" else offset)


def from_seconds(value: object) -> datetime | None:
    """A NumericDate of a token in UTC (RFC 7519 §2); None for what is no number, or no date."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
