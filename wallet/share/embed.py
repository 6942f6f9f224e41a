"""The embed: a shared page in little, the only one that other sites may frame."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wallet import answering, gate, i18n, web
from wallet.security import content_security_policy
from wallet.shown import PublicBadge, PublicBadges, PublicPage
from wallet.story import Art
from wallet.visiting import visit

from . import several
from .describing import answer, heading, holder, title
from .keeping import NOINDEX, headers_of
from .looking import given
from .thumbnails import smaller

FRAMED = {"Content-Security-Policy": content_security_policy(script_src="'none'", frame_ancestors="*")}
MOST = 3  # pictures of a page of several


async def show(request: Request) -> Response:
    """GET /b/{slug}/embed: picture, title, holder and answer, for other sites to frame; dark where the reader is."""
    page = await gate.public_page(visit(request))
    with i18n.speaking(page.locale):
        html = web.page(request, "share/embed.html", **_values(request, page), viewer=None).body
    headers = headers_of(page) | NOINDEX | FRAMED | {"Cross-Origin-Opener-Policy": "unsafe-none"}
    return given(request, page, answering.body(bytes(html), "text/html", headers))


def _values(request: Request, page: PublicPage) -> dict[str, Any]:
    language = request.query_params.get("lang", "")
    query = f"?lang={language}" if language in i18n.LANGUAGES else ""
    return {
        "title": title(page),
        "heading": heading(page),
        "whose": holder(page),
        "url": web.services(request).settings.url(f"/b/{page.slug}") + query,
        **(_of_several(page) if isinstance(page, PublicBadges) else _of_badge(page)),
    }


def _of_badge(page: PublicBadge) -> dict[str, Any]:
    seal = page.seal
    return {
        "pictures": [_art(page)] if page.art_digest else [],
        "issuer": None if seal.claimed else page.story.issuer.name,
        "answer": seal.headline,
        "mark": seal.mark,
        "checked_at": seal.checked_at,
    }


def _art(badge: PublicBadge) -> Art:
    return Art(f"/b/{badge.slug}/badge.png", "", smaller(badge))


def _of_several(page: PublicBadges) -> dict[str, Any]:
    return {
        "pictures": [_art(badge) for badge in page.badges if badge.art_digest][:MOST],
        "issuer": None,
        "answer": answer(page),
        "mark": several.worst(page),
        "checked_at": several.checked_at(page),
    }
