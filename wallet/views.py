"""Counting who looks at shared pages: how many, on which day, whether people or programs, and from which site.

Nothing of a person is kept: no address of theirs, no cookie, no name of their browser, and of the page that led here
only its host. Counts stand in memory for some seconds and are then added to the database, also by several processes.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import idna
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from wallet.config import Settings
from wallet.database import hold, is_postgres

EVERY: Final = 5.0  # seconds between two writings
MOST_HOSTS: Final = 100  # of a link and day; what comes from further ones is from "other"
OTHER: Final = "other"
_LONGEST: Final = 253  # characters of a host's name (RFC 1035 §2.3.4)
_TOGETHER: Final = 500  # rows of one transaction, so that it is short
_DAY: Final = 24 * 3600

# A browser says Mozilla first, for reasons of history; what says nothing, or anything else, is a program. Of those that
# say it, too: what unfurls, searches or watches. (Cubot makes telephones.)
_BROWSER: Final = re.compile(rb"(?:mozilla|opera)/\d", re.IGNORECASE)
_PROGRAM: Final = re.compile(
    rb"(?<!cu)bot|crawl|spider|preview|scan|monitor|fetch|externalhit|facebookcatalog|embedly|iframely|skypeuri|vkshare"
    rb"|xing-content|cardyb|mastodon|google-|feed|archive|validator|headless|lighthouse|phantom|scrapy|python|https?client"
    rb"|compatible; (?!msie)",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?")
_AHEAD: Final = frozenset(
    (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")
)  # headers of what is fetched before it is wanted


class Seen(NamedTuple):
    """What is counted together; `day` counts from 1970 (UTC), `host` is of the page that led here or empty."""

    share: UUID
    day: int
    host: str
    bot: bool


class Views:
    """The views since they were last written down."""

    def __init__(self, settings: Settings) -> None:
        self._own = urlsplit(settings.base_url).netloc.lower().encode()
        self._counted: Counter[Seen] = Counter()
        self._hosts: dict[tuple[UUID, int], set[str]] = {}

    def count(self, share: UUID, headers: Mapping[bytes, bytes]) -> None:
        """Count a view of a link by a request with these headers (names in lower case), unless it was fetched ahead."""
        if not _AHEAD.isdisjoint(headers) and any(_is_ahead(headers.get(name, b"")) for name in _AHEAD):
            return
        day = int(time.time()) // _DAY
        host = self._host(share, day, headers.get(b"referer", b""))
        self._counted[Seen(share, day, host, is_bot(headers.get(b"user-agent", b"")))] += 1

    def _host(self, share: UUID, day: int, referrer: bytes) -> str:
        name = host_of(referrer, self._own) if referrer else ""
        if not name:
            return ""
        named = self._hosts.setdefault((share, day), set())
        if name not in named and len(named) >= MOST_HOSTS:
            return OTHER
        named.add(name)
        return name

    async def flush(self) -> None:
        """Add what was counted to the database; what could not be written is kept for the next time."""
        counted, self._counted, self._hosts = self._counted, Counter(), {}
        rows = sorted(counted.items())
        try:
            while rows:
                async with in_transaction():
                    await hold("views")  # also keeps two processes from waiting for each other's rows
                    await _add(rows[:_TOGETHER])
                rows = rows[_TOGETHER:]
        finally:
            self._counted.update(dict(rows))


_UPSERT = """
INSERT INTO share_view (id, share_id, day, host, bot, count)
SELECT {id}, s.id, {day},
    CASE WHEN {host} = '' OR {host} IN (SELECT host FROM share_view WHERE share_id = s.id AND day = {day}) OR {most} > (
        SELECT COUNT(DISTINCT host) FROM share_view
        WHERE share_id = s.id AND day = {day} AND host <> '' AND host <> {other}
    ) THEN {host} ELSE {other} END, {bot}, {count}
FROM share s WHERE s.id = {share}
ON CONFLICT (share_id, day, host, bot) DO UPDATE SET count = share_view.count + excluded.count
"""
_NAMES = ("id", "share", "day", "host", "bot", "count", "most", "other")
_TYPES = ("UUID", "UUID", "DATE", "TEXT", "BOOLEAN", "INT", "INT", "TEXT")
_ON_SQLITE = _UPSERT.format(**{name: f"?{n}" for n, name in enumerate(_NAMES, 1)})
_ON_POSTGRES = _UPSERT.format(**{name: f"${n}::{_TYPES[n - 1]}" for n, name in enumerate(_NAMES, 1)})


async def _add(rows: Iterable[tuple[Seen, int]]) -> None:
    connection, postgres = get_connection("default"), is_postgres()
    for seen, times in rows:  # a link that was deleted meanwhile has no row, and gets none
        day = day_of(seen.day)
        typed = [uuid4(), seen.share, day] if postgres else [str(uuid4()), str(seen.share), day.isoformat()]
        values = [*typed, seen.host, seen.bot, times, MOST_HOSTS, OTHER]
        await connection.execute_query(_ON_POSTGRES if postgres else _ON_SQLITE, values)


def _is_ahead(purpose: bytes) -> bool:
    return b"prefetch" in purpose or b"preview" in purpose


def day_of(number: int) -> date:
    """The day that so many since 1970 lead to."""
    return datetime.fromtimestamp(number * _DAY, UTC).date()


@lru_cache(maxsize=1024)
def is_bot(agent: bytes) -> bool:
    """Whether a User-Agent is a program's and no person's browser, as far as it says."""
    return not _BROWSER.match(agent) or _PROGRAM.search(agent) is not None


def host_of(referrer: bytes, own: bytes) -> str:
    """The host of the page that led here, as it is looked up: ASCII, lower case.

    Empty for the wallet's own pages, for apps, for what is no name; a number could be the address of a person's own.
    """
    scheme, _, rest = referrer.partition(b"://")
    if scheme.lower() not in (b"http", b"https"):
        return ""
    place = re.split(rb"[/?#\\]", rest, maxsplit=1)[0].rpartition(b"@")[2].lower()  # no user's name, no path
    return "" if place == own else _named(place)


@lru_cache(maxsize=1024)
def _named(place: bytes) -> str:
    name = place.decode("utf-8", "replace").partition(":")[0].rstrip(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except idna.IDNAError:
            return ""
    fits = len(name) <= _LONGEST and _NAME.fullmatch(name) and not name.rpartition(".")[2].isdigit()
    return name if fits else ""
