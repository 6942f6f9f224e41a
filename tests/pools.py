"""Confined workers that serve one wallet after the other: to start them anew for every test takes half of its time.

A worker is kept as the wallet itself keeps it between calls: while it is well, and only when it waits for work.
"""

from __future__ import annotations

import os
import socket
import subprocess
from types import TracebackType
from typing import Any

from wallet.confined import Confined, Worker

_waiting: dict[tuple[Any, ...], list[tuple[subprocess.Popen[bytes], socket.socket]]] = {}


class Lasting(Confined):
    """A pool that begins with the workers that another one of its kind has left, and leaves its own."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._idle:
            if worker.process.poll() is None:
                channel = socket.socket(fileno=os.dup(worker.writer.get_extra_info("socket").fileno()))
                _waiting.setdefault(self._like, []).append((worker.process, channel))
                worker.writer.close()
                await worker.writer.wait_closed()
            else:
                self._leaving.append(worker)
        self._idle.clear()
        await super().__aexit__(kind, error, trace)

    async def _start(self) -> Worker:
        left = _waiting.get(self._like)
        return await Worker.reached(*left.pop()) if left else await super()._start()

    @property
    def _like(self) -> tuple[Any, ...]:
        return self._megabytes, *self._warm


def end_lasting() -> None:
    """End the workers that wait for a wallet."""
    for process, channel in (each for left in _waiting.values() for each in left):
        with channel:
            process.kill()
            process.wait()
    _waiting.clear()
