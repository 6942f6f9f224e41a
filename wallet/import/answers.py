"""The learner's answer to an offer: accept, decline, undo."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request

from wallet import web
from wallet.errors import Conflict, Refused, Unauthorised
from wallet.i18n import N_
from wallet.models import Offer, state
from wallet.trust.checking import refresh_offer

from . import offers

FRESH = timedelta(minutes=10)  # what was found of a badge so lately need not be looked for again
UNKNOWN = N_("The wallet does not know this answer. Accept the badge or decline it.")
ELSEWHERE = N_("You are signed in under another address than the one this badge was sent to. Choose below.")
SIGN_IN_FIRST = N_("Only the owner of the address can undo that. Sign in first, then do it again.")


async def answer(request: Request, offer: Offer) -> Refused | None:
    """Do what the form on an offer's page asks for; why it could not be done, if so. The offer is read anew."""
    problem = None
    try:
        await _answer(request, offer)
    except Refused as e:
        problem = e
    await offer.refresh_from_db()
    return problem


async def _answer(request: Request, offer: Offer) -> None:
    wanted = web.text(await request.form(), "answer")
    viewer = web.viewer(request)
    stands = await offers.standing(offer, viewer.learner_id if viewer else None)
    if stands == "other":
        raise Conflict(ELSEWHERE)
    if wanted == "accept":
        await _accept(request, offer)
    elif wanted == "decline":
        await offers.decline(offer, offers.utc_now())
    elif wanted != "undo":
        raise Refused(UNKNOWN)
    elif stands == "owner":
        await offers.undo(offer)
    else:
        raise Unauthorised(SIGN_IN_FIRST)


async def _accept(request: Request, offer: Offer) -> None:
    if state(offer, offers.utc_now()) == "pending":  # it may have been revoked while it waited
        await refresh_offer(web.services(request), offer, FRESH)
    await offers.accept(offer, offers.utc_now())
