"""Doing something again and again beside what is served, and once more at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

log = structlog.get_logger()


@asynccontextmanager
async def regularly(seconds: float, deed: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Do a deed every so many seconds while the block runs, and after it; a failure is logged and tried next time."""
    ended = asyncio.Event()
    task = asyncio.create_task(_again(seconds, deed, ended), name=getattr(deed, "__qualname__", "regularly"))
    try:
        yield
    finally:
        ended.set()
        await task


async def _again(seconds: float, deed: Callable[[], Awaitable[None]], ended: asyncio.Event) -> None:
    while not ended.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await ended.wait()
        try:
            await deed()
        except Exception as problem:
            log.error("will be tried again", deed=getattr(deed, "__qualname__", ""), problem=repr(problem))
