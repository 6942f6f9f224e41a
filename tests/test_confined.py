from __future__ import annotations

import asyncio
import ctypes
import io
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvloop

from wallet import errors
from wallet.confined import Confined, TooMuchWork, _Values
from wallet.openbadges.report import Check, Fetched, Outcome, Report

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


@pytest.fixture
async def confined() -> AsyncIterator[Confined]:
    async with Confined(megabytes=64) as pool:
        yield pool


def add(one: int, other: int) -> int:
    return one + other


def whoami() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        pass


def catastrophic() -> bool:
    return re.fullmatch(r"(a+)+b", "a" * 64) is not None


def swallow() -> None:
    """Work that takes every exception for itself."""
    while True:
        with suppress(BaseException):
            spin()


def hoard() -> int:
    return len([bytearray(1024 * 1024) for _ in range(1000)])


def crash() -> None:
    ctypes.string_at(0)


def leave() -> None:
    os._exit(0)


def dive() -> int:
    return dive() + 1


def refuse() -> None:
    raise errors.Conflict("Nothing fits %(what)s.", what="here")


def blunder() -> None:
    raise KeyError("seal")


class Foreign:
    """A class that the wallet does not know."""


def foreign() -> Foreign:
    return Foreign()


def chatter() -> str:
    sys.stdout.write("noise on the standard output")
    sys.stdout.flush()
    return os.environ.get("WALLET_SECRET", "no secret here")


def write(path: str) -> None:
    Path(path).write_bytes(b"x" * 100)


def facts() -> tuple[Check, Fetched, datetime]:
    check = Check("seal.intact", Outcome.PASSED, "Intact.", {"by": 1}, {"k": "v"})
    return check, Fetched("https://a.example", 200, "", b"\0" * 3_000_000), datetime(2026, 1, 2, tzinfo=UTC)


def pids_of_children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that ended while we looked has no children
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


async def test_work_is_done_in_another_process_that_is_kept(confined: Confined) -> None:
    assert await confined.run(add, 1, 2) == 3
    first = await confined.run(whoami)
    assert first == await confined.run(whoami) != os.getpid()


async def test_values_come_back_whole(confined: Confined) -> None:
    assert await confined.run(facts) == facts()


@pytest.mark.parametrize(
    "work", [spin, catastrophic, swallow, hoard, crash, leave, dive], ids=lambda work: work.__name__
)
async def test_work_past_a_limit_is_ended_and_the_next_goes_on(confined: Confined, work: type) -> None:
    started = time.monotonic()
    with pytest.raises(TooMuchWork) as raised:
        await confined.run(work, seconds=0.3)
    assert time.monotonic() - started < 3
    assert raised.value.status == 422
    assert await confined.run(add, 2, 2) == 4


async def test_sleeping_work_is_ended_too(confined: Confined) -> None:
    with pytest.raises(TooMuchWork):
        await confined.run(time.sleep, 60, seconds=0.1)
    assert await confined.run(add, 2, 2) == 4


async def test_a_refusal_comes_back_as_itself(confined: Confined) -> None:
    with pytest.raises(errors.Conflict) as raised:
        await confined.run(refuse)
    assert raised.value.message == "Nothing fits %(what)s."
    assert raised.value.values == {"what": "here"}
    assert str(raised.value) == "Nothing fits here."


async def test_a_mistake_comes_back_with_the_place_where_it_was_made(confined: Confined) -> None:
    with pytest.raises(KeyError) as raised:
        await confined.run(blunder)
    assert "in blunder" in "".join(raised.value.__notes__)


async def test_a_reply_may_hold_only_values(confined: Confined) -> None:
    with pytest.raises(TooMuchWork):
        await confined.run(foreign)


async def test_neither_noise_nor_secrets_cross(confined: Confined, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLET_SECRET", "s3cret")
    async with Confined() as fresh:
        assert await fresh.run(chatter) == "no secret here"


async def test_a_worker_writes_no_file(confined: Confined, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too large"):
        await confined.run(write, str(tmp_path / "file"))


async def test_work_waits_for_its_turn_and_workers_share_it() -> None:
    async with Confined(workers=2) as confined:
        pids = await asyncio.gather(*(confined.run(whoami) for _ in range(12)))
        assert len(set(pids)) <= 2
        sums = await asyncio.gather(*(confined.run(add, n, n) for n in range(50)))
    assert sums == [2 * n for n in range(50)]


async def test_the_event_loop_goes_on_while_work_is_done(confined: Confined) -> None:
    task = asyncio.create_task(confined.run(spin, seconds=0.3))
    longest, last = 0.0, time.monotonic()
    while not task.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert longest < 0.25
    with pytest.raises(TooMuchWork):
        await task


async def test_a_worker_that_died_while_waiting_is_replaced(confined: Confined) -> None:
    os.kill(await confined.run(whoami), signal.SIGKILL)
    await asyncio.sleep(0.05)
    assert await confined.run(add, 1, 1) == 2


async def test_who_gives_up_leaves_no_work_behind(confined: Confined) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await confined.run(spin, seconds=30)
    assert await confined.run(add, 1, 1) == 2


async def test_no_process_outlives_the_pool() -> None:
    before = pids_of_children()
    async with Confined(workers=2, megabytes=64) as confined:
        await confined.warm_up()
        assert len(pids_of_children() - before) == 2
        with pytest.raises(TooMuchWork):
            await confined.run(crash)
        task = asyncio.create_task(confined.run(spin, seconds=30))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert pids_of_children() == before


PARENT = """
import asyncio, os
from tests.test_confined import spin, whoami
from wallet.confined import Confined

async def main():
    async with Confined() as confined:
        print(await confined.run(whoami), flush=True)
        await confined.run(spin, seconds=60)

asyncio.run(main())
"""


def test_a_worker_dies_with_a_wallet_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        time.sleep(0.1)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(worker)


def alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_it_works_under_the_loop_that_serves() -> None:
    async def main() -> int:
        async with Confined() as confined:
            return await confined.run(add, 20, 22)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(main()) == 42


class _WrittenByName:
    """Pickles as Python 3.11.0 to 3.11.3 pickles a member of an enumeration."""

    def __init__(self, owner: object, name: str) -> None:
        self.owner, self.name = owner, name

    def __reduce__(self) -> tuple[object, tuple[object, str]]:
        return getattr, (self.owner, self.name)


def test_a_member_of_an_enumeration_comes_back_from_every_python() -> None:
    written = pickle.dumps(_WrittenByName(Outcome, "PASSED"))
    assert _Values(io.BytesIO(written)).load() is Outcome.PASSED


def test_an_attribute_of_anything_else_is_no_value() -> None:
    written = pickle.dumps(_WrittenByName(Report, "failed"))
    with pytest.raises(pickle.UnpicklingError):
        _Values(io.BytesIO(written)).load()
