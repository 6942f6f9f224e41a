from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.openbadges.findings import Findings
from wallet.openbadges.report import Outcome
from wallet.openbadges.times import judge, moment

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-01-02T12:00:00Z", NOON),
        ("2026-01-02T13:00:00+01:00", NOON),
        ("2026-01-02T13:00+0100", NOON),
        ("2026-01-02t12:00:00.000000000z", NOON),
        ("2026-01-02 12:00:00", NOON),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (int(NOON.timestamp()), NOON),
    ],
)
def test_a_moment_is_read_in_the_ways_credentials_write_it(written: Any, meant: datetime) -> None:
    assert moment(written) == meant


@pytest.mark.parametrize(
    "written",
    ["2026-02-30", "2026-13-01", "2026-W01", "20260102", "9999999-99-99T99:99:99Z", "tomorrow", "", 1e300, True, None]
    + [[], {}, "2026-01-02T25:00:00Z", "2026-01-02T12:00:00+99:00", "٢٠٢٦-٠١-٠٢", float("nan"), "2026-01-02T12"],
)
def test_what_names_no_moment_is_none(written: Any) -> None:
    assert moment(written) is None


@given(st.text() | st.floats() | st.integers())
def test_whatever_is_written_is_a_moment_with_a_zone_or_none(written: Any) -> None:
    found = moment(written)
    assert found is None or found.tzinfo is not None


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=5, minutes=30)))))
def test_every_moment_python_writes_is_read_back(written: datetime) -> None:
    assert moment(written.isoformat()) == written


def outcomes(start: datetime | None, end: datetime | None) -> dict[str, Outcome]:
    findings = Findings()
    judge(findings, NOON, start, end)
    return {check.name: check.outcome for check in findings.checks()}


def test_a_span_includes_its_beginning_and_not_its_end() -> None:
    hour = timedelta(hours=1)
    passed, failed = Outcome.PASSED, Outcome.FAILED
    assert outcomes(NOON, NOON + hour) == {"time.started": passed, "time.not_expired": passed}
    assert outcomes(NOON + hour, None) == {"time.started": failed, "time.not_expired": passed}
    assert outcomes(None, NOON) == {"time.not_expired": failed}
    assert outcomes(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))["time.started"] is passed
