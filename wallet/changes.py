"""Saying that something which shares show has changed, in the change's transaction: no cache tells otherwise."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from tortoise.expressions import F, Q

from wallet import jobs
from wallet.database import hold
from wallet.models import Badge, Share, Visibility


async def changed(badge_id: UUID, *, drawn: bool = True) -> None:
    """Count up the version of all that shows a badge, and have cards drawn anew.

    A new card has a new address: where nothing but the time of the check is new, the old one stays (`drawn` false).
    """
    await changed_all([badge_id], drawn=drawn)


async def changed_all(badge_ids: Collection[UUID], *, drawn: bool = True) -> None:
    """The same for several badges."""
    await hold_links_of(badge_ids)
    shares = await Share.filter(badge_id__in=list(badge_ids)).only("id", "parent_id")
    pages = {share.parent_id for share in shares if share.parent_id}  # of several badges
    await _count_up({share.id for share in shares} | pages, drawn=drawn)


async def hold_links_of(badge_ids: Collection[UUID]) -> None:
    """Let none of these badges get a link, or change, but one after the other.

    Else a new link, shown and kept by a cache before a change of its badge is there, would go on telling what was.
    """
    for badge_id in sorted(badge_ids):
        await hold(f"links:{badge_id}")


async def changed_links(ids: Collection[UUID]) -> None:
    """Count up the version of links and of the pages below them: who may see them, or what they choose, is another."""
    # A page of several shows no card of badges that are no longer on it, not even until the next one is drawn.
    await Share.filter(id__in=list(ids), badge_id=None).update(card_digest="", pictures=None)
    parts = await Share.filter(parent_id__in=list(ids)).only("id")
    await _count_up({*ids, *(part.id for part in parts)})


async def lock_links(ids: Collection[UUID]) -> None:
    """Hold links and the pages below them before they change: all in one order, so that nobody waits in a circle."""
    parts = await Share.filter(parent_id__in=list(ids)).only("id")
    await _lock({*ids, *(part.id for part in parts)})


async def _lock(ids: set[UUID]) -> None:
    # The order in which PostgreSQL locks what an UPDATE finds is its own; SQLite has one writer anyway.
    await Share.filter(id__in=list(ids)).order_by("id").select_for_update().only("id")


async def _count_up(ids: set[UUID], *, drawn: bool = True) -> None:
    await _lock(ids)
    await Share.filter(id__in=list(ids)).update(version=F("version") + 1)
    if not drawn:
        return
    private = Q(visibility=Visibility.PRIVATE, parent_id=None)
    for each in await Share.filter(id__in=list(ids)).exclude(private).order_by("id").values_list("id", flat=True):
        await jobs.put("share.card", {"share": str(each)}, key=f"card:{each}")


async def changed_for(learner_id: UUID) -> None:
    """The same for every badge of a learner: what they call themselves, or their language, is shown with each."""
    shared = Badge.filter(learner_id=learner_id, shares__id__isnull=False).distinct()
    await changed_all([badge.id for badge in await shared.only("id")])
