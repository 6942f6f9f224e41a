"""Verification with the network: the pure judgement and the documents it asks for, in turn, until it is a report."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from wallet.confined import Confined, TooMuchWork
from wallet.fetch import Fetcher
from wallet.openbadges.report import N_, Check, Fetched, Known, Needs, Outcome, Report, Unreachable, Verdict, nobody
from wallet.openbadges.verify import verify

from .remembered import Remembered, Verdicts, size_of
from .watched import Span, watched

Documents = dict[str, Fetched | Unreachable]

# A verdict is a function of what it is remembered with, so that one memory serves the whole process.
_verdicts = Verdicts()

MOST_ROUNDS = 24
MOST_DOCUMENTS = 48
MOST_BYTES = 8 * 1024 * 1024
SECONDS_OF_FETCHING = 20.0
SECONDS_OF_WORK = 1.0


class Means(Protocol):
    """What it takes: the door to the network and the workers; the application's services have both."""

    @property
    def fetcher(self) -> Fetcher:
        """The door to the network."""

    @property
    def confined(self) -> Confined:
        """The workers."""


@dataclass(frozen=True)
class Investigated:
    """A report and the documents that were had for it, by URL."""

    report: Report
    documents: Mapping[str, Fetched | Unreachable] = field(default_factory=dict)


async def verify_online(
    document: bytes,
    *,
    now: datetime,
    services: Means,
    recipients: Collection[str] = (),
    known: Known = nobody,
) -> Report:
    """The report alone of what `investigate` finds."""
    found = await investigate(document, now=now, services=services, recipients=recipients, known=known)
    return found.report


async def investigate(
    document: bytes,
    *,
    now: datetime,
    services: Means,
    recipients: Collection[str] = (),
    known: Known = nobody,
) -> Investigated:
    """Verify what somebody handed in, fetching what it points to; arguments as `openbadges.verify.verify` takes them.

    Judging happens in a confined worker, a second for each round; `known` must be picklable. A badge that takes more
    work, rounds or documents than that is reported as one that could not be checked. Raises nothing for a bad badge.
    """
    recipients = tuple(recipients)
    if before := _verdicts.about(document, recipients):
        looked_at = await _fetch(services.fetcher, before.documents, now, MOST_DOCUMENTS)
        if report := _verdicts.recall(document, looked_at, now, recipients=recipients, known=known):
            return Investigated(report, looked_at)
    return await _in_rounds(document, now, services, recipients, known)


async def _in_rounds(
    document: bytes, now: datetime, services: Means, recipients: tuple[str, ...], known: Known
) -> Investigated:
    """The judgement and the documents it asks for, in turn, until it is a report."""
    documents: Documents = {}
    deadline = asyncio.get_running_loop().time() + SECONDS_OF_FETCHING
    for _ in range(MOST_ROUNDS):
        try:
            found, span = await services.confined.run(
                judge, document, documents, now, recipients, known, seconds=SECONDS_OF_WORK
            )
        except TooMuchWork as error:
            return _unchecked(error.message, now)
        if isinstance(found, Report):
            judged = Remembered(found, documents, known, span, size_of(document, documents))
            _verdicts.keep(document, judged, recipients)
            return Investigated(found, documents)
        wanted = sorted(found.urls - documents.keys())
        if not wanted:
            break
        documents |= await _fetch(services.fetcher, wanted, now, _room(documents, deadline))
    return _unchecked(N_("The badge points from one document to the next without an end."), now)


def judge(
    document: bytes, documents: Documents, now: datetime, recipients: tuple[str, ...], known: Known
) -> tuple[Report | Needs, Span]:
    """One round of the judgement, as a worker does it, with the time in which it would come out the same."""
    moment = watched(now)
    found = verify(document, documents, moment, recipients=recipients, known=known)
    return (replace(found, at=now) if isinstance(found, Report) else found), moment.span


def gave_up(report: Report) -> bool:
    """Whether the wallet gave up on a badge before it had read it: perhaps because the machine was busy."""
    return [check.name for check in report.checks] == ["seal.intact"]


def _unchecked(message: str, now: datetime) -> Investigated:
    """The report on a badge that the wallet gave up on."""
    return Investigated(Report(Verdict.UNVERIFIABLE, (Check("seal.intact", Outcome.NOT_CHECKED, message),), now))


def _room(documents: Documents, deadline: float) -> int:
    """How many more documents this verification may fetch."""
    size = sum(len(answer.body) for answer in documents.values() if isinstance(answer, Fetched))
    late = asyncio.get_running_loop().time() > deadline
    return 0 if late or size > MOST_BYTES else MOST_DOCUMENTS - len(documents)


async def _fetch(fetcher: Fetcher, urls: Iterable[str], now: datetime, room: int) -> Documents:
    """The documents that are wanted, as far as there is room for them."""
    wanted = list(urls)
    answers = await asyncio.gather(*(fetcher.recall(url, now) for url in wanted[: max(0, room)]))
    found: Documents = dict(zip(wanted, answers, strict=False))
    reason = N_("The badge points to more documents than the wallet fetches.")
    return {url: found.get(url) or Unreachable(url, reason) for url in wanted}
