"""Badges that people hand in to learn whether to believe them: verified while they wait, remembered briefly."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.errors import NotFound, Problem, Unavailable
from wallet.i18n import N_
from wallet.jobs import JobInfo
from wallet.models import StoredReport, Verification
from wallet.models.share import new_slug
from wallet.names import line
from wallet.openbadges.document import Kind
from wallet.openbadges.report import Check, Outcome, Report, Verdict
from wallet.receiving import carried
from wallet.reports import stored
from wallet.tokens import hashed, same
from wallet.web import Services

from .driver import gave_up, verify_online
from .known import known_issuers

REMEMBERED = timedelta(hours=1)  # what nobody asked to keep
KEPT = timedelta(days=7)
PATIENCE = 5.0  # seconds that somebody who pressed a button waits; what takes longer goes on as a job
TRIES = 4  # before a badge that takes too much work is said to
MOST = 20  # badges at once
GONE = N_("There is no report at this address, or its time is over. Verify the badge again.")


@dataclass(frozen=True)
class HandedIn:
    """One thing to verify: a file's bytes, or a text that is a credential or its link, and what to call it."""

    name: str
    content: bytes
    problem: Problem | None = None  # why it is not looked at, such as its size; it still gets its report


@dataclass(frozen=True)
class Asker:
    """Who hands in: a browser (its random name), and the learner who is signed in there, if one is."""

    browser: str
    learner_id: UUID | None = None


async def hand_in(services: Services, things: Iterable[HandedIn], asker: Asker) -> list[Verification]:
    """Verify what somebody handed in; what takes longer than they wait is finished by jobs. Nothing raises for it."""
    together, things = new_slug(), list(things)
    asked = [_asked(thing, asker, together, place) for place, thing in enumerate(things)]
    async with in_transaction():
        await Verification.bulk_create(asked)
        for one in asked:
            await jobs.put("trust.verification", {"verification": str(one.id)}, delay=PATIENCE + 2)
        await _forget_at(together, REMEMBERED)
    for one, thing in zip(asked, things, strict=True):
        if thing.problem:
            await _keep(one, _refused(thing.problem), "")
    await _while_they_wait(services, [one for one in asked if one.finished_at is None])
    return asked


def _asked(thing: HandedIn, asker: Asker, together: str, place: int) -> Verification:
    return Verification(
        together=together,
        place=place,
        browser_hash=hashed(asker.browser),
        learner_id=asker.learner_id,
        name="".join(letter for letter in line(thing.name) if letter.isprintable())[:300],
        content=b"" if thing.problem else thing.content,
        expires_at=datetime.now(UTC) + REMEMBERED,
    )


def _refused(problem: Problem) -> Report:
    check = Check("container.read", Outcome.FAILED, problem.message, problem.values)
    return Report(Verdict.MALFORMED, (check,), datetime.now(UTC))


async def _while_they_wait(services: Services, asked: list[Verification]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(_finish(services, one, last=False) for one in asked))


async def finish(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job trust.verification {verification}: verify what was handed in, unless that is done."""
    found = await Verification.get_or_none(id=payload["verification"], finished_at=None)
    if found and not await _finish(services, found, last=job.attempts >= TRIES):
        raise Unavailable(N_("The wallet is busy. Nothing was lost; try again in a moment."))


async def _finish(services: Services, asked: Verification, *, last: bool) -> bool:
    """Verify and keep the report; False for one that a less busy moment may judge."""
    report = await verify_online(
        asked.content, now=datetime.now(UTC), services=services, known=await known_issuers(services.settings)
    )
    if gave_up(report) and not last:
        return False
    await _keep(asked, report, await _document(services, asked.content))
    return True


async def _keep(asked: Verification, report: Report, document: str) -> None:
    async with in_transaction():
        unfinished = Verification.filter(id=asked.id, finished_at=None)
        if await unfinished.update(finished_at=report.at, document=document):
            await StoredReport.create(verification_id=asked.id, **stored(report))
    asked.finished_at, asked.document = report.at, document


async def _document(services: Services, content: bytes) -> str:
    """The credential in a file, as text; empty where there is none, and for a link."""
    try:
        found = await carried(services, content)
    except Problem:
        return ""
    return "" if found.kind is Kind.URL else found.document


async def found(slug: str, asker: Asker) -> Verification:
    """A verification, for whoever may see it: who handed it in; once it is kept, everybody. Raises NotFound."""
    visible = _of(asker) | Q(kept_at__isnull=False)
    one = await Verification.get_or_none(visible, _alive(), slug=_plain(slug))
    if one is None:
        raise NotFound(GONE)
    return one


async def all_of(together: str, asker: Asker) -> list[Verification]:
    """All that were handed in at once, in their order and without their bytes, for whoever handed them in.

    Raises NotFound for anybody else.
    """
    ones = await Verification.filter(_of(asker), _alive(), together=_plain(together)).order_by("place").only(*_SHORT)
    if not ones:
        raise NotFound(GONE)
    return ones


# What a table of many tells of each; the files may be large.
_SHORT = ("id", "slug", "together", "place", "name", "finished_at", "kept_at", "expires_at")


def is_theirs(one: Verification, asker: Asker) -> bool:
    """Whether somebody handed it in, and so may keep its report or have it forgotten."""
    if one.learner_id is not None:  # whoever uses this browser after them is somebody else
        return one.learner_id == asker.learner_id
    return same(one.browser_hash, hashed(asker.browser))


def _of(asker: Asker) -> Q:
    theirs = Q(browser_hash=hashed(asker.browser), learner_id=None)
    return theirs | Q(learner_id=asker.learner_id) if asker.learner_id else theirs


def _alive() -> Q:
    return Q(expires_at__gt=datetime.now(UTC))


def _plain(slug: str) -> str:
    return slug if slug.isascii() and slug.isprintable() and len(slug) <= 40 else ""  # PostgreSQL takes no NUL


async def keep_report(one: Verification) -> None:
    """Keep a report for seven days, at its address, for whoever has that; once."""
    now = datetime.now(UTC)
    async with in_transaction():
        if await Verification.filter(id=one.id, kept_at=None).update(kept_at=now, expires_at=now + KEPT):
            await _forget_at(one.slug, KEPT)


async def forget_now(ones: Iterable[Verification]) -> None:
    """Forget what was handed in, and what was said of it, before its time."""
    await Verification.filter(id__in=[one.id for one in ones]).delete()


async def _forget_at(key: str, delay: timedelta) -> None:
    await jobs.put("trust.forget", {}, key=f"forget:{key}", delay=delay.total_seconds() + 1)


async def forget(_services: Services, _payload: dict[str, Any], _job: JobInfo) -> None:
    """Job trust.forget: everything that was handed in and whose time is over."""
    await Verification.filter(expires_at__lte=datetime.now(UTC)).delete()
