"""The switch: whether others see a document, effective on every surface within the request that turns it."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import files, log, web
from wallet.changes import changed
from wallet.errors import Conflict, NotFound, Refused
from wallet.i18n import N_
from wallet.mine import my_badge
from wallet.models import Attachment, Badge, Deed

from .choosing import REPLACED
from .pieces import chosen_of, had


async def turn(request: Request) -> Response:
    """POST /badges/{badge}/attachments/{id}: visible=yes or visible=no."""
    badge = await my_badge(request, "badge")
    attachment = await _of(badge, request)
    wanted = web.text(await request.form(), "visible", 3)
    if wanted not in ("yes", "no"):
        raise Refused(N_("The switch knows yes and no only. Go back and move it again."))
    await _turn(badge, attachment, visible=wanted == "yes")
    return web.see(f"/badges/{badge.id}#{attachment.name or attachment.kind}")


async def _turn(badge: Badge, attachment: Attachment, *, visible: bool) -> None:
    """Show or hide a document. Raises Conflict for a version that a newer one replaced: it stays hidden."""
    present = Attachment.filter(id=attachment.id, superseded_at=None)
    async with in_transaction():
        if not await present.update(noticed_at=datetime.now(UTC)):
            raise Conflict(REPLACED)
        if not await present.filter(visible=not visible).update(visible=visible):
            return
        await _note(badge, attachment, visible=visible)
        await changed(badge.id)


async def _note(badge: Badge, attachment: Attachment, *, visible: bool) -> None:
    told = log.document(attachment)
    if not visible:
        await log.note(badge, Deed.HIDDEN, **told)
        return
    await attachment.refresh_from_db()  # another window may have chosen pieces meanwhile
    await log.note(badge, Deed.SHOWN, **told, **log.piecewise(had(attachment), chosen_of(attachment)))


async def download(request: Request) -> Response:
    """GET /badges/{badge}/attachments/{id}: the document exactly as it came, for the badge's owner."""
    attachment = await _of(await my_badge(request, "badge"), request)
    return await files.download(request, attachment.digest, attachment.media_type, attachment.filename)


async def _of(badge: Badge, request: Request) -> Attachment:
    attachment = await Attachment.get_or_none(id=request.path_params["id"], badge_id=badge.id)
    if attachment is None:
        raise NotFound(web.NOTHING_HERE)
    return attachment
