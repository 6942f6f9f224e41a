"""The same answer to the same request, so that an issuer who heard nothing may ask again (Idempotency-Key)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from starlette.responses import Response
from tortoise.queryset import QuerySet

from wallet import jobs
from wallet.errors import Conflict, Problem, Refused, TooMany, Unprocessable
from wallet.jobs import JobInfo
from wallet.models import Answered
from wallet.refusals import problem_json
from wallet.services import Services

KEPT: Final = timedelta(days=30)
STALE: Final = timedelta(minutes=5)  # whoever was answering for so long is dead
PATIENCE: Final = 3.0  # seconds that the second of two requests waits for the first
LONGEST_KEY: Final = 255
SOME: Final = "00"  # of the requests, one in 256: those that ask for old answers to be cleared away


class Busy(Conflict):
    """A request with this key is being answered at this moment."""

    headers: ClassVar[dict[str, str]] = {"Retry-After": "2"}


@dataclass(frozen=True)
class Answer:
    """A status and a JSON body."""

    status: int
    body: str

    def response(self) -> Response:
        """The answer over HTTP; what was made says where it is."""
        made = self.status == 201
        return Response(
            self.body,
            self.status,
            {"Location": json.loads(self.body)["links"]["self"]} if made else {},
            "application/json" if self.status < 400 else "application/problem+json",
        )


class Turn:
    """One request's right to give the answer to its key, or the answer that was given already."""

    def __init__(self, row: Answered | None, answer: Answer | None = None) -> None:
        self._row = row
        self.answer = answer

    @property
    def given(self) -> Answer:
        """The answer that was given, now or before."""
        if self.answer is None:
            raise RuntimeError("no answer was given to this request")
        return self.answer

    async def keep(self, answer: Answer) -> None:
        """Give this answer; call it in the transaction of the deed, so that the two are one.

        Raises Busy when the turn was lost to another, which takes the deed back.
        """
        self.answer = answer
        if self._row and not await _mine(self._row).update(status=answer.status, body=answer.body):
            raise Busy("This request took so long that another one with its key was answered instead.")

    async def leave(self) -> None:
        """Give the turn back without an answer, so that the request can be made again."""
        if self._row:
            await _mine(self._row).delete()


def _mine(row: Answered) -> QuerySet[Answered]:
    # Its time names its holder: whoever took a stale turn over has set another.
    return Answered.filter(id=row.id, status=0, created_at=row.created_at)


@asynccontextmanager
async def turn(issuer_id: UUID, key: str | None, fingerprint: str) -> AsyncIterator[Turn]:
    """The turn to answer a request with this Idempotency-Key; without one, always a turn.

    A refusal is an answer and is kept; after an error of the wallet's the turn is given back. Raises Unprocessable for
    a key that was used with another body, Busy when the first request with it is still being answered.
    """
    mine = Turn(None) if key is None else await _take(issuer_id, _checked(key), fingerprint)
    try:
        yield mine
    except Problem as e:
        if e.status < 500 and not isinstance(e, TooMany | Busy):
            await mine.keep(Answer(e.status, bytes(problem_json(e).body).decode()))
        else:
            await mine.leave()
        raise
    except BaseException:
        await mine.leave()
        raise


def _checked(key: str) -> str:
    if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise Refused(f"An Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters.")
    return key


async def _take(issuer_id: UUID, key: str, fingerprint: str) -> Turn:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        found = await _try(issuer_id, key, fingerprint, datetime.now(UTC))
        if found:
            return found
        if asyncio.get_running_loop().time() > deadline:
            raise Busy("A request with this Idempotency-Key is being answered now. Ask again in a moment.")
        await asyncio.sleep(0.05)


async def _try(issuer_id: UUID, key: str, fingerprint: str, now: datetime) -> Turn | None:
    """The turn, taken by one insert or one conditional update; None while another has it."""
    await Answered.filter(issuer_id=issuer_id, key=key, created_at__lt=now - KEPT).delete()
    fresh = Answered(issuer_id=issuer_id, key=key, request_hash=fingerprint, created_at=now)
    await Answered.bulk_create([fresh], ignore_conflicts=True)
    row = await Answered.get_or_none(issuer_id=issuer_id, key=key)
    if row is None:
        return None
    if row.request_hash != fingerprint:
        raise Unprocessable("This Idempotency-Key was used for another request. Choose a new one for every request.")
    if row.status:
        return Turn(None, Answer(row.status, row.body))
    if row.id == fresh.id:
        if fingerprint.startswith(SOME):
            await jobs.put("issuers.forget", {}, key="issuers.forget", delay=3600)
        return Turn(row)
    if row.created_at < now - STALE:
        taken = await _mine(row).update(created_at=now)
        return Turn(await Answered.get(id=row.id)) if taken else None
    return None


async def forget(_services: Services, _payload: dict[str, Any], job: JobInfo) -> None:
    """Job issuers.forget: delete the answers that were kept long enough."""
    await Answered.filter(created_at__lt=datetime.now(UTC) - KEPT).delete()
