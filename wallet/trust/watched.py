"""A moment that notes what it is compared with, so that one knows until when whatever was judged at it stays so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass
class Span:
    """The time around a moment in which every comparison made with it comes out the same; the ends are outside."""

    after: datetime | None = None
    before: datetime | None = None
    exact: bool = False  # something fell on the moment itself, so that no other is like it

    def note(self, now: datetime, other: datetime) -> None:
        """Take a comparison of the moment with another into account."""
        if other > now:
            self.before = other if self.before is None else min(self.before, other)
        elif other < now:
            self.after = other if self.after is None else max(self.after, other)
        else:
            self.exact = True

    def holds(self, now: datetime) -> bool:
        """Whether what was judged once would be judged the same at this moment, as far as time decides it."""
        after, before = self.after, self.before
        return not self.exact and (after is None or after < now) and (before is None or now < before)


_OWN = frozenset({"moment", "shift", "span"})


class Watched(datetime):
    """A moment with a time zone, for `verify`; its `span` becomes narrower with each comparison.

    It can be compared, and moved by a timedelta, which is all that a judgement asks of it. Whatever else is asked – its
    year, how long it is from another moment – makes what is judged a thing of this moment alone.
    """

    moment: datetime
    shift: timedelta
    span: Span

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name[0] != "_" and name not in _OWN:
            self.span.exact = True
        return found

    def _noted(self, other: Any) -> datetime:
        if isinstance(other, datetime):
            try:
                self.span.note(self.moment - self.shift, other - self.shift)
            except OverflowError:  # at the ends of the calendar, where nothing can be moved
                self.span.exact = True
        return self.moment

    def __lt__(self, other: Any) -> bool:
        return bool(self._noted(other) < other)

    def __le__(self, other: Any) -> bool:
        return bool(self._noted(other) <= other)

    def __gt__(self, other: Any) -> bool:
        return bool(self._noted(other) > other)

    def __ge__(self, other: Any) -> bool:
        return bool(self._noted(other) >= other)

    def __eq__(self, other: object) -> bool:
        return bool(self._noted(other) == other)

    def __hash__(self) -> int:
        return hash(self.moment)

    def __add__(self, delta: timedelta) -> Watched:
        return _watched(self.moment + delta, self.shift + delta, self.span)

    def __sub__(self, delta: Any) -> Any:
        if isinstance(delta, timedelta):
            return self + -delta
        self.span.exact = True
        return self.moment - delta

    def __rsub__(self, other: datetime) -> timedelta:
        self.span.exact = True
        return other - self.moment


def watched(now: datetime) -> Watched:
    """The same moment, watched from now on."""
    return _watched(now, timedelta(), Span())


def _watched(moment: datetime, shift: timedelta, span: Span) -> Watched:
    made = Watched.fromisoformat(moment.isoformat())
    made.moment, made.shift, made.span = moment, shift, span
    return made
