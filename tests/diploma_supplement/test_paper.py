"""The PDF of what is shown: made anew for each who asks, of nothing but what is shown; details on the badge's page."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.attacks.reading import assert_harmless, saved_as
from tests.client import Browser, services
from tests.diploma_supplement import pdf_text
from tests.diploma_supplement.shown import attached, details
from tests.factories import accepted, shared, university
from wallet.changes import changed
from wallet.config import Settings
from wallet.diploma_supplement import page as pages
from wallet.diploma_supplement import paper
from wallet.models import Attachment, Kind
from wallet.supplement import Piece

from .arriving import elmo, send

# PostgreSQL is asked by the same gate, which tests/share/test_pieces_on_surfaces.py tries on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
ALL = [piece.value for piece in Piece]


async def test_the_pdf_says_what_is_shown_and_is_kept_by_nobody(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        document = await attached(issuer, badge, choice=ALL)
        client = Browser(issuer.app).client
        page = await Browser(issuer.app).get(f"{path}/diploma-supplement?lang=it&text=en")
        (way,) = (str(each) for each in page.document.xpath("//main//a/@href") if ".pdf" in each)
        assert way == f"{path}/diploma-supplement.pdf?lang=it&text=en"
        answer = await client.get(way)
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert saved_as(answer.headers["content-disposition"]) == "Diploma Supplement.pdf"
        text = pdf_text.squeezed(pdf_text.text(answer.content))
        assert pdf_text.squeezed("grades-thirty") in text
        assert pdf_text.squeezed("20 luglio 2025") in text
        await Attachment.filter(id=document.id).update(choice=[each for each in ALL if each != Piece.GRADES])
        without = pdf_text.squeezed(pdf_text.text((await client.get(way)).content))
        assert pdf_text.squeezed("contents-analysis") in without
        assert pdf_text.squeezed("grades-") not in without
        await Attachment.filter(id=document.id).update(visible=False)
        assert (await client.get(way)).status_code == 404


async def test_details_stand_on_the_badges_own_page_while_they_are_shown(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        before = await Browser(issuer.app).get(path)
        document = await attached(issuer, badge, details(), kind=Kind.DETAILS)
        await changed(badge.id)
        page = await Browser(issuer.app).get(path)
        assert_harmless(page)
        assert page.find("results") == ["PercentileBest of the year"]
        caching = [each.headers["cache-control"] for each in (before, page)]
        assert caching == ["no-cache", "private, no-store"]
        own = await owner.get(f"/badges/{badge.id}/preview?as=recruiter")
        assert "Best of the year" in own.text
        for hidden in ({"visible": False}, {"visible": True, "choice": []}):
            await Attachment.filter(id=document.id).update(**hidden)
            await changed(badge.id)
            page = await Browser(issuer.app).get(path)
            assert "Best of the year" not in page.response.text
            assert "Percentile" not in page.response.text


async def test_whoever_comes_when_many_wait_is_told_at_once_to_come_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "MOST_ASKED", 0)
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await attached(issuer, badge)
        answer = await Browser(issuer.app).client.get(f"{path}/diploma-supplement.pdf")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert paper.BUSY in answer.text
        monkeypatch.setattr(paper, "MOST_ASKED", 1)
        assert (await Browser(issuer.app).client.get(f"{path}/diploma-supplement.pdf")).status_code == 200


async def test_of_what_is_too_large_to_be_printed_it_is_said_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "SECONDS", 0.001)
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await attached(issuer, badge)
        answer = await Browser(issuer.app).client.get(f"{path}/diploma-supplement.pdf?lang=en")
        assert answer.status_code == 422
        assert paper.TOO_LARGE in answer.text


async def test_printing_holds_up_no_document_that_arrives(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, badge = await accepted(issuer)
        printing = services(issuer.app).printing
        waits = [asyncio.create_task(printing.run(signal.pause, seconds=60.0)) for _ in range(5)]
        answer = await send(issuer, badge.offer_id, "transcript", elmo())
        assert answer.status_code == 201
        assert printing.asked == 5
        for each in waits:
            each.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
        assert printing.asked == 0


async def test_who_looks_too_often_is_asked_to_wait_in_the_pages_language(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "RATE", "2/minute")
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await attached(issuer, badge)
        one, other = Browser(issuer.app).client, Browser(issuer.app, address="198.51.100.7").client
        answers = [await one.get(f"{path}/diploma-supplement?lang=it") for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        assert 'lang="it"' in answers[2].text
        assert "Troppi tentativi" in answers[2].text
        assert answers[2].headers["retry-after"] == "60"
        assert (await one.get(f"{path}/documents/diploma-supplement/enclosed/{'0' * 64}")).status_code == 429
        assert (await other.get(f"{path}/diploma-supplement")).status_code == 200
