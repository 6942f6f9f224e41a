"""An offer of a badge that its learner added before comes to that badge, which stays as it is."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.client import Browser, code_of, links_of, mails, run_jobs, sign_in
from tests.factories import KEYS, accepted, offered, shared, university
from tests.import_.bringing import COURSE_LINK, DEGREE_FILE, PICTURE, brought, kept
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Address, Attachment, Badge, Kind, Offer, Source, StoredReport
from wallet.openbadges import baking, proofs
from wallet.portfolio.removing import take_out

pytestmark = pytest.mark.anyio
THERE = "This badge was in your wallet already"
HOME = "ada@home.example"


async def accept(owner: Browser, path: str = "") -> UUID:
    """Accept the offer behind a path, or the one that waits; the id of the badge that this leads to."""
    page = await owner.get(path or f"/offers/waiting/{(await Offer.get()).id}")
    page = await owner.submit(page.path, answer="accept")
    assert page.path.startswith("/badges/"), page.text
    return UUID(page.path.split("/")[2].partition("?")[0])


async def test_the_badge_that_was_added_is_the_one_that_is_accepted(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner)
        public = await shared(owner, badge, "public")
        path = await offered(issuer)
        page = await owner.get(path)
        assert "If you accept, it stays as it is" in page.find("notice")[0]
        assert "Nobody else sees it" not in page.text  # it is public
        assert await accept(owner, path) == badge.id
        assert THERE in owner.page.find("saved")[0]
        assert "added by you from" in owner.page.text
        assert "offered by University of Pontelume" in owner.page.text
        await run_jobs(issuer.app)
        assert await Badge.all().count() == 1
        assert (await Browser(issuer.app).get(public)).status == 200
        assert "Verified" in (await owner.get(f"/badges/{badge.id}")).find("seal")[0]
        assert THERE not in owner.page.text
        offer = await Offer.get()
        assert (await issuer.call("GET", f"/api/v1/offers/{offer.id}")).json()["status"] == "accepted"
        assert (await owner.get(f"/offers/waiting/{offer.id}")).path.startswith(f"/badges/{badge.id}")


async def test_its_documents_come_to_it_whenever_the_issuer_sends_them(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner)
        offer = (await issuer.offer())["id"]
        await issuer.send(offer, "transcript")
        await accept(owner)
        await issuer.send(offer)
        await run_jobs(issuer.app)
        found = await Attachment.filter(badge_id=badge.id).order_by("kind")
        assert [one.kind for one in found] == [Kind.DIPLOMA_SUPPLEMENT, Kind.TRANSCRIPT]
        assert not any(one.visible for one in found)
        told = [link for mail in mails(issuer.app, LEARNER.email) for link in links_of(mail)]
        assert f"{owner.origin}/badges/{badge.id}#diploma-supplement" in told
        page = await owner.get(f"/badges/{badge.id}")
        assert "Transcript of records" in page.text


async def test_a_document_of_the_issuer_stands_beside_the_learner_s_own(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner)
        mine = await Attachment.create(
            badge=badge,
            kind=Kind.TRANSCRIPT,
            name="transcript-from-holder",
            source=Source.HOLDER,
            filename="mine.pdf",
            media_type="application/pdf",
            size=3,
            digest="0" * 64,
        )
        await issuer.send((await issuer.offer())["id"], "transcript")
        assert await accept(owner) == badge.id
        await mine.refresh_from_db()
        assert mine.superseded_at is None
        present = await Attachment.filter(badge_id=badge.id, superseded_at=None)
        assert {each.source for each in present} == {Source.ISSUER, Source.HOLDER}


async def test_it_is_joined_as_well_when_the_address_is_proved_later(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        owner = await sign_in(issuer.app, HOME)
        badge = await kept(owner)
        stranger = Browser(issuer.app)
        await stranger.get(path)
        page = await stranger.submit(path, answer="accept")
        assert THERE not in page.text  # nor anything else about a wallet
        await owner.get(path)
        await owner.submit(f"{path}/add-address")
        await run_jobs(issuer.app)
        page = await owner.submit(owner.page.path, code=code_of(mails(issuer.app, LEARNER.email)[-1]))
        assert page.path == f"/badges/{badge.id}?was-there"
        assert await Badge.all().count() == 1
        await run_jobs(issuer.app)
        assert "Awarded to you" in (await owner.get(f"/badges/{badge.id}")).text


async def test_a_file_after_the_offer_is_known_again(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await owner.get(await brought(owner, baking.bake(PICTURE, DEGREE_FILE.decode())))
        assert "This badge is already in your wallet" in page.text
        page = await owner.post(page.path, answer="keep")
        assert page.path.startswith(f"/badges/{badge.id}")
        assert await Badge.all().count() == 1


async def test_a_hosted_badge_that_was_added_by_its_link_is_known_again(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.get("/import")
        page = await owner.submit("/import", text=COURSE_LINK)
        await owner.submit(page.path, answer="keep")
        badge = await Badge.get()
        await offered(issuer, "course")
        assert await accept(owner) == badge.id


async def test_the_picture_that_the_issuer_sent_is_taken_where_there_was_none(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner, baking.unbake(PICTURE).encode(), "badge.jwt")
        await run_jobs(issuer.app)
        await badge.fetch_related("credential")
        await badge.credential.filter(id=badge.credential_id).update(art_digest="")
        await offered(issuer, "micro-credential")
        assert await accept(owner) == badge.id
        answer = await owner.client.get(f"/badges/{badge.id}/art.png")
        assert answer.content.startswith(b"\x89PNG")


async def test_an_offer_accepted_while_the_file_is_kept_makes_one_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        owner = await sign_in(issuer.app, LEARNER.email)
        preview = await brought(owner)
        fields = {"token": await owner.token()}
        headers = {"Origin": owner.origin, "Sec-Fetch-Site": "same-origin"}
        presses = [
            owner.client.post(where, data=fields | {"answer": answer}, headers=headers)
            for where, answer in [(path, "accept"), (preview, "keep")] * 10
        ]
        answers = await asyncio.gather(*presses)
        badge = await Badge.get()
        assert badge.offer_id == (await Offer.get()).id
        led = {(answer.status_code, answer.headers["location"].partition("?")[0]) for answer in answers}
        assert led == {(303, f"/badges/{badge.id}")}
        await run_jobs(issuer.app)


async def test_it_stays_theirs_by_the_address_it_names_and_by_the_one_it_was_offered_to(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner)
        learner = (await Address.get()).learner_id
        await Address.create(learner_id=learner, email=HOME, key=HOME, verified_at=badge.received_at)
        await issuer.offer(email=HOME)
        assert await accept(owner) == badge.id
        await Address.filter(email=LEARNER.email).delete()
        await owner.post(f"/badges/{badge.id}/check")
        await run_jobs(issuer.app)
        page = await owner.get(f"/badges/{badge.id}")
        assert "Awarded to you" in page.text
        assert f"Belongs to {LEARNER.email}" in page.text
        assert {one.verdict for one in await StoredReport.filter(badge_id=badge.id)} == {"valid"}


async def test_removed_it_is_brought_back_by_nobody(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner)
        await offered(issuer)
        await accept(owner)
        await owner.post(f"/badges/{badge.id}/remove")
        assert await Badge.all().count() == 0
        await sign_in(issuer.app, LEARNER.email)  # who proves the address claims what was accepted for it
        assert await Badge.all().count() == 0


async def test_removed_by_a_press_that_did_not_know_of_the_offer_it_is_brought_back_by_nobody(
    settings: Settings,
) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        seen = await Badge.get(id=(await kept(owner)).id).select_related("offer")
        await offered(issuer)
        await accept(owner)
        assert seen.offer is None
        await take_out(seen, datetime.now(UTC))
        assert await Badge.all().count() == 0
        assert (await Offer.get()).removed_at is not None


async def test_another_version_or_another_s_is_no_badge_that_was_there(settings: Settings) -> None:
    made = credentials.credential(DEGREE["en"], LEARNER) | {"description": "Corrected."}
    newer = proofs.sign(made, KEYS.seal, credentials.SEAL, DEGREE["en"].awarded)
    async with university(settings) as issuer:
        other, owner = await sign_in(issuer.app, HOME), await sign_in(issuer.app, LEARNER.email)
        await kept(other)
        version = await kept(owner, json.dumps(newer).encode())
        path = await offered(issuer)
        assert await accept(owner, path) != version.id
        assert THERE not in owner.page.text
        assert await Badge.all().count() == 3


async def test_offered_twice_it_is_there_twice_and_that_is_said_before(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, first = await accepted(issuer)
        page = await owner.get(await offered(issuer))
        assert "It was offered to you before. If you accept, you have it twice" in page.find("notice")[0]
        assert await accept(owner, page.path) != first.id
        for offer in await Offer.all():
            await issuer.send(str(offer.id))
        for document in await Attachment.all().select_related("badge"):
            assert document.badge is not None
            assert document.badge.offer_id == document.offer_id
