"""The Diploma Supplement: it arrives, is mailed, and shows when its learner says so."""

from datetime import UTC, datetime

import pytest

from tests.client import Browser, code_of, links_of, mails, run_jobs, sign_in, text_of
from tests.factories import accepted, offered, shared, university
from wallet.config import Settings
from wallet.demo.content import LEARNER, Learner
from wallet.demo.supplement import supplement
from wallet.models import Attachment, Badge, Kind, Offer

pytestmark = pytest.mark.anyio
LABEL = "Make it visible to other users"


async def test_the_learner_is_told_and_nobody_else_sees_it(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        await issuer.send(str(badge.offer_id))
        await run_jobs(issuer.app)
        mail = mails(issuer.app, LEARNER.email)[-1]
        assert "Diploma Supplement" in str(mail["Subject"])
        assert "Nobody else sees it until you make it visible." in " ".join(text_of(mail).split())
        assert links_of(mail)[0] == f"https://wallet.example/badges/{badge.id}#diploma-supplement"
        assert "Supplement.pdf" not in (await Browser(issuer.app).get(page)).text


async def test_the_switch_has_its_label_works_without_script_and_can_be_moved_back(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        await issuer.send(str(badge.offer_id))
        document = await Attachment.get()
        action = f"/badges/{badge.id}/attachments/{document.id}"
        for state, moved in (("false", "yes"), ("true", "no")):
            view = await owner.get(f"/badges/{badge.id}")
            switch = view.forms(action)[0].xpath(".//*[@role='switch']")[0]
            assert LABEL in switch.text_content()
            assert (switch.get("aria-checked"), switch.get("value")) == (state, moved)
            await owner.submit(action, **{switch.get("name"): switch.get("value")})
            public = await Browser(issuer.app).client.get(f"{page}/attachments/diploma-supplement")
            assert public.status_code == (200 if moved == "yes" else 404)


async def test_in_italian_the_label_is_the_italian_one(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await issuer.send(str(badge.offer_id))
        assert "Rendilo visibile agli altri utenti" in (await owner.get(f"/badges/{badge.id}?lang=it")).text


async def test_the_mail_leads_to_the_place_of_the_document_on_the_badges_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        for kind in Kind:
            await issuer.send(str(badge.offer_id), kind.value)
            await run_jobs(issuer.app)
            page, _, place = links_of(mails(issuer.app, LEARNER.email)[-1])[0].partition("#")
            assert (await owner.get(page)).document.xpath(f"//*[@id='{place}']")
            assert place == kind.value


async def test_a_document_that_comes_before_the_acceptance_comes_along(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        await issuer.send(str((await Offer.get()).id))
        browser = Browser(issuer.app)
        await browser.get(path)
        await browser.submit(path, answer="accept")
        assert (await Attachment.get()).badge_id is None
        await sign_in(issuer.app, LEARNER.email)
        assert (await Attachment.get()).badge_id == (await Badge.get()).id


async def test_the_mail_of_a_document_of_an_unanswered_offer_leads_to_the_offer(settings: Settings) -> None:
    async with university(settings) as issuer:
        await offered(issuer)
        offer = await Offer.get()
        await issuer.send(str(offer.id))
        await run_jobs(issuer.app)
        mail = mails(issuer.app, LEARNER.email)[-1]
        assert "Diploma Supplement" in str(mail["Subject"])
        text = " ".join(text_of(mail).split())
        assert "You have not answered the offer of this badge yet." in text
        assert "there is the switch" not in text
        link = links_of(mail)[0]
        assert link == f"https://wallet.example/offers/waiting/{offer.id}"
        browser = Browser(issuer.app)
        await browser.get(link)
        await browser.submit("/sign-in", email=LEARNER.email)
        await run_jobs(issuer.app)
        page = await browser.submit(browser.page.path, code=code_of(mails(issuer.app, LEARNER.email)[-1]))
        assert page.path == f"/offers/waiting/{offer.id}"
        assert "One document comes with it." in page.text
        assert (await browser.submit(page.path, answer="accept")).path.startswith("/badges/")


async def test_the_mail_of_a_document_after_the_acceptance_asks_for_no_answer(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        await Browser(issuer.app).post(path, answer="accept")
        offer = await Offer.get()
        await issuer.send(str(offer.id))
        await run_jobs(issuer.app)
        mail = mails(issuer.app, LEARNER.email)[-1]
        assert "You have not answered" not in text_of(mail)
        owner = await sign_in(issuer.app, LEARNER.email)
        assert (await owner.get(links_of(mail)[0])).path == f"/badges/{(await Badge.get()).id}"


async def test_a_version_that_was_replaced_cannot_be_shown(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await shared(owner, badge)
        await issuer.send(str(badge.offer_id))
        first = await Attachment.get()
        await issuer.send(str(badge.offer_id), pdf=supplement(Learner("A", "Second", "second@example.com")))
        await owner.post(f"/badges/{badge.id}/attachments/{first.id}", visible="yes")
        assert not (await Attachment.get(id=first.id)).visible
        assert await Attachment.filter(visible=True).count() == 0


async def test_a_switch_moved_to_something_else_is_refused(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await issuer.send(str(badge.offer_id))
        document = await Attachment.get()
        page = await owner.post(f"/badges/{badge.id}/attachments/{document.id}", visible="maybe")
        assert page.status == 400


@pytest.mark.parametrize(("setting", "spoken"), [("", "it"), ("en", "en"), ("it", "it")])
async def test_the_mail_speaks_the_offers_language_until_its_learner_chooses_one(
    settings: Settings, setting: str, spoken: str
) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer, locale="it")
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.post(path, answer="accept")
        if setting:
            await owner.post("/settings", locale=setting, display_name="")
        await issuer.send(str((await Offer.get()).id))
        await run_jobs(issuer.app)
        assert mails(issuer.app, LEARNER.email)[-1]["Content-Language"] == spoken


async def test_a_page_from_before_a_newer_version_is_told_so(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await issuer.send(str(badge.offer_id))
        await Attachment.all().update(superseded_at=datetime.now(UTC))
        document = await Attachment.get()
        action = f"/badges/{badge.id}/attachments/{document.id}"
        for moved in ("yes", "no"):
            page = await owner.post(action, visible=moved)
            assert page.status == 409
            assert "A newer version of this document has come meanwhile." in page.text
        assert not (await Attachment.get()).visible
