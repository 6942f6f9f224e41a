"""Verifying kept badges again, in time: a few at once, and of one host no more than it bears."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID

import structlog
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.jobs import JobInfo, Later
from wallet.models import Badge, Job, StoredReport
from wallet.openbadges.lookup import host_of
from wallet.web import Services

ROUND = timedelta(minutes=1)
MOST = 200  # checks that are asked for and not yet done, of all hosts
PER_HOST = 30  # that one host is asked about in a round
LOOKED_AT = 1000  # due badges in a round
AT_LEAST = timedelta(hours=1)  # over which those that a host does not bear now are spread
FRESH = timedelta(minutes=10)  # a new badge is verified by whoever brought it
LEASE = timedelta(hours=6)  # after which a check that was asked for, and never came, is asked for again

log = structlog.get_logger()
_random = SystemRandom()


async def sweep(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job trust.sweep {}: ask for the checks that are due, and come back in a minute; of all workers one does it."""
    try:
        await ask_for_due(datetime.now(UTC))
    except Exception as e:  # whatever it was, the next round may go better, and none may be the last
        log.error("no badges asked for", problem=repr(e))
    raise Later(ROUND.total_seconds())


async def ask_for_due(now: datetime) -> int:
    """Ask for the checks that are due and for which there is room, spread over a round; returns how many."""
    room = MOST - await Job.filter(name="trust.recheck", finished_at=None, failed_at=None).count()
    if room <= 0:
        return 0
    due = await _due(now).order_by("check_at", "id").limit(LOOKED_AT)
    hosts = await _hosts(badge.id for badge in due)
    turns, chosen, postponed = Counter[str](), list[Badge](), list[Badge]()
    for badge in due:
        theirs = hosts[badge.id]
        if any(turns[host] >= PER_HOST for host in theirs):
            postponed.append(badge)
        elif len(chosen) < room:
            turns.update(theirs)
            chosen.append(badge)
    await _postpone(postponed, now)
    return sum([await _ask(badge, now, ROUND * place / len(chosen)) for place, badge in enumerate(chosen)])


def _due(now: datetime) -> Any:
    never = Q(check_at=None, received_at__lte=now - FRESH)
    return Badge.filter(never | Q(check_at__lte=now))


async def _hosts(badges: Iterable[UUID]) -> Mapping[UUID, Collection[str]]:
    """The hosts that were asked about each badge before, answering or not."""
    found: dict[UUID, set[str]] = defaultdict(set)
    reports = StoredReport.filter(badge_id__in=list(badges))
    for badge_id, looked_at, checks in await reports.values_list("badge_id", "looked_at", "checks"):
        urls = [*looked_at, *(row.get("evidence", {}).get("url", "") for row in checks)]
        found[badge_id] |= {host for url in urls if (host := host_of(url))}
    return found


async def _postpone(badges: list[Badge], now: datetime) -> None:
    """Spread what a host does not bear now over the time that it will take to ask it about all of them."""
    if not badges:
        return
    horizon = max(AT_LEAST, ROUND * (await _due(now).count() / PER_HOST))
    for badge in badges:
        badge.check_at = now + ROUND + horizon * _random.random()
    await Badge.bulk_update(badges, ["check_at"], batch_size=200)


async def _ask(badge: Badge, now: datetime, wait: timedelta) -> bool:
    """Ask for one check, unless another process just did."""
    async with in_transaction():
        mine = Badge.filter(id=badge.id, check_at=badge.check_at)
        asked = bool(await mine.update(check_at=now + LEASE))
        if asked:
            payload = {"badge": str(badge.id)}
            await jobs.put("trust.recheck", payload, key=f"recheck:{badge.id}", delay=wait.total_seconds(), now=now)
    return asked
