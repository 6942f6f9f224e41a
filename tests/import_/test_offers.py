"""An e-mailed badge, from the link in the mail to the wallet."""

import asyncio
from dataclasses import replace

import pytest

from tests.client import Browser, code_of, mails, run_jobs, services, sign_in
from tests.factories import University, accepted, offer_path, offered, university
from wallet.config import Settings
from wallet.demo.content import LEARNER, Learner
from wallet.models import Badge, Offer, OfferStatus, Session, Share, StoredReport

pytestmark = pytest.mark.anyio
MALLORY = "mallory@elsewhere.example"


async def state_of(issuer: University) -> tuple[str, int, int]:
    """The newest offer's status, how many badges there are, how many sessions."""
    offer = await Offer.all().order_by("-created_at").first()
    assert offer is not None
    return offer.status.value, await Badge.all().count(), await Session.all().count()


async def test_opening_the_link_changes_nothing_however_often(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        scanner = Browser(issuer.app)
        for _ in range(5):
            page = await scanner.get(path)
            head = await scanner.client.head(path)
            assert (page.status, head.status_code, head.content) == (200, 200, b"")
        assert await state_of(issuer) == ("pending", 0, 0)
        assert "Energy Transition" in page.text
        assert "University of Pontelume" in page.text


async def test_the_page_behind_the_link_keeps_its_address_secret(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await Browser(issuer.app).get(await offered(issuer))
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-robots-tag"] == "noindex"
        assert LEARNER.email not in page.response.text
        loaded = page.document.xpath("//img/@src | //link[@rel='stylesheet']/@href | //script/@src")
        assert loaded
        assert all(str(url).startswith("/") for url in loaded), loaded


async def test_accepting_is_neither_signing_in_nor_publishing(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        await browser.get(path)
        page = await browser.submit(path, answer="accept")
        assert page.status == 200
        assert await state_of(issuer) == ("accepted", 0, 0)
        assert LEARNER.email not in page.response.text
        assert (await browser.get("/badges")).path.startswith("/sign-in")
        assert await Share.all().count() == 0


async def test_the_badge_is_there_once_the_address_is_proved(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        await browser.get(path)
        await browser.submit(path, answer="accept")
        await browser.submit(f"{path}/sign-in")
        await run_jobs(issuer.app)
        await browser.submit(browser.page.path, code=code_of(mails(issuer.app, LEARNER.email)[-1]))
        await run_jobs(issuer.app)
        badge = await Badge.get()
        page = await browser.get(f"/badges/{badge.id}")
        assert page.status == 200
        assert "Verified" in page.text
        assert {report.verdict for report in await StoredReport.filter(badge_id=badge.id)} == {"valid"}


async def test_who_owns_the_address_and_is_signed_in_gets_the_badge_at_once(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser, badge = await accepted(issuer)
        assert browser.page.path == f"/badges/{badge.id}"


async def test_twenty_acceptances_at_once_are_one(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = await sign_in(issuer.app, LEARNER.email)
        fields = {"token": await browser.token(), "answer": "accept"}
        answers = await asyncio.gather(*(browser.client.post(path, data=fields) for _ in range(20)))
        assert {answer.status_code for answer in answers} == {303}
        assert await Badge.all().count() == 1


async def test_accepting_while_the_address_is_being_proved_loses_nothing(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        stranger, owner = Browser(issuer.app), Browser(issuer.app)
        await stranger.get(path)
        await owner.get("/sign-in")
        await owner.submit("/sign-in", email=LEARNER.email)
        await run_jobs(issuer.app)
        code = code_of(mails(issuer.app, LEARNER.email)[-1])
        await asyncio.gather(stranger.submit(path, answer="accept"), owner.submit(owner.page.path, code=code))
        assert await Badge.all().count() == 1


async def test_a_second_visit_says_that_it_was_accepted(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        await browser.get(path)
        await browser.submit(path, answer="accept")
        again = await browser.post(path, answer="accept")
        assert again.status == 200
        assert "accepted" in (await Browser(issuer.app).get(path)).text.lower()


async def test_forwarded_to_somebody_else_it_stays_the_owners(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        mallory = await sign_in(issuer.app, MALLORY)
        page = await mallory.get(path)
        assert LEARNER.email not in page.response.text
        page = await mallory.post(path, answer="accept")
        assert page.status == 409
        assert (await Offer.get()).status is OfferStatus.PENDING
        assert await Badge.all().count() == 0
        assert LEARNER.email not in page.response.text


async def test_under_another_address_one_can_add_the_invited_one(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = await sign_in(issuer.app, "marta@home.example")
        await browser.get(path)
        await browser.submit(f"{path}/add-address")
        await run_jobs(issuer.app)
        await browser.submit(browser.page.path, code=code_of(mails(issuer.app, LEARNER.email)[-1]))
        waiting = f"/offers/waiting/{(await Offer.get()).id}"
        assert browser.page.path == waiting
        await browser.submit(waiting, answer="accept")
        assert browser.page.path.startswith("/badges/")


async def test_declining_can_be_undone_by_the_owner_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        stranger = Browser(issuer.app)
        await stranger.get(path)
        await stranger.submit(path, answer="decline")
        page = await stranger.post(path, answer="undo")
        assert page.status == 401
        assert "Sign in first" in page.find("problem")[0]
        assert page.forms(f"{path}/sign-in")
        assert (await Offer.get()).status is OfferStatus.DECLINED
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.get(path)
        await owner.submit(path, answer="undo")
        assert (await Offer.get()).status is OfferStatus.PENDING


async def test_a_withdrawn_offer_says_so_and_cannot_be_accepted(settings: Settings) -> None:
    async with university(settings) as issuer:
        answer = await issuer.offer()
        await run_jobs(issuer.app)
        path = offer_path(issuer.app)
        assert (await issuer.call("DELETE", f"/api/v1/offers/{answer['id']}")).is_success
        browser = Browser(issuer.app)
        page = await browser.get(path)
        assert page.status == 410
        assert "The issuer has taken this offer back." in page.text
        assert (await browser.post(path, answer="accept")).status == 409


async def test_an_answer_that_is_none_is_refused_with_a_sentence(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        for wanted in ("maybe", ""):
            page = await browser.post(path, answer=wanted)
            assert page.status == 400
            assert "does not know this answer" in page.find("problem")[0]
            assert page.forms(path)
        assert await state_of(issuer) == ("pending", 0, 0)


async def test_an_unknown_link_is_not_found_and_too_many_are_slowed(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        statuses = [(await browser.get(f"/offers/{'x' * 42}{n % 10}")).status for n in range(62)]
        assert statuses[0] == 404
        assert statuses[-1] == 429


async def test_who_guesses_links_from_many_addresses_of_one_household_is_slowed_as_one(settings: Settings) -> None:
    async with university(settings) as issuer:
        guesses = [Browser(issuer.app, address=f"2001:db8:0:1::{n:x}").get(f"/offers/{'x' * 43}") for n in range(61)]
        statuses = [(await guess).status for guess in guesses]
        assert statuses == [404] * 60 + [429]
        neighbour = Browser(issuer.app, address="2001:db8:0:2::1")
        assert (await neighbour.get(f"/offers/{'x' * 43}")).status == 404


async def test_a_hosted_badge_is_verified_and_told_as_its_issuer_publishes_it(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, badge = await accepted(issuer, "course")
        report = await StoredReport.filter(badge_id=badge.id).order_by("-at").first()
        assert report is not None
        assert report.verdict == "valid", report.checks
        await badge.fetch_related("credential")
        assert badge.credential.title.startswith("Reading Data")
        assert badge.credential.art_digest


async def test_a_baked_picture_is_verified(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, badge = await accepted(issuer, "micro-credential")
        report = await StoredReport.filter(badge_id=badge.id).order_by("-at").first()
        assert report is not None
        assert report.verdict == "valid", report.checks


async def test_somebody_elses_badge_is_not_said_to_be_the_owners(settings: Settings) -> None:
    other = Learner("Carla", "Neri", "carla.neri@studenti.pontelume.example")
    async with university(settings, other) as issuer:
        made = replace(other)
        await issuer.offer("degree", LEARNER, email=made.email)
        await run_jobs(issuer.app)
        report = await StoredReport.get()
        outcomes = {check["name"]: check["outcome"] for check in report.checks}
        assert outcomes["recipient.match"] != "passed"
        assert services(issuer.app).settings.base_url


async def test_grades_are_told_to_who_proved_the_address_and_to_no_one_else_with_the_link(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        assert "108/110" not in (await Browser(issuer.app).get(path)).text
        assert "108/110" not in (await (await sign_in(issuer.app, MALLORY)).get(path)).text
        assert "108/110" in (await (await sign_in(issuer.app, LEARNER.email)).get(path)).text
