"""The page of a document, as strangers and its owner find it: what is shown, where from, and nothing else."""

from __future__ import annotations

import re

import pytest

from tests.attacks.reading import assert_harmless, saved_as
from tests.client import Browser, Page, run_jobs, sign_in
from tests.diploma_supplement.shown import FILE, attached, course, en, filled, whole
from tests.factories import University, accepted, shared, university
from tests.shared import rows
from wallet.config import Settings
from wallet.models import Attachment, Badge, Kind, Source, StoredReading, Visibility
from wallet.supplement import EVERYTHING, Document, Entry, Piece, Programme, Section

# PostgreSQL is asked by the same gate, which tests/share/test_pieces_on_surfaces.py tries on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
ALL = [piece.value for piece in Piece]
DIGEST = re.compile(r"[0-9a-f]{64}")


async def shown(issuer: University, **own: object) -> tuple[Browser, Badge, str, Attachment]:
    """A public badge with a document; its owner, and the path of the badge's page."""
    owner, badge = await accepted(issuer)
    path = await shared(owner, badge, "public")
    await run_jobs(issuer.app)
    return owner, badge, path, await attached(issuer, badge, **own)  # type: ignore[arg-type]  # fields of the model


async def look(issuer: University, path: str) -> Page:
    return await Browser(issuer.app, address="198.51.100.9").get(path)


