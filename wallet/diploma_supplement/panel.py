"""What the documents of a badge add to its page: the Diploma Supplement with its switches, then the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request

from wallet import i18n, readings
from wallet.models import LABELS, Attachment, Badge, Kind, Source, StoredReading
from wallet.supplement import Sealing

from .pieces import Choices, choices
from .provenance import Line, lines


@dataclass(frozen=True)
class Document:
    """A document as its owner sees it, at `anchor` of the page and at `preview` as others would see it.

    `label` is its title and `file` what its file is called beside it: the kind and the file's name, or the other way
    round where several files of a kind would have one title.
    At `read` its owner reads it, where it was read. `action` is where its switch posts to, `choices` what can be shown
    of it, `seals` says what is known of those on it, `is_pdf` what its file is.
    """

    kind: str
    anchor: str
    label: str
    file: str
    filename: str
    size: int
    received_at: datetime
    source: str
    visible: bool
    url: str
    read: str
    action: str
    preview: str
    was_visible: bool
    is_pdf: bool
    choices: Choices | None
    seals: tuple[Line, ...]


async def documents(request: Request, badge: Badge) -> dict[str, Any]:
    """The panel of a badge's page: `supplement` and the other `attachments`, newest versions only."""
    versions = await Attachment.filter(badge_id=badge.id).order_by("received_at")
    shown_before = {(each.kind, each.source) for each in versions if each.superseded_at and each.visible}
    present = [each for each in versions if each.superseded_at is None]
    sealed = await _seals([each.id for each in present])
    issuer = badge.offer.issuer.name if badge.offer else ""
    told, alike = [], Counter(each.kind for each in present if not each.pieces)
    for each in present:
        provenance = lines(sealed.get(each.id, ()), each.source, issuer, each.received_at)
        document = _document(badge, each, shown_before, provenance)
        several = alike[each.kind] > 1 and not each.pieces and each.kind is not Kind.DIPLOMA_SUPPLEMENT
        told.append(replace(document, label=document.file, file=document.label) if several else document)
    supplements = [each for each in told if each.kind == Kind.DIPLOMA_SUPPLEMENT]
    supplements.sort(key=lambda each: each.source == Source.HOLDER)  # the issuer's first
    supplement = next(iter(supplements), None)
    return {"supplement": supplement, "attachments": [each for each in told if each is not supplement]}


async def _seals(ids: list[UUID]) -> dict[UUID, tuple[Sealing, ...]]:
    """The seals of documents that were read; what was read of them is large, and stays where it is."""
    found = await StoredReading.filter(attachment_id__in=ids).values_list("attachment_id", "seals")
    return {attachment: readings.seals(str(seals)) for attachment, seals in found}


def _document(
    badge: Badge, item: Attachment, shown_before: set[tuple[Kind, Source]], provenance: tuple[Line, ...]
) -> Document:
    path = f"/badges/{badge.id}/attachments/{item.id}"
    preview, made = f"/badges/{badge.id}/preview", choices(item)
    return Document(
        kind=item.kind.value,
        anchor=item.name or item.kind.value,
        label=i18n.gettext(LABELS[item.kind]),
        file=item.filename,
        filename=item.filename,
        size=item.size,
        received_at=item.received_at,
        source=item.source.value,
        visible=item.visible,
        url=path,
        read=f"/badges/{badge.id}/documents/{item.name}" if made else "",
        action=path,
        preview=f"{preview}/documents/{item.name}" if made else f"{preview}?showing={item.name}#documents",
        was_visible=(item.kind, item.source) in shown_before and not item.visible,
        is_pdf=item.media_type == "application/pdf",
        choices=made,
        seals=provenance[1:],  # who sent it and when stands beside its name
    )
