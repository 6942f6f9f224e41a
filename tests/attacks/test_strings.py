"""Texts, links and names made to do harm, through every door that takes one, as the pages and mails show them."""

from __future__ import annotations

import json
import time
from urllib.parse import unquote

import pytest

from tests.attacks import awards
from tests.attacks.reading import (
    assert_harmless,
    assert_isolated,
    assert_mail_harmless,
    foreign_links,
    saved_as,
    squeezed,
    unfurled,
)
from tests.client import Browser, Page, code_of, mails, run_jobs, running, sign_in
from tests.factories import University, accepted, shared, university
from tests.shared import rows
from tests.shared import shared as shared_file
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.demo.supplement import supplement
from wallet.models import Attachment, Badge, Offer, Share, StoredReport

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


async def kept(owner: Browser, offer: Offer) -> Badge:
    """Accept an offer that waits in the wallet."""
    await owner.post(f"/offers/waiting/{offer.id}", answer="accept")
    return await Badge.get(offer_id=offer.id).select_related("credential")


async def public(issuer: University, owner: Browser, offer: Offer) -> Page:
    """The public page of an offer that was accepted and shared with everyone."""
    return await Browser(issuer.app).get(await shared(owner, await kept(owner, offer), "public"))


# -- names ---------------------------------------------------------------------------------------------------------


async def test_a_name_made_to_mislead_is_shown_as_a_name_on_every_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        names = {row["id"]: row for row in rows("attacks/strings/names.open.jsonl")}
        made = {name: await awards.award(issuer, awards.sealed(awards.told(names[name]["text"]))) for name in names}
        await run_jobs(issuer.app)
        owner = await sign_in(issuer.app, LEARNER.email)
        assert_harmless(await owner.get("/badges"))
        for name, offer in made.items():
            text = names[name]["text"]
            shown = await Browser(issuer.app).get(awards.path_of(issuer.app, offer))
            assert_shown(shown, text, exactly=names[name]["expect"] == "accept_exactly")
            badge = await kept(owner, offer)
            path = await shared(owner, badge, "public")
            assert_shown(await owner.get(f"/badges/{badge.id}"), text)
            assert_shown(await Browser(issuer.app).get(path), text)
            for file in (f"/badges/{badge.id}/original", f"{path}/credential"):
                header = (await owner.client.get(file)).headers.get_list("content-disposition")
                assert [saved_as(one)[-5:] for one in header] in ([".json"], [])
        assert_harmless(await owner.get("/badges"))


def assert_shown(page: Page, text: str, *, exactly: bool = False) -> None:
    """A page with a name in all its places is sound, and the name stands where names stand."""
    assert page.status == 200
    assert_harmless(page)
    assert_isolated(page, text)
    heading = squeezed(page.document.xpath("string(//h1)"))
    assert squeezed(text)[:20] in heading or len(heading) < len(text)
    if exactly:
        assert heading == text
    if page.path.startswith("/b/"):
        tags = unfurled(page)
        assert tags["json-ld"] == heading
        assert tags["og:title"]
        assert tags["og:title"] == page.document.findtext(".//title")


async def test_a_name_made_to_mislead_is_verified_drawn_and_mailed(settings: Settings) -> None:
    async with university(settings) as issuer:
        texts = [row["text"] for row in rows("attacks/strings/names.open.jsonl")]
        chosen = [*texts[1:6], *texts[18:24], "everything\u0085\u009b at\u200b once\ufeff \u2067<b>&amp;"]
        made = [await awards.award(issuer, awards.sealed(awards.told(text))) for text in chosen]
        await run_jobs(issuer.app)
        assert {report.verdict for report in await StoredReport.all()} == {"valid"}
        owner = await sign_in(issuer.app, LEARNER.email)
        for offer in made:
            page = await public(issuer, owner, offer)
            await run_jobs(issuer.app)
            page = await Browser(issuer.app).get(page.path)
            assert_harmless(page)
            picture = await owner.client.get(unfurled(page)["og:image"])
            assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
        for mail in mails(issuer.app):
            assert_mail_harmless(mail)


