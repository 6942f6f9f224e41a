"""Which pieces of a document others see: a switch for each, and presets."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from wallet import log, web
from wallet.changes import changed
from wallet.database import hold
from wallet.errors import Conflict, NotFound, Refused
from wallet.i18n import N_
from wallet.mine import my_badge
from wallet.models import Attachment, Badge, Deed
from wallet.supplement import Piece

from .pieces import Preset, chosen_of, had, preset

# From the pieces that a document has, and those that are chosen, to those that shall be.
Choosing = Callable[[tuple[Piece, ...], frozenset[Piece]], frozenset[Piece]]
_WHOLE = N_("This document is shown whole or not at all: move its main switch.")
_UNKNOWN = N_("This document has no such part. Go back, reload the page and choose again.")
_NOTHING = N_("Nothing of this document would be left. Choose something else, or hide all of it.")
REPLACED = N_("A newer version of this document has come meanwhile. Go back, reload the page and choose again.")


async def choose(request: Request) -> Response:
    """POST /badges/{badge}/attachments/{id}/pieces: piece= and shown=yes or no, or preset=."""
    badge = await my_badge(request, "badge")
    attachment = await _choose(badge, request.path_params["id"], _wanted(await request.form()))
    return web.see(f"/badges/{badge.id}#{attachment.name or attachment.kind}")


def _wanted(fields: FormData) -> Choosing:
    """What the form asks for. Raises Refused for what is neither a preset nor the switch of a piece."""
    name, piece = web.text(fields, "preset", 30), web.text(fields, "piece", 10)
    if name:
        return _preset(name)
    shown = web.text(fields, "shown", 3)
    if shown not in ("yes", "no"):
        raise Refused(N_("The switch knows yes and no only. Go back and move it again."))
    return _moved(piece, on=shown == "yes")


def _preset(name: str) -> Choosing:
    if name not in list(Preset):
        raise Refused(_UNKNOWN)

    def wanted(pieces: tuple[Piece, ...], chosen: frozenset[Piece]) -> frozenset[Piece]:
        found = preset(Preset(name), pieces, chosen)
        if not found:
            raise Refused(_NOTHING)
        return found

    return wanted


def _moved(piece: str, *, on: bool) -> Choosing:
    def wanted(pieces: tuple[Piece, ...], chosen: frozenset[Piece]) -> frozenset[Piece]:
        if piece not in pieces:
            raise Refused(_UNKNOWN)
        return chosen | {Piece(piece)} if on else chosen - {Piece(piece)}

    return wanted


async def _choose(badge: Badge, attachment_id: UUID, wanted: Choosing) -> Attachment:
    """Change the choice; held, so that of two windows that move two switches at once neither loses its own."""
    async with in_transaction():
        await hold(f"attachment:{attachment_id}")
        attachment = await present(badge, attachment_id)
        pieces, chosen = had(attachment), chosen_of(attachment)
        if not pieces:
            raise Refused(_WHOLE)
        choice = wanted(pieces, chosen)
        if choice != chosen:
            named = [piece.value for piece in Piece if piece in choice]
            await Attachment.filter(id=attachment_id).update(choice=named)
            await log.note(badge, Deed.CHOSEN, **log.document(attachment), **log.piecewise(pieces, choice))
            await changed(badge.id)
    return attachment


async def present(badge: Badge, attachment_id: UUID) -> Attachment:
    """A document of a badge. Raises NotFound, and Conflict for a version that a newer one has replaced."""
    attachment = await Attachment.get_or_none(id=attachment_id, badge_id=badge.id)
    if attachment is None:
        raise NotFound(web.NOTHING_HERE)
    if attachment.superseded_at is not None:
        raise Conflict(REPLACED)
    return attachment
