"""Deleting what a learner brought: asked first, at once, theirs alone."""

from __future__ import annotations

import pytest

from tests.client import Browser, sign_in
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.models import Attachment, Deed, LogEntry, Share, Source, StoredReading

from .arriving import elmo, send
from .test_attaching import pdf
from .test_uploading import GRACE, add

pytestmark = pytest.mark.anyio


async def test_it_is_asked_first_and_then_gone_with_its_earlier_versions(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        await add(owner, badge, elmo(), name="old.xml")
        await add(owner, badge, pdf(), name="new.pdf")
        mine = await Attachment.get(superseded_at=None)
        await Attachment.filter(id=mine.id).update(visible=True)
        version = (await Share.get()).version
        await owner.get(f"/badges/{badge.id}")
        place = f"/badges/{badge.id}/attachments/{mine.id}"
        assert owner.page.document.xpath(f"//a[@href='{place}/delete']")
        asked = await owner.get(f"{place}/delete")
        assert "Its earlier version goes, too." in asked.text
        assert "gone from the shared page" in asked.text
        assert await Attachment.all().count() == 2
        await owner.submit(f"{place}/delete")
        assert owner.page.path == f"/badges/{badge.id}"
        assert await Attachment.all().count() == await StoredReading.all().count() == 0
        assert (await owner.client.get(place)).status_code == 404
        assert (await Browser(issuer.app).client.get(f"{page}/attachments/{mine.name}")).status_code == 404
        assert (await Share.get()).version == version + 1
        told = {"document": "transcript", "file": "new.pdf", "source": "holder"}
        assert (await LogEntry.get(deed=Deed.DELETED)).told == told


async def test_an_earlier_version_goes_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await add(owner, badge, pdf(1))
        await add(owner, badge, pdf(2))
        old = await Attachment.get(superseded_at__not_isnull=True)
        await owner.get(f"/badges/{badge.id}/attachments/{old.id}/delete")
        assert "earlier version" not in owner.page.text
        await owner.submit(f"/badges/{badge.id}/attachments/{old.id}/delete")
        assert (await Attachment.get()).superseded_at is None


async def test_what_is_not_theirs_cannot_be_deleted(settings: Settings) -> None:
    async with university(settings, GRACE) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "transcript", pdf())
        await add(owner, badge, pdf(2))
        places = {each.source: f"/badges/{badge.id}/attachments/{each.id}/delete" for each in await Attachment.all()}
        assert (await owner.get(places[Source.ISSUER])).status == 404
        assert (await owner.post(places[Source.ISSUER])).status == 404
        other = await sign_in(issuer.app, GRACE.email)
        assert (await other.get(places[Source.HOLDER])).status == 404
        assert (await other.post(places[Source.HOLDER])).status == 404
        assert (await Browser(issuer.app).post(places[Source.HOLDER])).status == 404
        assert await Attachment.all().count() == 2
