"""Work that outlives the request that asked for it, kept in the database and done at least once.

A job waits (`leased_until` is null), is leased to one worker while it runs, and ends finished or failed. Whoever is
killed while a job runs loses the lease in time, and another takes the job: a handler's deed must bear being done twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Any, Generic, TypeVar
from uuid import UUID

import structlog
from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q

from wallet.errors import Problem
from wallet.models import Job

LEASE = timedelta(seconds=120)
LIMIT = timedelta(seconds=90)  # of one run, well inside the lease, so that two never run one job
FIRST_WAIT, LONGEST_WAIT = 10.0, 3600.0  # seconds; doubled from one to the other
TRIES = 80  # with these waits about three days
KEPT, FAILED_KEPT = timedelta(days=7), timedelta(days=60)

_random = SystemRandom()
_log = structlog.get_logger("wallet.jobs")


class Permanent(Exception):
    """Raised by a handler: no further try can succeed; the sentence says why."""


class Later(Exception):
    """Raised by a handler: not yet; come back in so many seconds. It does not count as a try."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"Postponed by {seconds:.0f} s.")


@dataclass(frozen=True)
class JobInfo:
    """What a handler may know of its job: `id` is the same for every try, `attempts` counts them, this one too."""

    id: UUID
    attempts: int

    @property
    def last(self) -> bool:
        """Whether the job is given up if this try fails."""
        return self.attempts >= TRIES


C = TypeVar("C")
Handler = Callable[[C, dict[str, Any], JobInfo], Awaitable[None]]
Handlers = Mapping[str, Handler[C]]


async def put(
    name: str, payload: Mapping[str, object], *, key: str | None = None, delay: float = 0, now: datetime | None = None
) -> None:
    """Ask for work in the caller's transaction; it runs after `delay` seconds, at once by default.

    Of one key one job waits: asked again, it takes the newer payload and the earlier time. The row stays locked until
    the caller's transaction ends, so that no worker does the work before it sees what the caller changed.
    """
    run_at = (now or _now()) + timedelta(seconds=delay)
    if key is None:
        await Job.create(name=name, payload=dict(payload), run_at=run_at)
        return
    waiting = Job.filter(key=key, leased_until=None, finished_at=None, failed_at=None)
    while not await waiting.update(name=name, payload=dict(payload)):
        # A lost race must be no error: it would abort the caller's transaction on PostgreSQL.
        job = Job(name=name, payload=dict(payload), key=key, run_at=run_at)
        await Job.bulk_create([job], ignore_conflicts=True)
    await waiting.filter(run_at__gt=run_at).update(run_at=run_at)


async def run_due(handlers: Handlers[C], context: C, limit: int = 20, *, now: datetime | None = None) -> int:
    """Do up to `limit` jobs that are due, side by side; returns how many were taken."""
    jobs = await _claim(limit, now or _now())
    await asyncio.gather(*(_run(job, handlers, context, now) for job in jobs))
    return len(jobs)


async def prune(now: datetime) -> int:
    """Forget jobs that ended long ago; returns how many."""
    finished = Q(finished_at__lt=now - KEPT)
    return await Job.filter(finished | Q(failed_at__lt=now - FAILED_KEPT)).delete()


async def _claim(limit: int, now: datetime) -> list[Job]:
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = Job.filter(free, finished_at=None, failed_at=None, run_at__lte=now)
    lease = now + LEASE
    claimed = []
    for job in await due.order_by("run_at").limit(limit):
        # Conditional: of the workers that saw the job one alone changes it.
        if await due.filter(id=job.id).update(leased_until=lease, attempts=F("attempts") + 1):
            job.leased_until, job.attempts = lease, job.attempts + 1
            claimed.append(job)
    return claimed


async def _run(job: Job, handlers: Handlers[C], context: C, now: datetime | None) -> None:
    log = _log.bind(job=job.name, id=str(job.id), attempts=job.attempts)
    try:
        await _handle(job, handlers, context)
    except Later as e:
        await _wait(job, (now or _now()) + timedelta(seconds=e.seconds), attempts=job.attempts - 1)
        log.info("job postponed", seconds=e.seconds)
    except Permanent as e:
        await _end(job, failed_at=now or _now(), problem=str(e)[:2000])
        log.error("job failed", problem=str(e))
    except Exception as e:
        await _retry(job, e, now or _now())
        log.warning("job will be tried again", problem=str(e), exc_info=not isinstance(e, Problem))
    else:
        await _end(job, finished_at=now or _now(), problem="")
        log.info("job finished")


