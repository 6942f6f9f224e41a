"""Who may see a badge: private, unlisted or public; and whether its credential file may be downloaded."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import database, log, web
from wallet.changes import changed, changed_links, hold_links_of
from wallet.errors import Refused
from wallet.i18n import N_
from wallet.mine import my_badge
from wallet.models import Badge, Deed, Share, Visibility, main_link, most_visible
from wallet.openbadges.disclosure import SHOWN, discloses


async def set_visibility(request: Request) -> Response:
    """POST /badges/{id}/visibility: private, unlisted or public, from this moment on."""
    badge = await my_badge(request)
    await publish(badge, _visibility(web.text(await request.form(), "visibility", 10)), datetime.now(UTC))
    return web.see(f"/badges/{badge.id}")


async def set_credential_offered(request: Request) -> Response:
    """POST /badges/{id}/credential: whether viewers may download the credential file.

    To take it back takes it from every link of the badge; to offer it is for each link to say, and here for its own.
    """
    badge = await my_badge(request)
    offered = web.text(await request.form(), "offered", 3) == "yes"
    async with in_transaction():
        links = main_link(badge.id) if offered else Share.filter(badge_id=badge.id)
        moved = links.filter(credential_offered=not offered)
        if await moved.exists():
            await changed(badge.id)  # first, for it holds all that shows the badge
            if await moved.update(credential_offered=offered):
                await log.note(badge, Deed.FILE_OFFERED if offered else Deed.FILE_WITHHELD)
    return web.see(f"/badges/{badge.id}")


async def publish(badge: Badge, visibility: Visibility, now: datetime) -> None:
    """Give a badge its public address, or change who may see it; needs the badge's credential.

    An address that has ended and is published again ends no more.
    """
    async with in_transaction():
        await database.hold(f"wallet:{badge.learner_id}")  # as whoever removes it, or makes all private now
        await hold_links_of([badge.id])
        share = await main_link(badge.id).first()
        if share is None:
            # A file that says no more than the page is offered; one that says more waits for its owner's word.
            offered = not discloses(badge.credential.document.encode(), shown=SHOWN)
            share = await Share.create(badge_id=badge.id, learner_id=badge.learner_id, credential_offered=offered)
        shown = visibility is not Visibility.PRIVATE
        ended = share.expires_at is not None and share.expires_at <= now
        if visibility is share.visibility and not (shown and ended):
            return
        await Share.filter(id=share.id).update(
            visibility=visibility,
            published_at=share.published_at or (now if shown else None),
            expires_at=None if shown and ended else share.expires_at,
            hidden_from=None,
        )
        elsewhere = not shown and bool(await most_visible([badge.id], now))
        await log.note(badge, Deed.VISIBILITY, visibility=visibility.value, elsewhere=elsewhere)
        await changed_links([share.id])


def _visibility(text: str) -> Visibility:
    try:
        return Visibility(text)
    except ValueError as e:
        raise Refused(N_("Choose who may see the badge: only you, who has the link, or everyone.")) from e
