"""Details of the award on the badge's page itself: who looks at it should not have to go on for a line or two."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from wallet.errors import NotFound
from wallet.models import Kind
from wallet.shown import PublicBadge, PublicDocument
from wallet.wordings import Reader

Read = Callable[[PublicBadge, str], Awaitable[PublicDocument]]
Details = tuple[tuple[str, str], ...]  # names and values


async def details_of(shown: PublicBadge, read: Read) -> Mapping[str, Details]:
    """What the badge's details say, by the name of their document; `read` is the gate's, for strangers or the owner."""
    found: dict[str, Details] = {}
    for item in shown.attachments:
        if item.kind == Kind.DETAILS and item.readable:
            with suppress(NotFound):  # hidden meanwhile
                found[item.name] = _listed(await read(shown, item.name), Reader(shown.locale))
    return found


def _listed(found: PublicDocument, reader: Reader) -> Details:
    entries = [entry for section in found.document.sections for entry in section.entries]
    return tuple((reader.text(each.title), " · ".join(map(reader.lines, each.texts))) for each in entries)
