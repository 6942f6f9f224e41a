"""Jobs are done at least once: after errors, outages, lost races and the death of whoever did them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from tests.diary import HANDLERS, Diary
from wallet import jobs
from wallet.errors import Unavailable
from wallet.jobs import JobInfo, Later, Permanent, prune, put, run_due
from wallet.models import Job, Learner

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def diary() -> Diary:
    return Diary()


async def only_job() -> Job:
    return await Job.get()


async def test_a_job_runs_once_when_it_is_due(diary: Diary) -> None:
    await put("write", {"text": "è ✓", "n": 1}, now=NOON, delay=60)
    assert await run_due(HANDLERS, diary, now=NOON + timedelta(seconds=59)) == 0
    assert await run_due(HANDLERS, diary, now=NOON + timedelta(seconds=60)) == 1
    assert await run_due(HANDLERS, diary, now=NOON + timedelta(days=30)) == 0
    assert diary.done == [{"text": "è ✓", "n": 1}]
    assert (await only_job()).finished_at == NOON + timedelta(seconds=60)


async def test_a_job_is_asked_for_in_the_transaction_of_its_cause(diary: Diary) -> None:
    async with in_transaction() as transaction:
        await Learner.create(display_name="Nobody")
        await put("write", {}, now=NOON)
        await put("write", {}, key="once", now=NOON)
        await transaction.rollback()
    assert await Job.all().count() == await Learner.all().count() == 0
    assert await run_due(HANDLERS, diary, now=NOON) == 0


async def test_of_one_key_one_job_waits_with_the_newest_payload_and_the_earliest_time(diary: Diary) -> None:
    async with in_transaction():
        await put("write", {"n": 1}, key="card 7", delay=30, now=NOON)
        await put("write", {"n": 2}, key="card 7", delay=10, now=NOON)
        await put("write", {"n": 3}, key="card 7", delay=20, now=NOON)
        await put("write", {"n": 4}, key="card 8", now=NOON)
        await Learner.create(display_name="The transaction goes on")
    assert await run_due(HANDLERS, diary, now=NOON + timedelta(seconds=10)) == 2
    assert sorted(entry["n"] for entry in diary.done) == [3, 4]


async def test_asking_again_while_the_job_runs_lets_it_run_again(diary: Diary) -> None:
    diary.hurdle = asyncio.Event()
    await put("write", {"n": 1}, key="card", now=NOON)
    running = asyncio.create_task(run_due(HANDLERS, diary, now=NOON))
    await diary.begun.wait()
    await put("write", {"n": 2}, key="card", now=NOON)
    diary.hurdle.set()
    await running
    assert await run_due(HANDLERS, diary, now=NOON) == 1
    assert diary.done == [{"n": 1}, {"n": 2}]


async def test_a_try_that_failed_gives_way_to_the_newer_job_of_its_key(diary: Diary) -> None:
    diary.hurdle, diary.trouble = asyncio.Event(), Unavailable("The drawing room is closed.")
    await put("write", {"n": 1}, key="card", now=NOON)
    running = asyncio.create_task(run_due(HANDLERS, diary, now=NOON))
    await diary.begun.wait()
    await put("write", {"n": 2}, key="card", now=NOON)
    diary.hurdle.set()
    await running
    diary.trouble = None
    assert await run_due(HANDLERS, diary, now=NOON + timedelta(days=1)) == 1
    assert diary.done == [{"n": 2}]
    assert await Job.filter(finished_at=None).count() == 0


async def test_many_who_ask_at_once_leave_one_job() -> None:
    async def ask(n: int) -> None:
        async with in_transaction():
            await put("write", {"n": n}, key="card", now=NOON)
            await Learner.create(display_name=str(n))

    await asyncio.gather(*(ask(n) for n in range(12)))
    assert await Job.all().count() == 1
    assert await Learner.all().count() == 12


async def test_work_asked_for_again_sees_what_the_asker_changed(diary: Diary) -> None:
    asked = asyncio.Event()

    async def count(diary: Diary, _payload: dict[str, Any], _job: JobInfo) -> None:
        diary.done.append({"learners": await Learner.all().count()})

    async def work() -> None:  # a task of its own, begun outside the transaction, as a worker is
        await asked.wait()
        await run_due({"count": count}, diary, now=NOON)

    await put("count", {}, key="count", now=NOON)
    worker = asyncio.create_task(work())
    async with in_transaction():
        await put("count", {}, key="count", now=NOON)
        asked.set()
        await asyncio.sleep(0.05)  # time enough to take the job too early
        await Learner.create(display_name="Ada")
    await worker
    assert diary.done == [{"learners": 1}]


async def test_a_failed_try_is_repeated_later_and_later_and_keeps_its_problem(diary: Diary) -> None:
    diary.trouble = Unavailable("The mail server is away.")
    await put("write", {}, now=NOON)
    now, waits = NOON, []
    for _ in range(12):
        assert await run_due(HANDLERS, diary, now=now) == 1
        job = await only_job()
        assert (job.problem, job.leased_until) == ("The mail server is away.", None)
        waits.append((job.run_at - now).total_seconds())
        assert await run_due(HANDLERS, diary, now=job.run_at - timedelta(seconds=1)) == 0
        now = job.run_at
    for wait, middle in zip(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600], strict=True):
        assert 0.8 * middle <= wait <= 1.2 * middle
    assert [attempts for _, attempts in diary.tries] == list(range(1, 13))
    assert len({id for id, _ in diary.tries}) == 1
    diary.trouble = None
    await run_due(HANDLERS, diary, now=now)
    assert (await only_job()).finished_at == now


async def test_a_job_that_fails_for_three_days_is_given_up(diary: Diary) -> None:
    diary.trouble = Unavailable("The mail server is gone.")
    await put("write", {}, now=NOON)
    now = NOON
    while (job := await only_job()).failed_at is None:
        now = job.run_at
        assert await run_due(HANDLERS, diary, now=now) == 1
    assert timedelta(days=2.3) < now - NOON < timedelta(days=3.6)
    assert job.problem == "The mail server is gone."
    assert [JobInfo(*entry).last for entry in diary.tries] == [False] * (jobs.TRIES - 1) + [True]
    assert await run_due(HANDLERS, diary, now=now + timedelta(days=9)) == 0


async def test_a_permanent_failure_is_not_tried_again(diary: Diary) -> None:
    diary.trouble = Permanent("There is no such mailbox.")
    await put("write", {}, key="mail", now=NOON)
    await run_due(HANDLERS, diary, now=NOON)
    job = await only_job()
    assert (job.failed_at, job.problem) == (NOON, "There is no such mailbox.")
    await put("write", {}, key="mail", now=NOON)  # a job that failed for good does not hold the key
    assert await Job.all().count() == 2


async def test_a_postponed_job_comes_back_and_has_lost_no_try(diary: Diary) -> None:
    diary.trouble = Later(90)
    await put("write", {}, now=NOON)
    await run_due(HANDLERS, diary, now=NOON)
    assert await run_due(HANDLERS, diary, now=NOON + timedelta(seconds=89)) == 0
    assert await run_due(HANDLERS, diary, now=NOON + timedelta(seconds=90)) == 1
    assert [attempts for _, attempts in diary.tries] == [1, 1]


async def test_a_job_nobody_here_can_do_waits_for_one_who_can(diary: Diary) -> None:
    await put("write", {}, now=NOON)
    nobody: jobs.Handlers[Diary] = {}
    await run_due(nobody, diary, now=NOON)
    assert (await only_job()).problem == "No handler is named write."
    assert await run_due(HANDLERS, diary, now=NOON + timedelta(minutes=1)) == 1
    assert diary.done == [{}]


async def test_a_job_that_takes_too_long_is_stopped_before_its_lease_ends(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LIMIT", timedelta(milliseconds=20))
    diary.hurdle = asyncio.Event()  # never set
    await put("write", {}, now=NOON)
    await run_due(HANDLERS, diary, now=NOON)
    assert (await only_job()).problem == "TimeoutError"
    assert diary.done == []


async def test_workers_that_look_at_once_share_the_jobs_and_do_each_once(diary: Diary) -> None:
    for n in range(30):
        await put("write", {"n": n}, now=NOON)
    taken = await asyncio.gather(*(run_due(HANDLERS, diary, 30, now=NOON) for _ in range(5)))
    assert sum(taken) == 30
    assert sorted(entry["n"] for entry in diary.done) == list(range(30))


async def test_whoever_lost_the_lease_changes_nothing_any_more(diary: Diary) -> None:
    diary.hurdle = asyncio.Event()
    slow, later = Diary(hurdle=diary.hurdle, trouble=Permanent("Too late to say so.")), NOON + jobs.LEASE
    await put("write", {}, now=NOON)
    asleep = asyncio.create_task(run_due(HANDLERS, slow, now=NOON))
    await slow.begun.wait()
    diary.hurdle = None
    assert await run_due(HANDLERS, diary, now=later) == 1
    assert slow.hurdle
    slow.hurdle.set()
    await asleep
    job = await only_job()
    assert (job.finished_at, job.failed_at, job.problem) == (later, None, "")


async def test_a_job_that_always_ends_its_worker_is_given_up(diary: Diary) -> None:
    await put("write", {}, now=NOON)
    await Job.all().update(attempts=jobs.TRIES, leased_until=NOON)
    await run_due(HANDLERS, diary, now=NOON)
    job = await only_job()
    assert job.failed_at == NOON
    assert "ended with the process" in job.problem
    assert diary.tries == []


async def test_old_jobs_are_forgotten_and_waiting_ones_are_not(diary: Diary) -> None:
    await put("write", {"n": 1}, now=NOON)
    await run_due(HANDLERS, diary, now=NOON)
    diary.trouble = Permanent("No.")
    await put("write", {"n": 2}, now=NOON)
    await run_due(HANDLERS, diary, now=NOON)
    await put("write", {"n": 3}, now=NOON)
    assert await prune(NOON + timedelta(days=6)) == 0
    assert await prune(NOON + timedelta(days=8)) == 1
    assert await prune(NOON + timedelta(days=61)) == 1
    assert (await only_job()).payload == {"n": 3}
