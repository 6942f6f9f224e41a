"""The database: its configuration, its life, its migrations."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

import asyncpg  # type: ignore[import-untyped]  # asyncpg ships no types
from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.transactions import in_transaction

from wallet.config import Misconfigured, Settings, sqlite_path

# Waiting this long (ms) for another process' writer beats an error; the lock is held for milliseconds.
BUSY_TIMEOUT = 10_000
CACHE = 32 * 1024  # KiB of pages in memory: of a large database all but the leaves of its indexes
REACHED_WITHIN = 15.0  # seconds
_MIGRATION_LOCK = 7_217_201_711  # any constant: PostgreSQL's advisory lock of whoever migrates


def configuration(database_url: str) -> dict[str, Any]:
    """Tortoise's configuration for a `DATABASE_URL`."""
    if database_url.startswith("sqlite:"):
        connection = _sqlite(database_url)
    else:
        connection = _postgres(database_url)
    return {
        "connections": {"default": connection},
        "apps": {
            "models": {
                "models": ["wallet.models"],
                "default_connection": "default",
                "migrations": "wallet.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _sqlite(database_url: str) -> dict[str, Any]:
    return {
        "engine": "wallet.sqlite",
        "credentials": {
            "file_path": str(sqlite_path(database_url)),
            "journal_mode": "WAL",
            "synchronous": "FULL",
            "foreign_keys": "ON",
            "busy_timeout": BUSY_TIMEOUT,
            "cache_size": -CACHE,
        },
    }


def _postgres(database_url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(database_url)
        options = dict(parse_qsl(parts.query))
        credentials: dict[str, Any] = {
            "host": parts.hostname or "127.0.0.1",
            "port": parts.port or 5432,
            "user": unquote(parts.username or "postgres"),
            "password": unquote(parts.password) if parts.password else None,
            "database": parts.path.lstrip("/"),
            "minsize": int(options.get("minsize", 1)),
            "maxsize": int(options.get("maxsize", 10)),
        }
    except ValueError as e:
        raise Misconfigured("DATABASE_URL takes sqlite:///path or postgres://user:password@host:5432/name.") from e
    if "schema" in options:
        credentials["schema"] = options["schema"]
    return {"engine": "tortoise.backends.asyncpg", "credentials": credentials}


def server(database_url: str) -> dict[str, Any]:
    """How asyncpg reaches the server of a `DATABASE_URL`. Raises Misconfigured."""
    credentials = _postgres(database_url)["credentials"]
    where = {name: credentials[name] for name in ("host", "port", "user", "password", "database")}
    return where | ({"server_settings": {"search_path": credentials["schema"]}} if "schema" in credentials else {})


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[None]:
    """The database while it is open; closed whatever happens, since an open connection keeps the process alive."""
    if settings.database_url.startswith("sqlite:"):
        sqlite_path(settings.database_url).parent.mkdir(parents=True, exist_ok=True)
    EXECUTOR_CACHE.clear()  # it remembers the statements of another back end in the same process
    context = await Tortoise.init(config=configuration(settings.database_url), _enable_global_fallback=True)
    try:
        yield
    finally:
        await context.close_connections()


async def reach(settings: Settings) -> None:
    """Open the database once, ready to write. Raises Misconfigured with a sentence for the operator, no password."""
    try:
        async with asyncio.timeout(REACHED_WITHIN):
            if settings.database_url.startswith("sqlite:"):
                await asyncio.to_thread(_reach_file, sqlite_path(settings.database_url))
            else:
                await (await asyncpg.connect(**server(settings.database_url))).close()
    except TimeoutError as e:
        raise Misconfigured("The database cannot be reached: it does not answer.") from e
    except (OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError) as e:
        raise Misconfigured(f"The database cannot be reached: {e}") from e


def _reach_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT / 1000)) as connection:
        connection.execute("PRAGMA user_version").fetchone()
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise PermissionError(f"{path} cannot be written")


async def migrate(settings: Settings) -> tuple[str, ...]:
    """Bring the schema up to date; one process at a time. Returns the names of the migrations applied.

    Raises Misconfigured when the database cannot be reached.
    """
    await reach(settings)
    async with _only_one(settings), connected(settings):
        embedded = settings.database_url.startswith("sqlite:")
        if embedded:
            # To alter a table Tortoise rebuilds it: with foreign keys on, dropping the old one deletes its children.
            await cast(Any, get_connection("default")).execute_script("PRAGMA foreign_keys=0")
        applied: list[str] = []
        await _remember_migrations(settings)
        # One transaction around schema and record, so that a kill in the middle leaves nothing half done.
        async with in_transaction() as client:
            executor = MigrationExecutor(client, configuration(settings.database_url)["apps"])
            await executor.migrate(
                [MigrationTarget(app_label="models", name="__latest__")],
                progress=lambda event, _label, name: applied.append(name) if event == "apply_done" else None,
            )
            if embedded and await client.execute_query_dict("PRAGMA foreign_key_check"):
                raise RuntimeError("The migration would leave rows without their parent; nothing was changed.")
        return tuple(applied)


async def _remember_migrations(settings: Settings) -> None:
    # Outside the transaction: on PostgreSQL the look for its table is an error that would abort it.
    executor = MigrationExecutor(get_connection("default"), configuration(settings.database_url)["apps"])
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))


@asynccontextmanager
async def _only_one(settings: Settings) -> AsyncIterator[None]:
    if settings.database_url.startswith("sqlite:"):
        path = sqlite_path(settings.database_url)
        path.parent.mkdir(parents=True, exist_ok=True)
        async with _file_lock(path.with_name(path.name + ".migrating")):
            yield
        return
    lock = await asyncpg.connect(**server(settings.database_url))
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", _MIGRATION_LOCK)
        yield
    finally:
        await lock.close()


@asynccontextmanager
async def _file_lock(path: Path) -> AsyncIterator[None]:
    with path.open("w") as file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
        yield


# For writing migrations: `python -m tortoise -c wallet.database.DEVELOPMENT makemigrations`.
DEVELOPMENT = configuration("sqlite:///var/wallet.db")


def is_postgres() -> bool:
    """Whether the open database is PostgreSQL."""
    return get_connection("default").capabilities.dialect == "postgres"


async def hold(name: str) -> None:
    """Make others who hold the same name wait until this transaction ends; SQLite has one writer anyway."""
    if is_postgres():
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        await get_connection("default").execute_query("SELECT pg_advisory_xact_lock($1)", [number])
