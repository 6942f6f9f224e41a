"""The demo's mails as somebody with a phone reads them, in Italian."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.browsing import PHONE, Person, chromium, person
from tests.journeys.programs import environment, free_port, serving
from wallet.demo.content import DEGREE

pytestmark = pytest.mark.anyio


@pytest.fixture
async def newcomer(tmp_path: Path) -> AsyncIterator[Person]:
    """Somebody before the mailbox of the demo, with a phone."""
    port = free_port()
    command = ("wallet", "demo", "--port", str(port))
    async with (
        serving(*command, port=port, log=tmp_path / "demo.log", environ=environment(), folder=tmp_path),
        chromium() as browser,
        person(browser, f"http://127.0.0.1:{port}", language="it", size=PHONE) as someone,
    ):
        yield someone


async def test_the_button_in_a_mail_opens_a_page_on_which_the_badge_can_be_accepted(newcomer: Person) -> None:
    await newcomer.go("/")
    await newcomer.press("Start again")
    mail = newcomer.page.locator(".mails > li").filter(has_text=DEGREE["it"].name)
    await newcomer.until(mail)
    await mail.get_by_role("link").click()
    shown = newcomer.page.frame_locator("iframe")
    async with newcomer.page.expect_popup() as opened:
        await shown.get_by_role("link", name=newcomer.said("See the badge")).click()
    newcomer.page = await opened.value
    art = newcomer.page.get_by_role("img", name=DEGREE["it"].name)
    await expect(art).to_be_visible()
    # In a window that inherits the mail's sandbox nothing of the wallet's own origin loads, and no form is accepted.
    assert await art.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert await newcomer.page.evaluate("origin") == newcomer.origin
    await newcomer.press("Accept the badge")
    await expect(newcomer.page.get_by_text(newcomer.said("The badge is accepted."))).to_be_visible()
