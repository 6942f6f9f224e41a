"""An offer in the wallet of whoever proved its address, found without the link in the mail."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from wallet import accounts, files, web
from wallet.models import Offer, state

from . import offers
from .answers import answer as take
from .page import offer_page
from .sending import send


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /offers/waiting/{id}: what is offered, or the badge that it has become."""
    offer = await _mine(request, viewer)
    badge = await offers.became(offer, viewer.learner_id)
    return web.see(badge) if badge else await offer_page(request, offer, offers.waiting(offer))


@accounts.signed_in
async def answer(request: Request, viewer: web.Viewer) -> Response:
    """POST /offers/waiting/{id}: accept, decline or undo."""
    offer = await _mine(request, viewer)
    if problem := await take(request, offer):
        return await offer_page(request, offer, offers.waiting(offer), problem)
    ran_out = state(offer, offers.utc_now()) == "expired"
    return web.see(await offers.became(offer, viewer.learner_id) or (offers.waiting(offer) if ran_out else "/badges"))


@accounts.signed_in
async def send_again(request: Request, viewer: web.Viewer) -> Response:
    """POST /offers/waiting/{id}/resend: the offer anew, when it ran out."""
    offer = await _mine(request, viewer)
    problem, sent = await send(request, offer)
    return await offer_page(request, offer, offers.waiting(offer), problem, sent)


@accounts.signed_in
async def art(request: Request, viewer: web.Viewer) -> Response:
    """GET /offers/waiting/{id}/art.png: the picture of an offer that waits in the wallet."""
    offer = await _mine(request, viewer)
    return await files.picture(request, offer.credential.art_digest, {})


async def _mine(request: Request, viewer: web.Viewer) -> Offer:
    offer = await Offer.get_or_none(id=request.path_params["id"]).select_related("issuer", "credential")
    mine = offer and await offers.standing(offer, viewer.learner_id) == "owner"
    found: Offer = web.found_or_404(offer if mine else None)
    return found
