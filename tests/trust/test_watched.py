"""A moment that tells with what it was compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

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


def test_how_long_it_is_until_a_watched_moment_is_not_told() -> None:
    with pytest.raises(TypeError):
        watched(NOW) - datetime(2026, 1, 1, tzinfo=UTC)
