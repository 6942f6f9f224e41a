"""How fast shared pages are served: `python -m benchmarks.serving` prints it beside a bare route on the same server.

With `--postgres URL` of a server, or of a database on it, the same of PostgreSQL, in databases that are made and
dropped. `--large` also looks up by slug among 1.7 million badges, beside a thousand; it takes minutes and gigabytes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from benchmarks.crowd import FEW, MANY, fill, look_ups
from benchmarks.served import SLUG, etag, prepare, serving, settings_of
from benchmarks.wrk import Asked, Compared, in_pairs
from wallet.config import Settings
from wallet.database import connected

ROUNDS = 7


@dataclass(frozen=True)
class Row:
    """A figure beside what is asked of it."""

    what: str
    found: str
    limit: str
    kept: bool
    more: str = ""

    def __str__(self) -> str:
        return f"| {self.what} | {self.found} | {self.limit} | {'yes' if self.kept else '**no**'} | {self.more} |"


def rates(folder: Path, url: str, rounds: int) -> Iterator[Row]:
    """The figures that are ratios to the bare route."""
    with serving("bare", folder, url) as (bare, hello), serving("wallet", folder, url) as (pid, address):
        page = f"{address}/b/{SLUG}"
        beside = Asked(bare, f"{hello}/hello")
        for what, asked, least in (
            ("public page, warm and validated", Asked(pid, page), 0.6),
            ("the same, not changed (304)", Asked(pid, page, (f"If-None-Match: {etag(page)}",)), 1.5),
            ("badge as JSON, warm and validated", Asked(pid, f"{page}.json"), 0.5),
            ("public page, made anew each time", Asked(pid, f"{page}?anew"), 0.2),
        ):
            found = in_pairs(asked, beside, rounds)
            yield Row(what, f"{found.ratio:.2f} × bare", f"≥ {least} ×", found.ratio >= least, _more(found))


def _more(found: Compared) -> str:
    low, high = found.spread
    took = f"{found.answers:,.0f} a second, {found.seconds * 1e6:.0f} µs of processor"
    return f"{took}, by which {found.by_processor:.2f} ×; pairs from {low:.2f} to {high:.2f}"


async def grown(small: Settings, large: Settings) -> list[Row]:
    """The figures of looking up by slug among many badges beside few."""
    for settings, number in ((small, FEW), (large, MANY)):
        async with connected(settings):
            await fill(number)
    rounds = [(await look_ups(small), await look_ups(large)) for _ in range(3)]
    rows = []
    for name, what in (("version", "version by slug"), ("page", "all that a page reads of its link, by slug")):
        few, many = (sorted(pair[n][name] for pair in rounds)[1] for n in (0, 1))
        ratio = many / few
        more = f"{few * 1e6:.0f} µs among {FEW:,}, {many * 1e6:.0f} µs among {MANY:,}"
        rows.append(Row(what, f"{ratio:.2f} ×", "≤ 1.5 ×", ratio <= 1.5, more))
    return rows


@asynccontextmanager
async def databases(folder: Path, server: str, number: int) -> AsyncIterator[list[str]]:
    """The URLs of so many new databases: files in the folder, or on a server, dropped afterwards."""
    if not server:
        yield [f"sqlite:///{folder}/wallet{n}.db" for n in range(number)]
        return
    names = [f"wallet_benchmark_{folder.name.lower()}_{n}" for n in range(number)]
    try:
        for name in names:
            await _execute(server, f'CREATE DATABASE "{name}"')
        yield [urlunsplit(urlsplit(server)._replace(path=f"/{name}")) for name in names]
    finally:
        for name in names:
            await _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def measured(server: str, rounds: int, *, large: bool) -> list[Row]:
    """All figures on one database."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        async with databases(folder, server, 2 if large else 1) as urls:
            for url in urls:
                await prepare(settings_of(folder, url, 0))
            rows = await asyncio.to_thread(lambda: list(rates(folder, urls[0], rounds)))
            if large:
                few, many = (settings_of(folder, url, 0) for url in urls)
                rows += await grown(few, many)
    return rows


def main() -> int:
    """Print the tables; 1 when a limit is not kept."""
    parser = argparse.ArgumentParser(description="How fast shared pages are served.")
    parser.add_argument("--postgres", metavar="URL", default="")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    kept = True
    for server in filter(None, ("sqlite", arguments.postgres)):
        name = "SQLite" if server == "sqlite" else "PostgreSQL"
        rows = asyncio.run(measured("" if server == "sqlite" else server, arguments.rounds, large=arguments.large))
        print(f"\n{name}\n\n| what | found | asked for | kept | |\n|---|---|---|---|---|", *rows, sep="\n", flush=True)
        kept &= all(row.kept for row in rows)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
