"""What has come is told in the wallet until its learner moves its switch or puts the notice away."""

from __future__ import annotations

import pytest

from tests.client import sign_in
from tests.factories import accepted, university
from wallet.config import Settings
from wallet.models import Attachment

from .arriving import details, send
from .test_attaching import pdf
from .test_uploading import GRACE, add

pytestmark = pytest.mark.anyio
SUPPLEMENT = "Your Diploma Supplement is here. Nobody else sees it until you make it visible."
DETAILS = "A document is here: Details of the award."


async def test_a_supplement_is_told_in_the_wallet_and_on_its_badge_until_put_away(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "diploma-supplement", pdf())
        item = await Attachment.get()
        action = f"/badges/{badge.id}/attachments/{item.id}/noticed"
        for page in ("/badges", f"/badges/{badge.id}"):
            await Attachment.all().update(noticed_at=None)
            view = await owner.get(page)
            assert SUPPLEMENT in view.text
            assert view.document.xpath(f"//a[@href='/badges/{badge.id}#diploma-supplement']")
            await owner.submit(action)
            assert owner.page.path == page
            assert SUPPLEMENT not in owner.page.text
        assert (await Attachment.get()).noticed_at is not None


async def test_other_documents_are_told_by_their_name(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "details", details())
        assert DETAILS in (await owner.get("/badges")).text
        assert "Diploma Supplement is here" not in owner.page.text


async def test_what_is_visible_replaced_or_their_own_is_not_told(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "diploma-supplement", pdf())
        await send(issuer, badge.offer_id, "diploma-supplement", pdf(2))
        await add(owner, badge, pdf(3))
        assert (await owner.get("/badges")).text.count("Nobody else sees it") == 1
        await Attachment.filter(kind="diploma-supplement").update(visible=True)
        assert "Nobody else sees it" not in (await owner.get("/badges")).text


async def test_a_new_version_is_told_anew(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "diploma-supplement", pdf())
        await owner.get("/badges")
        await owner.submit(f"/badges/{badge.id}/attachments/{(await Attachment.get()).id}/noticed")
        await send(issuer, badge.offer_id, "diploma-supplement", pdf(2))
        assert SUPPLEMENT in (await owner.get("/badges")).text


async def test_another_learners_notice_can_neither_be_seen_nor_put_away(settings: Settings) -> None:
    async with university(settings, GRACE) as issuer:
        _, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "diploma-supplement", pdf())
        other = await sign_in(issuer.app, GRACE.email)
        assert SUPPLEMENT not in (await other.get("/badges")).text
        item = await Attachment.get()
        assert (await other.post(f"/badges/{badge.id}/attachments/{item.id}/noticed")).status == 404
        assert (await Attachment.get()).noticed_at is None


async def test_putting_away_leads_nowhere_else(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "diploma-supplement", pdf())
        action = f"/badges/{badge.id}/attachments/{(await Attachment.get()).id}/noticed"
        page = await owner.post(action, follow=False, next="https://evil.example/")
        assert page.headers["location"] == f"/badges/{badge.id}"
