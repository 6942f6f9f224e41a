"""Answering who asks for something of a shared page: with bytes that are kept for the next; looks at pages count."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from wallet.accounts import sessions
from wallet.answering import Body, answer
from wallet.kept import Label
from wallet.models import Share
from wallet.shown import PublicPage
from wallet.web import cookie_name, services


async def looked_at(request: Request, page: PublicPage, found: Body) -> Response:
    """The page of a link, which a person or a program reads: a view of it, unless it is its owner's own."""
    response, link = given(request, page, found, seen=page.link.id), page.link
    read = request.method == "GET" and response.status_code in (200, 304)
    if read and link.id and not await _is_owner(request, link.id):
        services(request).views.count(link.id, dict(request.headers.raw))
    return response


def given(request: Request, page: PublicPage, found: Body, *, seen: UUID | None = None) -> Response:
    """What was made of a shared page for an address, kept for whoever asks next unless the page has a lock."""
    if not page.link.locked:
        label = Label(page.slug, page.link.version, page.link.changes_at, seen)
        services(request).kept.keep(request, found, label)
    return answer(request, found)


async def _is_owner(request: Request, share_id: UUID) -> bool:
    """Whether it is the owner, signed in, whose own looks say nothing."""
    token = request.cookies.get(cookie_name(request, sessions.COOKIE))
    session = await sessions.find(token, datetime.now(UTC)) if token else None
    return session is not None and await Share.exists(id=share_id, learner_id=session.learner_id)
