"""A document has come: its learner is told, wherever they are."""

from __future__ import annotations

from typing import Any

from wallet import i18n
from wallet.jobs import JobInfo
from wallet.mail.message import build, compose
from wallet.models import Address, Attachment, Kind, Offer, OfferStatus
from wallet.notices import newer_of, news_of
from wallet.web import Services


async def arrived(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job diploma_supplement.arrived {attachment, was_visible}: mail the learner, or the address of the offer."""
    attachment = await Attachment.get_or_none(id=payload["attachment"]).select_related(
        "badge__learner", "badge__credential", "offer__credential", "offer__issuer"
    )
    if attachment is None or attachment.superseded_at or attachment.offer is None:
        return
    offer = attachment.offer
    if offer.status in (OfferStatus.WITHDRAWN, OfferStatus.DECLINED) or offer.removed_at:
        return
    email, locale = await _reader(attachment, offer)
    newer = bool(await newer_of([attachment]))
    with i18n.speaking(locale):
        news = news_of(attachment.kind, newer=newer)
    message = compose(
        "attachment",
        locale=locale,
        to=email,
        values={
            "title": offer.credential.title,
            "here": news.here,
            "hidden": news.hidden,
            "several": attachment.kind is Kind.DETAILS,
            "issuer": offer.issuer.name,
            "url": services.settings.url(_place(attachment, offer)),
            "waiting": offer.status is OfferStatus.PENDING,
            "was_visible": bool(payload.get("was_visible")),
        },
    )
    await services.mailer.send(build(services.settings, message, job.id))


def _place(attachment: Attachment, offer: Offer) -> str:
    """Where the document is on the badge's page; until there is one, the offer, for whoever signs in."""
    if attachment.badge_id:
        return f"/badges/{attachment.badge_id}#{attachment.name or attachment.kind.value}"
    return f"/offers/waiting/{offer.id}"


async def _reader(attachment: Attachment, offer: Offer) -> tuple[str, str]:
    if attachment.badge is None:
        return offer.email, offer.locale
    learner = attachment.badge.learner
    invited = await Address.get_or_none(key=offer.key, learner_id=learner.id)
    address = invited or await Address.filter(learner_id=learner.id).order_by("verified_at").first()
    return (address.email if address else offer.email), learner.locale or offer.locale
