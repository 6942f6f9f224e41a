"""A handler that writes into a diary, for the tests of jobs and workers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wallet.jobs import Handlers, JobInfo


@dataclass
class Diary:
    """What the handlers of these tests did, and what they shall raise."""

    done: list[dict[str, Any]] = field(default_factory=list)
    tries: list[tuple[UUID, int]] = field(default_factory=list)
    trouble: Exception | None = None
    hurdle: asyncio.Event | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)


async def write(diary: Diary, payload: dict[str, Any], job: JobInfo) -> None:
    diary.tries.append((job.id, job.attempts))
    diary.begun.set()
    if diary.hurdle:
        await diary.hurdle.wait()
    if diary.trouble:
        raise diary.trouble
    diary.done.append(payload)


HANDLERS: Handlers[Diary] = {"write": write}