async def test_what_a_learner_calls_themselves_is_never_more_than_that(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        for row in rows("attacks/strings/names.open.jsonl"):
            await owner.get("/settings")
            page = await owner.submit("/settings", display_name=row["text"][:120])
            assert_harmless(page)
            page = await Browser(issuer.app).get(path)
            assert_harmless(page)
            assert_isolated(page, row["text"][:120])
            if row["expect"] == "accept_exactly":
                assert row["text"] in page.text
            for part in page.document.find_class("seal"):
                assert row["text"] not in part.text_content()


async def test_a_card_never_says_what_its_owner_calls_themselves(settings: Settings) -> None:
    async with university(settings) as issuer:
        nobody = awards.plain()
        nobody["credentialSubject"]["identifier"].pop()
        offer = await awards.award(issuer, awards.sealed(nobody))
        owner = await sign_in(issuer.app, LEARNER.email)
        await public(issuer, owner, offer)
        await run_jobs(issuer.app)
        before = (await Share.get()).card_hash
        await owner.get("/settings")
        await owner.submit("/settings", display_name="Nobel Laureate")
        await run_jobs(issuer.app)
        assert before
        assert (await Share.get()).card_hash == before


async def test_naughty_strings_are_shown_as_they_are(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        naughty = [text for text in json.loads(shared_file("attacks/strings/blns.json").read_text()) if text.strip()]
        for start in range(0, len(naughty), 100):
            texts = naughty[start : start + 100]
            page = await public(issuer, owner, await awards.award(issuer, awards.sealed(awards.listed(texts))))
            assert_harmless(page)
            seen = {squeezed(one.text_content()) for one in page.document.xpath("//li/h3 | //li[@class='chip']")}
            assert not [text for text in texts if squeezed(text[:300]) not in seen]
            assert_isolated(page, *texts)


# -- markup and links ----------------------------------------------------------------------------------------------


async def test_markup_does_nothing_in_any_text(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        for number, row in enumerate(rows("attacks/strings/html_markdown.open.jsonl")):
            offer = await awards.award(issuer, awards.sealed(awards.told(row["text"])))
            began = time.perf_counter()
            shown = await Browser(issuer.app).get(awards.path_of(issuer.app, offer))
            assert time.perf_counter() - began < 15, row["id"]
            for page in (shown, *([await public(issuer, owner, offer)] if number % 4 == 0 else [])):
                assert_harmless(page)
                allowed = {"p", "br", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "h3", "h4"}
                found = {one.tag for one in page.document.xpath("//div[@class='rich']//*")}
                assert found <= allowed | {"hr"}, row["id"]
                assert not [url for url in foreign_links(page) if not url.startswith(("https://", "http://"))]


async def test_a_link_leads_to_the_web_or_nowhere(settings: Settings) -> None:
    async with university(settings) as issuer:
        for row in rows("attacks/strings/link_urls.open.jsonl"):
            url = row["url"]
            offer = await awards.award(issuer, json.dumps(awards.linking(url)).encode())
            page = await Browser(issuer.app).get(awards.path_of(issuer.app, offer))
            assert_harmless(page)
            found = {unquote(link) for link in foreign_links(page)}
            if row["expect"].startswith("link"):
                assert url in found
                assert all(link.startswith(url[:23]) for link in found), found
            else:
                assert found == set(), row["why"]


async def test_an_issuers_id_is_no_way_around(settings: Settings) -> None:
    async with university(settings) as issuer:
        for named in STRANGE_IDS:
            made = awards.plain()
            made["issuer"] = {"id": named, "type": ["Profile"], "description": "Who are we?"}
            offer = await awards.award(issuer, json.dumps(made).encode())
            page = await Browser(issuer.app).get(awards.path_of(issuer.app, offer))
            assert page.status == 200
            assert_harmless(page)
            assert foreign_links(page) == []
        await run_jobs(issuer.app)
        assert {report.verdict for report in await StoredReport.all()} <= {"invalid", "unverifiable", "malformed"}


STRANGE_IDS = (
    "https://[",
    "https://polimi.it@evil.example",
    "https://evil.example\\@polimi.it",
    "https://polimi.it\\.evil.example/",
    "did:web:%00",
    "did:web:",
    "",
)


# -- names of files ------------------------------------------------------------------------------------------------


async def test_a_files_name_is_one_name_wherever_it_is_saved(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        for row in rows("attacks/strings/filenames.open.jsonl"):
            pdf = supplement(LEARNER)
            place = f"/api/v1/offers/{badge.offer_id}/attachments/transcript"
            await Attachment.all().delete()
            answer = await issuer.call("PUT", place, files={"file": (row["filename"] or " ", pdf, "text/html")})
            assert answer.is_success, answer.text
            item = await Attachment.get()
            await owner.post(f"/badges/{badge.id}/attachments/{item.id}", visible="yes")
            for url in (f"/badges/{badge.id}/attachments/{item.id}", f"{path}/attachments/transcript"):
                sent = await owner.client.get(url)
                assert sent.content == pdf
                assert sent.headers["content-type"] == "application/pdf"
                assert "set-cookie" not in sent.headers
                [header] = sent.headers.get_list("content-disposition")
                assert saved_as(header) == item.filename
                assert item.filename.endswith(".pdf")
            page = await Browser(issuer.app).get(path)
            assert_harmless(page)
            assert_isolated(page, item.filename)


# -- where to go next ----------------------------------------------------------------------------------------------


async def test_nobody_is_sent_to_another_site_after_signing_in(settings: Settings) -> None:
    async with running(settings) as app:
        for row in rows("attacks/strings/next_redirect.open.jsonl"):
            given = row["next"]
            wanted = given if row["expect"].startswith("follow") else "/badges"
            browser = Browser(app)
            assert_harmless(Page(await browser.client.get("/sign-in", params={"next": given})))
            fields = {"token": await browser.token(), "email": f"{row['id']}@home.example", "next": given}
            asked = await browser.client.post("/sign-in", data=fields)
            await run_jobs(app)
            code = {"token": await browser.token(), "code": code_of(mails(app, fields["email"])[-1])}
            arrived = await browser.client.post(asked.headers["location"], data=code)
            assert (arrived.status_code, arrived.headers["location"]) == (303, wanted)
            again = await browser.client.get("/sign-in", params={"next": given})
            assert again.headers["location"] == wanted
            out = await browser.client.post("/sign-out", params={"next": given}, data=fields)
            assert out.headers["location"] == (wanted if wanted == given else "/")
