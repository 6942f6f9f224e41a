"""Removing a badge for ever, after its owner has read what goes with it."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import accounts, database, web
from wallet.changes import changed
from wallet.mine import my_badge
from wallet.models import Attachment, Badge, Credential, Offer, most_visible
from wallet.reports import newest_report
from wallet.story import story_of


@accounts.signed_in
async def ask(request: Request, viewer: web.Viewer) -> Response:
    """GET /badges/{id}/remove: what goes when it is removed, and the button."""
    badge = await my_badge(request)
    return web.page(
        request,
        "portfolio/remove.html",
        url=f"/badges/{badge.id}",
        title=story_of(badge.credential.document, await newest_report(badge_id=badge.id)).title,
        shared=bool(await most_visible([badge.id], datetime.now(UTC))),
        documents=await Attachment.filter(badge_id=badge.id, superseded_at=None).count(),
        issuer=badge.offer.issuer.name if badge.offer else None,
    )


async def remove(request: Request) -> Response:
    """POST /badges/{id}/remove: take it out of the wallet, with its pages, reports and documents, at once."""
    await take_out(await my_badge(request), datetime.now(UTC))
    return web.see("/badges?removed")


async def take_out(badge: Badge, now: datetime) -> None:
    """Remove a badge for ever; an offer that it came from does not bring it back. The bytes in the storage stay."""
    async with in_transaction():
        if badge.offer:
            await database.hold(f"address:{badge.offer.key}")  # a document that arrives now finds it, or finds it gone
        await database.hold(f"wallet:{badge.learner_id}")  # an offer that is accepted now joins it, or finds it gone
        came_by = await Badge.filter(id=badge.id).exclude(offer_id=None).values_list("offer_id", flat=True)
        await Offer.filter(id__in=came_by).update(removed_at=now)
        await database.hold(f"report:{badge.id}")  # a check under way finds it, or finds it gone
        await changed(badge.id, drawn=False)  # for pages of several badges that it is on
        await Badge.filter(id=badge.id).delete()
        elsewhere = await Offer.exists(credential_id=badge.credential_id)
        if not elsewhere and not await Badge.exists(credential_id=badge.credential_id):
            await Credential.filter(id=badge.credential_id).delete()
