"""Many badges beside the one that is measured, made by the database itself: what a look-up by slug must not feel."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from tortoise.connection import get_connection

from wallet import reads
from wallet.config import Settings
from wallet.database import connected, is_postgres
from wallet.versions import versions

FEW, MANY = 1_000, 1_700_000
LOOKED_UP = 2_000
SMALL_REPORT = {"checks": "'[]'", "looked_at": "'{}'", "credential": "NULL"}  # how long it is is not what is asked


async def fill(number: int) -> None:
    """Copy the badge, its share and its report so many times, with other ids and slugs."""
    connection, postgres = get_connection("default"), is_postgres()
    numbers = (
        f"generate_series(1, {number})"
        if postgres
        else f"(WITH RECURSIVE c(i) AS ({_COUNTED % number}) SELECT i FROM c)"
    )
    cast = "::uuid" if postgres else ""
    made = {table: f"{_hexed(n, postgres)}{cast}" for n, table in enumerate(("badge", "share", "report"), 1)}
    slug = "substr(md5('s' || n.i), 1, 22)" if postgres else "substr(lower(hex(randomblob(11))), 1, 22)"
    for table, changed in (
        ("badge", {"id": made["badge"], "offer_id": "NULL"}),
        ("share", {"id": made["share"], "badge_id": made["badge"], "slug": slug}),
        ("report", {"id": made["report"], "badge_id": made["badge"], **SMALL_REPORT}),
    ):
        columns = list((await connection.execute_query_dict(f"SELECT * FROM {table} LIMIT 1"))[0])
        values = ", ".join(changed.get(column, f"t.{column}") for column in columns)
        alias = "AS n(i)" if postgres else "AS n"
        only = f"(SELECT * FROM {table} LIMIT 1)"
        await connection.execute_query(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {numbers} {alias}, {only} AS t"
        )
    await connection.execute_query("ANALYZE")


_COUNTED = "SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d"


def _hexed(kind: int, postgres: bool) -> str:
    """The id of a row, from its number."""
    if postgres:
        return f"('0000000{kind}-0000-4000-8000-' || lpad(to_hex(n.i), 12, '0'))"
    return f"printf('0000000{kind}-0000-4000-8000-%012x', n.i)"


async def look_ups(settings: Settings) -> dict[str, float]:
    """Seconds that a look-up takes, the median of many slugs that were not asked for before, by what is read."""
    async with connected(settings):
        sample = f"SELECT slug FROM share WHERE slug LIKE 'a%' LIMIT {LOOKED_UP}"
        slugs = [row["slug"] for row in await get_connection("default").execute_query_dict(sample)]
        asked = versions(settings)
        try:
            await asked.of(slugs[:1])
            await reads.select(reads.SHARE, slugs[0])
            found = {"version": await _timed(slugs, lambda slug: asked.of((slug,)))}
            found["page"] = await _timed(slugs, lambda slug: reads.select(reads.SHARE, slug))
        finally:
            await asked.close()
    return found


async def _timed(slugs: Sequence[str], read: Any) -> float:
    taken = []
    for slug in slugs:
        start = perf_counter()
        assert await read(slug)
        taken.append(perf_counter() - start)
    return sorted(taken)[len(taken) // 2]
