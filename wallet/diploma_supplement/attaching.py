"""Documents that an issuer attaches to a badge it offered, before or after the learner accepted it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.bodies import Upload
from wallet.changes import changed
from wallet.database import hold
from wallet.errors import Conflict
from wallet.log import arrived
from wallet.mine import own_offer
from wallet.models import Attachment, Badge, Issuer, Kind, Offer, OfferStatus, Source, name_of
from wallet.services import Services

from .receiving import Received, keep, receive

_CLOSED: Final = {
    OfferStatus.WITHDRAWN: "You have withdrawn this offer. Make a new one, and attach the document to that.",
    OfferStatus.DECLINED: "The learner has declined this badge, so that no document can be attached to it.",
}


async def attach(services: Services, offer: Offer, kind: Kind, upload: Upload) -> tuple[Attachment, bool]:
    """Keep a document as the newest of its kind, hidden until the learner shows it, and have the learner told.

    The flag says whether it is new; the same bytes again change nothing. Raises Unprocessable for what cannot be read,
    Conflict for an offer that was withdrawn or declined.
    """
    _open(offer)
    received = await receive(services, kind, upload)
    async with in_transaction():
        # Held as by whoever turns offers into badges, so that a document cannot miss the badge made meanwhile.
        await hold(f"address:{offer.key}")
        await offer.refresh_from_db(fields=["status"])
        _open(offer)
        badge = await Badge.get_or_none(offer_id=offer.id).select_related("credential")
        belongs = Q(offer_id=offer.id) | Q(badge_id=badge.id) if badge else Q(offer_id=offer.id)
        present = Attachment.filter(belongs, kind=kind, source=Source.ISSUER, superseded_at=None)
        before = await present.select_for_update()
        same = next((each for each in before if each.digest == received.digest and each.offer_id == offer.id), None)
        if same:
            return same, False
        return await _attached(offer, badge, received, before), True


async def _attached(offer: Offer, badge: Badge | None, received: Received, before: list[Attachment]) -> Attachment:
    """Put a document in place of what was there; the learner chose to show that, not this."""
    name = name_of(received.kind, Source.ISSUER)
    made = await keep(received, before, offer_id=offer.id, badge_id=badge.id if badge else None, name=name)
    was_visible = any(each.visible for each in before)
    await jobs.put("diploma_supplement.arrived", {"attachment": str(made.id), "was_visible": was_visible})
    if badge:
        await arrived(badge, made, newer=bool(before))
        if was_visible:
            await changed(badge.id)
    return made


def _open(offer: Offer) -> None:
    if offer.status in _CLOSED:
        raise Conflict(_CLOSED[offer.status])


async def listed(issuer: Issuer, offer_id: UUID) -> list[Attachment]:
    """The newest document of each kind that this issuer attached to an offer. Raises NotFound."""
    offer = await own_offer(issuer, offer_id)
    return await Attachment.filter(offer_id=offer.id, superseded_at=None).order_by("kind")
