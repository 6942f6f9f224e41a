"""A new version replaces the old one, which its owner keeps and nobody else sees."""

from __future__ import annotations

import pytest

from tests.client import Browser
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.models import Attachment

from .arriving import elmo, send
from .test_attaching import pdf
from .test_uploading import add

pytestmark = pytest.mark.anyio
NAMED = {"Content-Disposition": 'attachment; filename="first"'}


async def test_the_owner_sees_earlier_versions_with_what_became_of_them(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        await send(issuer, badge.offer_id, "diploma-supplement", pdf(), **NAMED)
        first = await Attachment.get()
        await owner.post(f"/badges/{badge.id}/attachments/{first.id}", visible="yes")
        await send(issuer, badge.offer_id, "diploma-supplement", elmo())
        await send(issuer, badge.offer_id, "diploma-supplement", pdf(2))
        text = (await owner.get(f"/badges/{badge.id}")).text
        assert "2 earlier versions" in text
        assert [word for word in ("was hidden", "was visible to others") if word in text] == [
            "was hidden",
            "was visible to others",
        ]
        (link,) = [each for each in owner.page.document.xpath("//a/@href") if str(first.id) in each]
        assert (await owner.client.get(link)).content == pdf()
        for path in (f"{page}/attachments/diploma-supplement", f"{page}/diploma-supplement"):
            assert (await Browser(issuer.app).client.get(path)).status_code == 404
        assert (await Browser(issuer.app).client.get(link)).status_code == 404


async def test_versions_of_issuer_and_holder_are_not_mixed(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "transcript", pdf())
        await send(issuer, badge.offer_id, "transcript", pdf(2))
        await add(owner, badge, pdf(3), name="mine.pdf")
        await owner.get(f"/badges/{badge.id}")
        (theirs,) = owner.page.document.xpath("//*[@id='transcript']//details")
        assert "sent by the issuer" in theirs.text_content()
        assert owner.page.text.count("1 earlier version") == 1
        assert "mine.pdf" not in theirs.text_content()
