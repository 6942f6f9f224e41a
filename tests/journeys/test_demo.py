"""The demo as a newcomer finds it, and the real wallet, which has none of it and wants to be told what it needs."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Locator, expect

from tests.journeys import steps
from tests.journeys.browsing import Person, person
from tests.journeys.looking import looked_at
from tests.journeys.programs import environment, free_port, serving, wallet
from wallet.config import Settings
from wallet.demo.content import DEGREE

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
SECRET = {"WALLET_SECRET": "only for tests: 32 characters long"}
MAIL = {"SMTP_URL": "smtp://127.0.0.1:25"}


@pytest.fixture
async def newcomer(engine: str, browser: Browser, tmp_path: Path) -> AsyncIterator[Person]:
    """Somebody before the front page of the demo, which was started in an empty folder."""
    port = free_port()
    command = ("wallet", "demo", "--port", str(port))
    async with (
        serving(*command, port=port, log=tmp_path / "demo.log", environ=environment(), folder=tmp_path),
        person(browser, f"http://127.0.0.1:{port}") as someone,
    ):
        await someone.go("/")
        yield someone


async def test_the_front_page_leads_a_newcomer_from_the_mail_to_the_card_and_back(
    newcomer: Person, browser: Browser
) -> None:
    await expect(newcomer.page.get_by_role("complementary", name="Demo")).to_be_visible()
    await follow(newcomer, "Open the mailbox")
    await open_mail(newcomer, DEGREE["en"].name)
    await press_the_button_in_the_mail(newcomer)
    await steps.accept(newcomer)
    await follow(newcomer, "Sign in")
    await steps.ask_for_code(newcomer)
    await type_code_of_mailbox(newcomer)
    await follow(newcomer, "Open the badge")
    await newcomer.until(steps.seal(newcomer).get_by_text("Verified", exact=True))
    await follow(newcomer, "Let the university send it")
    await open_mail(newcomer, "Your Diploma Supplement is here")
    await follow(newcomer, "Choose who can see it")
    await steps.set_visibility(newcomer, "unlisted")
    await follow(newcomer, "Go to the switch")
    await expect(steps.switch(newcomer)).to_be_in_viewport()
    await steps.switch(newcomer).click()
    await steps.is_on(newcomer, True)
    await follow(newcomer, "Choose the sections")
    await steps.choose(newcomer, "Without grades")
    await follow(newcomer, "See the preview")
    await expect(newcomer.called("link", "Diploma Supplement").first).to_be_visible()
    await a_stranger_sees_page_and_card(newcomer, browser)
    await follow(newcomer, "Back to the switch")
    await steps.switch(newcomer).click()
    await steps.is_on(newcomer, False)


async def test_the_tour_can_be_started_again(newcomer: Person) -> None:
    await newcomer.go("/demo/mail")
    await newcomer.until(letters(newcomer).nth(2))
    await open_mail(newcomer, DEGREE["en"].name)
    await press_the_button_in_the_mail(newcomer)
    await steps.accept(newcomer)
    await newcomer.go("/")
    await expect(newcomer.page.locator("[aria-current=step]")).to_contain_text("Sign in with the code")
    await newcomer.press("Start again")
    await newcomer.until(letters(newcomer).nth(5))
    await newcomer.go("/")
    await expect(newcomer.page.locator("[aria-current=step]")).to_contain_text("Open the mail")


async def test_the_demos_own_pages_can_be_read_and_used_by_everybody(newcomer: Person) -> None:
    found = [f"tour: {fault}" for fault in await looked_at(newcomer.page)]
    await newcomer.go("/demo/mail")
    await newcomer.until(letters(newcomer).nth(2))
    found += [f"mailbox: {fault}" for fault in await looked_at(newcomer.page)]
    await open_mail(newcomer, DEGREE["en"].name)
    await newcomer.page.wait_for_load_state()
    found += [f"mail: {fault}" for fault in await looked_at(newcomer.page)]
    assert not found, "\n".join(found)


async def follow(newcomer: Person, action: str) -> None:
    """Go to the front page and do what one of its steps says."""
    await newcomer.go("/")
    tour = newcomer.page.locator(".tour")
    link, button = (tour.get_by_role(role, name=action, exact=True) for role in ("link", "button"))
    async with newcomer.page.expect_navigation():
        await link.or_(button).click()


def letters(newcomer: Person) -> Locator:
    """The mails in the mailbox."""
    return newcomer.page.locator(".mails > li")


async def open_mail(newcomer: Person, about: str) -> None:
    """Open the newest mail about something, as soon as it is there."""
    mail = letters(newcomer).filter(has_text=about)
    await newcomer.until(mail)
    await mail.first.get_by_role("link").click()
    await expect(newcomer.page.get_by_role("heading", level=1)).to_contain_text(about)


async def press_the_button_in_the_mail(newcomer: Person) -> None:
    """The mail's own button opens a window, as in a mail program; the newcomer goes on there."""
    await newcomer.page.wait_for_load_state()
    await newcomer.page.locator("iframe").focus()
    await newcomer.page.keyboard.press("Tab")
    async with newcomer.page.expect_popup() as opened:
        await newcomer.page.keyboard.press("Enter")
    newcomer.page = await opened.value


async def type_code_of_mailbox(newcomer: Person) -> None:
    """Look the code up in the mailbox and type it where it is asked for."""
    asked = newcomer.page.url
    await newcomer.go("/demo/mail")
    await open_mail(newcomer, "is your code")
    subject = await newcomer.page.get_by_role("heading", level=1).inner_text()
    await newcomer.go(asked)
    await newcomer.page.get_by_label("Code from the e-mail").fill(re.sub(r"\D", "", subject))
    await newcomer.press("Sign in")
    await expect(newcomer.called("button", "Sign out")).to_be_visible()


async def a_stranger_sees_page_and_card(newcomer: Person, browser: Browser) -> None:
    """The last steps lead to addresses that a private window can open, too."""
    await newcomer.go("/")
    page = await newcomer.called("link", "Open the public page").get_attribute("href")
    card = await newcomer.called("link", "Open the card").get_attribute("href")
    async with person(browser, newcomer.origin) as recruiter:
        await recruiter.go(str(page))
        await expect(recruiter.called("link", "Diploma Supplement")).to_be_visible()
        await recruiter.drawn(str(card))


async def test_the_real_wallet_has_no_demo(settings: Settings, tmp_path: Path) -> None:
    port = free_port()
    environ = environment(replace(settings, base_url=f"http://127.0.0.1:{port}", smtp_url=MAIL["SMTP_URL"]))
    command = ("wallet", "serve", "--port", str(port))
    async with (
        serving(*command, port=port, log=tmp_path / "server.log", environ=environ),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        front = await client.get("/")
        assert front.status_code == 200
        assert "demo" not in front.text.lower()
        for path in ("/demo", "/demo/", "/demo/mail", "/demo/mail/1", "/demo/supplement", "/demo/again"):
            assert (await client.get(path)).status_code == 404, path


@pytest.mark.parametrize("command", ["serve", "work"])
@pytest.mark.parametrize(("given", "missing"), [(MAIL, "WALLET_SECRET"), (SECRET, "SMTP_URL")])
async def test_the_real_wallet_says_what_it_lacks_and_does_not_start(
    command: str, given: dict[str, str], missing: str, engine: str, tmp_path: Path
) -> None:
    ran = await wallet(command, environ=environment() | given, folder=tmp_path)
    assert ran.code == 2
    assert ran.err.startswith(f"{missing} is not set")
    assert ran.err.count("\n") == 1, ran.err
    assert not os.listdir(tmp_path)
