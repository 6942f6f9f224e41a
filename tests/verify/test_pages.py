"""The page for everyone: handing in, one report, many, and what goes wrong."""

from __future__ import annotations

import pytest

from tests.client import Browser, running
from tests.factories import university
from tests.verify.handing import COURSE, DEGREE, FORGED, MICRO, hand_in
from wallet.config import Settings
from wallet.models import Verification

pytestmark = pytest.mark.anyio


async def test_a_file_leads_to_its_report(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await hand_in(Browser(issuer.app), ("degree.json", DEGREE))
        print(page.text)
        assert page.status == 200
        assert page.find("verdict") == ["Verified"]
