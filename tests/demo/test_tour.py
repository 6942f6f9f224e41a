"""The demo's tour and mailbox: each step in its turn, in either language, and what they say when mails go elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.client import Browser, code_of, links_of, mails, run_jobs, services, sign_in
from tests.pools import Lasting
from wallet import readings
from wallet.config import Settings
from wallet.demo.content import COURSE, DEGREE, LEARNER, MICRO_CREDENTIAL, UNIVERSITY
from wallet.demo.serving import create_demo, demo_settings, prepare
from wallet.demo.transcript import details
from wallet.features import FEATURES
from wallet.models import Attachment, Badge, Kind, StoredReading
from wallet.supplement import Intact

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


@asynccontextmanager
async def started(settings: Settings, folder: Path) -> AsyncIterator[Starlette]:
    """The demo, its first badges offered; jobs run when `run_jobs` is called."""
    anchors = demo_settings(settings, folder, 1).trust_anchors
    app = create_demo(replace(settings, demo=True, inline_worker=False, trust_anchors=anchors), folder, Lasting)
    app.state.names = ("demo", *FEATURES)
    await prepare(app)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def demo(settings: Settings, tmp_path: Path) -> AsyncIterator[Starlette]:
    async with started(settings, tmp_path) as app:
        await run_jobs(app)
        yield app


async def step(browser: Browser) -> str:
    """Open the tour; what it says comes next."""
    await browser.get("/")
    return browser.page.find("current")[0]


async def stood(browser: Browser, number: int) -> tuple[str, list[str]]:
    """What a step of the tour says, and where its button leads."""
    await browser.get("/")
    found = browser.page.document.find_class("tour")[0].findall("li")[number - 1]
    return " ".join(found.text_content().split()), found.xpath(".//a/@href | .//form/@action")


async def accept_and_sign_in(browser: Browser, app: Starlette) -> Badge:
    """What the second and the third step ask for."""
    mail = next(mail for mail in mails(app) if DEGREE["en"].name in str(mail["Subject"]))
    offer = links_of(mail)[0]
    await browser.get(offer)
    await browser.post(offer, answer="accept")
    assert "Sign in with the code" in await step(browser)
    _, (there,) = await stood(browser, 3)
    await browser.get(there)
    await browser.submit(f"{there}/sign-in")
    await run_jobs(app)
    await browser.submit(browser.page.path, code=code_of(mails(app)[-1]))
    await run_jobs(app)
    return await Badge.get()


async def test_the_tour_goes_on_one_step_at_a_time(demo: Starlette) -> None:
    browser = Browser(demo)
    assert "Open the mail" in await step(browser)
    badge = await accept_and_sign_in(browser, demo)
    assert "Look at the verified badge" in await step(browser)
    await browser.submit("/demo/supplement")
    assert "Share the badge" in await step(browser)
    await browser.post(f"/badges/{badge.id}/visibility", visibility="unlisted")
    assert "Move the switch" in await step(browser)
    await browser.get(f"/badges/{badge.id}")
    supplement = await Attachment.get(kind=Kind.DIPLOMA_SUPPLEMENT)
    action = f"/badges/{badge.id}/attachments/{supplement.id}"
    await browser.post(action, visible="yes")
    assert "Choose what others see" in await step(browser)
    await browser.post(f"{action}/pieces", preset="without-grades")
    assert "Look at it as a recruiter" in await step(browser)
    await browser.post(action, visible="no")
    assert "Move the switch" in await step(browser)


async def test_each_way_that_the_tour_shows_leads_somewhere(demo: Starlette) -> None:
    browser = Browser(demo)
    badge = await accept_and_sign_in(browser, demo)
    await browser.post("/demo/supplement")
    await run_jobs(demo)
    await browser.post(f"/badges/{badge.id}/visibility", visibility="unlisted")
    supplement = await Attachment.get(kind=Kind.DIPLOMA_SUPPLEMENT)
    await browser.post(f"/badges/{badge.id}/attachments/{supplement.id}", visible="yes")
    await browser.get("/")
    ways = browser.page.document.find_class("tour")[0].xpath(".//a/@href")
    assert len(ways) == 9
    for way in ways:
        assert (await browser.get(way)).status == 200, way


async def test_the_universitys_seal_is_intact_and_trusted_by_the_demo(demo: Starlette) -> None:
    await Browser(demo).post("/demo/supplement")
    kept = await StoredReading.get(attachment__kind=Kind.DIPLOMA_SUPPLEMENT)
    [sealing] = readings.seals(kept.seals)
    assert (sealing.intact, sealing.signer, sealing.trusted) == (Intact.YES, UNIVERSITY["it"].name, True)
    assert sealing.remarks == ()


async def test_private_details_come_apart_in_the_language_of_the_page(demo: Starlette) -> None:
    await Browser(demo, language="it").post("/demo/supplement")
    kept = await StoredReading.get(attachment__kind=Kind.DETAILS)
    said = str(readings.document(kept.document))
    for name, value in details("it"):
        assert name in said
        assert value in said


async def test_a_step_that_has_to_wait_says_for_what(demo: Starlette) -> None:
    browser = Browser(demo)
    reasons = {
        3: "Accept the badge first.",
        5: "Sign in first.",
        7: "Receive the Diploma Supplement first.",
        8: "Move the switch first.",
        9: "Receive the Diploma Supplement first.",
        10: "Share the badge first.",
        11: "Share the badge first.",
        12: "Move the switch first.",
    }
    for number, reason in reasons.items():
        said, leads = await stood(browser, number)
        assert reason in said
        assert not leads
    badge = await accept_and_sign_in(browser, demo)
    await browser.post(f"/badges/{badge.id}/visibility", visibility="unlisted")
    for number in (10, 11):
        said, leads = await stood(browser, number)
        assert "first." not in said
        assert leads[0].startswith("/b/")


async def test_who_is_signed_in_is_not_told_to_sign_in(demo: Starlette) -> None:
    browser = await sign_in(demo, LEARNER.email)
    for number in (5, 6):
        said, _ = await stood(browser, number)
        assert "Accept the badge first." in said
        assert "Sign in first." not in said


async def test_after_a_look_the_next_step_is_as_inviting(demo: Starlette) -> None:
    browser = Browser(demo)
    await accept_and_sign_in(browser, demo)
    await browser.get("/")
    loud = [button for button in browser.page.document.find_class("button") if "quiet" not in button.get("class", "")]
    assert [button.text for button in loud] == ["Open the badge", "Let the university send it"]


async def test_a_step_that_is_done_has_no_button(demo: Starlette) -> None:
    browser = Browser(demo)
    await accept_and_sign_in(browser, demo)
    await browser.get("/")
    done = browser.page.document.find_class("done")
    assert len(done) == 3
    assert not [step for step in done if step.find_class("button")]


async def test_the_tour_says_with_which_address_to_sign_in(demo: Starlette) -> None:
    said, _ = await stood(Browser(demo), 3)
    assert LEARNER.email in said


async def test_starting_again_offers_new_badges_in_the_language_of_the_page(demo: Starlette) -> None:
    before = len(mails(demo))
    browser = Browser(demo, language="it")
    await browser.get("/")
    await browser.submit("/demo/again")
    await run_jobs(demo)
    said = " ".join(str(mail["Subject"]) for mail in mails(demo)[before:])
    for award in (DEGREE["it"], COURSE["it"], MICRO_CREDENTIAL["it"]):
        assert award.name in said
    assert UNIVERSITY["it"].name in said
    assert UNIVERSITY["en"].name not in said
    for mail in mails(demo)[before:]:
        await browser.get(links_of(mail)[0])
        assert UNIVERSITY["it"].name in browser.page.text
        assert UNIVERSITY["en"].name not in browser.page.text


async def test_the_mailbox_shows_what_a_mail_is_about(demo: Starlette) -> None:
    browser = Browser(demo)
    await browser.get("/sign-in")
    await browser.submit("/sign-in", email=LEARNER.email)
    await run_jobs(demo)
    await browser.get("/demo/mail")
    listed = browser.page.find("mails")[0]
    assert "Type this code to sign in." in listed
    assert f"{UNIVERSITY['en'].name} offers you this badge." in listed
    assert "://" not in listed


async def test_a_mail_of_text_alone_is_not_listed_by_its_link(demo: Starlette) -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"], mail["Date"] = LEARNER.email, "Hello", "Sun, 22 Nov 2026 12:00:00 +0000"
    mail.set_content("http://127.0.0.1:8000/somewhere\n\nThere is something to see.\n")
    folder = Path(services(demo).settings.smtp_url.removeprefix("maildir:"))
    (folder / "new" / "hello").write_bytes(mail.as_bytes())
    browser = Browser(demo)
    await browser.get("/demo/mail")
    assert "Hello There is something to see." in browser.page.find("mails")[0]


@pytest.mark.parametrize("language", ["en", "it"])
async def test_the_mailbox_says_that_mails_leave_by_smtp(settings: Settings, tmp_path: Path, language: str) -> None:
    async with started(replace(settings, smtp_url="smtp://someone:pa55word@127.0.0.1:25"), tmp_path) as app:
        browser = Browser(app, language=language)
        page = await browser.get("/demo/mail")
        assert page.status == 200
        assert "SMTP_URL" in page.text
        assert "pa55word" not in page.response.text
        for address in ("/demo/mail/1", "/demo/mail/1/html"):
            assert (await browser.get(address)).status == 404
