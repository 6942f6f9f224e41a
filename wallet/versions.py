"""Reading which version of a shared page holds now, by a connection of its own: it is asked at every visit.

Whatever changes what an address shows counts its version up in the change's own transaction, so one indexed read of
what was committed is enough to know that kept bytes still hold, in whichever process the change was made.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, TypeAlias
from urllib.parse import quote

import asyncpg  # type: ignore[import-untyped]  # asyncpg ships no types
import structlog

from wallet.config import Settings, sqlite_path
from wallet.database import server
from wallet.reads import VERSION, VERSIONS, label

log = structlog.get_logger()
Asked: TypeAlias = tuple[Collection[str], asyncio.Future[Mapping[str, str]]]
PAUSE = 1.0  # seconds before a connection that failed is tried again


class Versions(Protocol):
    """Who says which versions of addresses hold: of those that show something, as far as it can be read."""

    async def of(self, slugs: Collection[str]) -> Mapping[str, str]:
        """The version of all that each address shows, read after it was asked for."""

    def at_once(self, slugs: Collection[str]) -> Mapping[str, str] | None:
        """The same without waiting; None where that cannot be."""

    async def close(self) -> None:
        """Let go of the connection."""


def versions(settings: Settings) -> Versions:
    """The one for a database; it opens when it is first asked."""
    if settings.database_url.startswith("sqlite:"):
        return OfFile(sqlite_path(settings.database_url))
    return OfServer(settings.database_url)


class OfFile:
    """SQLite: a read of some microseconds on the event loop itself, which no writer holds up (WAL)."""

    def __init__(self, path: Path) -> None:
        self._address = f"file:{quote(str(path))}?mode=rw"  # makes no file; a reader of WAL writes its index
        self._connection: sqlite3.Connection | None = None
        self._again_at = 0.0

    async def of(self, slugs: Collection[str]) -> Mapping[str, str]:
        """The versions; none while the file is held, being moved or away, for which nobody waits here."""
        return self.at_once(slugs)

    def at_once(self, slugs: Collection[str]) -> Mapping[str, str]:
        """The same."""
        try:
            connection = self._open()
            rows = [(slug, connection.execute(VERSION, (slug,)).fetchone()) for slug in slugs]
        except sqlite3.Error:
            self._close()
            return {}
        return {slug: label(*row[1:]) for slug, row in rows if row}

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            if time.monotonic() < self._again_at:
                raise sqlite3.OperationalError("left alone for a moment")
            self._again_at = time.monotonic() + PAUSE
            self._connection = sqlite3.connect(self._address, uri=True, timeout=0, isolation_level=None)
            self._connection.execute("PRAGMA query_only = 1")
        return self._connection

    async def close(self) -> None:
        """Let go of the file."""
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class OfServer:
    """PostgreSQL: who asks while a query is under way shares the next one, which begins after they asked."""

    PATIENCE = 1.0  # seconds for an answer

    def __init__(self, url: str) -> None:
        self._where = server(url)
        self._connection: Any = None
        self._waiting: list[Asked] = []
        self._asking: asyncio.Task[None] | None = None
        self._again_at = 0.0

    async def of(self, slugs: Collection[str]) -> Mapping[str, str]:
        """The versions; none while the server does not answer."""
        told: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()
        self._waiting.append((slugs, told))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask(), name="versions")
        return await told

    def at_once(self, slugs: Collection[str]) -> None:
        """Not from a server."""

    async def _ask(self) -> None:
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, []
                found: Mapping[str, str] = {}
                try:
                    found = await self._read({slug for slugs, _ in waiting for slug in slugs})
                finally:
                    _tell(waiting, found)
        finally:
            self._asking = None

    async def _read(self, slugs: set[str]) -> dict[str, str]:
        try:
            async with asyncio.timeout(self.PATIENCE):
                plain = [slug for slug in slugs if slug.isascii() and slug.isprintable()]  # PostgreSQL takes no NUL
                rows = await (await self._open()).fetch(VERSIONS, plain)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
            if self._connection is not None:
                log.warning("versions cannot be read; pages are made anew", problem=repr(problem))
            self._drop()
            return {}
        return {slug: label(version, link) for slug, version, link in rows}

    async def _open(self) -> Any:
        if self._connection is None:
            if time.monotonic() < self._again_at:
                raise OSError("left alone for a moment")
            self._again_at = time.monotonic() + PAUSE
            self._connection = await asyncpg.connect(**self._where)
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None

    async def close(self) -> None:
        """Let go of the connection; who still waits is told that nothing is known."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        _tell(self._waiting, {})
        if self._connection is not None:
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._connection.close(timeout=self.PATIENCE)
        self._connection = None


def _tell(waiting: Iterable[Asked], found: Mapping[str, str]) -> None:
    for _, told in waiting:
        if not told.done():  # they may have gone
            told.set_result(found)
