"""Documents that learners bring themselves: theirs, hidden, never as the issuer's."""

from __future__ import annotations

import asyncio

import pytest

from tests.client import Browser, services, sign_in
from tests.factories import accepted, shared, university
from wallet import gate, i18n
from wallet.config import Settings
from wallet.demo.content import Learner
from wallet.diploma_supplement import uploading
from wallet.models import Attachment, Badge, Deed, Job, LogEntry, Share, Source, StoredReading
from wallet.visiting import Visit

from .arriving import details, elmo, picture, send
from .test_attaching import pdf

pytestmark = pytest.mark.anyio
GRACE = Learner("Grace", "Esempio", "grace@learner.example")


async def add(
    browser: Browser, badge: Badge, data: bytes, kind: str = "transcript", name: str = "mine.pdf"
) -> tuple[int, str]:
    """Upload a document; the status and where the browser is led."""
    page = await browser.upload(f"/badges/{badge.id}/attachments", name, data, follow=False, kind=kind)
    return page.status, page.headers.get("location", "")


async def test_it_is_kept_as_theirs_read_and_hidden(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        before = await Job.filter(name="diploma_supplement.arrived").count()
        answer = await add(owner, badge, elmo(), name="results.xml")
        assert answer == (303, f"/badges/{badge.id}#transcript-from-holder")
        mine = await Attachment.get()
        assert (mine.source, mine.badge_id, mine.offer_id, mine.visible) == (Source.HOLDER, badge.id, None, False)
        assert (mine.filename, "4" in (mine.pieces or [])) == ("results.xml", True)
        assert await services(issuer.app).storage.get(mine.digest) == elmo()
        assert await StoredReading.filter(attachment_id=mine.id).exists()
        assert await Job.filter(name="diploma_supplement.arrived").count() == before  # they know that it is here
        assert [(each.deed, each.told) for each in await LogEntry.filter(deed=Deed.ADDED)] == [
            (Deed.ADDED, {"document": "transcript", "file": "results.xml", "source": "holder"})
        ]
        assert "added by you" in (await owner.get(f"/badges/{badge.id}")).text
        assert "results.xml" not in (await Browser(issuer.app).get(page)).text


async def test_what_they_show_says_that_its_holder_brought_it(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        await send(issuer, badge.offer_id, "transcript", pdf())
        await add(owner, badge, pdf(2))
        await Attachment.filter(source=Source.HOLDER).update(visible=True)
        found = await gate.public_view(Visit((await Share.get()).slug))
        assert [(each.name, each.source) for each in found.attachments] == [("transcript-from-holder", "holder")]
        assert (await Browser(issuer.app).get(page)).status == 200


async def test_a_newer_one_of_a_kind_takes_the_place_of_their_own_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await send(issuer, badge.offer_id, "transcript", pdf())
        await add(owner, badge, pdf(2))
        await Attachment.filter(source=Source.HOLDER).update(visible=True)
        await add(owner, badge, pdf(3))
        await add(owner, badge, pdf(3))  # the same again changes nothing
        present = await Attachment.filter(superseded_at=None).order_by("received_at")
        assert [(each.name, each.visible) for each in present] == [
            ("transcript", False),
            ("transcript-from-holder", False),
        ]
        assert await Attachment.filter(source=Source.HOLDER).count() == 2


async def test_evidence_stands_side_by_side_up_to_a_number(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST", 3)
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        for colour, name in enumerate(("photo.png", "photo.png", "later.png")):
            status, _ = await add(owner, badge, picture(colour=(colour, 0, 0)), "evidence", name)
            assert status == 303
        assert await add(owner, badge, picture(colour=(1, 0, 0)), "evidence") == (
            303,
            f"/badges/{badge.id}#evidence-from-holder-2",
        )
        status, _ = await add(owner, badge, picture(colour=(9, 0, 0)), "evidence")
        assert status == 409
        assert "at most 3 pieces of evidence" in owner.page.text
        names = await Attachment.all().order_by("received_at").values_list("name", flat=True)
        assert list(map(str, names)) == ["evidence-from-holder", "evidence-from-holder-2", "evidence-from-holder-3"]
        page = await owner.get(f"/badges/{badge.id}")
        cards = page.document.xpath("//div[starts-with(@id, 'evidence-')]")
        assert [card.findtext(".//h3/bdi") for card in cards] == ["photo.png"] * 2 + ["later.png"]
        assert {card.findtext(".//p/a/bdi") for card in cards} == {"Evidence"}
        await Attachment.all().update(visible=True)
        shown = await Browser(issuer.app).get(await shared(owner, badge, "public"))
        titles = shown.document.xpath("//*[@id='documents']//h3")
        assert sorted(each.text_content() for each in titles) == ["later.png", "photo.png", "photo.png"]


@pytest.mark.parametrize(
    ("kind", "data", "status", "sentence"),
    [
        ("details", details(), 422, uploading.NO_KIND),
        ("", pdf(), 422, uploading.NO_KIND),
        ("selfie", pdf(), 422, uploading.NO_KIND),
        ("transcript", b"", 422, uploading.NO_FILE),
        ("transcript", b"PK\x03\x04", 422, ""),
        ("transcript", b"%PDF-" + b"0" * (10 * 1024 * 1024), 413, ""),
    ],
    ids=["details", "nothing", "unknown", "empty", "zip", "large"],
)
async def test_a_refusal_is_a_sentence_in_their_language_above_the_form(
    settings: Settings, kind: str, data: bytes, status: int, sentence: str
) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await owner.get(f"/badges/{badge.id}?lang=it")
        assert (await add(owner, badge, data, kind))[0] == status
        with i18n.speaking("it"):
            assert i18n.gettext(sentence) in owner.page.text
        assert owner.page.document.get("lang") == "it"
        (form,) = owner.page.forms(f"/badges/{badge.id}/attachments")
        assert form.fields.get("kind") == (kind if kind == "transcript" else None)
        assert await Attachment.all().count() == 0
        await owner.get(f"/badges/{badge.id}/attachments")
        assert owner.page.status == 200


async def test_the_form_on_the_badges_page_offers_every_kind_but_details(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        (form,) = (await owner.get(f"/badges/{badge.id}")).forms(f"/badges/{badge.id}/attachments")
        assert form.get("enctype") == "multipart/form-data"
        assert form.xpath(".//input[@name='kind']/@value") == [
            "diploma-supplement",
            "transcript",
            "certificate",
            "evidence",
        ]


async def test_only_its_owner_can_add_to_a_badge(settings: Settings) -> None:
    async with university(settings, GRACE) as issuer:
        _, badge = await accepted(issuer)
        stranger, other = Browser(issuer.app), await sign_in(issuer.app, GRACE.email)
        assert (await add(stranger, badge, pdf()))[0] == 404
        assert (await add(other, badge, pdf()))[0] == 404
        assert (await other.get(f"/badges/{badge.id}/attachments")).status == 404
        assert (await stranger.get(f"/badges/{badge.id}/attachments")).path.startswith("/sign-in")
        headers = {"Origin": stranger.origin}
        files = {"file": ("a.pdf", pdf())}
        answer = await other.client.post(f"/badges/{badge.id}/attachments", files=files, headers=headers)
        assert answer.status_code == 403  # no form of the wallet's
        assert await Attachment.all().count() == 0


async def test_whoever_sends_too_many_has_to_wait(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "RATE", "1/10 minutes")
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        assert (await add(owner, badge, pdf()))[0] == 303
        assert (await add(owner, badge, pdf(2)))[0] == 429


async def test_of_documents_added_at_once_one_is_present_and_none_is_lost(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        found = await asyncio.gather(*(_anew(owner, badge, pages, "transcript") for pages in range(1, 5)))
        assert found == [303] * 4
        assert await Attachment.filter(superseded_at=None).count() == 1
        assert await Attachment.all().count() == 4
        found = await asyncio.gather(*(_anew(owner, badge, pages, "evidence") for pages in range(1, 5)))
        assert found == [303] * 4
        names = await Attachment.filter(kind="evidence").values_list("name", flat=True)
        assert len(set(names)) == 4


async def _anew(owner: Browser, badge: Badge, pages: int, kind: str) -> int:
    fields, files = {"token": await owner.token(), "kind": kind}, {"file": ("a.pdf", pdf(pages))}
    path, headers = f"/badges/{badge.id}/attachments", {"Origin": owner.origin}
    return (await owner.client.post(path, data=fields, files=files, headers=headers)).status_code


async def test_a_document_for_a_badge_that_is_removed_meanwhile_leaves_nothing(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        removed, added = await asyncio.gather(
            owner.client.post(
                f"/badges/{badge.id}/remove", data={"token": await owner.token()}, headers={"Origin": owner.origin}
            ),
            _anew(owner, badge, 1, "transcript"),
        )
        assert (removed.status_code, added in (303, 404)) == (303, True)
        assert await Badge.filter(id=badge.id).count() == await Attachment.all().count() == 0


async def test_adding_to_a_badge_that_is_gone_says_so(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await owner.post(f"/badges/{badge.id}/remove")
        assert (await add(owner, badge, pdf()))[0] == 404
        assert (await owner.get("/badges")).status == 200
