"""What has come is told in the wallet until its learner moves its switch or puts the notice away."""

from __future__ import annotations

import pytest

from tests.client import mails, run_jobs, sign_in, text_of
from tests.factories import accepted, university
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Attachment

from .arriving import details, elmo, send
from .test_attaching import pdf
from .test_uploading import GRACE, add

pytestmark = pytest.mark.anyio
SUPPLEMENT = "Your Diploma Supplement is here. Nobody else sees it until you make it visible."
NEWER = "A new version of your Diploma Supplement is here. Nobody else sees it until you make it visible."


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


SAID = {
    "diploma-supplement": "Your Diploma Supplement is here. Nobody else sees it until you make it visible.",
    "transcript": "Your transcript of records is here. Nobody else sees it until you make it visible.",
    "certificate": "Your certificate is here. Nobody else sees it until you make it visible.",
    "evidence": "Evidence for your badge is here. Nobody else sees it until you make it visible.",
    "details": "The details of your award are here. Nobody else sees them until you make them visible.",
}


@pytest.mark.parametrize("kind", SAID)
async def test_each_kind_is_told_by_its_own_sentence_in_the_wallet_and_by_mail(settings: Settings, kind: str) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        data = details() if kind == "details" else pdf()
        await send(issuer, badge.offer_id, kind, data)
        assert SAID[kind] in (await owner.get("/badges")).text
        assert "Diploma Supplement is here" not in owner.page.text or kind == "diploma-supplement"
        await run_jobs(issuer.app)
        mail = mails(issuer.app, LEARNER.email)[-1]
        here, _, hidden = SAID[kind].partition(". ")
        assert str(mail["Subject"]).startswith(f"{here}: ")
        text = " ".join(text_of(mail).split())
        assert text.startswith(f"{here}. ")
        assert hidden in text


async def test_what_can_be_read_in_the_wallet_is_a_step_from_its_notice_and_from_its_card(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "diploma-supplement", elmo())
        await send(issuer, badge.offer_id, "certificate", pdf())
        reading = f"/badges/{badge.id}/documents/diploma-supplement"
        for page, places in (("/badges", 1), (f"/badges/{badge.id}", 2)):
            links = (await owner.get(page)).document.xpath(f"//a[@href='{reading}']")
            assert [link.text_content().split()[:2] for link in links] == [["Read", "it"]] * places
            assert not owner.page.document.xpath("//a[contains(@href, '/documents/certificate')]")
        assert "Analisi numerica" in (await owner.get(reading)).text


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
        await send(issuer, badge.offer_id, "certificate", pdf(3))  # the first of its kind
        await send(issuer, badge.offer_id, "diploma-supplement", pdf(2))
        assert NEWER in (await owner.get("/badges")).text
        assert "A new version of your certificate" not in owner.page.text
        await run_jobs(issuer.app)
        subjects = [str(mail["Subject"]).partition(":")[0] for mail in mails(issuer.app, LEARNER.email)]
        assert "A new version of your Diploma Supplement is here" in subjects
        assert "Your certificate is here" in subjects


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
