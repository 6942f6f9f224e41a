"""The public page of a badge, and everything a stranger can fetch beside it; all of it through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from wallet import files, gate, i18n, qr, web
from wallet.errors import NotFound
from wallet.gate import PublicBadge
from wallet.models import LABELS, Kind
from wallet.seal import UNSHARED
from wallet.story import Art, Story

from .describing import Address, description, json_ld, title
from .networks import links
from .panel import shared

# Kept by no cache without asking again: a page made private is gone with the next request.
REVALIDATE = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
WIDTH, HEIGHT = 1200, 630
LOCALES = {"en": "en_GB", "it": "it_IT"}  # as Open Graph writes them


@dataclass(frozen=True)
class Holder:
    """Who holds it: the name in the credential, and apart from it what the owner calls themselves."""

    credential_name: str | None
    owner_name: str | None


@dataclass(frozen=True)
class Picture:
    """An image that networks show, by its absolute address."""

    url: str
    width: int
    height: int
    media_type: str
    alt: str


@dataclass(frozen=True)
class Page:
    """What the page says of itself, to browsers and to the bots that unfurl it."""

    url: str
    title: str
    description: str
    locale: str
    noindex: bool
    card: Picture | None
    json_ld: str
    credential_url: str | None
    qr_url: str
    image_url: str


@dataclass(frozen=True)
class Document:
    """A document that the owner shows."""

    label: str
    page: str | None  # where its content can be read
    original: gate.PublicFile | None
    original_url: str
    received_at: datetime
    source: str


async def show(request: Request) -> Response:
    """GET /b/{slug}: the public page, in the owner's language or `?lang=`."""
    shown = await _shown(request)
    with i18n.speaking(shown.locale):
        return _rendered(request, shown)


def _rendered(request: Request, shown: PublicBadge) -> Response:
    base = web.services(request).settings.url
    address = Address(base(f"/b/{shown.slug}"), base(f"/b/{shown.slug}/image.png"))
    story = shown.story
    response = web.page(
        request,
        "share/public.html",
        story=story,
        art=Art(f"/b/{shown.slug}/badge.png" if shown.art_digest else None, story.title),
        seal=shown.seal,
        holder=_holder(shown),
        page=_page(request, shown, address),
        attachments=[_document(shown, item) for item in shown.attachments],
        share_links=[] if shown.seal.mark in UNSHARED else _share_links(address, story),
        verify_elsewhere=ELSEWHERE,
    )
    response.headers.update(REVALIDATE)
    if not shown.listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _share_links(address: Address, story: Story) -> list[tuple[str, str, str]]:
    return [(link.name, i18n.gettext(link.label), link.url) for link in links(shared(address, story))]


ELSEWHERE = (
    ("1EdTech Open Badges Validator", "https://verifybadge.org/"),
    ("VerifierPlus", "https://verifierplus.org/"),
)


def _holder(shown: PublicBadge) -> Holder:
    """The owner's own name says nothing new where it is the credential's."""
    credential, owner = shown.story.recipient_name, shown.owner_name
    same = credential is not None and owner is not None and credential.casefold() == owner.casefold()
    return Holder(credential, None if same else owner)


def _page(request: Request, shown: PublicBadge, address: Address) -> Page:
    return Page(
        url=address.page,
        title=title(shown),
        description=description(shown),
        locale=LOCALES[shown.locale],
        noindex=not shown.listed,
        card=_card(request, shown),
        json_ld=json_ld(shown, address),
        credential_url=f"/b/{shown.slug}/credential" if shown.credential else None,
        qr_url=f"/b/{shown.slug}/qr.svg",
        image_url=address.image,
    )


def _card(request: Request, shown: PublicBadge) -> Picture | None:
    if shown.card is None:
        return None
    extension = shown.card.media_type.removeprefix("image/")
    url = web.services(request).settings.url(f"/b/{shown.slug}/card-{shown.card.hash}.{extension}")
    return Picture(url, WIDTH, HEIGHT, shown.card.media_type, title(shown))


def _document(shown: PublicBadge, item: gate.PublicAttachment) -> Document:
    label = i18n.gettext(LABELS[Kind(item.kind)])
    original = f"/b/{shown.slug}/attachments/{item.name}"
    return Document(label, _page_of(shown, item), item.original, original, item.received_at, item.source)


def _page_of(shown: PublicBadge, item: gate.PublicAttachment) -> str | None:
    if not item.readable:
        return None
    place = item.name if item.kind == Kind.DIPLOMA_SUPPLEMENT else f"documents/{item.name}"
    return f"/b/{shown.slug}/{place}"


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
    return await gate.public_view(request.path_params["slug"], request.query_params.get("lang"))
