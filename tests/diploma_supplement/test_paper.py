"""The PDF of what is shown: made anew for each who asks, of nothing but what is shown; details on the badge's page."""

from __future__ import annotations

import pytest

from tests.attacks.reading import assert_harmless, saved_as
from tests.client import Browser
from tests.diploma_supplement import pdf_text
from tests.diploma_supplement.shown import attached, details
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.models import Attachment, Kind
from wallet.supplement import Piece

pytestmark = pytest.mark.anyio
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
        page = await Browser(issuer.app).get(path)
        assert_harmless(page)
        assert page.find("results") == ["PercentileBest of the year"]
        caching = [each.headers["cache-control"] for each in (before, page)]
        assert caching == ["no-cache", "private, no-store"]
        own = await owner.get(f"/badges/{badge.id}/preview?as=recruiter")
        assert "Best of the year" in own.text
        for hidden in ({"visible": False}, {"visible": True, "choice": []}):
            await Attachment.filter(id=document.id).update(**hidden)
            page = await Browser(issuer.app).get(path)
            assert "Best of the year" not in page.response.text
            assert "Percentile" not in page.response.text
