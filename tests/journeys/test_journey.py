"""The whole journey of one badge in a real browser, from the offer to a public page and back to hidden."""

from __future__ import annotations

from email.message import EmailMessage
from functools import partial
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from tests.client import links_of
from tests.diploma_supplement import pdf_text
from tests.factories import structured_supplement
from tests.journeys import steps
from tests.journeys.browsing import PHONE, Person, keep, person, picture
from tests.journeys.stage import Stage
from wallet.demo.content import DEGREE, LEARNER, MICRO_CREDENTIAL, UNIVERSITY
from wallet.demo.courses import COURSES
from wallet.demo.transcript import BORN, STUDENT
from wallet.sections import SECTIONS as TITLES

pytestmark = pytest.mark.anyio
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_a_degree_travels_from_an_offer_to_a_public_page_and_back_to_hidden(
    stage: Stage, browser: Browser
) -> None:
    async with person(browser, stage.origin, device_scale_factor=2) as learner:
        offer, badge = await receive(stage, learner)
        await the_wallet_holds_what_was_offered_since(stage, learner)
        await stage.send_supplement(offer, structured_supplement(), "application/xml")
        await the_mail_leads_to_the_badge(stage, learner, badge)
        await steps.set_visibility(learner, "unlisted")
        await the_switch_moves_by_mouse_by_keyboard_and_without_script(browser, learner)
        await the_learner_leaves_the_grades_out(learner)
        page = await steps.public_address(learner)
        await learner.go(badge)
        await picture(learner, "badge", (1280, 1320))
        async with person(browser, stage.origin, device_scale_factor=2) as recruiter:
            await the_recruiter_sees_the_badge(recruiter, page)
            await the_recruiter_reads_eight_sections_without_grades(recruiter)
            await the_pdf_says_the_same(recruiter)
            await the_card_is_what_networks_get(recruiter, page)
            await steps.switch(learner).click()
            await steps.is_on(learner, False)
            await all_of_the_supplement_is_gone(recruiter, page)
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


async def the_learner_leaves_the_grades_out(learner: Person) -> None:
    """Personal data is hidden from the start; one button more hides the grades, and says what that means."""
    await steps.shows(learner, "Personal data", False)
    await steps.shows(learner, "Grades", True)
    await steps.choose(learner, "Without grades")
    await steps.shows(learner, "Grades", False)
    await steps.shows(learner, TITLES[8], True)


async def the_recruiter_reads_eight_sections_without_grades(recruiter: Person) -> None:
    """From the badge to the supplement: every section and course is there, no mark and no date of birth is."""
    badge = recruiter.page.url
    await recruiter.called("link", "Diploma Supplement").click()
    await recruiter.page.wait_for_url(f"{badge}/diploma-supplement")
    for number in range(1, 9):
        await expect(
            recruiter.page.get_by_role("heading", name=recruiter.said(TITLES[number]), level=2)
        ).to_be_visible()
    text = await recruiter.page.inner_text("main")
    assert_says_all_but_grades(text)
    assert f"Sealed by {UNIVERSITY['it'].name}, whom this wallet trusts" in text.translate({0x2068: None, 0x2069: None})
    await picture(recruiter, "supplement", (1280, 1320))
    await recruiter.page.get_by_text("Where it comes from").click()
    for words in ("Its seal is intact", "This wallet trusts who issued that certificate."):
        await expect(recruiter.page.get_by_text(words)).to_be_visible()
    await expect(recruiter.called("link", "The original file")).to_have_count(0)
    await recruiter.go(f"{badge}/attachments/diploma-supplement", status=404)
    await recruiter.go(f"{badge}/diploma-supplement")


async def the_pdf_says_the_same(recruiter: Person) -> None:
    """The PDF is made of what is shown, and of nothing else."""
    address = await recruiter.called("link", "PDF of what is shown").get_attribute("href")
    data = await recruiter.fetched(str(address))
    assert data.startswith(b"%PDF-")
    assert_says_all_but_grades(pdf_text.text(data))


def assert_says_all_but_grades(text: str) -> None:
    """What a reader must find, and must not, when grades and personal data are hidden."""
    said = pdf_text.squeezed(text)
    for words in (*(course.name for course in COURSES), LEARNER.family, "120", "EQF"):
        assert pdf_text.squeezed(words) in said, words
    for hidden in (DEGREE["en"].mark.value, "28/30", "30/30", "14/03/2001", BORN.isoformat(), STUDENT):
        assert pdf_text.squeezed(hidden) not in said, hidden


async def all_of_the_supplement_is_gone(recruiter: Person, page: str) -> None:
    """With the switch off no address of the supplement tells anything, and the badge's page names it no more."""
    for address in ("diploma-supplement", "diploma-supplement.pdf", "attachments/diploma-supplement"):
        await recruiter.go(f"{page}/{address}", status=404)
        await expect(recruiter.page.locator("body")).not_to_contain_text(COURSES[0].name)
    await recruiter.go(page)
    await expect(recruiter.called("link", "Diploma Supplement")).to_have_count(0)


async def the_recruiter_sees_the_badge(recruiter: Person, page: str) -> None:
    """A stranger sees the answer first, then the badge."""
    await recruiter.go(page)
    await expect(steps.seal(recruiter)).to_contain_text(recruiter.said("Verified"))
    await expect(recruiter.called("heading", DEGREE[recruiter.language].name)).to_be_visible()
    await picture(recruiter, "public")
    await picture(recruiter, "public-phone", PHONE)
    await picture(recruiter, "public-phone-dark", PHONE, "dark")


async def the_recruiter_reads_everything(recruiter: Person, page: str, pdf: bytes) -> str:
    """A stranger sees the badge and can download a supplement that is a PDF alone; its address."""
    await the_recruiter_sees_the_badge(recruiter, page)
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
