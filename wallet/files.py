"""Answering with kept bytes: pictures that pages show, documents to download."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from wallet import answering, web
from wallet.errors import NotFound
from wallet.i18n import N_

MISSING = N_("There is no picture here.")
# What a stranger sent is never run: not as a page of this site, not guessed to be something else.
SANDBOX = "default-src 'none'; sandbox"
# A picture that the wallet drew, opened by itself: browsers lay it out on a page of their own, by inline style.
ALONE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"

EXTENSIONS = {"image/png": "png", "image/svg+xml": "svg", "application/json": "json", "application/jwt": "jwt"}


async def picture(request: Request, digest: str, headers: Mapping[str, str], media_type: str = "image/png") -> Response:
    """A picture that the wallet made, to be asked for again by its tag. Raises NotFound when there is none yet."""
    if not digest:
        raise NotFound(MISSING)
    sent = {"Cache-Control": "no-cache", "Content-Security-Policy": ALONE} | dict(headers)
    data = await web.services(request).storage.get(digest)
    return answering.answer(request, answering.body(data, media_type, sent))


async def download(request: Request, digest: str, media_type: str, filename: str) -> Response:
    """A document as its sender made it; kept by no cache, opened by no page."""
    data = await web.services(request).storage.get(digest)
    headers = {
        "Content-Disposition": disposition(filename),
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": SANDBOX,
    }
    return Response(data, media_type=media_type, headers=headers)


def named(title: str, media_type: str) -> str:
    """A file's name from a title."""
    return f"{title}.{EXTENSIONS.get(media_type, 'txt')}"


def disposition(filename: str) -> str:
    """An attachment's header for any name (RFC 6266): plain ASCII, and the true name encoded."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in filename).strip(". ") or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
