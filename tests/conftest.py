"""Both databases, migrated once and empty for each test; a PostgreSQL that does not answer skips its half."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]  # asyncpg ships no types
import pytest

from tests.pools import end_lasting
from wallet.config import Settings
from wallet.database import connected, migrate

POSTGRES = os.environ.get("WALLET_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
POSTGRES_REQUIRED = os.environ.get("WALLET_REQUIRE_POSTGRES") == "1"
ENGINES = ("sqlite", "postgres")
SECRET = "only for tests: 32 characters long"
ROOM = 2 * 1024**3


def pytest_configure(config: pytest.Config) -> None:
    """Temporary files are kept in memory where there is room, as each commit of SQLite waits for the disk."""
    memory = Path("/dev/shm")  # noqa: S108  # pytest makes a folder of its own in it
    if not config.getoption("basetemp") and memory.is_dir() and shutil.disk_usage(memory).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def lasting_workers() -> Iterator[None]:
    """Confined workers that wallets leave to each other end with the session."""
    yield
    end_lasting()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """`sqlite` and `postgres` in turn; a test that needs one alone parametrises `engine` indirectly."""
    return str(request.param)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    asyncio.run(migrate(Settings(database_url=f"sqlite:///{path}")))
    return path


@pytest.fixture(scope="session")
def migrated_postgres() -> Iterator[str]:
    """The URL of a PostgreSQL database with the schema, made for this session and dropped after it."""
    name = f"wallet_test_{secrets.token_hex(6)}"
    try:
        asyncio.run(_execute(POSTGRES, f'CREATE DATABASE "{name}"'))
    except (OSError, asyncpg.PostgresError) as e:
        reason = f"PostgreSQL does not answer at WALLET_TEST_POSTGRES: {e}"
        pytest.fail(reason) if POSTGRES_REQUIRED else pytest.skip(reason)
    url = urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))
    try:
        asyncio.run(migrate(Settings(database_url=url)))
        yield url
    finally:
        asyncio.run(_execute(POSTGRES, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


# Faster than TRUNCATE, which makes new files for every table; the role of a replica asks no foreign key.
_EMPTY = """
SET lock_timeout = '5s';
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '%migration%' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
END $$;
"""


@pytest.fixture
def settings(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a wallet of its own: a migrated, empty database, a folder for files and one for mails."""
    base = Settings(
        base_url="https://wallet.example",
        secret=SECRET,
        storage_url=f"file://{tmp_path}/files",
        smtp_url=f"maildir:{tmp_path}/mails",
    )
    if engine == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "wallet.db")
        yield replace(base, database_url=f"sqlite:///{tmp_path}/wallet.db")
    else:
        url = request.getfixturevalue("migrated_postgres")
        yield replace(base, database_url=url)
        asyncio.run(_execute(url, _EMPTY))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[None]:
    """The database of `settings`, open while the test runs."""
    async with connected(settings):
        yield
