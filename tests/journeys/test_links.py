"""Links in a browser: made by a learner, opened by whoever has them and their password, withdrawn, all made private."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.journeys import steps
from tests.journeys.browsing import PHONE, Person, person
from tests.journeys.looking import looked_at
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
PASSWORD = "for Company X alone"


async def signed_in(stage: Stage, learner: Person) -> None:
    """A learner at the wallet, with three badges that are verified."""
    await stage.offer_degree(learner.language)
    await steps.open_offer(learner, await stage.letters.next())
    await steps.accept(learner)
    await steps.ask_for_code(learner)
    await steps.type_code(learner, await stage.letters.next())
    await stage.offer_others(learner.language)
    await learner.go("/badges")
    for _ in range(2):
        await learner.page.get_by_role("button", name=learner.said("Accept")).first.click()
        await learner.go("/badges")
    verified = learner.page.locator(".gallery li").get_by_text(learner.said("Verified"), exact=True)
    await learner.until(verified.nth(2))


async def new_link(learner: Person, name: str, badges: int, password: str = "") -> str:
    """Make a link of so many badges; the address that the page of the link says."""
    await learner.go("/links/new")
    for number in range(badges):
        await learner.page.get_by_role("checkbox").nth(number).check()
    await learner.press("Continue")
    await learner.page.get_by_label(learner.said("Name"), exact=True).fill(name)
    await learner.page.get_by_label(learner.said("Password, or nothing")).fill(password)
    await learner.press("Make the link")
    await expect(learner.page.get_by_text(learner.said("The link is made."))).to_be_visible()
    return await learner.page.get_by_label(learner.said("Address"), exact=True).first.input_value()


async def opened(reader: Person, address: str) -> None:
    """Read a page that a password protects."""
    await reader.go(address, 403)
    await expect(reader.page.locator("body")).not_to_contain_text("Energy")
    await reader.page.get_by_label(reader.said("Password")).fill("not the password")
    await reader.press("Open the page")
    await expect(reader.page.get_by_role("alert")).to_be_visible()
    assert not await looked_at(reader.page)
    await reader.page.get_by_label(reader.said("Password")).fill(PASSWORD)
    await reader.press("Open the page")
    await expect(reader.page.get_by_text("3 badges, all verified")).to_be_visible()
    assert not await looked_at(reader.page)


async def test_a_page_of_several_badges_is_for_who_has_the_link_and_its_password(
    stage: Stage, browser: Browser
) -> None:
    async with person(browser, stage.origin) as learner, person(browser, stage.origin, size=PHONE) as reader:
        await signed_in(stage, learner)
        address = await new_link(learner, "CV for Company X", 3, PASSWORD)
        assert not await looked_at(learner.page)
        link = learner.page.url.partition("?")[0]
        await opened(reader, address)
        await reader.page.locator(".several a, main ul a").first.click()
        await expect(reader.called("region", "Verification")).to_contain_text("Verified")
        await expect(reader.page.locator("body")).not_to_contain_text("Company X")
        below = reader.page.url
        assert below.startswith(f"{address}/of/")
        async with person(browser, stage.origin) as stranger:
            await stranger.go(below, 403)
        await learner.go(link)
        await learner.page.get_by_text(learner.said("Withdraw…")).click()
        await learner.press("Withdraw this link for good")
        for gone in (address, below):
            await reader.go(gone, 410)
            await expect(reader.page.get_by_text("Its owner has withdrawn this link.")).to_be_visible()
        assert not await looked_at(reader.page)


async def test_everything_is_made_private_at_once_and_back(stage: Stage, browser: Browser) -> None:
    async with (
        person(browser, stage.origin, script=False) as learner,
        person(browser, stage.origin, script=False) as reader,
    ):
        await signed_in(stage, learner)
        one, several = await new_link(learner, "One", 1), await new_link(learner, "Several", 2)
        await learner.go("/links")
        await expect(learner.page.get_by_text(learner.said("Visible now"))).to_be_visible()
        for address in (one, several):
            await reader.go(address)
        await learner.press("Make all private")
        for address in (one, several, f"{several}/of/1"):
            await reader.go(address, 404)
        await learner.press("Undo: show them again")
        for address in (one, several, f"{several}/of/1"):
            await reader.go(address)


@pytest.mark.parametrize("language", ["en", "it"])
async def test_the_pages_of_links_can_be_read_and_used_by_everybody(
    stage: Stage, browser: Browser, language: str
) -> None:
    async with person(browser, stage.origin, language=language) as learner:
        await signed_in(stage, learner)
        found: list[str] = []
        address = await new_link(learner, "Un nome molto lungo " * 4, 3)
        kept = learner.page.url.partition("?")[0]
        pages = ["/links", "/links/new", kept, f"{kept}/views", address, f"{address}/of/1", f"{address}/mastodon"]
        for path in pages:
            await learner.go(path)
            found += [f"{path}: {fault}" for fault in await looked_at(learner.page)]
        assert not found, "\n".join(found)
