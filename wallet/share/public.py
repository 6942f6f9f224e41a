"""The public page of a badge, and everything a stranger can fetch beside it; all of it through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from wallet import files, gate, i18n, qr, web
from wallet.errors import Locked, NotFound
from wallet.models import Kind
from wallet.shown import PublicAttachment, PublicBadge
from wallet.visiting import visit

from . import lock
from .details import details_of
from .page import Known, values

# Kept by no cache without asking again: a page made private is gone with the next request.
REVALIDATE = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
# What a document says is kept by nobody.
UNKEPT = {"Cache-Control": "private, no-store"}


@dataclass(frozen=True)
class Public:
    """Where the things of a shared page are."""

    slug: str

    @property
    def art(self) -> str:
        """The badge's own picture."""
        return f"/b/{self.slug}/badge.png"

    @property
    def credential(self) -> str:
        """The credential file."""
        return f"/b/{self.slug}/credential"

    @property
    def qr(self) -> str:
        """The code that leads to the page."""
        return f"/b/{self.slug}/qr.svg"

    def page_of(self, item: PublicAttachment) -> str:
        """Where the content of a document is read."""
        place = item.name if item.kind == Kind.DIPLOMA_SUPPLEMENT else f"documents/{item.name}"
        return f"/b/{self.slug}/{place}"

    def original_of(self, item: PublicAttachment) -> str:
        """Where a document is downloaded as it came."""
        return f"/b/{self.slug}/attachments/{item.name}"


async def show(request: Request) -> Response:
    """GET /b/{slug}: the public page, in the owner's language or `?lang=`."""
    try:
        shown = await _shown(request)
    except Locked:
        return lock.asking(request)
    known = Known(await details_of(shown, gate.document_on), await gate.origins(shown))
    with i18n.speaking(shown.locale):
        return _rendered(request, shown, known)


def _rendered(request: Request, shown: PublicBadge, known: Known) -> Response:
    response = web.page(request, "share/public.html", **values(request, shown, Public(shown.slug), known))
    response.headers.update(REVALIDATE | (UNKEPT if known.details or shown.link.locked else {}))
    if not shown.listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


async def card(request: Request) -> Response:
    """GET /b/{slug}/card-{hash}.{png|jpeg}: the card of that hash alone; an old one is gone."""
    shown = await _shown(request)
    extension = shown.card.media_type.removeprefix("image/") if shown.card else ""
    if shown.card is None or request.path_params["name"] != f"{shown.card.hash}.{extension}":
        raise NotFound(web.NOTHING_HERE)
    return await files.picture(request, shown.card.digest, REVALIDATE, shown.card.media_type)


async def image(request: Request) -> Response:
    """GET /b/{slug}/image.png: the present card at an address that stays, to paste anywhere."""
    shown = await _shown(request)
    if shown.card is None:
        return await files.picture(request, shown.art_digest, REVALIDATE)
    return await files.picture(request, shown.card.digest, REVALIDATE, shown.card.media_type)


async def art(request: Request) -> Response:
    """GET /b/{slug}/badge.png: the badge's own picture."""
    shown = await _shown(request)
    return await files.picture(request, shown.art_digest, REVALIDATE)


async def qr_code(request: Request) -> Response:
    """GET /b/{slug}/qr.svg: a code that leads to the page."""
    shown = await _shown(request)
    drawn = qr.svg(web.services(request).settings.url(f"/b/{shown.slug}"))
    return Response(drawn, media_type="image/svg+xml", headers=REVALIDATE | {"Content-Security-Policy": files.SANDBOX})


async def credential(request: Request) -> Response:
    """GET /b/{slug}/credential: the credential file as it was issued, where its owner offers it."""
    shown = await _shown(request)
    if shown.credential is None:
        raise NotFound(web.NOTHING_HERE)
    name = files.named(shown.story.title, shown.credential.media_type)
    return await files.download(request, shown.credential.digest, shown.credential.media_type, name)


async def attachment(request: Request) -> Response:
    """GET /b/{slug}/attachments/{name}: a document as it came, while its owner shows all of it."""
    shown = await _shown(request)
    original = shown.attachment(request.path_params["name"]).original
    if original is None:
        raise NotFound(web.NOTHING_HERE)
    return await files.download(request, original.digest, original.media_type, original.filename)


async def _shown(request: Request) -> PublicBadge:
    return await gate.public_view(visit(request))
