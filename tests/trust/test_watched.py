"""A moment that tells with what it was compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.openbadges.university import NOW
from wallet.trust.watched import Span, watched


def test_a_watched_moment_notes_what_it_is_compared_with_on_either_side() -> None:
    moment = watched(NOW)
    assert NOW + timedelta(hours=2) > moment
    assert moment + timedelta(minutes=5) < NOW + timedelta(hours=1)
    assert moment - timedelta(minutes=5) > NOW - timedelta(days=1)
    assert moment.span == Span(NOW - timedelta(days=1) + timedelta(minutes=5), NOW + timedelta(minutes=55))
    assert moment <= NOW
    assert moment.span.exact
    assert not moment.span.holds(NOW)


def test_all_else_that_is_asked_of_a_watched_moment_makes_it_one_of_its_kind() -> None:
    asked: list[Callable[[datetime], object]] = [
        lambda moment: moment - datetime(2026, 1, 1, tzinfo=UTC),
        lambda moment: datetime(2027, 1, 1, tzinfo=UTC) - moment,
        lambda moment: moment.year,
        lambda moment: moment.date(),
        lambda moment: moment.astimezone(UTC),
        lambda moment: moment.timestamp(),
        lambda moment: (moment + timedelta(days=1)).isoformat(),
    ]
    for ask in asked:
        moment = watched(NOW)
        assert ask(moment) == ask(NOW)
        assert moment.span.exact
