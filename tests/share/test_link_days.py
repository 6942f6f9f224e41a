"""When a link ends, by any clock."""

from datetime import UTC, datetime

import pytest

from wallet.errors import Unprocessable
from wallet.models import Share
from wallet.share.wishes import Typed, checked, last_day

NOW = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        (Typed("x", ends="never", until="2027-03-01"), None),
        (Typed("x", ends="30"), datetime(2027, 1, 31, tzinfo=UTC)),
        (Typed("x", ends="90"), datetime(2027, 4, 1, tzinfo=UTC)),
        (Typed("x", ends="on", until="2026-12-31"), datetime(2027, 1, 1, tzinfo=UTC)),
        (Typed("x", ends="on", until="2028-02-29"), datetime(2028, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_link_ends_with_its_last_day_in_utc(typed: Typed, end: datetime | None) -> None:
    assert checked(typed, (), None, NOW).expires_at == end


def test_a_day_that_is_over_is_refused_but_can_stay_where_it_was() -> None:
    over = Typed("x", ends="on", until="2026-12-30")
    with pytest.raises(Unprocessable):
        checked(over, (), None, NOW)
    link = Share(name="x", expires_at=datetime(2026, 12, 30, 12, tzinfo=UTC))
    assert checked(over, (), link, NOW).expires_at == link.expires_at
    assert str(last_day(datetime(2027, 1, 1, tzinfo=UTC))) == "2026-12-31"
