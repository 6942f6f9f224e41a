"""The mail that brings an offer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wallet.jobs import JobInfo, Later, Permanent
from wallet.mail.message import build, compose
from wallet.models import Offer, OfferStatus
from wallet.reports import newest_report
from wallet.web import Services

from . import offers

PATIENCE = timedelta(minutes=5)


async def offer_mail(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job import.offer_mail {offer}: send the link; its token is made here and stored nowhere."""
    offer = await Offer.get_or_none(id=payload["offer"]).select_related("issuer", "credential")
    if offer is None or offer.status is not OfferStatus.PENDING:
        return
    if not offer.credential.title and await _being_read(offer):
        raise Later(2)
    email = compose(
        "offer",
        locale=offer.locale,
        to=offer.email,
        values={
            "issuer": offer.issuer.name,
            "title": offer.credential.title,
            "message": offer.message,
            "url": services.settings.url(f"/offers/{offers.token(services.settings.secret, offer)}"),
            "expires": offer.expires_at,
        },
    )
    try:
        await services.mailer.send(build(services.settings, email, job.id))
    except Permanent as e:
        await Offer.filter(id=offer.id).update(mail_problem=str(e)[:300])
        raise


async def _being_read(offer: Offer) -> bool:
    """Whether a hosted badge, whose file holds no more than its address, is still to be fetched for its name."""
    fresh = offers.utc_now() - offer.created_at < PATIENCE
    return fresh and await newest_report(offer_id=offer.id) is None
