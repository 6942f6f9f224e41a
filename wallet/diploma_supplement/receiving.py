"""Documents that an issuer attaches to a badge it offered, before or after the learner accepted it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.bodies import Upload
from wallet.changes import changed
from wallet.database import hold
from wallet.errors import Conflict, Unprocessable
from wallet.mine import own_offer
from wallet.models import Attachment, Badge, Issuer, Kind, Offer, OfferStatus, Source, name_of
from wallet.services import Services

from . import filenames, pdf

LARGEST: Final = 10 * 1024 * 1024
_CLOSED: Final = {
    OfferStatus.WITHDRAWN: "You have withdrawn this offer. Make a new one, and attach the document to that.",
    OfferStatus.DECLINED: "The learner has declined this badge, so that no document can be attached to it.",
}


async def attach(services: Services, offer: Offer, kind: Kind, upload: Upload) -> tuple[Attachment, bool]:
    """Keep a document as the newest of its kind, hidden until the learner shows it, and have the learner told.

    The flag says whether it is new; the same bytes again change nothing. Raises Unprocessable for what is no sound PDF,
    Conflict for an offer that was withdrawn or declined.
    """
    _open(offer)
    await _check(services, upload.data)
    digest = await services.storage.put(upload.data)
    async with in_transaction():
        # Held as by whoever turns offers into badges, so that a document cannot miss the badge made meanwhile.
        await hold(f"address:{offer.key}")
        await offer.refresh_from_db(fields=["status"])
        _open(offer)
        badge = await Badge.get_or_none(offer_id=offer.id)
        belongs = Q(offer_id=offer.id) | Q(badge_id=badge.id) if badge else Q(offer_id=offer.id)
        before = await Attachment.filter(belongs, kind=kind, source=Source.ISSUER, superseded_at=None)
        same = next((each for each in before if each.digest == digest and each.offer_id == offer.id), None)
        if same:
            return same, False
        about = {"offer_id": offer.id, "badge_id": badge.id if badge else None, "kind": kind, "digest": digest}
        about["name"] = name_of(kind, Source.ISSUER)
        made = _attachment(upload, about)
        await _replace(before, made)
    return made, True


def _attachment(upload: Upload, about: dict[str, Any]) -> Attachment:
    name = filenames.safe(upload.filename, ".pdf", about["kind"].value)
    return Attachment(filename=name, media_type="application/pdf", size=len(upload.data), **about)


async def _replace(before: list[Attachment], made: Attachment) -> None:
    """Put a document in place of what was there; the learner chose to show that, not this."""
    was_visible = any(each.visible for each in before)
    await Attachment.filter(id__in=[each.id for each in before]).update(superseded_at=datetime.now(UTC))
    await made.save()
    await jobs.put("diploma_supplement.arrived", {"attachment": str(made.id), "was_visible": was_visible})
    if made.badge_id and was_visible:
        await changed(made.badge_id)


async def _check(services: Services, data: bytes) -> None:
    if not data.startswith(pdf.MAGIC):
        raise Unprocessable("This is not a PDF file. Diploma supplements and other documents are taken as PDF.")
    await services.confined.run(pdf.check, data, seconds=5.0)


def _open(offer: Offer) -> None:
    if offer.status in _CLOSED:
        raise Conflict(_CLOSED[offer.status])


async def listed(issuer: Issuer, offer_id: UUID) -> list[Attachment]:
    """The newest document of each kind that this issuer attached to an offer. Raises NotFound."""
    offer = await own_offer(issuer, offer_id)
    return await Attachment.filter(offer_id=offer.id, superseded_at=None).order_by("kind")
