"""Offers: found by their link's token, accepted or declined once, sent again when the link ran out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from tortoise.transactions import in_transaction

from wallet import database, jobs, tokens
from wallet.claiming import claim
from wallet.errors import Conflict, NotFound
from wallet.i18n import N_
from wallet.models import Address, Badge, Offer, OfferStatus, state
from wallet.reports import newest_report

LINK_LASTS = timedelta(days=30)
UNKNOWN = N_("This link is unknown, or a newer one replaced it. Look for the latest mail about this badge.")
Standing = Literal["owner", "stranger", "other"]


def token(secret: str, offer: Offer) -> str:
    """The token of an offer's present link; nothing stores it in clear."""
    return tokens.derive_token(secret, "offer", offer.id, offer.generation)


def waiting(offer: Offer) -> str:
    """Where the owner of its address finds an offer without that token: a path which may be stored."""
    return f"/offers/waiting/{offer.id}"


async def find(text: str) -> Offer:
    """The offer that a link leads to. Raises NotFound."""
    offer = await Offer.get_or_none(token_hash=tokens.hashed(text)).select_related("issuer", "credential")
    if offer is None:
        raise NotFound(UNKNOWN)
    return offer


async def standing(offer: Offer, learner_id: str | None) -> Standing:
    """How somebody stands to an offer: who proved its address, somebody signed in under others, or nobody known."""
    if learner_id is None:
        return "stranger"
    return "owner" if await Address.exists(learner_id=learner_id, key=offer.key) else "other"


async def became(offer: Offer, learner_id: str) -> str | None:
    """Where the badge is that an offer became, for its owner; the page says so if it was there before the offer."""
    badge = await Badge.get_or_none(offer_id=offer.id, learner_id=learner_id)
    if badge is None:
        return None
    return f"/badges/{badge.id}" if badge.source is None else f"/badges/{badge.id}?was-there"


async def accept(offer: Offer, now: datetime) -> None:
    """Accept an offer, once: it becomes a badge of whoever proved its address, now or when the address is proved.

    Where they added the same badge before, it becomes that one. Accepting again changes nothing. Raises Conflict when
    it was declined, withdrawn, ran out or was revoked.
    """
    if await _revoked(offer):
        raise Conflict(N_("Its issuer has revoked this badge since it was offered. It can no longer be accepted."))
    async with in_transaction():
        await database.hold(f"address:{offer.key}")
        taken = await Offer.filter(id=offer.id, status=OfferStatus.PENDING, expires_at__gt=now).update(
            status=OfferStatus.ACCEPTED, answered_at=now
        )
        address = await Address.get_or_none(key=offer.key)
        if taken and address:
            for badge in await claim(address.learner_id, offer.key):
                await jobs.put("trust.check", {"badge": str(badge.id)}, key=f"check:{badge.id}")
    await _only(offer, now, "accepted")


async def decline(offer: Offer, now: datetime) -> None:
    """Decline an offer, once. Raises Conflict when it was accepted, withdrawn or ran out."""
    await Offer.filter(id=offer.id, status=OfferStatus.PENDING, expires_at__gt=now).update(
        status=OfferStatus.DECLINED, answered_at=now
    )
    await _only(offer, now, "declined")


async def undo(offer: Offer) -> None:
    """Take a decline back; only for who proved the address. Raises Conflict when it was accepted or withdrawn."""
    await Offer.filter(id=offer.id, status=OfferStatus.DECLINED).update(status=OfferStatus.PENDING, answered_at=None)
    await offer.refresh_from_db()
    if offer.status is not OfferStatus.PENDING:
        raise Conflict(_NOT_NOW[offer.status.value])


async def send_again(offer: Offer, secret: str, now: datetime) -> bool:
    """Mail the link to the same address: a new one when the old ran out, which then leads nowhere, else the same.

    Returns whether it is a new one. Raises Conflict when the offer was accepted, declined or withdrawn.
    """
    async with in_transaction():
        renewed = await _renew(offer, secret, now)
        if renewed or await Offer.filter(id=offer.id, status=OfferStatus.PENDING).update(mail_problem=""):
            await jobs.put("import.offer_mail", {"offer": str(offer.id)}, key=f"import.offer_mail:{offer.id}")
    await _only(offer, now, "pending")
    return renewed


async def _renew(offer: Offer, secret: str, now: datetime) -> bool:
    generation = offer.generation + 1
    token_hash = tokens.hashed(tokens.derive_token(secret, "offer", offer.id, generation))
    ran_out = Offer.filter(id=offer.id, status=OfferStatus.PENDING, generation=offer.generation, expires_at__lte=now)
    fields = {"generation": generation, "token_hash": token_hash, "expires_at": now + LINK_LASTS, "mail_problem": ""}
    return bool(await ran_out.update(**fields))


async def _only(offer: Offer, now: datetime, wanted: str) -> None:
    await offer.refresh_from_db()
    found = state(offer, now)
    if found != wanted:
        raise Conflict(_NOT_NOW[found])


async def _revoked(offer: Offer) -> bool:
    newest = await newest_report(offer_id=offer.id)
    return newest is not None and newest.verdict == "revoked"


_NOT_NOW = {
    "accepted": N_("This badge has already been accepted."),
    "declined": N_("This badge has been declined. Whoever owns its address can sign in and undo that."),
    "withdrawn": N_("The issuer has withdrawn this offer. Ask the issuer if you think that is a mistake."),
    "expired": N_("This link has run out. You can have a new one sent to the same address."),
    "pending": N_("The offer could not be changed just now. Try again."),
}


def utc_now() -> datetime:
    """The present moment; the one place of this feature that reads the clock."""
    return datetime.now(UTC)
