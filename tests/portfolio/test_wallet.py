"""The learner's own view."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.client import Browser, links_of, mails, run_jobs, running, services, sign_in, text_of
from tests.factories import accepted, offered, university
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.reports import newest_report

pytestmark = pytest.mark.anyio


async def test_the_front_page_is_for_strangers_and_leads_the_owner_to_the_badges(settings: Settings) -> None:
    async with running(settings) as app:
        page = await Browser(app).get("/")
        assert page.status == 200
        assert page.document.xpath("//a[@href='/sign-in']")
        owner = await sign_in(app, "someone@home.example")
        assert (await owner.get("/")).path == "/badges"


async def test_an_empty_wallet_says_what_will_come(settings: Settings) -> None:
    async with running(settings) as app:
        owner = await sign_in(app, "someone@home.example")
        page = await owner.get("/badges")
        assert page.status == 200
        assert page.find("empty")


async def test_badges_stand_newest_first_with_what_was_found_of_them(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, first = await accepted(issuer)
        path = await offered(issuer, "micro-credential")
        await owner.get(path)
        await owner.post(path, answer="accept")
        await run_jobs(issuer.app)
        page = await owner.get("/badges")
        assert page.text.index("Responsible Artificial") < page.text.index("Energy Transition")
        assert page.document.xpath(f"//img[@src='/badges/{first.id}/art.png']")
        assert (await owner.client.get(f"/badges/{first.id}/art.png")).headers["content-type"] == "image/png"


async def test_the_owner_gets_the_file_as_it_came_and_can_have_it_checked_again(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await badge.fetch_related("credential")
        kept = await services(issuer.app).storage.get(badge.credential.digest)
        assert (await owner.client.get(f"/badges/{badge.id}/original")).content == kept
        before = await newest_report(badge_id=badge.id)
        await owner.get(f"/badges/{badge.id}")
        page = await owner.submit(f"/badges/{badge.id}/check")
        assert "It is being checked again" in page.text
        await run_jobs(issuer.app)
        assert "It is being checked again" not in (await owner.get(page.path)).text
        after = await newest_report(badge_id=badge.id)
        assert before
        assert after
        assert after.at > before.at


async def test_the_mail_names_a_hosted_badge_whose_file_holds_no_name(settings: Settings) -> None:
    async with university(settings) as issuer:
        await issuer.offer("course")
        await run_jobs(issuer.app)
        sent = mails(issuer.app, LEARNER.email)
        if not sent:  # the name was not known yet when the mail was first due
            await run_jobs(issuer.app, now=datetime.now(UTC) + timedelta(seconds=5))
            sent = mails(issuer.app, LEARNER.email)
        assert len(sent) == 1
        assert "Reading Data" in str(sent[0]["Subject"])
        assert "Reading Data" in text_of(sent[0])
        assert any("/offers/" in link for link in links_of(sent[0]))
