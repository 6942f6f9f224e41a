"""Links: any number of them for a badge, or for several badges on one page; made, changed, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from wallet import log
from wallet.changes import changed_links, hold_links_of, lock_links
from wallet.database import hold
from wallet.errors import Conflict
from wallet.i18n import N_
from wallet.models import Badge, Deed, Share, Visibility, live

from .wishes import Part, Wish

MOST_LINKS = 50  # of a learner's that have a name and have not ended
MOST_BADGES = 30  # on one page
LAST_NUMBER = 9999  # of a part's address, as the route reads it
WITHDRAWN = N_("This link was withdrawn and cannot come back. Make another one.")
_GONE = N_("One of these badges is no longer in your wallet. Go back, reload the page and choose again.")


async def make(learner_id: UUID, wish: Wish, now: datetime) -> Share:
    """A new link of a badge, or of several. Raises Conflict where there are too many, or a badge is gone."""
    async with in_transaction():
        await hold(f"wallet:{learner_id}")  # as whoever removes a badge, or makes another link now
        await _room(learner_id, now)
        await _there(learner_id, wish.parts)
        await hold_links_of([part.badge_id for part in wish.parts])
        link = await Share.create(learner_id=learner_id, **_columns(wish, None, now), **_alone(wish.parts))
        await _number(link, wish.parts)
        await changed_links([link.id])
        await log.note_link(link, Deed.LINK_MADE)
    return link


async def change(link: Share, wish: Wish, now: datetime) -> None:
    """What a link is from now on. Raises Conflict for one that was withdrawn, and as `make` does."""
    async with in_transaction():
        await hold(f"wallet:{link.learner_id}")
        await hold_links_of([part.badge_id for part in wish.parts])
        await lock_links([link.id])
        before = await Share.get_or_none(id=link.id, revoked_at=None)
        if before is None or before.learner_id is None:
            raise Conflict(WITHDRAWN)
        if _ended(before.expires_at, now) and not _ended(wish.expires_at, now) and before.name is not None:
            await _room(before.learner_id, now)
        await _there(before.learner_id, wish.parts)
        columns = _columns(wish, before, now) | ({} if before.badge_id is None else _alone(wish.parts))
        await Share.filter(id=link.id).update(**columns)
        await _number(before, wish.parts)
        await changed_links([link.id])
        await log.note_link(await Share.get(id=link.id), Deed.LINK_CHANGED)


async def withdraw(link: Share, now: datetime) -> None:
    """End a link for good: from now on it answers 410, with all that is below it."""
    async with in_transaction():
        await hold(f"wallet:{link.learner_id}")  # as whoever publishes it now
        await lock_links([link.id])
        if await Share.filter(id=link.id, revoked_at=None).update(revoked_at=now, hidden_from=None):
            await changed_links([link.id])
            await log.note_link(link, Deed.LINK_ENDED)


def _columns(wish: Wish, before: Share | None, now: datetime) -> dict[str, Any]:
    shown = wish.visibility is not Visibility.PRIVATE
    published_at = before.published_at if before else None
    as_before = before is not None and before.visibility is wish.visibility
    columns = {
        "name": wish.name,
        "title": wish.title,
        "visibility": wish.visibility,
        "expires_at": wish.expires_at,
        "language": wish.language,
        "published_at": published_at or (now if shown else None),
    }
    if not as_before:  # its owner says anew who may see it: there is nothing to be undone
        columns["hidden_from"] = None
    return columns if wish.keeps_lock else columns | {"password_hash": wish.password_hash}


def _alone(parts: Sequence[Part]) -> dict[str, Any]:
    """The columns of a link of one badge; several have a page below the link each."""
    if len(parts) != 1:
        return {}
    only = parts[0]
    return {"badge_id": only.badge_id, "choice": only.choice, "credential_offered": only.credential_offered}


async def _number(page: Share, parts: Sequence[Part]) -> None:
    """Give each badge of a page of several its page below it; a number that was given is not given again."""
    if page.badge_id is not None:
        return
    below = Share.filter(parent_id=page.id)
    await below.exclude(badge_id__in=[part.badge_id for part in parts]).delete()
    there, number = {each.badge_id: each.id for each in await below}, page.position or 0
    for position, part in enumerate(parts, 1):
        columns = _alone([part]) | {"position": position}
        if part.badge_id in there:
            await Share.filter(id=there[part.badge_id]).update(**columns)
            continue
        number += 1
        if number > LAST_NUMBER:
            raise Conflict(N_("Badges were put on this page too often. Make a new page."))
        await Share.create(parent_id=page.id, slug=f"{page.slug}/of/{number}", learner_id=page.learner_id, **columns)
    await Share.filter(id=page.id).update(position=number)


def _ended(expires_at: datetime | None, now: datetime) -> bool:
    return expires_at is not None and expires_at <= now


async def _room(learner_id: UUID, now: datetime) -> None:
    named = Share.filter(live(now), learner_id=learner_id, parent_id=None, name__isnull=False)
    if await named.count() >= MOST_LINKS:
        raise Conflict(
            N_("You have %(most)d links already. Withdraw one that you no longer need, then make another."),
            most=MOST_LINKS,
        )


async def _there(learner_id: UUID, parts: Sequence[Part]) -> None:
    ids = [part.badge_id for part in parts]
    if await Badge.filter(learner_id=learner_id, id__in=ids).count() != len(set(ids)):
        raise Conflict(_GONE)
