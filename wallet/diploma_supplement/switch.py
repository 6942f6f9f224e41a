"""The switch: whether others see a document, effective on every surface within the request that turns it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import files, web
from wallet.changes import changed
from wallet.errors import NotFound, Refused
from wallet.i18n import N_
from wallet.mine import my_badge
from wallet.models import Attachment, Badge


async def turn(request: Request) -> Response:
    """POST /badges/{badge}/attachments/{id}: visible=yes or visible=no."""
    badge = await my_badge(request, "badge")
    attachment = await _of(badge, request)
    wanted = web.text(await request.form(), "visible", 3)
    if wanted not in ("yes", "no"):
        raise Refused(N_("The switch knows yes and no only. Go back and move it again."))
    async with in_transaction():
        # A version that a newer one replaced meanwhile stays hidden, whatever the page that is open says.
        await Attachment.filter(id=attachment.id, superseded_at=None).update(visible=wanted == "yes")
        await changed(badge.id)
    return web.see(f"/badges/{badge.id}#{attachment.kind}")


async def download(request: Request) -> Response:
    """GET /badges/{badge}/attachments/{id}: the document exactly as it came, for the badge's owner."""
    attachment = await _of(await my_badge(request, "badge"), request)
    return await files.download(request, attachment.digest, attachment.media_type, attachment.filename)


async def _of(badge: Badge, request: Request) -> Attachment:
    attachment = await Attachment.get_or_none(id=request.path_params["id"], badge_id=badge.id)
    if attachment is None:
        raise NotFound(web.NOTHING_HERE)
    return attachment
