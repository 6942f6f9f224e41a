"""Sending an offer's mail again because somebody asked for it."""

from __future__ import annotations

from starlette.requests import Request

from wallet import web
from wallet.errors import Conflict
from wallet.models import Offer

from . import offers

RATE = "5/hour"


async def send(request: Request, offer: Offer) -> tuple[Conflict | None, str]:
    """Send it: why that could not be, if so, and whether the link in it is "new" or the same "again".

    The offer is read anew. Raises TooMany.
    """
    services = web.services(request)
    await services.limits.spend(RATE, "offer-resend", str(offer.id))
    try:
        renewed = await offers.send_again(offer, services.settings.secret, offers.utc_now())
    except Conflict as e:
        return e, ""
    return None, "new" if renewed else "again"
