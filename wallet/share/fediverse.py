"""Mastodon: everybody there has a server of their own, so the page asks which before it can give a link."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from wallet import gate, i18n, web
from wallet.accounts import guard
from wallet.errors import NotFound, Refused
from wallet.seal import UNSHARED
from wallet.shown import PublicBadge, PublicPage
from wallet.visiting import visit

from .describing import title
from .keeping import NOINDEX, UNKEPT
from .networks import Shared, mastodon

LONGEST = 300  # characters of a server's name, with what people type around it


async def show(request: Request) -> Response:
    """GET /b/{slug}/mastodon: asks for the server, `?instance=`, and then leads there; it remembers nothing."""
    await web.services(request).limits.spend("60/minute", "mastodon", guard.client(request))
    page = await gate.public_page(visit(request))
    if not _passed_on(page):
        raise NotFound(web.NOTHING_HERE)
    given = request.query_params.get("instance", "").strip()
    with i18n.speaking(page.locale):
        url, problem = _way(request, page, given)
        response = web.page(
            request,
            "share/mastodon.html",
            422 if problem else 200,
            heading=title(page),
            back=f"/b/{page.slug}",
            instance=given[:LONGEST],
            url=url,
            problem=problem,
            viewer=None,
        )
    response.headers.update(NOINDEX | UNKEPT)
    return response


def _passed_on(page: PublicPage) -> bool:
    badges = (page,) if isinstance(page, PublicBadge) else page.badges
    return any(badge.seal.mark not in UNSHARED for badge in badges)


def _way(request: Request, page: PublicPage, given: str) -> tuple[str, str]:
    """The link to the server that was named, or what is wrong with its name. It is the reader who follows the link:
    to send them on would lead wherever somebody else wrote into the address.
    """
    if not given:
        return "", ""
    name, url = title(page), web.services(request).settings.url(f"/b/{page.slug}")
    try:
        return mastodon(Shared(url, name, name, "", "", None, None, ""), given[:LONGEST]), ""
    except Refused as e:
        return "", i18n.translate(e)
