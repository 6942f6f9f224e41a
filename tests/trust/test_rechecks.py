"""Kept badges are verified again in time: a few at once, gently with each host, by one of many workers."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise.connection import get_connection

from tests.client import run_jobs, services
from tests.factories import accepted
from tests.trust.platform import ASSERTION, checked, publishing
from wallet import features, jobs
from wallet.app import handlers
from wallet.config import Settings
from wallet.models import Badge, Credential, Job, Learner, Offer, StoredReport
from wallet.models.report import inherit
from wallet.openbadges.report import Check, Outcome, Report, Verdict
from wallet.openbadges.status import NO_WITHDRAWALS
from wallet.reports import newest_report
from wallet.trust.rechecks import FRESH, LEASE, MOST, PER_HOST, ROUND, ask_for_due
from wallet.trust.rhythm import FIRST_WAIT, OFTEN, SELDOM, interval, spread
from wallet.web import Services

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
FAR = timedelta(days=400)


async def many(count: int, host: str, *, at: datetime | None = NOW) -> list[Badge]:
    """So many badges, verified before at a host, due at a moment."""
    learner = await Learner.create()
    credential = await Credential.create(digest="0" * 64, media_type="application/json", size=2, document="{}")
    badges = [Badge(learner=learner, credential=credential, check_at=at, received_at=NOW - FAR) for _ in range(count)]
    await Badge.bulk_create(badges, batch_size=500)
    reports = [
        StoredReport(badge_id=badge.id, verdict="valid", checks=[], looked_at={f"https://{host}/a": "0"}, at=NOW - FAR)
        for badge in badges
    ]
    await StoredReport.bulk_create(reports, batch_size=500)
    return badges


async def done(now: datetime) -> list[str]:
    """Take the checks that were asked for as made; returns whose they were."""
    asked = await Job.filter(name="trust.recheck", finished_at=None)
    ids = [job.payload["badge"] for job in asked]
    await Job.filter(name="trust.recheck").update(finished_at=now)
    await Badge.filter(id__in=ids).update(check_at=now + FAR)
    return ids


# -- when ------------------------------------------------------------------------------------------------------------


def found(verdict: Verdict, *checks: tuple[str, Outcome, str], at: datetime = NOW) -> Report:
    return Report(verdict, tuple(Check(*check) for check in checks), at)


HOSTED = ("scope.hosted", Outcome.PASSED, "It is.")
LISTED = ("status.revocation", Outcome.PASSED, "It is not withdrawn.")
UNLISTED = ("status.revocation", Outcome.PASSED, NO_WITHDRAWALS)
AWAY = ("issuer.reachable", Outcome.FAILED, "Nothing was found.")


@pytest.mark.parametrize(
    ("report", "time"),
    [
        (found(Verdict.VALID, HOSTED), OFTEN),
        (found(Verdict.VALID, LISTED), OFTEN),
        (found(Verdict.REVOKED, LISTED), OFTEN),
        (found(Verdict.VALID, UNLISTED), SELDOM),
        (found(Verdict.VALID), SELDOM),
        (found(Verdict.INVALID, HOSTED), SELDOM),
        (found(Verdict.EXPIRED, LISTED), SELDOM),
    ],
)
def test_what_may_be_withdrawn_is_verified_daily_and_the_rest_monthly(report: Report, time: timedelta) -> None:
    assert interval(report) == time


@pytest.mark.parametrize(
    ("silent_for", "time"),
    [
        (timedelta(0), FIRST_WAIT),
        (FIRST_WAIT, FIRST_WAIT),
        (timedelta(days=2), timedelta(days=2)),
        (timedelta(days=300), SELDOM),
    ],
)
def test_what_is_out_of_reach_is_asked_ever_less_often(silent_for: timedelta, time: timedelta) -> None:
    assert interval(found(Verdict.UNVERIFIABLE, AWAY), NOW - silent_for) == time


def test_times_differ_by_up_to_a_quarter() -> None:
    times = {spread(OFTEN) for _ in range(500)}
    assert len(times) > 400
    assert OFTEN * 0.75 <= min(times) < OFTEN * 0.85
    assert OFTEN * 1.15 < max(times) <= OFTEN * 1.25


async def test_each_check_says_when_the_next_is_due(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        for moment in (await _next(badge), await _next(badge)):
            assert OFTEN * 0.7 < moment < OFTEN * 1.3
        platform.die()
        await checked(issuer, badge)
        assert FIRST_WAIT * 0.7 < await _next(badge) < FIRST_WAIT * 1.3
        await StoredReport.filter(verdict="valid").update(at=datetime.now(UTC) - timedelta(days=9))
        await StoredReport.filter(verdict="unverifiable").update(at=datetime.now(UTC) - timedelta(days=8))
        await checked(issuer, badge)
        assert timedelta(days=8) * 0.7 < await _next(badge) < timedelta(days=8) * 1.3
        platform.live_again()
        platform.publish(ASSERTION, revoked=True)
        await checked(issuer, badge)
        platform.die()
        await StoredReport.all().delete()
        withdrawn = datetime.now(UTC) - timedelta(days=4)
        await StoredReport.create(badge=badge, verdict="revoked", checks=[], looked_at={}, at=withdrawn)
        await checked(issuer, badge)  # what was found before stands, and is asked for ever less often
        assert timedelta(days=4) * 0.7 < await _next(badge) < timedelta(days=4) * 1.3


async def _next(badge: Badge) -> timedelta:
    await badge.refresh_from_db()
    assert badge.check_at
    return badge.check_at - datetime.now(UTC)


# -- which -----------------------------------------------------------------------------------------------------------


async def test_due_badges_are_verified_and_the_others_left(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        _, badge = await accepted(issuer, "course")
        before = await newest_report(badge_id=badge.id)
        now = datetime.now(UTC)
        assert await ask_for_due(now) == 0
        await Badge.all().update(check_at=now)
        assert await ask_for_due(now) == 1
        assert await ask_for_due(now) == 0  # it is asked for already
        await run_jobs(issuer.app, now=now + ROUND)
        after = await newest_report(badge_id=badge.id)
        assert before
        assert after
        assert after.at > before.at
        assert OFTEN * 0.7 < await _next(badge) < OFTEN * 1.3


async def test_a_badge_that_was_never_verified_is_due_once_it_is_no_longer_fresh(settings: Settings) -> None:
    async with publishing(settings):
        (badge,) = await many(1, "a.example", at=None)
        await Badge.all().update(received_at=NOW)
        assert await ask_for_due(NOW + FRESH / 2) == 0
        assert await ask_for_due(NOW + FRESH) == 1
        assert await done(NOW) == [str(badge.id)]


async def test_no_more_are_asked_for_than_there_is_room(settings: Settings) -> None:
    async with publishing(settings):
        for number in range(20):
            await many(PER_HOST, f"host{number}.example")
        assert await ask_for_due(NOW) == MOST
        assert await ask_for_due(NOW) == 0
        waits = [job.run_at - NOW for job in await Job.filter(name="trust.recheck").order_by("run_at")]
        assert timedelta(0) <= waits[0] < waits[-1] < ROUND  # a mail that is asked for meanwhile need not wait for all
        await done(NOW)
        assert await ask_for_due(NOW + ROUND) == MOST


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_burst_of_ten_thousand_badges_of_one_host_is_spread_over_time(settings: Settings) -> None:
    async with publishing(settings):
        await many(10_000, "burst.example")
        other = (await many(1, "other.example", at=NOW + timedelta(seconds=1)))[0]
        asked, other_at = Counter[int](), -1
        for minute in range(40):
            now = NOW + minute * ROUND
            await ask_for_due(now)
            ids = await done(now)
            other_at = minute if str(other.id) in ids else other_at
            asked[minute] = len(ids) - (str(other.id) in ids)
        assert max(asked.values()) == PER_HOST
        assert sum(asked.values()) > 0.5 * 40 * PER_HOST
        assert 0 <= other_at <= 15  # it does not wait for ten thousand
        last = await Badge.filter(check_at__lt=NOW + FAR).order_by("-check_at").first()
        assert last
        assert last.check_at
        assert last.check_at - now > timedelta(hours=3)


async def test_several_workers_ask_for_each_badge_once(settings: Settings) -> None:
    async with publishing(settings):
        await many(40, "a.example")
        await asyncio.gather(*(ask_for_due(NOW) for _ in range(4)))
        keys = [job.key for job in await Job.filter(name="trust.recheck")]
        assert len(keys) == len(set(keys)) <= 40
        assert await Badge.filter(check_at__lte=NOW).count() == 0


async def test_a_check_that_never_came_is_asked_for_again(settings: Settings) -> None:
    async with publishing(settings):
        await many(1, "a.example")
        assert await ask_for_due(NOW) == 1
        await Job.filter(name="trust.recheck").delete()  # as if it had been lost
        assert await ask_for_due(NOW + LEASE - ROUND) == 0
        assert await ask_for_due(NOW + LEASE) == 1


# -- by whom ---------------------------------------------------------------------------------------------------------


async def test_a_worker_sees_to_it_that_badges_are_always_looked_for(settings: Settings) -> None:
    asked: asyncio.Queue[str] = asyncio.Queue()

    async def note(_services: Services, payload: dict[str, Any], _job: jobs.JobInfo) -> None:
        await asked.put(payload["badge"])

    async with publishing(settings) as (issuer, _):
        (badge,) = await many(1, "a.example", at=datetime.now(UTC))
        trust = features.load("trust")
        hands = {**trust.jobs, "trust.recheck": note}
        one, other = (jobs.Worker(hands, services(issuer.app), always=trust.always) for _ in range(2))
        async with one.running(), other.running(), asyncio.timeout(20):
            assert await asked.get() == str(badge.id)
        (sweep,) = await Job.filter(name="trust.sweep", finished_at=None)
        assert ROUND * 0.5 < sweep.run_at - datetime.now(UTC) <= ROUND


async def test_a_worker_that_is_killed_while_it_looks_leaves_it_to_another(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        now = datetime.now(UTC)
        await many(1, "a.example", at=now)
        await jobs.put("trust.sweep", {}, key="trust.sweep", now=now)
        await Job.all().update(leased_until=now + jobs.LEASE, attempts=1)  # the worker that held it was killed
        assert await jobs.run_due(handlers(), services(issuer.app), now=now) == 0
        assert await jobs.run_due(handlers(), services(issuer.app), now=now + jobs.LEASE) == 1
        assert await Job.filter(name="trust.recheck").count() == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_round_that_fails_is_not_the_last(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        await many(1, "a.example", at=datetime.now(UTC))
        await jobs.put("trust.sweep", {}, key="trust.sweep")
        database: Any = get_connection("default")
        await database.execute_script("ALTER TABLE report RENAME TO away")
        for _ in range(3):
            await Job.all().update(run_at=datetime.now(UTC))
            await run_jobs(issuer.app)
        (sweep,) = await Job.all()
        assert (sweep.attempts, sweep.problem, sweep.finished_at) == (0, "", None)
        await database.execute_script("ALTER TABLE away RENAME TO report")
        await Job.all().update(run_at=datetime.now(UTC))
        await jobs.run_due(handlers(), services(issuer.app))
        assert await Job.filter(name="trust.recheck").count() == 1


async def test_the_last_of_an_offer_lasts_for_its_badge(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        _, badge = await accepted(issuer, "course")
        offer = await Offer.get()
        await StoredReport.filter(offer_id=offer.id).update(last_valid_at=NOW)
        await StoredReport.filter(badge_id=badge.id).delete()
        await inherit(offer.id, badge.id)
        assert [one.last_valid_at for one in await StoredReport.filter(badge_id=badge.id)] == [NOW]
