"""Saying that something which a badge's shares show has changed."""

from __future__ import annotations

from uuid import UUID

from tortoise.expressions import F

from wallet import jobs
from wallet.models import Badge, Share, Visibility


async def changed(badge_id: UUID, *, drawn: bool = True) -> None:
    """Count up the version of a badge's shares and have their cards drawn anew; in the change's transaction.

    A new card has a new address: where nothing but the time of the check is new, the old one stays (`drawn` false).
    """
    await Share.filter(badge_id=badge_id).update(version=F("version") + 1)
    if not drawn:
        return
    for share in await Share.filter(badge_id=badge_id).exclude(visibility=Visibility.PRIVATE):
        await jobs.put("share.card", {"share": str(share.id)}, key=f"card:{share.id}")


async def changed_for(learner_id: UUID) -> None:
    """The same for every badge of a learner: what they call themselves, or their language, is shown with each."""
    for badge in await Badge.filter(learner_id=learner_id, shares__id__isnull=False).distinct().only("id"):
        await changed(badge.id)
