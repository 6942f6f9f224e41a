"""The inside of a confined process: takes calls over a socket and replies, within limits that the kernel keeps.

Imported by a bare interpreter; whatever is imported here is paid for at every start.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import signal
import socket
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What became of a call so far."""

    STARTED = "started"
    DONE = "done"
    RAISED = "raised"
    OUT_OF_MEMORY = "out of memory"


@dataclass(frozen=True)
class Call:
    """One piece of work: a function of a module, and the processor time it may take."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    seconds: float


@dataclass(frozen=True)
class Reply:
    """What the wallet is told: a value or an exception, and whether this process holds more than it should."""

    kind: Kind
    value: Any = None
    worn: bool = False


def work(parent: str, megabytes: str) -> None:
    """Serve calls until the wallet closes the socket; the words are the wallet's process id and the memory limit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(int(parent))
    channel = socket.socket(fileno=0).makefile("rwb")
    for module in _message(channel):  # functions were imported with their modules when they were read
        if isinstance(module, str):
            __import__(module)
    baseline = _held()
    most = baseline + int(megabytes) * 1024 * 1024
    for limit, value in ((resource.RLIMIT_DATA, most), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    while (call := _message(channel)) is not None:
        _send(channel, Reply(Kind.STARTED))
        _send(channel, _reply(call, worn_at=(baseline + most) // 2))


def _reply(call: Call, worn_at: int) -> Reply:
    """Do one call; processor time past its limit ends the process by the kernel's hand."""
    signal.setitimer(signal.ITIMER_PROF, call.seconds)
    try:
        value = call.function(*call.args)
        return Reply(Kind.DONE, value, _held() > worn_at)
    except (MemoryError, RecursionError):
        return Reply(Kind.OUT_OF_MEMORY)
    except Exception as error:  # it is the caller's, who is in another process
        return Reply(Kind.RAISED, _portable(error), _held() > worn_at)


def _portable(error: Exception) -> Exception:
    """An exception that the other side can read, with the traceback of this side as a note."""
    own = type(error).__module__.partition(".")[0] in ("builtins", "wallet")
    portable = error if own else RuntimeError(f"{type(error).__name__}: {error}")
    portable.add_note("In the worker:\n" + "".join(traceback.format_exception(error)))
    return portable


def _send(channel: Any, reply: Reply) -> None:
    """Hand a reply over; the clock of a call stops only when its result is packed."""
    try:
        data = pickle.dumps(reply)
    except Exception as error:
        data = pickle.dumps(Reply(Kind.RAISED, _portable(error)))
    if reply.kind is not Kind.STARTED:
        signal.setitimer(signal.ITIMER_PROF, 0)
    channel.write(len(data).to_bytes(8, "big") + data)
    channel.flush()


def _message(channel: Any) -> Any:
    """The next message of the wallet, or None at its end."""
    head = channel.read(8)
    if len(head) < 8:
        return None
    return pickle.loads(channel.read(int.from_bytes(head, "big")))  # noqa: S301  # the wallet's own words


def _held() -> int:
    """How many bytes of data this process holds (Linux; elsewhere a guess that is large enough)."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[5]) * resource.getpagesize()
    except OSError:
        return 256 * 1024 * 1024


def _die_with(parent: int) -> None:
    """End this process when the wallet dies, however it dies (Linux; elsewhere at the end of the socket)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)
