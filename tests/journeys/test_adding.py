"""A badge that the learner has already: from its file, or from a report, into the wallet, and out of it again."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.async_api import Browser, expect

from tests.factories import KEYS
from tests.journeys import steps
from tests.journeys.browsing import PHONE, Person, person
from tests.journeys.stage import Stage
from wallet.demo import credentials
from wallet.demo.content import LEARNER, MICRO_CREDENTIAL

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
PICTURE = credentials.micro_credential(KEYS, LEARNER, "en")
NAME = MICRO_CREDENTIAL["en"].name


async def signed_in(stage: Stage, learner: Person) -> None:
    """Sign in with the learner's address."""
    await learner.page.get_by_label(learner.said("E-mail address")).fill(LEARNER.email)
    await learner.press("Send me a code")
    await learner.page.get_by_label(learner.said("Code from the e-mail")).wait_for()
    await steps.type_code(learner, await stage.letters.next())


@pytest.mark.parametrize("plain", [False, True])
async def test_a_badge_is_added_looked_at_kept_and_removed(stage: Stage, browser: Browser, plain: bool) -> None:
    window = partial(person, browser, stage.origin, language="it", size=PHONE, script=False) if plain else None
    async with (window or partial(person, browser, stage.origin))() as learner:
        await learner.go("/import")  # it leads to signing in, and back
        await signed_in(stage, learner)
        await expect(learner.called("heading", "Add a badge")).to_be_visible()
        preview = await steps.bring(learner, "badge.png", PICTURE)
        await expect(learner.called("heading", NAME)).to_be_visible()
        await expect(steps.seal(learner)).to_contain_text(learner.said("Awarded to you"))
        await learner.press("Keep it in my wallet")
        await expect(steps.seal(learner)).to_contain_text(learner.said("Verified"))
        badge = learner.page.url.partition("?")[0]
        await learner.go(preview)  # and back: the same badge
        assert learner.page.url == badge
        await steps.bring(learner, "badge.png", PICTURE)
        await expect(learner.page.get_by_text(learner.said("This badge is already in your wallet."))).to_be_visible()
        await learner.press("Don’t keep it")
        await expect(learner.page.locator("#forgotten")).to_be_visible()
        await learner.go("/badges")
        await expect(learner.page.locator(".gallery > li")).to_have_count(1)
        await learner.go(badge)
        await learner.called("link", "Remove this badge…").click()
        await learner.press("Remove it for ever")
        await expect(learner.page.locator(".gallery > li")).to_have_count(0)
        await learner.go(badge, status=404)


async def test_a_badge_is_kept_from_its_report(stage: Stage, browser: Browser) -> None:
    async with person(browser, stage.origin) as learner:
        await learner.go("/import")
        await signed_in(stage, learner)
        await learner.go("/verify")
        file = learner.page.get_by_label("Badge files")
        await file.set_input_files({"name": "badge.png", "mimeType": "image/png", "buffer": PICTURE})
        await learner.press("Verify")
        await expect(learner.called("heading", NAME)).to_be_visible()
        await learner.press("Keep this badge in my wallet")
        await expect(steps.seal(learner)).to_contain_text("Awarded to you")
        await learner.press("Keep it in my wallet")
        await expect(steps.seal(learner)).to_contain_text("Awarded to you")


async def test_an_offer_of_a_badge_that_was_added_comes_to_it(stage: Stage, browser: Browser) -> None:
    async with person(browser, stage.origin) as learner:
        await learner.go("/import")
        await signed_in(stage, learner)
        await steps.bring(learner, "degree.json", credentials.degree(KEYS, LEARNER, "en"))
        await learner.press("Keep it in my wallet")
        badge = learner.page.url.partition("?")[0]
        await stage.offer_degree()
        await steps.open_offer(learner, await stage.letters.next())
        await learner.press("Accept the badge")
        assert learner.page.url.partition("?")[0] == badge
        await expect(learner.page.get_by_text("This badge was in your wallet already.")).to_be_visible()
