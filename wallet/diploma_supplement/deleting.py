"""Deleting a document that its learner brought, after they have read what goes with it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import accounts, i18n, log, web
from wallet.changes import changed
from wallet.database import hold
from wallet.mine import my_badge
from wallet.models import LABELS, Attachment, Badge, Deed, Source


@accounts.signed_in
async def ask(request: Request, viewer: web.Viewer) -> Response:
    """GET /badges/{badge}/attachments/{id}/delete: what goes, and the button."""
    badge = await my_badge(request, "badge")
    document = await _own(badge, request)
    return web.page(
        request,
        "diploma_supplement/delete.html",
        url=f"/badges/{badge.id}",
        place=f"/badges/{badge.id}/attachments/{document.id}",
        title=badge.credential.title,
        label=i18n.gettext(LABELS[document.kind]),
        filename=document.filename,
        earlier=len(await _with_it(document)) - 1,
        visible=document.visible and document.superseded_at is None,
    )


async def delete(request: Request) -> Response:
    """POST /badges/{badge}/attachments/{id}/delete: take it out of the wallet, with its earlier versions, at once."""
    badge = await my_badge(request, "badge")
    async with in_transaction():
        await hold(f"wallet:{badge.learner_id}")  # as whoever adds a newer version now
        document = await _own(badge, request)
        going = await _with_it(document)
        await Attachment.filter(id__in=[each.id for each in going]).delete()
        await log.note(badge, Deed.DELETED, **log.document(document))
        await changed(badge.id)
    return web.see(f"/badges/{badge.id}#document-deleted")


async def _own(badge: Badge, request: Request) -> Attachment:
    """The document that the path names, if the learner brought it. Raises NotFound for any other."""
    found = Attachment.get_or_none(id=request.path_params["id"], badge_id=badge.id, source=Source.HOLDER)
    document: Attachment = web.found_or_404(await found)
    return document


async def _with_it(document: Attachment) -> list[Attachment]:
    """What goes with a document: its earlier versions; an earlier version goes alone."""
    if document.superseded_at:
        return [document]
    return await Attachment.filter(badge_id=document.badge_id, source=Source.HOLDER, name=document.name)
