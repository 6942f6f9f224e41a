"""A learner's own log: what they changed of what others see, and what came to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from wallet.models import Attachment, Badge, Deed, LogEntry, Share


async def note(badge: Badge, deed: Deed, **told: Any) -> None:
    """Write a line in the log of a badge's learner, in the transaction of the deed; the badge with its credential.

    `told` holds what the deed's sentence names: `visibility`, or what `document` and `piecewise` say of a document.
    """
    await LogEntry.create(
        learner_id=badge.learner_id, badge_id=badge.id, deed=deed, title=badge.credential.title, told=told
    )


async def note_link(link: Share, deed: Deed) -> None:
    """The same of a link, as it is called now; `several`: it stays when a badge goes."""
    badge = await Badge.get(id=link.badge_id).select_related("credential") if link.badge_id else None
    await LogEntry.create(
        learner_id=link.learner_id,
        badge_id=link.badge_id,
        deed=deed,
        title=badge.credential.title if badge else link.title or "",
        told={"link": link.name or "", "share": str(link.id), "several": badge is None},
    )


async def note_links(learner_id: UUID, deed: Deed, number: int) -> None:
    """The same of so many links at once."""
    await LogEntry.create(learner_id=learner_id, deed=deed, title="", told={"links": number})


async def arrived(badge: Badge, item: Attachment, *, newer: bool = False) -> None:
    """Note that an issuer's document came to a badge; `newer`: in place of an earlier version."""
    await note(badge, Deed.ARRIVED, **document(item), newer=newer)


def document(item: Attachment) -> dict[str, str]:
    """What a line says of a document: its kind, the name of its file, and who brought it."""
    return {"document": item.kind.value, "file": item.filename, "source": item.source.value}


def piecewise(had: Collection[str], chosen: Collection[str]) -> dict[str, list[str]]:
    """What a line says of a document's pieces: those that others see, and those that they do not."""
    return {"pieces": [each for each in had if each in chosen], "hidden": [each for each in had if each not in chosen]}
