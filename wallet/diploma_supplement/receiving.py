"""Receiving a document, whoever brings it: told by its bytes, read in a confined process, kept as it came."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from wallet.anchors import anchors
from wallet.bodies import Upload
from wallet.models import Attachment, Kind, StoredReading
from wallet.services import Services

from . import filenames
from .reading import kinds

LARGEST: Final = 10 * 1024 * 1024
SECONDS: Final = 5.0
READER: Final = "3"  # counted up when the readers read more or otherwise: what was read before is then read anew


@dataclass(frozen=True)
class Reader:
    """Who reads: the anchors by which seals are judged, and a name that changes with them and with the readers."""

    anchors: tuple[bytes, ...]
    name: str


@dataclass(frozen=True)
class Received:
    """A document that was read and whose bytes are kept; not yet anybody's."""

    kind: Kind
    filename: str
    size: int
    digest: str
    content: kinds.Opened
    read_by: str


def pieces_of(content: kinds.Opened) -> list[str] | None:
    """The pieces of a document as they are kept; None for what is shown whole or not at all."""
    return list(content.pieces) or None


async def reader(services: Services) -> Reader:
    """The reader of this moment."""
    folder = services.settings.trust_anchors
    found = await asyncio.to_thread(anchors, Path(folder)) if folder else ()
    digests = b"".join(sorted(hashlib.sha256(each).digest() for each in found))
    return Reader(found, f"{READER}/{hashlib.sha256(digests).hexdigest()[:16]}")


async def opened(services: Services, kind: Kind, data: bytes, by: Reader) -> kinds.Opened:
    """Read a document, and keep the files that it encloses. Raises Unprocessable, Unavailable."""
    now = datetime.now(UTC)
    found = await services.documents.run(kinds.opened, kind.value, data, by.anchors, now, seconds=SECONDS)
    for _, enclosed in found.files:
        await services.storage.put(enclosed)
    return found


async def receive(services: Services, kind: Kind, upload: Upload) -> Received:
    """Read what was sent as a document of a kind, and keep its bytes. Raises Unprocessable, Unavailable."""
    by = await reader(services)
    found = await opened(services, kind, upload.data, by)
    return Received(
        kind=kind,
        filename=_filename(upload.filename, found.media_type, kind),
        size=len(upload.data),
        digest=await services.storage.put(upload.data),
        content=found,
        read_by=by.name,
    )


def _filename(given: str, media_type: str, kind: Kind) -> str:
    endings = kinds.ENDINGS[media_type]
    ending = next((each for each in endings if given.lower().endswith(each)), endings[0])
    return filenames.safe(given, ending, kind.value)


async def keep(received: Received, before: Sequence[Attachment], **belongs: Any) -> Attachment:
    """Put a document in place of its earlier versions, which are kept, in the caller's transaction.

    It starts hidden. The pieces that its learner chose to show of an earlier version are chosen of this one too: so no
    more of it is shown, once it is, than was of that. `belongs` says whose it is, by whom it came, and its name.
    """
    await Attachment.filter(id__in=[each.id for each in before]).update(superseded_at=datetime.now(UTC))
    made = await Attachment.create(
        kind=received.kind,
        filename=received.filename,
        media_type=received.content.media_type,
        size=received.size,
        digest=received.digest,
        pieces=pieces_of(received.content),
        choice=next((each.choice for each in before if each.choice is not None), None),
        **belongs,
    )
    await StoredReading.create(attachment_id=made.id, **stored(received.content, received.read_by))
    return made


def stored(content: kinds.Opened, read_by: str) -> dict[str, Any]:
    """The columns of a reading."""
    return {"document": content.document, "seals": content.seals, "read_by": read_by}
