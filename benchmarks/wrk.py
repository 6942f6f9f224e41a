"""Asking a server as fast as it answers, by `wrk` on loopback, and what each answer took of its processor."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from statistics import median

CONNECTIONS, SECONDS = 16, 2.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Asked:
    """What is asked for: of which process, at which address, with which headers."""

    pid: int
    url: str
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rate:
    """Answers a second, and seconds of the server's processor for each."""

    answers: float
    seconds: float


def rate(asked: Asked, seconds: float = SECONDS) -> Rate:
    """Ask for some seconds. Raises RuntimeError where anything but 2xx and 3xx came back, or nothing."""
    headers = [part for header in asked.headers for part in ("-H", header)]
    command = ["wrk", "-t1", "--timeout", "30s", f"-c{CONNECTIONS}", f"-d{seconds:g}", *headers, asked.url]
    before = _processor(asked.pid)
    said = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=_apart).stdout
    spent = _processor(asked.pid) - before
    total, persecond = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not total or not persecond or not int(total[1]) or "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{asked.url}: {said}")
    return Rate(float(persecond[1]), spent / int(total[1]))


def _apart() -> None:
    """On another processor than the server, where there is one."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _processor(pid: int) -> float:
    """Seconds of processor time that a process has had (proc(5): utime and stime)."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@dataclass(frozen=True)
class Compared:
    """How one thing does beside another: the median of the pairs' ratios, by `wrk` and by processor time.

    `answers` and `seconds` are the medians of the thing itself, `spread` is from the lowest ratio to the highest.
    """

    ratio: float
    by_processor: float
    answers: float
    seconds: float
    spread: tuple[float, float]


def in_pairs(ours: Asked, beside: Asked, rounds: int, seconds: float = SECONDS) -> Compared:
    """Ask for one thing and for the other in alternation; a pair meets the same weather. The first does not count."""
    pairs = [(rate(ours, seconds), rate(beside, seconds)) for _ in range(rounds + 1)][1:]
    ratios = sorted(one.answers / other.answers for one, other in pairs)
    return Compared(
        ratio=median(ratios),
        by_processor=median(other.seconds / one.seconds for one, other in pairs),
        answers=median(one.answers for one, _ in pairs),
        seconds=median(one.seconds for one, _ in pairs),
        spread=(ratios[0], ratios[-1]),
    )
