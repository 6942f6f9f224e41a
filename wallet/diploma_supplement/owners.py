"""A document's page for its owner: all that was read of it, and what others would see by the present choice."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from wallet import gate, i18n, readings
from wallet.aside import aside
from wallet.mine import my_badge
from wallet.models import Badge, StoredReading
from wallet.shown import PublicDocument

from .page import Ways, handed_out, rendered


async def preview(request: Request) -> Response:
    """GET /badges/{badge}/preview/documents/{name}: what others would see of a document, nothing published by it."""
    badge = await my_badge(request, "badge")
    found = await _previewed(badge, request)
    with i18n.speaking(found.badge.locale):
        return await aside(_own, request, badge, found, "preview")


async def read(request: Request) -> Response:
    """GET /badges/{badge}/documents/{name}: the whole document, for its owner alone."""
    badge = await my_badge(request, "badge")
    found = await _whole(badge, request)
    with i18n.speaking(found.badge.locale):
        return await aside(_own, request, badge, found, "own")


async def enclosed(request: Request) -> Response:
    """GET /badges/{badge}/documents/{name}/enclosed/{digest}: a file of a document, for its owner."""
    found = await _whole(await my_badge(request, "badge"), request)
    return await handed_out(request, found.document)


def _own(request: Request, badge: Badge, found: PublicDocument, mode: str) -> Response:
    attachment, own = found.attachment, f"/badges/{badge.id}"
    offered = mode == "own" or attachment.original
    ways = Ways(badge=own, original=f"{own}/attachments/{attachment.id}" if offered else "")
    enclosed_at = f"{own}/documents/{attachment.name}/enclosed"
    return rendered(request, found, ways, mode=mode, enclosed_at=enclosed_at, noindex=True)


async def _previewed(badge: Badge, request: Request) -> PublicDocument:
    name = request.path_params["name"]
    return await gate.preview_document(await gate.preview(badge.id, (name,), i18n.current()), name)


async def _whole(badge: Badge, request: Request) -> PublicDocument:
    """The document with all its pieces. Raises NotFound as the preview does."""
    found = await _previewed(badge, request)
    kept = await StoredReading.get(attachment_id=found.attachment.id)
    return replace(found, document=await aside(readings.document, kept.document))
