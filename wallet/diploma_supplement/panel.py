"""What the documents of a badge add to its page: the Diploma Supplement with its switch, then the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request

from wallet import i18n
from wallet.models import LABELS, Attachment, Badge, Kind


@dataclass(frozen=True)
class Document:
    """A document as its owner sees it; `action` is where its switch posts to."""

    kind: str
    label: str
    filename: str
    size: int
    received_at: datetime
    source: str
    visible: bool
    url: str
    action: str
    was_visible: bool


async def documents(request: Request, badge: Badge) -> dict[str, Any]:
    """The panel of a badge's page: `supplement` and the other `attachments`, newest versions only."""
    versions = await Attachment.filter(badge_id=badge.id).order_by("received_at")
    shown_before = {version.kind for version in versions if version.superseded_at and version.visible}
    present = [_document(badge, item, shown_before) for item in versions if item.superseded_at is None]
    supplement = next((item for item in present if item.kind == Kind.DIPLOMA_SUPPLEMENT), None)
    return {"supplement": supplement, "attachments": [item for item in present if item is not supplement]}


def _document(badge: Badge, item: Attachment, shown_before: set[Kind]) -> Document:
    path = f"/badges/{badge.id}/attachments/{item.id}"
    return Document(
        kind=item.kind.value,
        label=i18n.gettext(LABELS[item.kind]),
        filename=item.filename,
        size=item.size,
        received_at=item.received_at,
        source=item.source.value,
        visible=item.visible,
        url=path,
        action=path,
        was_visible=item.kind in shown_before and not item.visible,
    )
