"""How often a link was seen, for its owner: day by day, people apart from programs, and from which sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from tortoise.functions import Sum

from wallet import accounts, i18n, web
from wallet.i18n import N_
from wallet.mine import my_link
from wallet.models import Share, ShareView
from wallet.views import OTHER

from .entries import entry_of

DAYS: Final = 90
MOST_HOSTS: Final = 20  # that are named; the rest stand together
UNSAID: Final = N_("No page said: opened directly, from an app or from a mail")
OTHERS: Final = N_("Other sites")


@dataclass(frozen=True)
class Seen:
    """How often something was seen, by people and by programs."""

    people: int = 0
    programs: int = 0


@dataclass(frozen=True)
class Bar:
    """A day in the chart, people above the line and programs below it; in units of the drawing."""

    x: float
    above: float
    below: float


@dataclass(frozen=True)
class Chart:
    """What the drawing is made of: its size, where the line is, its bars from the first day to the last."""

    width: int
    height: int
    line: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Statistics:
    """The views of a link in the last `DAYS` days (UTC), the pages below it among them.

    `days` are those on which it was seen, the newest first; `hosts` names where from, the most first.
    """

    total: Seen
    most: Seen  # on one day
    first: date
    last: date
    days: tuple[tuple[date, Seen], ...]
    hosts: tuple[tuple[str, Seen], ...]
    chart: Chart


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /links/{id}/views: how often a link of the learner's was seen; also one that has ended."""
    link = await my_link(request)
    found = await statistics_of(link, datetime.now(UTC).date())
    return web.page(request, "share/links/views.html", link=await entry_of(request, link), views=found)


async def statistics_of(link: Share, today: date) -> Statistics:
    """The views of a link, as share/links/viewed.html shows them, in the language being spoken."""
    first = today - timedelta(days=DAYS - 1)
    ids = [link.id, *(part.id for part in await Share.filter(parent_id=link.id).only("id"))]
    by_day = await _counted(ids, first, "day")
    days = {day: _seen(by_day, day) for day in (first + timedelta(days=n) for n in range(DAYS))}
    return Statistics(
        total=Seen(sum(each.people for each in days.values()), sum(each.programs for each in days.values())),
        most=_most(days.values()),
        first=first,
        last=today,
        days=tuple((day, seen) for day, seen in reversed(days.items()) if seen != Seen()),
        hosts=_named(await _counted(ids, first, "host")),
        chart=chart(list(days.values())),
    )


Counts = dict[tuple[object, bool], int]  # of a day or a host, and whether by programs


async def _counted(ids: Sequence[UUID], first: date, what: str) -> Counts:
    rows = ShareView.filter(share_id__in=list(ids), day__gte=first).annotate(total=Sum("count")).group_by(what, "bot")
    return {(key, bool(bot)): int(total) for key, bot, total in await rows.values_list(what, "bot", "total")}


def _seen(counts: Counts, key: object) -> Seen:
    return Seen(counts.get((key, False), 0), counts.get((key, True), 0))


def _named(counts: Counts) -> tuple[tuple[str, Seen], ...]:
    """The sites by name; those beyond the most frequent, and those that were not told apart, together at the end."""
    together: Counter[object] = Counter()
    for (host, _), count in counts.items():
        together[host] += count
    apart = [host for host, _ in together.most_common() if host not in ("", OTHER)]
    rest = [*apart[MOST_HOSTS:], OTHER]
    others = [_seen(counts, host) for host in rest]
    groups = [
        *((str(host), _seen(counts, host)) for host in apart[:MOST_HOSTS]),
        (i18n.gettext(OTHERS), Seen(sum(each.people for each in others), sum(each.programs for each in others))),
        (i18n.gettext(UNSAID), _seen(counts, "")),
    ]
    return tuple((name, seen) for name, seen in groups if seen != Seen())


_STEP: Final = 5  # units from one day to the next
_HEIGHT: Final = 120
_LEAST: Final = 2.0  # of a bar, so that a single view is seen


def chart(days: Sequence[Seen]) -> Chart:
    """The drawing of these days: people and programs by the same measure."""
    most = _most(days)
    unit = _HEIGHT / max(most.people + most.programs, 1)
    bars = (
        Bar(n * _STEP, _long(seen.people * unit), _long(seen.programs * unit))
        for n, seen in enumerate(days)
        if seen != Seen()
    )
    return Chart(len(days) * _STEP, _HEIGHT, round(most.people * unit, 2), tuple(bars))


def _most(days: Collection[Seen]) -> Seen:
    return Seen(max((each.people for each in days), default=0), max((each.programs for each in days), default=0))


def _long(units: float) -> float:
    return round(max(units, _LEAST), 2) if units else 0.0


routes = (web.get("/links/{id:uuid}/views", show),)
