"""Putting away the notice that a document has come."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from wallet import web
from wallet.mine import my_badge
from wallet.models import Attachment


async def put_away(request: Request) -> Response:
    """POST /badges/{badge}/attachments/{id}/noticed: say of it no more that it is here; `next` is where to go on."""
    badge = await my_badge(request, "badge")
    theirs = Attachment.filter(id=request.path_params["id"], badge_id=badge.id)
    web.found_or_404(await theirs.first())
    await theirs.filter(noticed_at=None).update(noticed_at=datetime.now(UTC))
    return web.see(web.local_path(web.text(await request.form(), "next", 500), f"/badges/{badge.id}"))
