"""The page of a document on paper: all of it on the sheets, as a browser prints it."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.diploma_supplement import pdf_text
from tests.journeys import steps
from tests.journeys.browsing import person
from tests.journeys.scenes import published
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
INSIDE = (680, 1000)  # A4 within its margins, in pixels of CSS
FIT = """() => {
  const paper = document.documentElement.clientWidth;
  return [...document.querySelectorAll("main *")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > paper + 1)
    .map((each) => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 40)}`);
}"""


async def test_a_document_is_printed_whole_and_on_few_sheets(stage: Stage, browser: Browser) -> None:
    async with person(browser, stage.origin) as learner:
        offer = await stage.offer_degree()
        await steps.open_offer(learner, await stage.letters.next())
        await steps.accept(learner)
        await steps.ask_for_code(learner)
        await steps.type_code(learner, await stage.letters.next())
        _, page = await published(stage, learner, offer)
    async with person(browser, stage.origin, size=INSIDE) as reader:
        await reader.go(f"{page}/diploma-supplement")
        data = await reader.page.pdf(format="A4")
        text = pdf_text.text(data)
        for said in (
            "Thermodynamics of Renewable Systems",
            "Master’s thesis",
            "Total of the courses",
            "Grading system and grade distribution",
            "4.5",
            "16 July 2026",
            "scan the code",
        ):
            assert pdf_text.squeezed(said) in text, said
        for unsaid in ("PDF of what is shown", "Contents", "Distribution and more", "How to read the grades"):
            assert pdf_text.squeezed(unsaid) not in text, unsaid
        with pdf_text.opened(data) as opened:
            assert len(opened.pages) <= 5
        await reader.page.emulate_media(media="print")
        assert await reader.page.evaluate(FIT) == []


async def test_a_badge_is_printed_on_two_sheets_with_the_way_to_check_it(stage: Stage, browser: Browser) -> None:
    async with person(browser, stage.origin) as learner:
        offer = await stage.offer_degree()
        await steps.open_offer(learner, await stage.letters.next())
        await steps.accept(learner)
        await steps.ask_for_code(learner)
        await steps.type_code(learner, await stage.letters.next())
        _, page = await published(stage, learner, offer)
    async with person(browser, stage.origin, size=INSIDE) as reader:
        await reader.go(page)
        data = await reader.page.pdf(format="A4")
        text = pdf_text.text(data)
        for said in ("Verified", "Unchanged since it was issued", "https://vc.1ed.tech/", "scan the code"):
            assert pdf_text.squeezed(said) in text, said
        for unsaid in ("Check again now", "It is being checked again", "Share this page", "Sign in"):
            assert pdf_text.squeezed(unsaid) not in text, unsaid
        with pdf_text.opened(data) as opened:
            assert len(opened.pages) <= 2
        await reader.page.emulate_media(media="print")
        assert await reader.page.evaluate(FIT) == []
