"""oEmbed 1.0: what other sites show of a shared page, by one address for all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from wallet import answering, gate, i18n, web
from wallet.accounts import guard
from wallet.errors import Locked, NotFound, Problem, Refused
from wallet.i18n import N_
from wallet.shown import PublicPage
from wallet.unfurling import picture_of
from wallet.visiting import Visit

from .describing import holder, title
from .keeping import ANYWHERE, NOINDEX, headers_of
from .snippets import HIGH, WIDE, frame

LONGEST = 2000  # characters of an address
FORMATS: Final = {"json": "application/json", "xml": "text/xml"}
_PAGE: Final = re.compile(r"/b/(?P<slug>[A-Za-z0-9_-]+(?:/of/[1-9][0-9]{0,3})?)/?")
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


class NotMade(Refused):
    """A format that is not offered (oEmbed §2.3.4)."""

    status = 501


@dataclass(frozen=True)
class Wish:
    """What is asked for: which page, in which language, in what format, within how many pixels."""

    slug: str
    language: str | None
    format: str
    width: int
    height: int


async def show(request: Request) -> Response:
    """GET /oembed: `url`, `format` (json or xml), `maxwidth` and `maxheight` in pixels."""
    try:
        await web.services(request).limits.spend("1200/minute", "oembed", guard.client(request))
        wish = _wish(request)
        page = await gate.public_page(Visit(wish.slug, wish.language))
    except Problem as e:
        status = 401 if isinstance(e, Locked) else e.status  # oEmbed §2.3.4: a resource that is private
        return PlainTextResponse(i18n.translate(e), status, ANYWHERE)
    with i18n.speaking(page.locale):
        told = _told(request, page, wish)
    data = orjson.dumps(told) if wish.format == "json" else _xml(told)
    return answering.answer(request, answering.body(data, FORMATS[wish.format], headers_of(page) | ANYWHERE | NOINDEX))


def _wish(request: Request) -> Wish:
    query = request.query_params
    given = query.get("url", "")
    if not given or len(given) > LONGEST:
        raise Refused(N_("Say which page is meant: ?url= with the address of a shared page."))
    form = query.get("format", "json")
    if form not in FORMATS:
        raise NotMade(N_("The formats are json and xml."))
    slug, language = _named(given, web.services(request).settings.base_url)
    return Wish(slug, language, form, _pixels(query.get("maxwidth"), WIDE), _pixels(query.get("maxheight"), HIGH))


def _named(given: str, base_url: str) -> tuple[str, str | None]:
    """Which share an address of this wallet is, and in which language. Raises NotFound for any other address."""
    path = given.removeprefix(base_url.rstrip("/"))
    bare, _, query = path.partition("#")[0].partition("?")
    found = _PAGE.fullmatch(bare) if path != given else None
    if found is None:
        raise NotFound(web.NOTHING_HERE)
    language = next(iter(parse_qs(query).get("lang", [])), None)
    return found["slug"], language if language in i18n.LANGUAGES else None


def _pixels(given: str | None, most: int) -> int:
    if given is None or given == "":
        return most
    if not (given.isascii() and given.isdigit() and int(given[:9]) > 0):
        raise Refused(N_("maxwidth and maxheight are numbers of pixels."))
    return min(most, int(given[:9]))


def _told(request: Request, page: PublicPage, wish: Wish) -> dict[str, Any]:
    """The answer of type rich (oEmbed §2.3.4.4): a frame with the page's embed; no more of it than the page tells."""
    settings = web.services(request).settings
    name = title(page)
    embed = settings.url(f"/b/{page.slug}/embed") + (f"?lang={wish.language}" if wish.language else "")
    picture, whose = picture_of(settings.url, page, name), holder(page)
    thumbnail = {}
    if picture and _fits(request, "maxwidth", picture.width) and _fits(request, "maxheight", picture.height):
        thumbnail = {
            "thumbnail_url": picture.url,
            "thumbnail_width": picture.width,
            "thumbnail_height": picture.height,
        }
    return {
        "type": "rich",
        "version": "1.0",  # a text: Mastodon takes no number
        "title": name,
        **({"author_name": whose} if whose else {}),
        "provider_name": settings.site_name,
        "provider_url": settings.url("/"),
        "cache_age": 60,
        "html": frame(embed, name, wish.width, wish.height),
        "width": wish.width,
        "height": wish.height,
        **thumbnail,
    }


def _fits(request: Request, most: str, size: int) -> bool:
    return _pixels(request.query_params.get(most), size) >= size


def _xml(told: dict[str, Any]) -> bytes:
    root = Element("oembed")
    for name, value in told.items():
        SubElement(root, name).text = _UNWRITABLE.sub("\ufffd", str(value))
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
