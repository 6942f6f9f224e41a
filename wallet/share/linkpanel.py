"""What links add to the learner's badge page: every link that leads to the badge, also on a page of several."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from tortoise.expressions import Q

from wallet.models import Badge, Share, live

from .entries import entries


async def links(request: Request, badge: Badge) -> dict[str, Any]:
    """The panel of a badge's page: `badge_links` that have not ended, its own first; `elsewhere`: others show it."""
    pages = await Share.filter(badge_id=badge.id, parent_id__isnull=False).values_list("parent_id", flat=True)
    alone = Q(badge_id=badge.id, parent_id=None)
    found = await Share.filter(live(datetime.now(UTC))).filter(alone | Q(id__in=pages)).order_by("-created_at", "-id")
    found.sort(key=lambda link: link.name is not None)
    told = await entries(request, found)
    return {"badge_links": told, "elsewhere": any(each.name and each.state == "shown" for each in told)}
