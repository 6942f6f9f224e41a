"""A stranger has a badge checked again: nothing changes but the report, and nobody can do it without end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.client import Browser, Page, run_jobs
from tests.factories import University, accepted, shared, university
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.locks import locked
from wallet.models import Badge, Job, LogEntry, Share, StoredReport, Visibility

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
A_WHILE = timedelta(minutes=20)


@dataclass
class Shown:
    """A shared badge that was last checked a while ago."""

    issuer: University
    owner: Browser
    badge: Badge
    page: str

    def stranger(self, number: int = 1) -> Browser:
        """Somebody at an address of their own."""
        return Browser(self.issuer.app, address=f"198.51.100.{number}")

    async def asked(self) -> int:
        """How many checks are waiting."""
        return await Job.filter(name="trust.check", finished_at=None).count()


@pytest.fixture
async def shown(settings: Settings) -> AsyncIterator[Shown]:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        await run_jobs(issuer.app)
        await _some_time_goes_by()
        yield Shown(issuer, owner, badge, page)


async def _some_time_goes_by() -> None:
    await StoredReport.all().update(at=datetime.now(UTC) - A_WHILE)


async def test_a_strangers_button_gives_a_new_report_and_no_cookie(shown: Shown) -> None:
    stranger, before = shown.stranger(), await StoredReport.all().order_by("-at").first()
    assert before is not None
    await stranger.get(f"{shown.page}?lang=it")
    page = await stranger.submit(f"{shown.page}/check", follow=False)
    assert page.status == 303
    assert page.headers["location"] == f"{shown.page}?lang=it#checking"
    assert "set-cookie" not in page.headers
    there = await stranger.get(page.headers["location"])
    assert there.document.xpath("//*[@id='checking'][contains(@class, 'once-done')]")
    entries = await LogEntry.all().count()
    await run_jobs(shown.issuer.app)
    after = await StoredReport.all().order_by("-at").first()
    assert after is not None
    assert (after.verdict, after.checks) == (before.verdict, before.checks)
    assert after.at - before.at > A_WHILE - timedelta(minutes=1)
    assert await LogEntry.all().count() == entries
    again = await stranger.get(f"{shown.page}?lang=it")
    assert again.document.xpath("//main//time[starts-with(@datetime, $at)]", at=after.at.isoformat()[:19])
    assert _untimed(again) == _untimed(there)


def _untimed(page: Page) -> str:
    for time in page.document.xpath("//time"):
        time.drop_tree()
    return " ".join(page.document.text_content().split())


async def test_what_was_checked_just_now_is_not_asked_again(shown: Shown) -> None:
    await StoredReport.all().update(at=datetime.now(UTC))
    stranger = shown.stranger()
    await stranger.get(shown.page)
    page = await stranger.submit(f"{shown.page}/check", follow=False)
    assert page.headers["location"] == f"{shown.page}?lang=en#checked"
    assert await shown.asked() == 0


async def test_one_badge_is_not_asked_about_without_end_however_many_ask(shown: Shown) -> None:
    for number in (1, 2, 3, 4):
        stranger = shown.stranger(number)
        await stranger.get(f"{shown.page}?lang=it")
        page = await stranger.submit(f"{shown.page}/check", follow=False)
        assert page.status == (303 if number < 4 else 429)
    assert page.document.get("lang") == "it"
    assert page.document.xpath(f"//main//a[@href='{shown.page}?lang=it']")
    assert int(page.headers["retry-after"]) > 0
    assert "set-cookie" not in page.headers
    assert await shown.asked() == 1  # of one badge one job waits


async def test_nobody_goes_through_badge_after_badge(shown: Shown) -> None:
    stranger, answers = shown.stranger(), []
    owner_id = (await Badge.get()).learner_id
    for number in range(11):
        # as many badges of the same credential
        badge = await Badge.get().select_related("credential") if number == 0 else await _another(shown.badge)
        share = await Share.create(badge_id=badge.id, learner_id=owner_id, name="CV", visibility=Visibility.UNLISTED)
        page = await stranger.post(f"/b/{share.slug}/check", follow=False)
        answers.append(page.status)
    assert answers == [303] * 10 + [429]


async def _another(badge: Badge) -> Badge:
    return await Badge.create(learner_id=badge.learner_id, credential_id=badge.credential_id)


async def test_nothing_is_said_of_what_is_private_withdrawn_or_locked(shown: Shown) -> None:
    stranger = shown.stranger()
    for fields, status in (
        ({"password_hash": await locked("a password")}, 403),
        ({"expires_at": datetime.now(UTC)}, 410),
        ({"expires_at": None, "visibility": Visibility.PRIVATE}, 404),
    ):
        await Share.all().update(**fields)
        await changed_links([share.id for share in await Share.all()])
        answer = await stranger.client.post(f"{shown.page}/check")
        assert answer.status_code == status
        assert "Energy" not in answer.text
        assert "Marta" not in answer.text
    assert (await stranger.client.post("/b/nowhere/check")).status_code == 404
    assert await shown.asked() == 0


async def test_another_sites_page_cannot_ask(shown: Shown) -> None:
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = await shown.stranger().client.post(f"{shown.page}/check", headers=headers)
    assert answer.status_code == 403
    assert await shown.asked() == 0


async def test_looking_at_the_address_of_the_button_does_nothing(shown: Shown) -> None:
    assert (await shown.stranger().get(f"{shown.page}/check")).status == 405
    assert await shown.asked() == 0