async def test_a_document_is_read_by_sections_with_its_origin_and_ways_on(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, _, path, _ = await shown(issuer, choice=ALL)
        page = await look(issuer, f"{path}/diploma-supplement")
        assert page.status == 200
        assert_harmless(page)
        headings = [" ".join(each.text_content().split()) for each in page.document.xpath("//main//section/div/h2")]
        assert [heading[0] for heading in headings] == [*"12345678", "O"]
        anchors = page.document.xpath("//nav[@class='contents']//a/@href")
        assert [page.document.get_element_by_id(str(each)[1:]) is not None for each in anchors] == [True] * 9
        assert "Sent straight to this wallet by" in page.text
        assert "Its seal is intact" in page.text
        assert "Signed by" in page.text
        assert "not a signer this wallet trusts" in page.text
        summaries = [each.text_content() for each in page.document.xpath("//table//summary")]
        assert summaries == ["Distribution and more: contents-analysis"]
        (totals,) = page.find("totals")
        assert totals == "Total of the courses12 ECTSThe whole programme, as the document says180 ECTS"
        links = page.document.xpath("//main//a/@href")
        assert {path, f"{path}/attachments/diploma-supplement"} <= set(links)


async def test_in_italian_the_page_speaks_italian_and_marks_what_does_not(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, _, path, _ = await shown(issuer)
        page = await look(issuer, f"{path}/diploma-supplement?lang=it")
        assert page.document.get("lang") == "it"
        assert "20 luglio 2025" in page.text
        assert "7,5" in page.text
        assert page.document.xpath("//bdi[@lang='en'][text()='function-access']")
        assert not page.document.xpath("//*[@lang='it'][text()='function-accesso']")


async def test_the_language_of_the_texts_is_chosen_without_leaving_the_pages_language(settings: Settings) -> None:
    async with university(settings) as issuer:
        long = Section(5, (), (Entry("5.1", (), (en("Access to work. " * 9, "Accesso al lavoro. " * 9),)),))
        document = Document("ELMO", sections=(long,))
        _, _, path, _ = await shown(issuer, document=document)
        page = await look(issuer, f"{path}/diploma-supplement?lang=it")
        (chosen,) = (each for each in page.document.xpath("//nav//a/@href") if str(each).endswith("text=en"))
        page = await look(issuer, f"{path}/diploma-supplement{chosen}")
        assert page.document.get("lang") == "it"
        assert "Access to work." in page.text
        assert "Accesso al lavoro." not in page.text


@pytest.mark.parametrize("piece", sorted(Piece), ids=lambda piece: piece.name)
async def test_a_piece_that_is_hidden_is_nowhere(settings: Settings, piece: Piece) -> None:
    words = {Piece.PERSONAL: "4 March 1999", Piece.CERTIFICATION: "1 July 2025", Piece.UNPLACED: "unplaced-"}
    told = words.get(piece, f"{piece.name.lower()}-")
    async with university(settings) as issuer:
        _, _, path, document = await shown(issuer, choice=ALL)
        before = await look(issuer, f"{path}/diploma-supplement")
        assert told in before.response.text
        await Attachment.filter(id=document.id).update(choice=[each for each in ALL if each != piece])
        for query in ("", "?lang=it", "?text=it", "?text=en"):
            page = await look(issuer, f"{path}/diploma-supplement{query}")
            assert page.status == 200
            assert told not in page.response.text
            assert "hidden" not in page.text.lower()
            assert "The original file" not in page.text
        assert (await look(issuer, f"{path}/attachments/diploma-supplement")).status == 404


async def test_nothing_is_kept_by_a_cache_nor_told_by_headers(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge, path, _ = await shown(issuer, choice=ALL)
        place = f"{path}/diploma-supplement"
        file = next(str(each) for each in (await look(issuer, place)).document.xpath("//a/@href") if "enclosed" in each)
        client = Browser(issuer.app).client
        for address in (place, file):
            for method in ("GET", "HEAD"):
                for headers in ({}, {"Range": "bytes=0-9"}, {"If-None-Match": '"any"'}, {"If-None-Match": "*"}):
                    answer = await client.request(method, address, headers=headers)
                    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
                    assert "etag" not in answer.headers
                    assert "x-robots-tag" not in answer.headers
            assert not (await client.head(address)).content
        await shared(owner, badge, "unlisted")
        for address in (place, file):
            assert (await client.get(address)).headers["x-robots-tag"] == "noindex"
        assert (await look(issuer, place)).document.xpath("//meta[@name='robots'][@content='noindex']")


async def test_what_is_not_there_is_not_found(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge, path, document = await shown(issuer, choice=ALL)
        place = f"{path}/diploma-supplement"
        file = next(str(each) for each in (await look(issuer, place)).document.xpath("//a/@href") if "enclosed" in each)
        unknown = (f"{path}/documents/nothing", f"{place}-from-holder", f"{path}/documents/x/enclosed/{'0' * 64}")
        other = DIGEST.sub(document.digest, file)  # the original is no enclosed file
        for address in (*unknown, other, DIGEST.sub("x", file), DIGEST.sub("0" * 64, file)):
            assert (await look(issuer, address)).status == 404, address
        await Attachment.filter(id=document.id).update(visible=False)
        assert [(await look(issuer, each)).status for each in (place, file)] == [404, 404]
        await Attachment.filter(id=document.id).update(visible=True)
        assert (await look(issuer, place)).status == 200
        await shared(owner, badge, Visibility.PRIVATE.value)
        assert [(await look(issuer, each)).status for each in (place, file)] == [404, 404]
        await shared(owner, badge, "public")
        await Attachment.filter(id=document.id).update(superseded_at=document.received_at)
        assert [(await look(issuer, each)).status for each in (place, file)] == [404, 404]
        await Attachment.filter(id=document.id).update(superseded_at=None)
        await StoredReading.filter(attachment_id=document.id).delete()
        assert [(await look(issuer, each)).status for each in (place, file)] == [404, 404]


async def test_an_enclosed_file_is_handed_out_only_while_it_is_shown(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, _, path, document = await shown(issuer, choice=ALL)
        page = await look(issuer, f"{path}/diploma-supplement")
        file = next(str(each) for each in page.document.xpath("//a/@href") if "enclosed" in each)
        answer = await Browser(issuer.app).client.get(file)
        assert answer.content == FILE
        assert saved_as(answer.headers["content-disposition"]) == "thesis.pdf"
        assert "sandbox" in answer.headers["content-security-policy"]
        for choice in ([each for each in ALL if each != Piece.ADDITIONAL], sorted(EVERYTHING)):
            await Attachment.filter(id=document.id).update(choice=choice)
            assert (await look(issuer, file)).status == 404


async def test_what_a_holder_uploaded_says_so_and_stands_beside_the_issuers(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, badge, path, _ = await shown(issuer)
        await attached(issuer, badge, source=Source.HOLDER)
        page = await look(issuer, f"{path}/diploma-supplement-from-holder")
        assert page.find("verdict")[0] == "Uploaded by the holder: the issuer has not confirmed it"
        assert "Sent straight to this wallet" not in page.text
        assert "Uploaded by" not in (await look(issuer, f"{path}/diploma-supplement")).text


async def test_networks_are_told_the_documents_name_and_nothing_in_it(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, _, path, _ = await shown(issuer, choice=ALL)
        page = await look(issuer, f"{path}/diploma-supplement")
        told = {
            str(each.get("property") or each.get("name")): each.get("content") for each in page.document.xpath("//meta")
        }
        assert told["og:title"] == "Diploma Supplement — Master’s Degree in Energy Transition Engineering"
        assert told["og:title"] == page.document.findtext(".//title")
        assert told["og:url"] == f"https://wallet.example{path}/diploma-supplement"
        assert "/card-" in told["og:image"]
        head = page.response.text.partition("</head>")[0]
        assert not [word for word in ("Bachelor of Testing", "holder-", "grades-", "ECTS") if word in head]


async def test_a_transcript_has_its_page_under_documents_and_the_badges_page_leads_to_each(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, badge, path, _ = await shown(issuer)
        await attached(issuer, badge, kind=Kind.TRANSCRIPT, choice=ALL)
        links = (await look(issuer, path)).document.xpath("//*[@id='documents']//a/@href")
        assert {f"{path}/diploma-supplement", f"{path}/documents/transcript"} <= set(links)
        assert f"{path}/attachments/transcript" in links
        assert f"{path}/attachments/diploma-supplement" not in links
        assert "Transcript of records" in (await look(issuer, f"{path}/documents/transcript")).text


async def test_an_owner_reads_all_of_it_and_previews_what_others_would_see(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge, path, document = await shown(issuer, visible=False, choice=["3"])
        own = f"/badges/{badge.id}"
        whole_page = await owner.get(f"{own}/documents/diploma-supplement")
        assert "Only you see this page." in whole_page.text
        assert "4 March 1999" in whole_page.text
        assert "grades-thirty" in whole_page.text
        file = next(str(each) for each in whole_page.document.xpath("//a/@href") if "enclosed" in each)
        assert (await owner.client.get(file)).content == FILE
        preview = await owner.get(f"{own}/preview/documents/diploma-supplement")
        assert "Preview: this is what others would see" in preview.text
        assert "level-EQF 6" in preview.text
        assert "grades-thirty" not in preview.text
        assert (await look(issuer, f"{path}/diploma-supplement")).status == 404
        for page in (whole_page, preview):
            assert_harmless(page)
            assert page.headers["cache-control"] == "private, no-store"
        stranger, other = Browser(issuer.app), await sign_in(issuer.app, "other@elsewhere.example")
        for address in (whole_page.path, preview.path, file, f"{own}/documents/nothing"):
            assert (await other.client.get(address)).status_code == 404
            assert (await stranger.client.get(address)).status_code in (303, 401, 404)
        await StoredReading.filter(attachment_id=document.id).delete()
        assert (await owner.client.get(whole_page.path)).status_code == 404


async def test_texts_made_to_do_harm_do_none_in_any_place(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge, path, document = await shown(issuer, choice=ALL)
        names = [f"attacks/strings/{name}.open.jsonl" for name in ("names", "html_markdown", "link_urls")]
        texts = [row.get("text") or row["url"] for name in names for row in rows(name)]
        more = [
            "<script>alert(1)</script>",
            "</td></table><h1>x</h1>",
            "%s %(x)s {{ 7 * 7 }}",
            "",
            "a" * 9000,
            "\x00\u202e",
        ]
        for text in [*texts, *more]:
            hostile = filled(whole(document.digest), text.encode("utf-8", "ignore").decode())
            await Attachment.filter(badge_id=badge.id).delete()
            await attached(issuer, badge, hostile, choice=ALL)
            for address in (
                f"{path}/diploma-supplement?text={'x' * 50}",
                f"/badges/{badge.id}/documents/diploma-supplement",
            ):
                page = await owner.get(address)
                assert page.status in (200, 404), text  # of a document without any text nothing can be shown
                if page.status == 200:
                    assert_harmless(page)


async def test_two_hundred_courses_are_one_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        many = tuple(course(f"Course {n}", code=f"C{n}", result=en("30"), depth=n % 7) for n in range(200))
        document = Document("ELMO", programmes=(Programme(en("P"), en("U"), many),))
        _, _, path, _ = await shown(issuer, document=document)
        page = await look(issuer, f"{path}/diploma-supplement")
        assert len(page.document.xpath("//table//tbody/tr")) == 200
        assert_harmless(page)
