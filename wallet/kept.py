"""Shared pages kept ready: their bytes in memory, handed out while the version that they show still holds.

Who makes a page says `keep`; `FromMemory` stands before everything else and answers with what was kept, after one
indexed read of the version. The version that labels bytes is read before, or with, whatever they show: a change in
between gives new bytes an old label, which no longer holds, and never old bytes a new one.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from wallet import i18n
from wallet.answering import Body, Raw, Reply, reply
from wallet.config import Settings
from wallet.security import protect, protective
from wallet.versions import Versions, versions
from wallet.views import Views

log = structlog.get_logger()
Key: TypeAlias = tuple[str, bytes]  # path and query of an address
Headers: TypeAlias = Mapping[bytes, bytes]  # names in lower case

PLACE: Final = "/b/"
LONGEST: Final = 60.0  # seconds that a page may be old, whatever its version says
ROOM: Final = 64 * 1024 * 1024  # bytes of all pages together
LARGEST: Final = 1024 * 1024  # of one
_QUERIES: Final = frozenset((b"", *(f"lang={code}".encode() for code in i18n.LANGUAGES)))
MANY: Final = 16  # answers of one page that are kept: by what a browser takes, and what it has
_NAMED: Final = 8000  # bytes that a page takes beside its own, about, with its answers


@dataclass(frozen=True)
class Label:
    """What kept bytes belong to: the address that is asked for its version, that version, and until when at most.

    `seen` is the link of which a visit counts as a view; None where it does not.
    """

    slug: str
    version: str
    until: datetime | None
    seen: UUID | None = None


class Sent(NamedTuple):
    """An answer; `head` is its status and headers as HTTP/1.1 writes them, but for the date and the empty line."""

    reply: Reply
    head: bytes


class Page:
    """Bytes that stand at an address; `until` is in seconds of the system's clock."""

    def __init__(self, label: Label, body: Body, until: float) -> None:
        self.label, self.body, self.until = label, body, until
        self.size = _size_of(body)
        self._answers: dict[tuple[str, bytes | None, bytes | None], Sent] = {}

    def answer(self, method: str, headers: Headers) -> Sent:
        """The answer to a request with these headers; those that are given often are made once."""
        asked = (method, headers.get(b"accept-encoding"), headers.get(b"if-none-match"))
        found = None if b"range" in headers else self._answers.get(asked)
        if found is None:
            ready = reply(headers.items(), method, self.body)
            found = Sent(ready, _head(ready))
            if (
                b"range" not in headers
                and len(self._answers) < MANY
                and sum(len(each or b"") for each in asked[1:]) < 200
            ):
                self._answers[asked] = found
        return found


class Asked(NamedTuple):
    """A request for what is kept."""

    key: Key
    page: Page
    method: str
    headers: Headers


Answered: TypeAlias = Callable[[Sent | None], None]


