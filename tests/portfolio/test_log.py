"""The learner's own log: a sentence for every change of what others see, for the learner alone."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.client import Browser, Page, sign_in
from tests.diploma_supplement.arriving import elmo, picture
from tests.diploma_supplement.supplements import read
from tests.factories import accepted, offered, shared, university
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Attachment, Badge, Deed, LogEntry, Offer, Session, Source
from wallet.portfolio.log import PAGE

pytestmark = pytest.mark.anyio


async def test_every_deed_has_a_sentence_newest_first_in_both_languages(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        document = await read(badge)
        place = f"/badges/{badge.id}/attachments/{document.id}"
        await shared(owner, badge)
        await owner.post(place, visible="yes")
        await owner.post(f"{place}/pieces", preset="level-and-programme")
        await owner.post(place, visible="no")
        await owner.post(f"/badges/{badge.id}/credential", offered="yes")
        await owner.post(f"/badges/{badge.id}/credential", offered="no")
        await owner.post(f"/badges/{badge.id}/visibility", visibility="private")
        page = await owner.get("/log")
        said = [
            "You made the badge visible only to yourself",
            "You no longer offer the credential file for download",
            "You offered the credential file for download",
            "You hid this from others: Diploma Supplement",
            "You chose what others see of this: Diploma Supplement, without grades (sections 2, 3)",
            "You made this visible to others: Diploma Supplement, with grades (sections 1, 2, 3, 4, 5)",
            "You made the badge visible to who has the link",
        ]
        lines = page.document.find_class("log")[0].xpath("./li/div/p[1]")
        assert [line.text_content() for line in lines] == said
        assert page.document.xpath(f"//a[@href='/badges/{badge.id}']")
        assert (await owner.get("/log?lang=it")).status == 200
        latest = (await owner.get(f"/badges/{badge.id}")).document.get_element_by_id("log")
        assert len(latest.xpath(".//li")) == 5
        assert latest.xpath(".//a[@href='/log']")


async def test_documents_are_told_by_what_they_are_and_who_brought_them(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await issuer.send(str(badge.offer_id))
        await issuer.send(str(badge.offer_id), data=elmo(), media_type="application/xml")
        await owner.upload(f"/badges/{badge.id}/attachments", "photo.png", picture(), kind="evidence")
        mine = await Attachment.get(source=Source.HOLDER)
        await owner.post(f"/badges/{badge.id}/attachments/{mine.id}", visible="yes")
        await owner.post(f"/badges/{badge.id}/attachments/{mine.id}/delete")
        assert told(await owner.get("/log")) == [
            "You deleted a document: Evidence (photo.png)",
            "You made this visible to others: Evidence (photo.png), added by you",
            "You added a document: Evidence (photo.png)",
            "The issuer sent a new version: Diploma Supplement",
            "The issuer sent a document: Diploma Supplement",
        ]
        assert owner.page.document.xpath("string(//h1)") == "What happened"


async def test_grades_are_told_to_be_hidden_with_their_section(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        document = await read(badge)
        await owner.post(f"/badges/{badge.id}/attachments/{document.id}/pieces", piece="4", shown="no")
        await owner.post(f"/badges/{badge.id}/attachments/{document.id}", visible="yes")
        assert told(await owner.get("/log"))[0].endswith("Diploma Supplement, without grades (sections 1, 2, 3, 5)")


async def test_what_came_before_the_acceptance_is_told_once_the_badge_is_there(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        offer = await Offer.get()
        await issuer.send(str(offer.id))
        await issuer.send(str(offer.id), data=elmo(), media_type="application/xml")
        await issuer.send(str(offer.id), "certificate")
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.get(path)
        assert await LogEntry.all().count() == 0
        await owner.post(path, answer="accept")
        assert sorted(told(await owner.get("/log"))) == [
            "The issuer sent a document: Certificate",
            "The issuer sent a document: Diploma Supplement",
        ]


def told(page: Page) -> list[str]:
    """The sentences of a page's log, newest first, without the marks around names that may run the other way."""
    marks = str.maketrans("", "", "\u2068\u2069")
    return [line.text_content().translate(marks) for line in page.document.find_class("log")[0].xpath("./li/div/p[1]")]


async def test_a_line_of_any_deed_can_be_read_after_its_badge_is_gone(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, "else@example.com")
        learner = await learner_of()
        told = {"document": "transcript", "pieces": [], "visibility": "public"}
        for deed in Deed:
            await LogEntry.create(learner_id=learner, badge=None, deed=deed, title="Old <b>", told=told)
        for language in ("en", "it"):
            page = await owner.get(f"/log?lang={language}")
            assert len(page.document.xpath("//ul[@class='log']/li")) == len(Deed)
        assert (await owner.get("/log?lang=en")).text.count("Old <b> (no longer in your wallet)") == len(Deed)


async def learner_of() -> str:
    """The id of whoever signed in last."""
    session = await Session.all().order_by("-created_at").first()
    assert session is not None
    return str(session.learner_id)


async def test_the_log_is_read_page_by_page_and_loses_no_line(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, "else@example.com")
        learner, moment = await learner_of(), datetime(2026, 1, 1, tzinfo=UTC)
        for number in range(2 * PAGE + 1):
            entry = await LogEntry.create(learner_id=learner, deed=Deed.SHOWN, title=f"No {number}.", told={})
            # two lines of each moment: the page's end falls between them
            await LogEntry.filter(id=entry.id).update(at=moment + timedelta(seconds=number // 2))
        titles: list[str] = []
        page = await owner.get("/log")
        for _ in range(3):
            titles += page.document.xpath("//ul[@class='log']/li//bdi/text()")
            more = page.document.xpath("//a[@rel='next']/@href")
            page = await owner.get(f"/log{more[0]}") if more else page
        assert not more
        assert sorted(titles) == sorted(f"No {number}." for number in range(2 * PAGE + 1))
        assert titles[0] == f"No {2 * PAGE}."


async def test_nobody_reads_another_learners_log(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await shared(owner, badge)
        entry = await LogEntry.get()
        other = await sign_in(issuer.app, "else@example.com")
        assert "You made" not in (await other.get("/log")).text
        for after in (str(entry.id), "x", "%00"):
            assert (await other.get(f"/log?after={after}")).status == 404
        assert (await Browser(issuer.app).get("/log")).path.startswith("/sign-in")


async def test_a_badge_that_is_removed_leaves_its_lines(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await shared(owner, badge)
        await owner.post(f"/badges/{badge.id}/remove")
        assert not await Badge.exists()
        assert not await Attachment.exists()
        assert "(no longer in your wallet)" in (await owner.get("/log")).text
