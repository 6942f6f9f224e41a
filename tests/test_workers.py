"""Workers do jobs as they fall due; none is lost when one is stopped, killed or cut off from the database."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.diary import HANDLERS, Diary
from wallet import jobs
from wallet.config import Settings
from wallet.jobs import Worker, put, run_due
from wallet.models import Job

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
async def worker(diary: Diary) -> AsyncIterator[Worker[Diary]]:
    async with Worker(HANDLERS, diary, hands=2).running(grace=0.05) as worker:
        yield worker


async def finished(count: int) -> None:
    async with asyncio.timeout(10):
        while await Job.filter(finished_at__isnull=False).count() < count:  # noqa: ASYNC110  # the database tells nobody
            await asyncio.sleep(0.005)


async def test_a_worker_does_more_jobs_than_it_has_hands(worker: Worker[Diary], diary: Diary) -> None:
    for n in range(9):
        await put("write", {"n": n})
    worker.wake()
    await finished(9)
    assert sorted(entry["n"] for entry in diary.done) == list(range(9))


async def test_a_worker_that_is_not_woken_looks_within_a_second(worker: Worker[Diary], diary: Diary) -> None:
    await put("write", {})
    await finished(1)
    assert diary.done == [{}]


async def test_a_worker_told_to_stop_finishes_what_it_has_in_hand(diary: Diary) -> None:
    diary.hurdle = asyncio.Event()
    await put("write", {"n": 1})
    worker = Worker(HANDLERS, diary)
    task = asyncio.create_task(worker.run())
    await diary.begun.wait()
    worker.stop()
    await put("write", {"n": 2})
    diary.hurdle.set()
    await task
    assert diary.done == [{"n": 1}]
    assert await Job.filter(finished_at=None, leased_until=None).count() == 1


async def test_a_job_cut_off_at_the_stop_is_left_for_another_worker(diary: Diary) -> None:
    diary.hurdle = asyncio.Event()  # never set
    await put("write", {})
    async with Worker(HANDLERS, diary).running(grace=0.01):
        await diary.begun.wait()
    diary.hurdle = None
    assert await run_due(HANDLERS, diary, now=datetime.now(UTC) + jobs.LEASE) == 1
    assert diary.done == [{}]


async def test_a_worker_outlives_a_database_that_is_away(
    worker: Worker[Diary], diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    async def away(*_: object) -> list[Job]:
        looks.append(1)
        raise ConnectionError("The database is away.")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "_claim", away)
        while not looks:
            worker.wake()
            await asyncio.sleep(0.001)
    await put("write", {})
    worker.wake()
    await finished(1)
    assert diary.done == [{}]


KILLED = """
import asyncio, sys
from wallet.config import Settings
from wallet.database import connected
from wallet.jobs import Worker

async def sleep(context, payload, job):
    print("running", flush=True)
    await asyncio.sleep(600)

async def main():
    async with connected(Settings(database_url=sys.argv[1])):
        await Worker({"write": sleep}, None).run()

asyncio.run(main())
"""


async def test_a_job_whose_worker_was_killed_runs_again_when_the_lease_has_run_out(
    settings: Settings, diary: Diary
) -> None:
    await put("write", {"n": 1})
    command = [sys.executable, "-c", KILLED, settings.database_url]
    with subprocess.Popen(  # noqa: ASYNC220  # begins in a millisecond
        command, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout
        while await asyncio.to_thread(worker.stdout.readline) != "running\n":
            assert worker.poll() is None
        worker.send_signal(signal.SIGKILL)
    leased_until = (await Job.get()).leased_until
    assert leased_until
    assert await run_due(HANDLERS, diary, now=leased_until - timedelta(seconds=1)) == 0
    assert await run_due(HANDLERS, diary, now=leased_until) == 1
    assert diary.tries == [((await Job.get()).id, 2)]
    assert diary.done == [{"n": 1}]