class Kept:
    """The pages that are kept, those looked at last; the others go when there is no room."""

    def __init__(self, settings: Settings, views: Views, session: str, room: int = ROOM) -> None:
        """`session` is the name of the cookie of who is signed in, or its end: whose looks are not counted here."""
        self.versions: Versions = versions(settings)
        self._views = views
        self.served: Counter[int] = Counter()  # by status, since it was last told
        self._host, self._session = urlsplit(settings.base_url).netloc.encode(), f"{session}=".encode()
        self._protective = protective(settings)
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._room, self._free = room, room
        self._asked: list[tuple[Asked, Answered]] = []
        self._waiting: set[asyncio.Task[None]] = set()

    @property
    def addresses(self) -> tuple[Key, ...]:
        """Of which something is kept, those looked at last at the end."""
        return tuple(self._pages)

    def keep(self, request: Request, body: Body, label: Label) -> None:
        """Keep what a GET of this address gives to everybody, unless no cache may or it is not for everybody."""
        key = (request.scope["path"], request.scope["query_string"])
        until = min(time.time() + LONGEST, label.until.timestamp() if label.until else float("inf"))
        if (
            not label.version
            or until <= time.time()
            or not _lasting(body)
            or not _is_plain(key, dict(request.headers.raw))
        ):
            return
        page = Page(label, replace(body, added=self._protected), until)
        if page.size <= min(LARGEST, self._room):
            self.forget(key)
            self._pages[key] = page
            self._free -= page.size
        while self._free < 0:
            self.forget(next(iter(self._pages)))

    async def find(self, key: Key, method: str, headers: Headers) -> Sent | None:
        """The answer to a request, where one is kept and holds: its version is read after the request came."""
        page = self._look(key, method, headers)
        if page is None:
            return None
        found = await self.versions.of((page.label.slug,))
        return self._if_holds(Asked(key, page, method, headers), found)

    def ask(self, key: Key, method: str, headers: Headers, answered: Answered) -> bool:
        """The same for the server, which is called with the answer; False, and no call, where none is kept.

        Requests that came together share one read, which begins when all of them are there.
        """
        page = self._look(key, method, headers)
        if page is None:
            return False
        if not self._asked:
            asyncio.get_running_loop().call_soon(self._answer)
        self._asked.append((Asked(key, page, method, headers), answered))
        return True

    def _answer(self) -> None:
        asked, self._asked = self._asked, []
        slugs = {one.page.label.slug for one, _ in asked}
        found = self.versions.at_once(slugs)
        if found is not None:
            self._answer_all(asked, found)
            return
        task = asyncio.create_task(self._answer_later(asked, slugs))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _answer_later(self, asked: list[tuple[Asked, Answered]], slugs: set[str]) -> None:
        found: Mapping[str, str] = {}
        try:
            found = await self.versions.of(slugs)
        finally:
            self._answer_all(asked, found)

    def _answer_all(self, asked: list[tuple[Asked, Answered]], found: Mapping[str, str]) -> None:
        for one, answered in asked:
            answered(self._if_holds(one, found))

    def _look(self, key: Key, method: str, headers: Headers) -> Page | None:
        page = self._pages.get(key)
        known = headers.get(b"host") == self._host and self._session not in headers.get(b"cookie", b"")
        return page if page and known and method in ("GET", "HEAD") and _is_plain(key, headers) else None

    def _if_holds(self, asked: Asked, found: Mapping[str, str]) -> Sent | None:
        key, page, method, headers = asked
        if found.get(page.label.slug) != page.label.version or page.until <= time.time():
            self.forget(key, page)
            return None
        if key in self._pages:  # it may have had to go meanwhile
            self._pages.move_to_end(key)
        sent = page.answer(method, headers)
        self.served[sent.reply.status] += 1
        if page.label.seen and method == "GET" and sent.reply.status in (200, 304):
            self._views.count(page.label.seen, headers)
        return sent

    def forget(self, key: Key, page: Page | None = None) -> None:
        """Keep it no longer; where a page is given, only if that is the one that is kept."""
        found = self._pages.get(key)
        if found is not None and (page is None or page is found):
            del self._pages[key]
            self._free += found.size

    def _protected(self, raw: Raw) -> Raw:
        headers = MutableHeaders(raw=list(raw))
        protect(headers, self._protective)
        return tuple(headers.raw)

    async def tidy(self) -> None:
        """Forget what may not be kept any longer, and write into the log how many requests were answered from memory.

        They have no line of their own there.
        """
        now = time.time()
        for key in [key for key, page in self._pages.items() if page.until <= now]:
            self.forget(key)
        served, self.served = self.served, Counter()
        for status, times in sorted(served.items()):
            log.info("requests", route="/b/{slug:share}", kept=True, status=status, times=times)


class FromMemory:
    """Answers what is kept, before everything else; whatever is asked in another way goes on to the wallet."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the request on."""
        found = None
        if scope["type"] == "http" and scope["path"].startswith(PLACE):
            kept: Kept = scope["app"].state.services.kept
            key = (scope["path"], scope["query_string"])
            found = await kept.find(key, scope["method"], dict(scope["headers"]))
        if found is None:
            await self.app(scope, receive, send)
            return
        ready = found.reply
        await send({"type": "http.response.start", "status": ready.status, "headers": ready.headers})
        await send({"type": "http.response.body", "body": ready.data})


def _is_plain(key: Key, headers: Headers) -> bool:
    """Whether an address is asked for as most do: in no language but the wallet's, in no form but its first."""
    path, query = key
    accept = headers.get(b"accept", b"*/*").lower()
    return query in _QUERIES and ((b"json" not in accept and b"/vc" not in accept) or path.endswith(".json"))


def _lasting(body: Body) -> bool:
    return "no-store" not in body.headers.get("cache-control", "no-store") and "set-cookie" not in body.headers


def _size_of(body: Body) -> int:
    return _NAMED + len(body.data) + (len(body.data) // 2 if body.packs else 0)  # in gzip it takes less than that


def _head(ready: Reply) -> bytes:
    lines = (b"%b: %b\r\n" % each for each in ready.headers)
    return b"".join((f"HTTP/1.1 {ready.status} {HTTPStatus(ready.status).phrase}\r\n".encode(), *lines))
