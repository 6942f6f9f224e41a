"""The page behind the link in the mail: what is offered, by whom, and the learner's answer."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from wallet import files, web
from wallet.accounts import guard, signin
from wallet.errors import Problem
from wallet.models import Offer
from wallet.models.session import Purpose

from . import offers
from .answers import answer as take
from .page import offer_page
from .sending import send

# A page whose address is a secret: it is not kept, not indexed, and tells no other site where the reader came from.
SECRET_PAGE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


async def show(request: Request) -> Response:
    """GET /offers/{token}: what is offered; changes nothing however often it is opened."""
    return _secret(await offer_page(request, await _found(request), _path(request)))


async def answer(request: Request) -> Response:
    """POST /offers/{token}: accept, decline or undo."""
    offer = await _found(request)
    if problem := await take(request, offer):
        return _secret(await offer_page(request, offer, _path(request), problem))
    return _secret(await _next(request, offer))


async def ask_code(request: Request) -> Response:
    """POST /offers/{token}/sign-in: send a code to the invited address, which the page does not show."""
    offer = await _found(request)
    asked = await signin.ask(request, offer.email, purpose=Purpose.SIGN_IN, next=offers.waiting(offer))
    return _secret(web.see(signin.path(asked)))


async def add_address(request: Request) -> Response:
    """POST /offers/{token}/add-address: prove the invited address and add it to the wallet that is open."""
    offer = await _found(request)
    viewer = web.viewer(request)
    if viewer is None:
        return _secret(web.see(_path(request)))
    learner, next = UUID(viewer.learner_id), offers.waiting(offer)
    asked = await signin.ask(request, offer.email, purpose=Purpose.ADD_ADDRESS, next=next, learner=learner)
    return _secret(web.see(signin.path(asked)))


async def send_again(request: Request) -> Response:
    """POST /offers/{token}/resend: the mail once more, with a new link when this one ran out."""
    offer = await _found(request)
    problem, sent = await send(request, offer)
    # The new link goes to the mailbox alone: whoever has the old one is not led on.
    action = None if sent == "new" else _path(request)
    return _secret(await offer_page(request, offer, action, problem, sent))


async def art(request: Request) -> Response:
    """GET /offers/{token}/art.png: the badge's picture, as safe as the page that shows it."""
    offer = await _found(request)
    return await files.picture(request, offer.credential.art_digest, SECRET_PAGE)


async def _next(request: Request, offer: Offer) -> RedirectResponse:
    viewer = web.viewer(request)
    badge = await offers.became(offer, viewer.learner_id) if viewer else None
    return web.see(badge or _path(request))


async def _found(request: Request) -> Offer:
    try:
        return await offers.find(request.path_params["token"])
    except Problem:
        await web.services(request).limits.spend("60/minute", "unknown-offer", guard.client(request))
        raise


def _path(request: Request) -> str:
    return f"/offers/{request.path_params['token']}"


def _secret(response: Response) -> Response:
    response.headers.update(SECRET_PAGE)
    return response
