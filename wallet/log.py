"""A learner's own log: what they changed of what others see, and what came to them."""

from __future__ import annotations

from typing import Any

from wallet.models import Badge, Deed, LogEntry


async def note(badge: Badge, deed: Deed, **told: Any) -> None:
    """Write a line in the log of a badge's learner, in the transaction of the deed; the badge with its credential.

    `told` holds what the deed's sentence names: `document` (the name of a kind), `pieces`, `visibility`.
    """
    await LogEntry.create(
        learner_id=badge.learner_id, badge_id=badge.id, deed=deed, title=badge.credential.title, told=told
    )
