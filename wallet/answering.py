"""Answering with ready bytes: entity tags, 304, HEAD, a range, gzip (RFC 9110); made once, sent many times."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
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
    """One form of the bytes, as they are or in gzip; `headers` are all that an answer with them needs."""

    data: bytes
    headers: Raw


def _as_they_are(headers: Raw) -> Raw:
    return headers


@dataclass(frozen=True)
class Body:
    """What stands at an address now, and its headers (names in lower case).

    `tag` is empty for what is kept by nobody; `packs`: it is sent in gzip to who takes that, and packed when the first
    one comes. `added` gives any answer the headers that it lacks.
    """

    data: bytes
    headers: Mapping[str, str]
    tag: str
    packs: bool
    added: Callable[[Raw], Raw] = _as_they_are

    @cached_property
    def plain(self) -> Variant:
        """The bytes as they are."""
        return self._variant(self.data, packed=False)

    @cached_property
    def gzipped(self) -> Variant:
        """The bytes in gzip."""
        return self._variant(gzip.compress(self.data, 6, mtime=0), packed=True)

    def etag(self, packed: bool) -> str:
        """The entity tag of a form, in its quotes; empty where there is none."""
        return f'"{self.tag}{"-gzip" if packed else ""}"' if self.tag else ""

    def unchanged(self, packed: bool) -> Raw:
        """The headers of 304: what a cache would need to know anew (RFC 9110 §15.4.5)."""
        known = {name: value for name, value in self._named(packed).items() if name in _UNCHANGED}
        return self.added(_raw(known))

    def _variant(self, data: bytes, *, packed: bool) -> Variant:
        return Variant(data, self.added(_raw(self._named(packed) | {"content-length": str(len(data))})))

    def _named(self, packed: bool) -> dict[str, str]:
        etag = {"etag": self.etag(packed)} if self.tag else {}
        return {**self.headers, **({"content-encoding": "gzip"} if packed else {}), **etag}


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
    packs = text and len(data) >= WORTHWHILE
    if packs:
        sent["vary"] = ", ".join(filter(None, (sent.get("vary", ""), "Accept-Encoding")))
    # What is to be kept by nobody has no tag to ask by.
    tag = "" if "no-store" in sent.get("cache-control", "") else hashlib.sha256(data).hexdigest()[:32]
    return Body(data, sent if text else sent | {"accept-ranges": "bytes"}, tag, packs)


_UNCHANGED: Final = ("cache-control", "content-location", "etag", "expires", "vary", "x-robots-tag", "link")


def _raw(headers: Mapping[str, str]) -> Raw:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())


def reply(asked: Iterable[tuple[bytes, bytes]], method: str, found: Body) -> Reply:
    """The answer to a GET or HEAD with these headers (names in lower case): 200, 206, 304 or 416."""
    wanted = dict(asked)
    packed = found.packs and _GZIP.search(wanted.get(b"accept-encoding", b"")) is not None
    if _is_known(wanted.get(b"if-none-match"), found):
        return Reply(304, found.unchanged(packed), b"")
    variant = found.gzipped if packed else found.plain
    ranged = wanted.get(b"range") if method == "GET" and "accept-ranges" in found.headers else None
    etag = found.etag(packed).encode()
    if ranged and wanted.get(b"if-range", etag) == etag:
        return _part(ranged.decode("latin-1"), variant, found.unchanged(packed))
    return Reply(200, variant.headers, b"" if method == "HEAD" else variant.data)


def _is_known(given: bytes | None, found: Body) -> bool:
    """Whether the asker has one of the variants (RFC 9110 §13.1.2, weak comparison); `*` is any."""
    if not given or not found.tag:
        return False
    tags = {tag.strip().removeprefix(b"W/") for tag in given.split(b",")}
    own = {found.etag(packed).encode() for packed in (False, found.packs)}
    return b"*" in tags or not own.isdisjoint(tags)


def _part(ranged: str, whole: Variant, unchanged: Raw) -> Reply:
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
        return _unsatisfiable(unchanged, size)
    data = whole.data[first : last + 1]
    changed = {b"content-length": str(len(data)).encode(), b"content-range": f"bytes {first}-{last}/{size}".encode()}
    return Reply(206, tuple({**dict(whole.headers), **changed}.items()), data)


def _unsatisfiable(unchanged: Raw, size: int) -> Reply:
    changed = {b"content-length": b"0", b"content-range": f"bytes */{size}".encode()}
    return Reply(416, tuple({**dict(unchanged), **changed}.items()), b"")


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
