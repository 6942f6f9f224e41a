"""Checking again: a stranger's button, which changes nothing but the report and when it was made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from wallet import gate, i18n, jobs, web
from wallet.accounts import guard
from wallet.errors import TooMany
from wallet.i18n import N_
from wallet.models import Share
from wallet.shown import PublicBadge
from wallet.visiting import visit

# One badge is not asked about for ever, however many ask, and nobody goes through badge after badge.
OF_A_BADGE: Final = "3/10 minutes"
OF_A_VIEWER: Final = "10/hour"
JUST_NOW: Final = timedelta(seconds=30)
ENOUGH: Final = N_(
    "It was checked several times in a short while, and its page says what was found. Wait a few minutes before you"
    " ask again."
)


async def check_again(request: Request) -> Response:
    """POST /b/{slug}/check: have a badge verified anew, and back to the words on its page that say so.

    Where it was verified in this half minute there is nothing to ask. Too often: 429, with the way back.
    """
    shown = await gate.public_view(visit(request))
    place = f"/b/{shown.slug}?lang={shown.locale}"
    if _is_fresh(shown):
        return web.see(f"{place}#checked")
    share = web.found_or_404(await Share.get_or_none(slug=shown.slug))
    try:
        await _spend(request, str(share.badge_id))
    except TooMany as refused:
        with i18n.speaking(shown.locale):
            return _waiting(request, place, refused)
    await jobs.put("trust.check", {"badge": str(share.badge_id)}, key=f"check:{share.badge_id}")
    return web.see(f"{place}#checking")


def _is_fresh(shown: PublicBadge) -> bool:
    at = shown.seal.checked_at
    return at is not None and datetime.now(UTC) - at < JUST_NOW


async def _spend(request: Request, badge: str) -> None:
    limits = web.services(request).limits
    await limits.spend(OF_A_VIEWER, "share.check", guard.client(request))
    await limits.spend(OF_A_BADGE, "share.check", badge)


def _waiting(request: Request, place: str, refused: TooMany) -> Response:
    response = web.page(request, "share/waiting.html", 429, viewer=None, sentence=i18n.gettext(ENOUGH), back=place)
    response.headers.update({"Retry-After": str(refused.retry_after), "X-Robots-Tag": "noindex"})
    return response
