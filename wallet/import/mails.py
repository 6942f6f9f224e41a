"""The mail that brings an offer."""

from __future__ import annotations

from typing import Any

from wallet.jobs import JobInfo, Permanent
from wallet.mail.message import build, compose
from wallet.models import Offer, OfferStatus
from wallet.web import Services

from . import offers


async def offer_mail(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job import.offer_mail {offer}: send the link; its token is made here and stored nowhere."""
    offer = await Offer.get_or_none(id=payload["offer"]).select_related("issuer", "credential")
    if offer is None or offer.status is not OfferStatus.PENDING:
        return
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
