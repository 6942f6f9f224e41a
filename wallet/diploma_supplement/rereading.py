"""Reading documents anew when the readers, or the anchors by which seals are judged, have changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import structlog
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from wallet import readings
from wallet.changes import changed
from wallet.errors import Refused, Unavailable
from wallet.jobs import JobInfo, Later
from wallet.models import Attachment, StoredReading
from wallet.services import Services
from wallet.supplement import Document

from .reading.kinds import Opened
from .receiving import Reader, opened, pieces_of, reader, stored

ROUND: Final = timedelta(minutes=10)
PAUSE: Final = timedelta(seconds=5)
FEW: Final = 4  # documents in a round, which must end within a job's time
LOOKED_AT: Final = 200

log = structlog.get_logger()


async def read_again(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job diploma_supplement.read_again {}: read a few documents anew that others read, and come back for the rest."""
    done = 0
    try:
        done = await read_few(services)
    except Exception as e:  # whatever it was, the next round may go better, and none may be the last
        log.error("no documents read anew", problem=repr(e))
    raise Later((PAUSE if done == FEW else ROUND).total_seconds())


async def read_few(services: Services) -> int:
    """Read a few of the present documents that the reader of this moment has not read; returns how many.

    Who sees what stays as it is. One that cannot be read any more keeps its old reading and is not tried again by the
    same reader; one whose bytes cannot be had now is passed over.
    """
    by, done = await reader(services), 0
    unread = Q(reading__id__isnull=True) | Q(reading__read_by__not=by.name)
    for item in await Attachment.filter(unread, superseded_at=None).order_by("received_at", "id").limit(LOOKED_AT):
        try:
            await _read(services, item, by)
        except Unavailable as e:
            log.warning("document passed over", attachment=str(item.id), problem=str(e))
            continue
        done += 1
        if done == FEW:
            break
    return done


async def _read(services: Services, item: Attachment, by: Reader) -> None:
    try:
        found = await opened(services, item.kind, await services.storage.get(item.digest), by)
    except Refused as e:
        log.warning("document not read anew", attachment=str(item.id), problem=str(e))
        await _leave(item, by)
    else:
        await _replace(item, found, by)


async def _leave(item: Attachment, by: Reader) -> None:
    """Note that this reader has tried; what nobody ever read stays a file that is shown whole."""
    if not await StoredReading.filter(attachment_id=item.id).update(read_by=by.name):
        nothing = readings.to_json(Document(format="PDF" if item.media_type == "application/pdf" else ""))
        await _put(item, Opened(item.media_type, nothing, readings.to_json(())), by)


async def _replace(item: Attachment, content: Opened, by: Reader) -> None:
    async with in_transaction():
        if not await Attachment.filter(id=item.id, superseded_at=None).update(pieces=pieces_of(content)):
            return  # a newer version came meanwhile, or it was deleted
        await _put(item, content, by)
        if item.visible and item.badge_id:
            await changed(item.badge_id, drawn=False)


async def _put(item: Attachment, content: Opened, by: Reader) -> None:
    columns = stored(content, by.name)
    if not await StoredReading.filter(attachment_id=item.id).update(**columns):
        row = StoredReading(attachment_id=item.id, **columns)
        await StoredReading.bulk_create([row], ignore_conflicts=True)  # somebody read it at the same time
