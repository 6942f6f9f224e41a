"""The whole journey of one badge in a real browser, from the offer to a public page and back to hidden."""

from __future__ import annotations

from email.message import EmailMessage
from functools import partial
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from tests.client import links_of
from tests.journeys import steps
from tests.journeys.browsing import PHONE, Person, keep, person, picture
from tests.journeys.stage import Stage
from wallet.demo.content import DEGREE, LEARNER, MICRO_CREDENTIAL

pytestmark = pytest.mark.anyio
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_a_degree_travels_from_an_offer_to_a_public_page_and_back_to_hidden(
    stage: Stage, browser: Browser
) -> None:
    async with person(browser, stage.origin, device_scale_factor=2) as learner:
        offer, badge = await receive(stage, learner)
        await the_wallet_holds_what_was_offered_since(stage, learner)
        pdf = await stage.send_supplement(offer)
        await the_mail_leads_to_the_badge(stage, learner, badge)
        await steps.set_visibility(learner, "unlisted")
        await the_switch_moves_by_mouse_by_keyboard_and_without_script(browser, learner)
        page = await steps.public_address(learner)
        await learner.go(badge)
        await picture(learner, "badge", (1280, 1320))
        async with person(browser, stage.origin, device_scale_factor=2) as recruiter:
            file = await the_recruiter_reads_everything(recruiter, page, pdf)
            await the_card_is_what_networks_get(recruiter, page)
            await steps.switch(learner).click()
            await steps.is_on(learner, False)
            await recruiter.go(page)
            await expect(recruiter.called("link", "Diploma Supplement")).to_have_count(0)
            await recruiter.go(file, status=404)
            await steps.set_visibility(learner, "private")
            await recruiter.go(page, status=404)
            await expect(recruiter.page.locator("body")).not_to_contain_text(LEARNER.name)


@SQLITE
async def test_on_a_phone_in_italian_without_script_the_journey_is_the_same(stage: Stage, browser: Browser) -> None:
    window = partial(person, browser, stage.origin, language="it", size=PHONE, script=False)
    async with window() as learner:
        offer, badge = await receive(stage, learner)
        pdf = await stage.send_supplement(offer)
        await the_mail_leads_to_the_badge(stage, learner, badge)
        await steps.switch(learner).click()
        await steps.is_on(learner, True)
        await steps.set_visibility(learner, "public")
        page = await steps.public_address(learner)
        async with window() as recruiter:
            file = await the_recruiter_reads_everything(recruiter, page, pdf)
            await steps.switch(learner).click()
            await steps.is_on(learner, False)
            await recruiter.go(file, status=404)


async def receive(stage: Stage, learner: Person) -> tuple[str, str]:
    """From the offer to the verified badge in the wallet; the offer's id and the badge's address."""
    offer = await stage.offer_degree(learner.language)
    mail = await stage.letters.next()
    await read(learner, mail)
    await steps.open_offer(learner, mail)
    await picture(learner, "offer", PHONE)
    await steps.accept(learner)
    await steps.ask_for_code(learner)
    await steps.type_code(learner, await stage.letters.next())
    await expect(steps.seal(learner)).to_be_visible()
    badge = learner.page.url
    assert await steps.open_badge(learner) == badge
    return offer, badge


async def read(learner: Person, mail: EmailMessage) -> None:
    """The mail as a mail program shows it; it needs nothing from elsewhere."""
    body = mail.get_body(("html",))
    assert body is not None
    await learner.page.set_content(str(body.get_content()))
    await expect(learner.called("link", "See the badge")).to_be_visible()
    await picture(learner, "mail", (390, 620))


async def the_wallet_holds_what_was_offered_since(stage: Stage, learner: Person) -> None:
    """Further offers wait in the wallet of whoever is signed in, and are accepted right there."""
    await stage.offer_others()
    await learner.go("/badges")
    waiting = learner.page.locator(".waiting > li")
    await expect(waiting).to_have_count(2)
    await waiting.filter(has_text=MICRO_CREDENTIAL["en"].name).get_by_role("button", name="Accept").click()
    await learner.until(steps.seal(learner).get_by_text("Verified", exact=True))
    await learner.go("/badges")
    await expect(waiting).to_have_count(1)
    await expect(learner.page.locator(".gallery > li")).to_have_count(2)
    await picture(learner, "wallet")


async def the_mail_leads_to_the_badge(stage: Stage, learner: Person, badge: str) -> None:
    """The mail says that the supplement is here; it lies hidden on the badge's page."""
    mail = await stage.letters.next()
    link = links_of(mail)[0]
    assert link == f"{badge}#diploma-supplement"
    await learner.go("/badges")
    await learner.go(link)
    await expect(steps.switch(learner)).to_be_in_viewport()
    await steps.is_on(learner, False)


async def the_switch_moves_by_mouse_by_keyboard_and_without_script(browser: Browser, learner: Person) -> None:
    """On by mouse, off by keyboard, and on again in a browser of the same learner that runs no script."""
    await steps.switch(learner).click()
    await steps.is_on(learner, True)
    await steps.switch(learner).focus()
    await learner.page.keyboard.press("Space")
    await steps.is_on(learner, False)
    signed_in = await learner.page.context.storage_state()
    async with person(browser, learner.origin, script=False, storage_state=signed_in) as plain:
        await plain.go(learner.page.url)
        await steps.switch(plain).press("Enter")
        await steps.is_on(plain, True)
    await learner.page.reload()
    await steps.is_on(learner, True)


async def the_recruiter_reads_everything(recruiter: Person, page: str, pdf: bytes) -> str:
    """A stranger sees the answer first, then the badge, and can download the supplement; its address."""
    await recruiter.go(page)
    await expect(steps.seal(recruiter)).to_contain_text(recruiter.said("Verified"))
    await expect(recruiter.called("heading", DEGREE[recruiter.language].name)).to_be_visible()
    await picture(recruiter, "public")
    await picture(recruiter, "public-phone", PHONE)
    await picture(recruiter, "public-phone-dark", PHONE, "dark")
    link = recruiter.called("link", "Diploma Supplement")
    async with recruiter.page.expect_download() as begun:
        await link.click()
    kept = await (await begun.value).path()
    assert kept.read_bytes() == pdf
    return str(await link.get_attribute("href"))


async def the_card_is_what_networks_get(recruiter: Person, page: str) -> None:
    """The page names a picture of 1200 by 630, and it is there for whoever asks."""
    card = recruiter.page.locator("meta[property='og:image']")
    await recruiter.go(page)
    await recruiter.until(card)
    data = await recruiter.drawn(str(await card.get_attribute("content")))
    drawn = Image.open(BytesIO(data))
    assert (drawn.format, drawn.size) in (("PNG", (1200, 630)), ("JPEG", (1200, 630)))
    keep(data, "card")
