"""Long or hostile work in processes limited in memory and time, so that a stranger's file cannot stop the wallet.

A worker is `cell` run by a fresh interpreter without the wallet's environment. It takes calls over a socket, one
at a time, and is kept; whatever goes past a limit ends it and another takes its place.
"""

from __future__ import annotations

import asyncio
import builtins
import io
import json
import os
import pickle
import socket
import subprocess  # only this interpreter is started, with fixed words
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, Self, TypeVar

from . import errors
from .cell import Call, Kind, Reply
from .openbadges.report import N_

T = TypeVar("T")

BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from wallet.cell import work; work(*sys.argv[2:])"
STARTING_SECONDS = 30.0
LARGEST_REPLY = 256 * 1024 * 1024
# Replies are pickles of a process that read hostile bytes: they may name only values.
PLAIN = {
    "datetime": {"date", "datetime", "timedelta", "timezone"},
    "builtins": {"bytearray", "complex", "frozenset", "set"},
    "collections": {"OrderedDict"},
    "decimal": {"Decimal"},
}


class TooMuchWork(errors.Unprocessable):
    """A piece of work went past its limit of time or memory, or broke the process that did it."""


class Confined:
    """A small pool of confined workers; hold one per process as `async with Confined(workers=1) as confined`.

    `megabytes` is what one call may hold beyond what each worker imports before its first call: the modules of the
    functions in `warm`, and those that it names.
    """

    def __init__(
        self, *, workers: int = 1, megabytes: int = 256, warm: Sequence[Callable[..., Any] | str] = ()
    ) -> None:
        self._megabytes, self._warm, self._workers = megabytes, warm, workers
        self._turns = asyncio.Semaphore(workers)
        self.asked = 0  # calls that are being done, or wait for their turn
        self._idle: list[Worker] = []
        self._leaving: list[Worker] = []

    async def __aenter__(self) -> Self:
        return self

    async def warm_up(self) -> None:
        """Start the workers now, for a server whose first caller should not wait for one to start."""
        while len(self._idle) < self._workers:
            self._idle.append(await self._start())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving += self._idle
        self._idle.clear()
        for worker in self._leaving:
            await worker.leave()

    async def run(self, function: Callable[..., T], *args: Any, seconds: float = 1.0) -> T:
        """What a function of a module returns or raises for these arguments, done in a worker.

        `seconds` is processor time; the clock may show three times as many. Raises TooMuchWork past a limit.
        """
        call = pickle.dumps(Call(function, args, seconds))
        self.asked += 1
        try:
            async with self._turns:
                reply = await self._done(call, 3 * seconds)
        finally:
            self.asked -= 1
        value: T = _outcome(reply)
        return value

    async def _done(self, call: bytes, seconds: float) -> Reply:
        """The reply of a worker, which is kept while it is well."""
        worker = await self._take()
        try:
            reply = await worker.call(call, seconds)
        except BaseException:
            self._retire(worker)
            raise
        if reply.worn or reply.kind is Kind.OUT_OF_MEMORY:
            self._retire(worker)
        else:
            self._idle.append(worker)
        return reply

    async def _take(self) -> Worker:
        """A worker that waits for work, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.poll() is None:
                return worker
            self._retire(worker)
        return await self._start()

    async def _start(self) -> Worker:
        """A new worker."""
        return await Worker.start(self._megabytes, self._warm)

    def _retire(self, worker: Worker) -> None:
        """End a worker at once; its remains are cleared away on leaving, or when the next one is retired."""
        worker.kill()
        self._leaving = [each for each in self._leaving if each.process.poll() is None] + [worker]


def _outcome(reply: Reply) -> Any:
    """Return or raise what the work did."""
    if reply.kind is Kind.RAISED:
        raise reply.value
    if reply.kind is Kind.OUT_OF_MEMORY:
        raise _too_much()
    return reply.value


def _too_much() -> TooMuchWork:
    return TooMuchWork(N_("Reading this takes too much work. It may be damaged, or made to do harm."))


@dataclass(frozen=True)
class Worker:
    """The wallet's end of one worker process."""

    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def start(cls, megabytes: int, warm: Sequence[Callable[..., Any] | str]) -> Worker:
        """A new process; it imports while we go on."""
        ours, theirs = socket.socketpair()
        with theirs:
            # Its environment is empty: no secret of the wallet is there to be read. -B: it may write no file.
            words = [
                sys.executable,
                "-B",
                "-X",
                "utf8",
                "-c",
                BOOT,
                json.dumps(sys.path),
                str(os.getpid()),
                str(megabytes),
            ]
            process = subprocess.Popen(words, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env={})  # noqa: S603, ASYNC220
        worker = await cls.reached(process, ours)
        worker.send(pickle.dumps(tuple(warm)))
        return worker

    @classmethod
    async def reached(cls, process: subprocess.Popen[bytes], channel: socket.socket) -> Worker:
        """A process that waits for messages at the other end of a socket; it ends when it cannot be reached."""
        try:
            reader, writer = await asyncio.open_unix_connection(sock=channel)
        except BaseException:
            process.kill()
            process.wait()
            raise
        return cls(process, reader, writer)

    def send(self, data: bytes) -> None:
        """Hand over one message."""
        self.writer.write(len(data).to_bytes(8, "big") + data)

    async def receive(self) -> Reply:
        """The next message of the worker, read as values alone."""
        length = int.from_bytes(await self.reader.readexactly(8), "big")
        if length > LARGEST_REPLY:
            raise pickle.UnpicklingError("reply too large")
        reply = _Values(io.BytesIO(await self.reader.readexactly(length))).load()
        if not isinstance(reply, Reply):
            raise pickle.UnpicklingError("not a reply")
        return reply

    async def call(self, call: bytes, seconds: float) -> Reply:
        """One call and its reply. Raises TooMuchWork when the worker is late or breaks."""
        try:
            self.send(call)
            async with asyncio.timeout(STARTING_SECONDS):
                reply = await self.receive()
            if reply.kind is not Kind.STARTED:
                return reply
            async with asyncio.timeout(seconds):
                return await self.receive()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, pickle.UnpicklingError) as error:
            raise _too_much() from error

    def kill(self) -> None:
        """End the process whatever it is doing."""
        self.process.kill()
        self.writer.close()

    async def leave(self) -> None:
        """End the process and wait until nothing of it is left."""
        self.kill()
        with suppress(OSError):
            await self.writer.wait_closed()
        await asyncio.to_thread(self.process.wait)


class _Values(pickle.Unpickler):
    """Reads a reply: plain values, the wallet's own classes and exceptions, nothing that acts."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of a value."""
        if module == "wallet" or module.startswith("wallet."):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        elif (module, name) == ("builtins", "getattr"):
            return _member  # Python 3.11.0 to 3.11.3 writes a member of an enumeration as this
        elif name in PLAIN.get(module, ()) or (module == "builtins" and _is_exception(name)):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


def _member(enumeration: type[Enum], name: str) -> Enum:
    if not (isinstance(enumeration, type) and issubclass(enumeration, Enum)):
        raise pickle.UnpicklingError("an attribute is no value")
    return enumeration[name]


def _is_exception(name: str) -> bool:
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, Exception)
