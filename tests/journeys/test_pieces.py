"""Choosing what others see of a document, in a browser: the page follows its switches, with script and without."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.diploma_supplement.supplements import read
from tests.journeys import steps
from tests.journeys.browsing import Person, person
from tests.journeys.looking import looked_at
from tests.journeys.stage import Stage
from wallet.config import Settings
from wallet.database import connected
from wallet.models import Badge

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


def piece(learner: Person, name: str) -> Locator:
    """The switch of a piece of the supplement."""
    form = learner.page.locator(f"#diploma-supplement form:has(input[name=piece][value='{name}'])")
    return form.get_by_role("switch", include_hidden=True)


def preset(learner: Person, name: str) -> Locator:
    """The button of a preset."""
    return learner.page.locator(f"#diploma-supplement button[name=preset][value='{name}']")


async def at_the_supplement(stage: Stage, learner: Person, settings: Settings) -> str:
    """A learner at the badge's page, where a supplement is that was read."""
    await stage.offer_degree(learner.language)
    await steps.open_offer(learner, await stage.letters.next())
    await steps.accept(learner)
    await steps.ask_for_code(learner)
    await steps.type_code(learner, await stage.letters.next())
    badge = await steps.open_badge(learner)
    async with connected(settings):
        await read(await Badge.get())
    await learner.go(badge)
    return badge


async def test_the_page_follows_its_switches(stage: Stage, browser: Browser, settings: Settings) -> None:
    async with person(browser, stage.origin) as learner:
        badge = await at_the_supplement(stage, learner, settings)
        pieces = learner.page.get_by_role("region", name="What others see of it Diploma Supplement", exact=True)
        await expect(pieces).to_be_hidden()
        await expect(piece(learner, "4")).to_be_hidden()
        await steps.switch(learner).click()
        await expect(pieces).to_be_visible()
        await expect(piece(learner, "4")).to_be_visible()
        await expect(preset(learner, "everything")).to_have_attribute("aria-pressed", "true")
        covered = learner.page.locator("#supplement-grades .covered")
        await expect(covered).to_be_hidden()
        await piece(learner, "4").click()
        await expect(covered).to_be_visible()
        await expect(preset(learner, "everything")).to_have_attribute("aria-pressed", "false")
        await expect(learner.page.locator("#log li")).to_have_count(2)
        await learner.go(badge)
        await expect(piece(learner, "4")).to_have_attribute("aria-checked", "false")
        assert not await looked_at(learner.page)


async def test_a_preset_by_keyboard_keeps_the_focus_says_that_it_is_saved_and_moves_the_switches(
    stage: Stage, browser: Browser, settings: Settings
) -> None:
    async with person(browser, stage.origin) as learner:
        badge = await at_the_supplement(stage, learner, settings)
        await learner.page.get_by_text("Choose first what others will see").click()
        without, status = preset(learner, "without-grades"), learner.page.locator("#supplement-said")
        await expect(status).to_have_role("status")
        await without.focus()
        await learner.page.keyboard.press("Enter")
        await expect(status).to_have_text("Saved.")
        await expect(without).to_be_focused()
        await expect(without).to_have_attribute("aria-pressed", "true")
        await expect(preset(learner, "everything")).to_have_attribute("aria-pressed", "false")
        await expect(piece(learner, "grades")).to_have_attribute("aria-checked", "false")
        await expect(steps.switch(learner)).to_have_attribute("aria-checked", "false")
        await piece(learner, "grades").click()
        await expect(without).to_have_attribute("aria-pressed", "false")
        await learner.go(badge)
        await expect(piece(learner, "grades")).to_have_attribute("aria-checked", "true")
        assert not await looked_at(learner.page)


@pytest.mark.parametrize("language", ["en", "it"])
async def test_without_script_each_switch_and_preset_comes_back_moved(
    stage: Stage, browser: Browser, settings: Settings, language: str
) -> None:
    async with person(browser, stage.origin, language=language, script=False) as learner:
        await at_the_supplement(stage, learner, settings)
        await steps.switch(learner).click()
        await preset(learner, "without-grades").click()
        await expect(preset(learner, "without-grades")).to_have_attribute("aria-pressed", "true")
        await expect(piece(learner, "grades")).to_have_attribute("aria-checked", "false")
        await piece(learner, "grades").click()
        await expect(piece(learner, "grades")).to_have_attribute("aria-checked", "true")
        await learner.page.locator("#preview a").first.click()
        await expect(learner.called("heading", "Documents")).to_be_visible()