async def _handle(job: Job, handlers: Handlers[C], context: C) -> None:
    if job.attempts > TRIES:  # each of them ended with its worker
        raise Permanent(f"Given up after {TRIES} tries, the last of which ended with the process that made it.")
    if job.name not in handlers:
        raise LookupError(f"No handler is named {job.name}.")  # a newer release's job, perhaps: another worker knows it
    async with asyncio.timeout(LIMIT.total_seconds()):
        await handlers[job.name](context, job.payload, JobInfo(job.id, job.attempts))


async def _retry(job: Job, error: Exception, now: datetime) -> None:
    problem = (str(error) or type(error).__name__)[:2000]
    if job.attempts >= TRIES:
        await _end(job, failed_at=now, problem=problem)
    else:
        await _wait(job, now + timedelta(seconds=backoff(job.attempts)), problem=problem)


def backoff(attempts: int) -> float:
    """Seconds to wait after so many tries: doubled, capped, spread by a fifth so that jobs do not march in step."""
    wait = min(FIRST_WAIT * 2.0 ** min(attempts - 1, 20), LONGEST_WAIT)
    return wait * _random.uniform(0.8, 1.2)


async def _wait(job: Job, run_at: datetime, **fields: object) -> None:
    try:
        await _held(job).update(leased_until=None, run_at=run_at, **fields)
    except IntegrityError:  # a job of this key came to wait meanwhile, and will do this one's work
        await _end(job, finished_at=_now(), problem="Replaced by a newer job of its key.")


async def _end(job: Job, **fields: object) -> None:
    await _held(job).update(leased_until=None, **fields)


def _held(job: Job) -> Any:
    # The lease names its holder: who lost it changes nothing any more.
    return Job.filter(id=job.id, leased_until=job.leased_until, finished_at=None, failed_at=None)


def _now() -> datetime:
    return datetime.now(UTC)


class Worker(Generic[C]):
    """Does jobs as they fall due, up to `hands` at a time, until it is stopped.

    `always` names jobs of which one always waits, since they come back by Later; all workers share that one.
    """

    def __init__(self, handlers: Handlers[C], context: C, *, hands: int = 8, always: Iterable[str] = ()) -> None:
        self._handlers = handlers
        self._context = context
        self._hands = hands
        self._always = tuple(always)
        self._running: set[asyncio.Task[None]] = set()
        self._wanted = asyncio.Event()
        self._stopping = False
        self._pruned = datetime.min.replace(tzinfo=UTC)

    def wake(self) -> None:
        """Look for work now, rather than within a second."""
        self._wanted.set()

    def stop(self) -> None:
        """Take no further job; `run` returns when those in hand are done."""
        self._stopping = True
        self._wanted.set()

    @asynccontextmanager
    async def running(self, grace: float = 10) -> AsyncIterator[Worker[C]]:
        """The worker at work beside the block; after it, jobs in hand get `grace` seconds, then run again elsewhere."""
        task = asyncio.create_task(self.run(), name="worker")
        try:
            yield self
        finally:
            self.stop()
            await asyncio.wait([task], timeout=grace)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def run(self) -> None:
        """Work until stopped; no error ends it, since the database may be away for a while."""
        try:
            while not self._stopping:
                self._wanted.clear()
                await self._look()
                await self._rest()
            await asyncio.gather(*self._running, return_exceptions=True)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _look(self) -> None:
        try:
            now = _now()
            if free := self._hands - len(self._running):
                for job in await _claim(free, now):
                    self._take(job)
            if now - self._pruned > timedelta(hours=1):
                await prune(now)
                for name in self._always:
                    await put(name, {}, key=name)
                self._pruned = now
        except Exception as e:
            _log.error("worker cannot look for jobs", problem=repr(e))

    def _take(self, job: Job) -> None:
        task = asyncio.create_task(_run(job, self._handlers, self._context, None), name=f"job {job.name}")
        self._running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wanted.set()  # a hand is free
        if not task.cancelled() and (error := task.exception()):
            _log.error("worker could not record what became of a job", problem=str(error), exc_info=error)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(1):
                await self._wanted.wait()
        except TimeoutError:
            pass
