"""A document of which no part can be shown by itself: a PDF or a picture, told of on its page and handed out whole."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from wallet import files, i18n, web
from wallet.errors import NotFound
from wallet.shown import PublicDocument

PDF = "application/pdf"


@dataclass(frozen=True)
class Whole:
    """The file as its page tells of it; `pages` is 0 where nobody counted them, `cautions` what it can do."""

    filename: str
    size: int
    pages: int
    cautions: tuple[str, ...]


def whole(found: PublicDocument) -> Whole | None:
    """The file of a document that is shown whole, in the language being spoken; None for one that is read in parts."""
    original, document = found.attachment.original, found.document
    if found.attachment.readable or original is None:
        return None
    return Whole(original.filename, original.size, document.pages, tuple(map(i18n.gettext, document.cautions)))


async def as_it_came(request: Request, found: PublicDocument) -> Response:
    """The PDF of a document that is one already. Raises NotFound for what is none."""
    original = found.attachment.original
    if original is None or original.media_type != PDF:
        raise NotFound(web.NOTHING_HERE)
    return await files.download(request, original.digest, original.media_type, original.filename)
