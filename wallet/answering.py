"""Answering with ready bytes: entity tags, 304, HEAD, a range, gzip (RFC 9110); made once, sent many times."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Raw: TypeAlias = tuple[tuple[bytes, bytes], ...]
WORTHWHILE: Final = 600  # bytes of text below which gzip saves nothing
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_GZIP: Final = re.compile(rb"(?:^|,)\s*gzip\s*(?:;\s*q=(?:0?\.\d*[1-9]\d*|1(?:\.0*)?)\s*)?(?=,|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Variant:
    """One form of the bytes: as they are, or in gzip; `headers` are all that an answer with them needs."""

    data: bytes
    etag: bytes
    headers: Raw
    unchanged: Raw  # of 304: what a cache would need to know anew (RFC 9110 §15.4.5)


@dataclass(frozen=True)
class Body:
    """What stands at an address now; `gzipped` is None where compressing is not worthwhile."""

    plain: Variant
    gzipped: Variant | None


@dataclass(frozen=True)
class Reply:
    """An answer, ready to be sent."""

    status: int
    headers: Raw
    data: bytes


def body(data: bytes, media_type: str, headers: Mapping[str, str]) -> Body:
    """Bytes of a media type with their further headers; text in UTF-8 is compressed, and says that it varies.

    Parts are sent of what is no text: of a page they would be of no use, and those who ask for its first kilobytes to
    read its tags take the whole as well (RFC 9110 §14.2).
    """
    text = media_type.startswith("text/") or media_type.endswith(("json", "xml"))
    sent = {name.lower(): value for name, value in headers.items()}
    sent["content-type"] = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    packed = gzip.compress(data, 6, mtime=0) if text and len(data) >= WORTHWHILE else b""
    if packed:
        sent["vary"] = ", ".join(filter(None, (sent.get("vary", ""), "Accept-Encoding")))
    # What is to be kept by nobody has no tag to ask by.
    tag = "" if "no-store" in sent.get("cache-control", "") else hashlib.sha256(data).hexdigest()[:32]
    plain = _variant(data, tag, sent if text else sent | {"accept-ranges": "bytes"})
    return Body(plain, _variant(packed, tag and f"{tag}-gzip", sent | {"content-encoding": "gzip"}) if packed else None)


_UNCHANGED: Final = ("cache-control", "content-location", "etag", "expires", "vary", "x-robots-tag", "link")


def _variant(data: bytes, tag: str, headers: Mapping[str, str]) -> Variant:
    etag = f'"{tag}"' if tag else ""
    whole = {**headers, **({"etag": etag} if etag else {}), "content-length": str(len(data))}
    kept = {name: value for name, value in whole.items() if name in _UNCHANGED}
    return Variant(data, etag.encode(), _raw(whole), _raw(kept))


def _raw(headers: Mapping[str, str]) -> Raw:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())


def reply(asked: Iterable[tuple[bytes, bytes]], method: str, found: Body) -> Reply:
    """The answer to a GET or HEAD with these headers (names in lower case): 200, 206, 304 or 416."""
    wanted = dict(asked)
    packed = found.gzipped and _GZIP.search(wanted.get(b"accept-encoding", b""))
    variant = found.gzipped if found.gzipped and packed else found.plain
    if _is_known(wanted.get(b"if-none-match"), found):
        return Reply(304, variant.unchanged, b"")
    ranged = wanted.get(b"range") if method == "GET" and (b"accept-ranges", b"bytes") in variant.headers else None
    if ranged and wanted.get(b"if-range", variant.etag) == variant.etag:
        return _part(ranged.decode("latin-1"), variant)
    return Reply(200, variant.headers, b"" if method == "HEAD" else variant.data)


def _is_known(given: bytes | None, found: Body) -> bool:
    """Whether the asker has one of the variants (RFC 9110 §13.1.2, weak comparison); `*` is any."""
    if not given:
        return False
    tags = {tag.strip().removeprefix(b"W/") for tag in given.split(b",")}
    own = {found.plain.etag} | ({found.gzipped.etag} if found.gzipped else set())
    return bool(found.plain.etag) and (b"*" in tags or not own.isdisjoint(tags))


def _part(ranged: str, whole: Variant) -> Reply:
    """A single range of the bytes (RFC 9110 §14); what asks for several or for nonsense gets the whole."""
    asked, size = _RANGE.fullmatch(ranged.replace(" ", "")), len(whole.data)
    backwards = asked and asked[1] and asked[2] and int(asked[1]) > int(asked[2])
    if asked is None or backwards or not (asked[1] or asked[2]):
        return Reply(200, whole.headers, whole.data)
    if asked[1]:
        first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
    else:
        first, last = max(0, size - int(asked[2])), size - 1
    if first >= size:
        return _unsatisfiable(whole, size)
    data = whole.data[first : last + 1]
    changed = {b"content-length": str(len(data)).encode(), b"content-range": f"bytes {first}-{last}/{size}".encode()}
    return Reply(206, tuple({**dict(whole.headers), **changed}.items()), data)


def _unsatisfiable(whole: Variant, size: int) -> Reply:
    changed = {b"content-length": b"0", b"content-range": f"bytes */{size}".encode()}
    return Reply(416, tuple({**dict(whole.unchanged), **changed}.items()), b"")


class Ready(Response):
    """A reply as a response of the framework, so that what guards every answer can add to it."""

    def __init__(self, ready: Reply) -> None:
        self.status_code = ready.status
        self.raw_headers = list(ready.headers)
        self.body = ready.data
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})


def answer(request: Request, found: Body) -> Response:
    """Answer a request with what stands at its address."""
    return Ready(reply(request.headers.raw, request.method, found))
