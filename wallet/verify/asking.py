"""Who asks, how often, and what they handed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from wallet import web
from wallet.accounts import guard
from wallet.errors import TooLarge, Unprocessable
from wallet.i18n import N_
from wallet.pasted import LINK, as_link, pieces
from wallet.trust.handed_in import MOST, HandedIn

LARGEST: Final = 5 * 1024 * 1024  # of one file
LARGEST_TEXT: Final = 1024 * 1024  # of all that is pasted
LARGEST_FILES: Final = 25 * 1024 * 1024  # of all files together
LARGEST_TOGETHER: Final = LARGEST_FILES + LARGEST_TEXT + 64 * 1024  # of a whole form
FILES: Final = 200  # so many are counted and then refused in a sentence
RATE: Final = "300/10 minutes"  # badges of one client: a lecture hall may be one
TOO_LARGE: Final = N_("This file is larger than 5 MiB, more than any badge needs. Ask its issuer for a smaller one.")
NOTHING: Final = N_("Choose a file with a badge in it, or paste a link or a text.")
TOO_MANY: Final = N_("These are more badges than can be verified at once: at most %(most)d. Hand in fewer of them.")
LONG_TEXT: Final = N_("The text is longer than 1 MiB. Hand it in as files.")


async def spend(request: Request, badges: int) -> None:
    """Count badges that a client hands in. Raises TooMany."""
    await web.services(request).limits.spend(RATE, "verify", guard.client(request), cost=badges)


async def things(fields: FormData) -> list[HandedIn]:
    """What a form hands in: its files and what its text holds. Raises Refused when that is nothing, or too much."""
    text = fields.get("text", "")
    if not isinstance(text, str) or len(text.encode(errors="replace")) > LARGEST_TEXT:
        raise TooLarge(LONG_TEXT)
    found = [thing async for thing in _files(fields)]
    found += [HandedIn(_name(piece), piece.encode(errors="replace")) for piece in map(as_link, pieces(text, MOST))]
    if not found:
        raise Unprocessable(NOTHING)
    if len(found) > MOST:
        raise Unprocessable(TOO_MANY, most=MOST)
    return found


async def _files(fields: FormData) -> AsyncIterator[HandedIn]:
    for part in fields.getlist("files"):
        if isinstance(part, UploadFile) and (part.filename or part.size):
            data = await part.read(LARGEST + 1)
            yield handed_in(part.filename or "", data)


def handed_in(name: str, data: bytes) -> HandedIn:
    """A file as it is handed in; one that is too large is so with its reason."""
    return HandedIn(name, data, TooLarge(TOO_LARGE) if len(data) > LARGEST else None)


def _name(piece: str) -> str:
    return piece if LINK.fullmatch(piece) else ""
