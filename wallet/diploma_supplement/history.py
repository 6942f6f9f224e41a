"""What a badge's page tells of its documents in time: new ones, earlier versions, and the form that adds one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request

from wallet.models import Attachment, Badge
from wallet.notices import notices_of

from .uploading import form_for


@dataclass(frozen=True)
class Version:
    """An earlier version of a document, which its owner alone can still download."""

    filename: str
    size: int
    received_at: datetime
    source: str
    was_visible: bool
    url: str


async def history(request: Request, badge: Badge) -> dict[str, Any]:
    """The panel of a badge's page: `earlier` versions by the address of the document that replaced them, newest first.

    Beside it the `notices` of what came, and the form for an `upload`.
    """
    rows = await Attachment.filter(badge_id=badge.id).order_by("-received_at", "-id")
    replaced = defaultdict(list)
    for each in rows:
        if each.superseded_at:
            replaced[each.name].append(_version(badge, each))
    return {
        "earlier": {_url(badge, each): tuple(replaced[each.name]) for each in rows if each.superseded_at is None},
        "notices": await notices_of(badge.learner_id, badge.id),
        "upload": form_for(badge),
    }


def _version(badge: Badge, item: Attachment) -> Version:
    return Version(item.filename, item.size, item.received_at, item.source.value, item.visible, _url(badge, item))


def _url(badge: Badge, item: Attachment) -> str:
    return f"/badges/{badge.id}/attachments/{item.id}"
