"""A stage for each journey, and a browser for those of a file: each person in it has a window of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.journeys.browsing import chromium
from tests.journeys.stage import Stage, staged
from wallet.config import Settings


@pytest.fixture(scope="module")
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest.fixture
async def stage(settings: Settings, tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    async with staged(settings, tmp_path) as ready:
        yield ready
