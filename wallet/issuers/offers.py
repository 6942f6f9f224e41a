"""Offers as their issuer makes, watches and withdraws them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from wallet import jobs, tokens, told
from wallet.accounts.issuing import PREFIX
from wallet.config import Settings
from wallet.errors import Conflict
from wallet.mine import own_offer
from wallet.models import Attachment, Issuer, Offer, OfferStatus, email_key, state
from wallet.receiving import Received, remember

from .wanted import Wanted

WITHDRAWABLE: Final = (OfferStatus.PENDING, OfferStatus.DECLINED)  # a decline can be undone


async def make_offer(settings: Settings, issuer: Issuer, received: Received, wanted: Wanted) -> Offer:
    """Offer a badge to an address, with the jobs that mail it, check it and take its picture, all or none.

    The link's token is derived from the secret, the offer and its generation, so that only its hash need be kept.
    """
    now, offer_id = datetime.now(UTC), uuid4()
    link = tokens.derive_token(settings.secret, "offer", offer_id, 1)
    async with in_transaction():
        credential = await remember(received)
        offer = await Offer.create(
            id=offer_id,
            issuer=issuer,
            credential=credential,
            email=wanted.email,
            key=email_key(wanted.email),
            token_hash=tokens.hashed(link),
            locale=wanted.locale,
            message=wanted.message,
            expires_at=now + timedelta(days=wanted.days),
        )
        await jobs.put("import.offer_mail", {"offer": str(offer.id)})
        await jobs.put("trust.check", {"offer": str(offer.id)})
        await jobs.put("import.art", {"credential": str(credential.id)})
    return offer


async def withdraw(issuer: Issuer, offer_id: UUID) -> Offer:
    """Take an offer back, once; doing so again changes nothing. Raises NotFound, and Conflict when it was accepted."""
    await Offer.filter(id=offer_id, issuer_id=issuer.id, status__in=WITHDRAWABLE).update(status=OfferStatus.WITHDRAWN)
    offer = await own_offer(issuer, offer_id)
    if offer.status is not OfferStatus.WITHDRAWN:
        raise Conflict(
            "The learner has accepted this badge; it is theirs now. If it was a mistake, revoke its credential."
        )
    return offer


async def described(settings: Settings, offer: Offer) -> dict[str, Any]:
    """An offer as the API shows it to its issuer; never its link, which is the learner's alone."""
    place = settings.url(f"{PREFIX}/offers/{offer.id}")
    attachments = await Attachment.filter(offer_id=offer.id, superseded_at=None).order_by("kind")
    return {
        "id": str(offer.id),
        "status": state(offer, datetime.now(UTC)),
        "email": offer.email,
        "title": offer.credential.title,
        "issuer": offer.credential.issuer_name or offer.issuer.name,
        "locale": offer.locale,
        "created_at": told.instant(offer.created_at),
        "expires_at": told.instant(offer.expires_at),
        "answered_at": told.instant(offer.answered_at) if offer.answered_at else None,
        "mail_problem": offer.mail_problem or None,
        "attachments": [told.attachment(each) for each in attachments],
        "links": {"self": place, "attachments": f"{place}/attachments"},
    }
