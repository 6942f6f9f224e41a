"""The lock of a link: the page that asks for its password, and tells nothing else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from wallet import gate, i18n, locks, web
from wallet.accounts import guard
from wallet.i18n import N_
from wallet.visiting import hand_key, key_to

WRONG = N_("This is not the password of this page. Ask whoever gave you the link.")
# Guessing is slow for each who tries, and for all together; many who know the password still get in.
TRIES, TRIES_OF_ALL = "5/minute", "100/hour"


def asking(request: Request, sentence: str = "") -> Response:
    """The page that asks for the password, in the reader's language as nothing may tell the owner's."""
    slug = request.path_params["slug"].partition("/")[0]
    response = web.page(request, "share/locked.html", 403, action=f"/b/{slug}/unlock", sentence=sentence, viewer=None)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


async def unlock(request: Request) -> Response:
    """POST /b/{slug}/unlock: the right password gives this browser the key to this page and to what is below it."""
    slug = request.path_params["slug"]
    link, password_hash = await gate.opened(slug)
    back = web.see(f"/b/{slug}")
    if not password_hash:
        return back
    limits = web.services(request).limits
    await limits.spend(TRIES, "unlock", str(link), guard.client(request))
    await limits.spend(TRIES_OF_ALL, "unlock", str(link))
    password = web.text(await request.form(), "password", locks.LONGEST)
    if not await locks.opens(password, password_hash):
        return asking(request, i18n.gettext(WRONG))
    hand_key(request, back, slug, key_to(link, password_hash))
    return back
