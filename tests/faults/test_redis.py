"""Rate limits that several processes share, and what they do while Redis is away."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from structlog.testing import capture_logs

from tests.client import Browser, running
from tests.journeys.programs import free_port
from wallet.config import Settings
from wallet.errors import TooMany
from wallet.security import RateLimits

pytestmark = pytest.mark.anyio
URL = os.environ.get("WALLET_TEST_REDIS", "redis://127.0.0.1:6379/15")
REQUIRED = os.environ.get("WALLET_REQUIRE_REDIS") == "1"


@pytest.fixture
async def mine() -> AsyncIterator[str]:
    """A word in all keys of a test, which are deleted after it; skips without Redis, or fails where it is required."""
    redis, word = Redis.from_url(URL), uuid4().hex
    try:
        await redis.get(word)
    except (RedisError, OSError) as e:
        await redis.aclose()
        reason = f"Redis does not answer at WALLET_TEST_REDIS: {e}"
        pytest.fail(reason) if REQUIRED else pytest.skip(reason)
    yield word
    async for key in redis.scan_iter(f"*{word}*"):
        await redis.delete(key)
    await redis.aclose()


@asynccontextmanager
async def limits(url: str) -> AsyncIterator[RateLimits]:
    """The limits of one process."""
    made = RateLimits(url)
    try:
        yield made
    finally:
        await made.close()


async def spent(limits: RateLimits, word: str, tries: int) -> int:
    """How many of so many tries were allowed, of five in a day."""
    allowed = 0
    for _ in range(tries):
        try:
            await limits.spend("5/day", "test", word)
        except TooMany:
            continue
        allowed += 1
    return allowed


async def test_two_processes_count_together(mine: str) -> None:
    async with limits(URL) as one, limits(URL) as other:
        assert await spent(one, mine, 3) + await spent(other, mine, 9) == 5
        assert await spent(one, f"{mine}-other", 1) == 1


async def test_many_tries_at_once_are_counted_one_by_one(mine: str) -> None:
    async with limits(URL) as one, limits(URL) as other:
        allowed = await asyncio.gather(*(spent(each, mine, 1) for each in (one, other) * 20))
        assert sum(allowed) == 5


async def test_without_redis_each_process_counts_for_itself() -> None:
    async with limits("") as one, limits("") as other:
        assert (await spent(one, "x", 7), await spent(other, "x", 7)) == (5, 5)


def refusing() -> str:
    """An address where nobody listens."""
    return f"redis://127.0.0.1:{free_port()}/0"


async def test_while_redis_is_away_each_process_goes_on_counting_and_says_so_once() -> None:
    async with limits(refusing()) as one:
        with capture_logs() as logs:
            assert await spent(one, "x", 9) == 5
        assert [line["event"] for line in logs] == ["redis is away; each process counts for itself"]
        assert logs[0]["log_level"] == "error"


async def test_a_redis_that_says_nothing_is_waited_for_once() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        async with limits(f"redis://127.0.0.1:{silent.getsockname()[1]}/0") as one:
            assert await spent(one, "x", 9) == 5
        assert RateLimits.PATIENCE <= time.monotonic() - began < 2 * RateLimits.PATIENCE + 1


async def test_limits_are_shared_again_when_redis_is_back(mine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RateLimits, "PAUSE", 0.0)
    port = free_port()
    target = URL.rpartition("/")[2]
    async with limits(f"redis://127.0.0.1:{port}/{target}") as one, limits(URL) as other:
        assert await spent(one, mine, 2) == 2
        async with passing_on(port):
            assert await spent(other, mine, 5) == 5
            assert await spent(one, mine, 1) == 0
            await one.close()


@asynccontextmanager
async def passing_on(port: int) -> AsyncIterator[None]:
    """Redis at a port of its own, as if it had just been started there."""
    host, _, number = URL.partition("://")[2].partition("/")[0].partition(":")
    tasks = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        there, back = await asyncio.open_connection(host, int(number or 6379))
        answers = asyncio.create_task(copy(there, writer))
        await copy(reader, back)
        await answers

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        await asyncio.gather(*(task for task in tasks if task))


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what one side says to the other, until it hangs up."""
    while data := await reader.read(4096):
        writer.write(data)
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_page_fails_while_redis_is_away(settings: Settings) -> None:
    async with running(replace(settings, redis_url=refusing())) as app:
        browser = Browser(app)
        fields = {"token": await browser.token(), "email": "someone@home.example"}
        statuses = [(await browser.client.post("/sign-in", data=fields)).status_code for _ in range(7)]
        assert statuses == [303] * 5 + [429] * 2
        assert (await browser.get(f"/offers/{'x' * 43}")).status == 404
