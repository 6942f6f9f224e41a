"""What the documents of a badge add to its page: the Diploma Supplement with its switches, then the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.requests import Request

from wallet import gate, i18n
from wallet.models import LABELS, Attachment, Badge, Kind, Source
from wallet.shown import Origin
from wallet.verdicts import OTHERS, Verdict, verdict

from .pieces import Choices, choices
from .provenance import Line, lines


@dataclass(frozen=True)
class Document:
    """A document as its owner sees it, at `anchor` of the page and at `preview` as others would see it.

    `label` is its title and `file` what its file is called beside it: the kind and the file's name, or the other way
    round where several files of a kind would have one title.
    At `read` its owner reads it, where it was read. `action` is where its switch posts to, `choices` what can be shown
    of it, `verdict` says what to make of it, `seals` what is known of those on it, `others` that it is another
    person's, `cautions` what its file can do beside being read; `is_pdf` what its file is.
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
    verdict: Verdict
    seals: tuple[Line, ...]
    others: str
    cautions: tuple[str, ...]


async def documents(request: Request, badge: Badge) -> dict[str, Any]:
    """The panel of a badge's page: `supplement` and the other `attachments`, newest versions only."""
    versions = await Attachment.filter(badge_id=badge.id).order_by("received_at")
    shown_before = {(each.kind, each.source) for each in versions if each.superseded_at and each.visible}
    present = [each for each in versions if each.superseded_at is None]
    origins = await gate.origins(await gate.preview(badge.id, [each.name or "" for each in present]))
    issuer = badge.offer.issuer.name if badge.offer else ""
    told, alike = [], Counter(each.kind for each in present if not each.pieces)
    for each in present:
        document = _told(_document(badge, each, shown_before), each, issuer, origins.get(each.name or "", Origin()))
        several = alike[each.kind] > 1 and not each.pieces and each.kind is not Kind.DIPLOMA_SUPPLEMENT
        told.append(replace(document, label=document.file, file=document.label) if several else document)
    supplements = [each for each in told if each.kind == Kind.DIPLOMA_SUPPLEMENT]
    supplements.sort(key=lambda each: each.source == Source.HOLDER)  # the issuer's first
    supplement = next(iter(supplements), None)
    return {"supplement": supplement, "attachments": [each for each in told if each is not supplement]}


def _told(document: Document, item: Attachment, issuer: str, origin: Origin) -> Document:
    """With what is known of where it comes from; who sent it and when stands beside its name."""
    return replace(
        document,
        verdict=verdict(origin.seals, item.source, issuer),
        seals=lines(origin.seals, item.source, issuer, item.received_at)[1:],
        others=i18n.gettext(OTHERS) if origin.names_other else "",
        cautions=tuple(map(i18n.gettext, origin.cautions)),
    )


def _document(badge: Badge, item: Attachment, shown_before: set[tuple[Kind, Source]]) -> Document:
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
        verdict=Verdict("", ""),
        seals=(),
        others="",
        cautions=(),
    )
