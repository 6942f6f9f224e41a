from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from tests.client import running
from wallet.config import Settings


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Starlette]:
    """The wallet with accounts alone, on each database in turn."""
    async with running(settings, "accounts") as started:
        yield started
