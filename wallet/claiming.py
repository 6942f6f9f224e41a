"""Offers that were accepted become badges of whoever proved their address, once each."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from wallet.changes import changed
from wallet.database import hold
from wallet.duplicates import Content, added
from wallet.log import arrived
from wallet.models import Attachment, Badge, Credential, Offer, OfferStatus
from wallet.models.report import inherit
from wallet.reports import newest_report


async def claim(learner_id: UUID, key: str) -> list[Badge]:
    """Turn the accepted offers of an address into badges of the learner who proved it, in the caller's transaction.

    A badge that the learner added already stays the one it is, and what its issuer sends comes to it. Hold the address
    (`database.hold`) first, so that an acceptance and a proof at once cannot miss each other.
    """
    accepted = Offer.filter(key=key, status=OfferStatus.ACCEPTED, removed_at=None, badge__id__isnull=True)
    waiting = await accepted.select_related("credential")
    if waiting:
        await hold(f"wallet:{learner_id}")  # as whoever adds the same badge at this moment, or removes it
    return [await _claimed(offer, learner_id) for offer in waiting]


async def _claimed(offer: Offer, learner_id: UUID) -> Badge:
    offered = Content.kept(offer.credential, await newest_report(offer_id=offer.id))
    badge = await added(learner_id, offered)
    if badge:
        await _join(badge, offer)
    else:
        badge = await Badge.create(learner_id=learner_id, credential=offer.credential, offer=offer)
        await inherit(offer.id, badge.id)
    theirs = Attachment.filter(offer_id=offer.id)
    await theirs.update(badge_id=badge.id)
    for document in await theirs.filter(superseded_at=None).order_by("received_at", "id"):
        await arrived(badge, document)
    return badge


async def _join(badge: Badge, offer: Offer) -> None:
    """Let an offer belong to the badge that its learner added, whose own file, reports and pages stay."""
    await Badge.filter(id=badge.id).update(offer_id=offer.id)
    names = await Attachment.filter(offer_id=offer.id, superseded_at=None).values_list("name", flat=True)
    before = Attachment.filter(badge_id=badge.id, name__in=names, superseded_at=None)
    await before.update(superseded_at=datetime.now(UTC))  # as when the issuer sends a newer version
    if offer.credential.art_digest:  # where the file that was added has no picture
        await Credential.filter(id=badge.credential_id, art_digest="").update(art_digest=offer.credential.art_digest)
    await changed(badge.id)
