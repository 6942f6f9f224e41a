"""A learner's addresses as the settings show them, and what depends on them."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.accounts.asking import ALICE, HOME, add_address, only_sqlite
from tests.client import Browser, Page, run_jobs, running, sign_in
from tests.factories import accepted, university
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Address, Badge, Job, StoredReport

pytestmark = pytest.mark.anyio


def said(page: Page) -> list[str]:
    """What the page says was done."""
    return [" ".join(note.text_content().split()) for note in page.document.xpath("//*[@role='status']")]


async def awarded(badge: Badge) -> list[str]:
    """What each verification of a badge found of its recipient, oldest first."""
    reports = await StoredReport.filter(badge_id=badge.id).order_by("at")
    return [check["outcome"] for report in reports for check in report.checks if check["name"] == "recipient.match"]


async def remove(browser: Browser, email: str) -> Page:
    address = await Address.get(email=email)
    await browser.get("/settings")
    return await browser.submit(f"/settings/addresses/{address.id}/remove")


async def judged_at(badge: Badge) -> datetime:
    """When a badge was last verified; what is found again is not kept twice."""
    newest = await StoredReport.filter(badge_id=badge.id).order_by("-at").first()
    assert newest is not None
    return newest.at


async def test_a_badge_stays_its_owners_when_the_address_that_it_came_by_goes(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser, badge = await accepted(issuer)
        first = await judged_at(badge)
        await add_address(issuer.app, browser, HOME)
        second = await judged_at(badge)
        assert second > first, "verified anew when an address came"
        await remove(browser, LEARNER.email)
        await run_jobs(issuer.app)
        assert await judged_at(badge) > second
        assert set(await awarded(badge)) == {"passed"}, "it came by proof of that address"


async def test_whose_a_badge_is_follows_the_addresses(settings: Settings) -> None:
    async with university(settings) as issuer:
        answer = await issuer.offer("degree", LEARNER, email=HOME)  # to an address that the credential does not name
        await run_jobs(issuer.app)
        browser = await sign_in(issuer.app, HOME)
        await browser.post(f"/offers/waiting/{answer['id']}", answer="accept")
        await run_jobs(issuer.app)
        badge = await Badge.get()
        assert (await awarded(badge))[-1] != "passed"
        await add_address(issuer.app, browser, LEARNER.email)
        assert (await awarded(badge))[-1] == "passed"
        await remove(browser, LEARNER.email)
        await run_jobs(issuer.app)
        assert (await awarded(badge))[-1] != "passed"


@only_sqlite
async def test_each_badge_waits_for_one_verification_however_often_addresses_change(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser, badge = await accepted(issuer)
        await add_address(issuer.app, browser, HOME)
        await add_address(issuer.app, browser, ALICE)
        for email in (HOME, ALICE):
            await remove(browser, email)
        waiting = await Job.filter(name="trust.check", finished_at=None)
        assert [(job.key, job.payload) for job in waiting] == [(f"check:{badge.id}", {"badge": str(badge.id)})]


@only_sqlite
async def test_removing_an_address_asks_first_and_says_what_it_means_without_script(settings: Settings) -> None:
    async with running(settings, "accounts") as app:
        browser = await sign_in(app, ALICE)
        await add_address(app, browser)
        page = await browser.get("/settings")
        forms = [form for form in page.forms() if (form.get("action") or "").endswith("/remove")]
        assert len(forms) == 2
        for form in forms:
            asking = form.getparent()
            assert (asking.tag, asking.get("open")) == ("details", None)
            assert asking.xpath("summary")[0].text == "Remove…"
            assert "no longer sign in with it" in form.text_content()
            assert form.xpath(".//button")[0].text_content() in (f"Remove {ALICE}", f"Remove {HOME}")


@only_sqlite
async def test_the_page_says_what_was_done(settings: Settings) -> None:
    async with running(settings, "accounts") as app:
        browser = await sign_in(app, ALICE)
        await add_address(app, browser)
        assert said(browser.page) == ["Added."]
        page = await remove(browser, HOME)
        assert (page.path, said(page)) == ("/settings?removed", ["Removed."])
        assert HOME not in page.text
        assert said(await browser.get("/settings")) == []
        page = await browser.submit("/settings", display_name="Alice")
        assert said(page) == ["Saved."]
