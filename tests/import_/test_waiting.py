"""An offer in the wallet of who proved its address, reached without the token of the mail's link."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tortoise.connection import get_connection

from tests.client import Browser, code_of, mails, run_jobs, sign_in
from tests.factories import offered, university
from wallet.config import Settings
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Badge, Offer, OfferStatus, SignIn

pytestmark = pytest.mark.anyio
MALLORY = "mallory@elsewhere.example"
TITLE = DEGREE["en"].name
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}


async def waiting() -> str:
    """The path of the one offer, in its owner's wallet."""
    return f"/offers/waiting/{(await Offer.get()).id}"


async def test_no_table_holds_the_token(settings: Settings, engine: str) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        stranger, other = Browser(issuer.app), await sign_in(issuer.app, MALLORY)
        await stranger.get(path)
        await stranger.post(f"{path}/sign-in")
        await other.get(path)
        await other.submit(f"{path}/add-address")
        await stranger.post("/sign-in", email=LEARNER.email, next=path)
        await stranger.post("/sign-in", email=LEARNER.email, next=path.replace("/offers/", "/%6fffers/"))
        assert await SignIn.all().count() == 5
        connection = get_connection("default")
        tables = [str(row["name"]) for row in await connection.execute_query_dict(TABLES[engine])]
        assert {"offer", "job", "signin", "session"} <= set(tables)
        for table in tables:
            rows = await connection.execute_query_dict(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our tables
            assert path.removeprefix("/offers/") not in str(rows), table


async def test_who_accepted_and_then_signs_in_lands_on_the_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        await browser.get(path)
        await browser.submit(path, answer="accept")
        await browser.submit(f"{path}/sign-in")
        await run_jobs(issuer.app)
        await browser.submit(browser.page.path, code=code_of(mails(issuer.app, LEARNER.email)[-1]))
        assert browser.page.path == f"/badges/{(await Badge.get()).id}"


async def test_it_is_there_for_the_owner_of_the_address_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        await offered(issuer)
        path = await waiting()
        for there in (path, f"/offers/waiting/{uuid4()}"):  # alike, so that it tells nobody whether there is an offer
            page = await Browser(issuer.app).get(there)
            assert page.path == f"/sign-in?next={there}"
        other = await sign_in(issuer.app, MALLORY)
        assert (await other.get(path)).status == 404
        assert (await other.get(f"{path}/art.png")).status == 404
        for wanted in ("accept", "decline", "undo"):
            assert (await other.post(path, answer=wanted)).status == 404
        assert (await other.post(f"{path}/resend")).status == 404
        owner = await sign_in(issuer.app, LEARNER.email)
        page = await owner.get(path)
        assert page.status == 200
        assert "University of Pontelume offers you a badge" in page.text
        assert page.forms(path)
        assert (await owner.get(f"{path}/art.png")).status == 200


async def test_an_offer_waits_in_the_wallet_of_who_proved_its_address(settings: Settings) -> None:
    async with university(settings) as issuer:
        await offered(issuer)
        owner = await sign_in(issuer.app, LEARNER.email.upper())
        path = await waiting()
        page = await owner.get("/badges")
        assert page.document.xpath(f"//h3/a[@href='{path}']")[0].text_content() == TITLE
        await owner.submit(path, answer="accept")
        badge = owner.page.path
        assert badge.startswith("/badges/")
        assert (await owner.get(path)).path == badge
        assert (await owner.post(path, answer="accept")).path == badge


async def test_what_was_declined_is_told_in_the_wallet_and_can_be_undone_there(settings: Settings) -> None:
    async with university(settings) as issuer:
        await offered(issuer)
        path = await waiting()
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.get("/badges")
        page = await owner.submit(path, answer="decline")
        assert page.path == "/badges"
        assert f"Declined: {TITLE}" in page.text
        assert "Waiting for your answer" not in page.text
        assert (await owner.get(path)).forms(path)[0].xpath(".//button[@value='undo']")
        await owner.get("/badges")
        page = await owner.submit(path, answer="undo")
        assert "Waiting for your answer" in page.text
        assert "Declined:" not in page.text
        assert (await Offer.get()).status is OfferStatus.PENDING


async def test_what_was_declined_long_ago_is_told_no_more(settings: Settings) -> None:
    async with university(settings) as issuer:
        await offered(issuer)
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.post(await waiting(), answer="decline")
        await Offer.all().update(answered_at=datetime.now(UTC) - timedelta(days=31))
        assert "Declined:" not in (await owner.get("/badges")).text


async def test_an_answer_that_comes_too_late_is_told_on_the_offers_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        answer = await issuer.offer()
        await run_jobs(issuer.app)
        path = await waiting()
        owner = await sign_in(issuer.app, LEARNER.email)
        assert (await issuer.call("DELETE", f"/api/v1/offers/{answer['id']}")).is_success
        for wanted in ("accept", "decline", "undo"):
            page = await owner.post(path, answer=wanted)
            assert page.status == 409
            assert "The issuer has withdrawn this offer." in page.find("problem")[0]
            assert "Energy Transition" in page.text
        assert (await owner.post(path, answer="maybe")).status == 400


async def test_who_declined_and_undoes_it_when_the_time_is_past_can_have_it_sent_anew(settings: Settings) -> None:
    async with university(settings) as issuer:
        await offered(issuer)
        path = await waiting()
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.post(path, answer="decline")
        await Offer.all().update(expires_at=datetime.now(UTC) - timedelta(hours=1))
        page = await owner.post(path, answer="undo")
        assert (page.path, page.status) == (path, 410)
        page = await owner.submit(f"{path}/resend")
        assert page.status == 200
        assert "A new link is on its way" in page.text
        await owner.submit(path, answer="accept")
        assert owner.page.path.startswith("/badges/")
