"""The public page of a badge, and everything a stranger can fetch beside it; all of it through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from wallet import answering, files, gate, i18n, qr, web
from wallet.errors import Locked, NotFound
from wallet.models import Kind
from wallet.shown import PublicAttachment, PublicBadge, PublicBadges, PublicPage
from wallet.visiting import visit

from . import lock, original, several
from .details import details_of
from .keeping import NOINDEX, headers_of
from .looking import given, looked_at
from .page import Known, values


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

    @property
    def check(self) -> str:
        """Where its being checked again is asked for."""
        return f"/b/{self.slug}/check"

    def page_of(self, item: PublicAttachment) -> str:
        """Where the content of a document is read."""
        place = item.name if item.kind == Kind.DIPLOMA_SUPPLEMENT else f"documents/{item.name}"
        return f"/b/{self.slug}/{place}"

    def original_of(self, item: PublicAttachment) -> str:
        """Where a document is downloaded as it came."""
        return f"/b/{self.slug}/attachments/{item.name}"


async def show(request: Request) -> Response:
    """GET /b/{slug}: the public page, in the owner's language or `?lang=`; to programs that ask for it, the JSON."""
    try:
        page = await gate.public_page(visit(request))
    except Locked:
        return lock.asking(request)
    offered = isinstance(page, PublicBadge) and page.credential is not None and not page.link.locked
    if isinstance(page, PublicBadge) and offered and original.wants_json(request.headers.get("accept", "")):
        found = original.body_of(page, {"Vary": "Accept", "Content-Location": f"/b/{page.slug}.json"})
        return given(request, page, found)
    return await looked_at(request, page, await body_of(request, page))


async def body_of(request: Request, page: PublicPage) -> answering.Body:
    """The page of a badge or of several as bytes, the same for everybody who has the link."""
    with i18n.speaking(page.locale):
        if isinstance(page, PublicBadges):
            html = web.page(request, "share/several.html", **several.values(request, page), viewer=None).body
            return answering.body(bytes(html), "text/html", headers_of(page))
    known = Known(await details_of(page, gate.document_on), await gate.origins(page))
    with i18n.speaking(page.locale):
        told = values(request, page, Public(page.slug), known)
        html = web.page(request, "share/public.html", **told, viewer=None).body
    return answering.body(
        bytes(html), "text/html", headers_of(page, told=bool(known.details)) | _json_at(request, page)
    )


def _json_at(request: Request, page: PublicBadge) -> dict[str, str]:
    """Where programs find the credential, and that the page's own address gives it to those who ask for JSON."""
    if page.credential is None or page.link.locked:  # the key to a page is shown at what is below it alone
        return {}
    url = web.services(request).settings.url(f"/b/{page.slug}.json")
    media_type = original.json_of(page.credential.document)[1]
    return {"Link": f'<{url}>; rel="alternate"; type="{media_type}"', "Vary": "Accept"}


async def card(request: Request) -> Response:
    """GET /b/{slug}/card-{hash}.{png|jpeg}: the card of that hash alone; an old one is gone."""
    page = await _page(request)
    extension = page.card.media_type.removeprefix("image/") if page.card else ""
    if page.card is None or request.path_params["name"] != f"{page.card.hash}.{extension}":
        raise NotFound(web.NOTHING_HERE)
    return await files.picture(request, page.card.digest, headers_of(page), page.card.media_type)


async def image(request: Request) -> Response:
    """GET /b/{slug}/image.png: the present card at an address that stays, to paste anywhere."""
    page = await _page(request)
    if page.card is None:
        return await files.picture(request, _art(page), headers_of(page))
    return await files.picture(request, page.card.digest, headers_of(page), page.card.media_type)


async def picture(request: Request) -> Response:
    """GET /b/{slug}/{square|story}.png: the card in the size of that name, for networks that have no link."""
    page = await _page(request)
    drawn = page.pictures.get(request.url.path.rpartition("/")[2].removesuffix(".png"))
    if drawn is None:
        raise NotFound(files.MISSING)
    return await files.picture(request, drawn.digest, headers_of(page), drawn.media_type)


async def art(request: Request) -> Response:
    """GET /b/{slug}/badge.png: the badge's own picture, of several the first one's."""
    page = await _page(request)
    return await files.picture(request, _art(page), headers_of(page))


async def thumbnail(request: Request) -> Response:
    """GET /b/{slug}/thumbnail.{form}: the badge's picture, small, as AVIF, WebP or PNG; of several the first one's."""
    page, form = await _page(request), request.path_params["form"]
    first = page if isinstance(page, PublicBadge) else page.badges[0]
    digest = first.thumbnails.get(form, "")
    return await files.picture(request, digest, headers_of(page), f"image/{form}")


async def qr_code(request: Request) -> Response:
    """GET /b/{slug}/qr.svg: a code that leads to the page."""
    page = await _page(request)
    drawn = qr.svg(web.services(request).settings.url(f"/b/{page.slug}"))
    found = answering.body(
        drawn.encode(), "image/svg+xml", headers_of(page) | {"Content-Security-Policy": files.SANDBOX}
    )
    return given(request, page, found)


async def qr_picture(request: Request) -> Response:
    """GET /b/{slug}/qr.png: the same code as dots, for whoever prints it."""
    page = await _page(request)
    drawn = qr.png(web.services(request).settings.url(f"/b/{page.slug}"))
    headers = headers_of(page) | {"Content-Security-Policy": files.ALONE}
    return given(request, page, answering.body(drawn, "image/png", headers))


async def attachment(request: Request) -> Response:
    """GET /b/{slug}/attachments/{name}: a document as it came, while its owner shows all of it."""
    shown = await gate.public_view(visit(request))
    held = shown.attachment(request.path_params["name"]).original
    if held is None:
        raise NotFound(web.NOTHING_HERE)
    response = await files.download(request, held.digest, held.media_type, held.filename)
    response.headers.update({} if shown.listed else NOINDEX)
    return response


async def robots(request: Request) -> Response:
    """GET /robots.txt: everything may be read; what is not to be listed says so itself, which it can only if read."""
    return Response("User-agent: *\nAllow: /\n", media_type="text/plain")


def _art(page: PublicPage) -> str:
    return page.art_digest if isinstance(page, PublicBadge) else page.badges[0].art_digest


async def _page(request: Request) -> PublicPage:
    return await gate.public_page(visit(request))
