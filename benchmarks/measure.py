"""Timing of several things in turns, in processor time, so that what else the machine does counts little."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import process_time

Batch = Callable[[int], list[float]]

ROUNDS = 9


@dataclass(frozen=True)
class Timing:
    """The median of all runs in seconds, and how far the medians of the rounds lie apart, as a share of it."""

    seconds: float
    noise: float


def runs(work: Callable[[int], object], together: int = 1) -> Batch:
    """What runs some work of ours so many times, telling it which run of all it is; short work several `together`."""
    count = itertools.count()

    def batch(times: int) -> list[float]:
        seconds = []
        for _ in range(times):
            numbers = [next(count) for _ in range(together)]
            start = process_time()
            for number in numbers:
                work(number)
            seconds.append((process_time() - start) / together)
        return seconds

    return batch


def in_turns(batches: Mapping[str, tuple[Batch, int]], rounds: int = ROUNDS) -> dict[str, Timing]:
    """The timing of each batch (with its number of runs a round), after one round that does not count."""
    taken: dict[str, list[list[float]]] = {name: [] for name in batches}
    for _ in range(rounds + 1):
        for name, (batch, times) in batches.items():
            taken[name].append(batch(times))
    return {name: _timing(all_rounds[1:]) for name, all_rounds in taken.items()}


def _timing(rounds: list[list[float]]) -> Timing:
    whole = median([seconds for each in rounds for seconds in each])
    medians = sorted(median(each) for each in rounds)
    return Timing(whole, (medians[-2] - medians[1]) / whole)
