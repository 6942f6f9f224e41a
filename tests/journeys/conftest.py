"""A stage for each journey, and a browser for those of a file: each person in it has a window of their own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.conftest import SECRET
from tests.journeys.browsing import chromium
from tests.journeys.stage import Stage, admitted, staged
from wallet.config import Settings


@pytest.fixture(scope="module")
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def admitted_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An SQLite file, to be copied, in which the operator has admitted the university, and the key that was printed."""
    path = tmp_path_factory.mktemp("admitted") / "wallet.db"
    shutil.copy(migrated_sqlite, path)
    settings = Settings(database_url=f"sqlite:///{path}", base_url="https://wallet.example", secret=SECRET)
    return path, asyncio.run(admitted(settings))


@pytest.fixture
async def stage(
    settings: Settings, engine: str, admitted_sqlite: tuple[Path, str], tmp_path: Path, browser: Browser
) -> AsyncIterator[Stage]:
    if engine == "sqlite":
        template, key = admitted_sqlite
        shutil.copy(template, tmp_path / "wallet.db")
    else:
        key = await admitted(settings)
    async with staged(settings, tmp_path, key) as ready:
        yield ready
