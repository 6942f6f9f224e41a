"""The publication ledger: everything that others can see now, where and since when; all of it private at once."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from wallet import accounts, log, web
from wallet.changes import changed_links, lock_links
from wallet.database import hold
from wallet.models import Deed, LogEntry, Share, Visibility, live

from .entries import entries

MOST_ENDED = 100  # of the links that have ended, the newest


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /links: every link of the learner's: what is visible now, what is private, what has ended."""
    learner_id, now = UUID(viewer.learner_id), datetime.now(UTC)
    mine = Share.filter(learner_id=learner_id, parent_id=None)
    private = Q(visibility=Visibility.PRIVATE)
    alive = mine.filter(live(now))
    ended = mine.exclude(live(now)).order_by("-created_at", "-id").limit(MOST_ENDED)
    return web.page(
        request,
        "share/links/ledger.html",
        visible=await entries(request, await alive.exclude(private).order_by("-published_at", "-id")),
        private=await entries(request, await alive.filter(private).order_by("-created_at", "-id")),
        ended=await entries(request, await ended),
        undo=await _undoable(learner_id).count(),
        hidden_at=await _hidden_at(learner_id),
        done=next((each for each in ("hidden", "undone") if each in request.query_params), None),
    )


@accounts.signed_in
async def hide_all(request: Request, viewer: web.Viewer) -> Response:
    """POST /links/private: nobody else sees anything any more, from this moment on."""
    await make_all_private(UUID(viewer.learner_id), datetime.now(UTC))
    return web.see("/links?hidden")


@accounts.signed_in
async def undo(request: Request, viewer: web.Viewer) -> Response:
    """POST /links/undo: as it was before all was made private, but for what was changed since."""
    await take_back(UUID(viewer.learner_id))
    return web.see("/links?undone")


async def make_all_private(learner_id: UUID, now: datetime) -> int:
    """Make every link private that others see, and remember what each was; gives how many there were."""
    async with in_transaction():
        await hold(f"wallet:{learner_id}")  # as whoever publishes now
        seen = Share.filter(live(now), learner_id=learner_id, parent_id=None).exclude(visibility=Visibility.PRIVATE)
        ids = [each.id for each in await seen.only("id")]
        if not ids:
            return 0
        await lock_links(ids)
        await _undoable(learner_id).update(hidden_from=None)  # only the last time can be undone
        number = await seen.filter(id__in=ids).update(hidden_from=F("visibility"), visibility=Visibility.PRIVATE)
        await changed_links(ids)
        await log.note_links(learner_id, Deed.ALL_PRIVATE, number)
    return number


async def take_back(learner_id: UUID) -> int:
    """Undo that: every link that is still private because of it is what it was before; gives how many there were."""
    async with in_transaction():
        await hold(f"wallet:{learner_id}")
        ids = [each.id for each in await _undoable(learner_id).only("id")]
        if not ids:
            return 0
        await lock_links(ids)
        back = _undoable(learner_id).filter(id__in=ids)
        number = await back.update(visibility=F("hidden_from"), hidden_from=None)
        await changed_links(ids)
        await log.note_links(learner_id, Deed.ALL_BACK, number)
    return number


def _undoable(learner_id: UUID) -> QuerySet[Share]:
    return Share.filter(
        learner_id=learner_id, parent_id=None, revoked_at=None, visibility=Visibility.PRIVATE, hidden_from__isnull=False
    )


async def _hidden_at(learner_id: UUID) -> datetime | None:
    entry = await LogEntry.filter(learner_id=learner_id, deed=Deed.ALL_PRIVATE).order_by("-at", "-id").first()
    return entry.at if entry else None
