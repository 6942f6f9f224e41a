"""A stage and a browser for each journey."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.journeys.browsing import chromium
from tests.journeys.stage import Stage, staged
from wallet.config import Settings


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest.fixture
async def stage(settings: Settings, tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    async with staged(settings, tmp_path) as ready:
        yield ready
