"""What stands above a document: what to make of it, whose it is beside the badge's, and its key facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.client import Browser
from tests.diploma_supplement import pdf_text
from tests.diploma_supplement.shown import attached, course, en, entry, whole
from tests.factories import accepted, shared, university
from wallet import readings
from wallet.config import Settings
from wallet.diploma_supplement.explaining import helps, level
from wallet.models import Attachment, Kind, Source, StoredReading
from wallet.supplement import Credit, Document, Guard, Intact, Piece, Programme, Sealing, Section, shown

pytestmark = pytest.mark.anyio
ALL = [piece.value for piece in Piece]
OTHERS = "This document names another person than the badge does."
BROKEN = "The seal of this document is broken: do not rely on it"
CHOSEN = "Its holder chose which parts of the document are shown."


def telling(*entries: tuple[str, str], levels: tuple[str, ...] = (), kind: str = "Degree Programme") -> Document:
    """A document that says these things by their numbers, and has a degree with a course of level 5."""
    sections: dict[int, list[tuple[str, str]]] = {}
    for number, text in entries:
        sections.setdefault(int(number[0]), []).append((number, text))
    guards = {"4.5": Guard.GRADES}
    rows = (
        course("Degree", depth=0, leaf=False, kind=kind, credits=(Credit("120", "ECTS"),), levels=levels),
        course("Course", levels=("EQF 5",), credits=(Credit("6", "ECTS"),)),
    )
    told = tuple(
        Section(number, (), tuple(entry(at, text, guards.get(at, Guard.NONE)) for at, text in texts))
        for number, texts in sections.items()
    )
    return Document("ELMO 2", sections=told, programmes=(Programme(en("P"), en("U"), rows),), issued="2025-07-20")


@pytest.mark.parametrize(
    "text",
    [
        "Master, EQF 7",
        "EQF level 7",
        "Second cycle; level 7 of the European Qualifications Framework",
        "Secondo ciclo; livello 7 del Quadro europeo delle qualifiche",
    ],
)
def test_the_level_is_what_3_1_says_of_the_qualification(text: str) -> None:
    document = shown(telling(("3.1", text)), {Piece.QUALIFICATION, Piece.LEVEL})
    assert level(document) == 7
    assert [each.title for each in helps(document)[3]] == ["What the level means"]


def test_no_course_and_no_other_section_tells_the_level() -> None:
    assert level(telling(("3.1", "Master"), ("8.1", "EQF 8"), ("3.3", "EQF 4"))) == 0
    assert level(telling(("3.1", "EQF 6 or EQF 7"))) == 0
    assert level(telling(levels=("EQF 7",))) == 7
    assert level(telling(levels=("EQF 7",), kind="Module")) == 0


async def test_another_persons_document_says_so_wherever_it_is_named(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        stranger = Browser(issuer.app)
        document = telling(("1.1", "Rygielski"), ("1.2", "Wojciech"), ("3.1", "EQF 7"))
        kept = await attached(issuer, badge, document, choice=ALL)
        place = f"{path}/diploma-supplement"
        page = await stranger.get(place)
        (notice,) = page.find("doubt")
        assert notice == f"{OTHERS} In the document: Wojciech Rygielski. In the badge: Marta Benedetti."
        assert "Marta" not in page.document.xpath("string(//header[contains(@class, 'head')]//h1/..)").replace(
            notice, ""
        )
        await Attachment.filter(id=kept.id).update(choice=["3"])
        page = await stranger.get(place)
        assert page.find("doubt") == [OTHERS]
        assert "Rygielski" not in page.response.text
        pdf = pdf_text.squeezed(pdf_text.text((await stranger.client.get(f"{place}.pdf")).content))
        assert pdf_text.squeezed(OTHERS) in pdf
        assert pdf_text.squeezed("Rygielski") not in pdf
        for page in (await stranger.get(path), await owner.get(f"/badges/{badge.id}")):
            assert OTHERS in page.text
            assert "Rygielski" not in page.response.text


async def test_the_holders_own_document_is_said_to_be_nobody_elses(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await attached(issuer, badge, telling(("1.1", "BENEDETTI"), ("1.2", "Marta Sofia")), choice=ALL)
        for address in (f"{path}/diploma-supplement", path):
            assert OTHERS not in (await Browser(issuer.app).get(address)).text


async def test_a_broken_seal_is_said_first_everywhere(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        kept = await attached(issuer, badge, telling(("3.1", "EQF 7")), choice=ALL)
        seals = readings.to_json((Sealing("XMLDSig", Intact.NO, signer="UiO"),))
        await StoredReading.filter(attachment=kept).update(seals=seals)
        stranger = Browser(issuer.app)
        page = await stranger.get(f"{path}/diploma-supplement")
        assert page.find("verdict")[0] == BROKEN
        assert page.document.xpath("string((//*[@data-verdict])[1]/@data-verdict)") == "invalid"
        for other in (await stranger.get(path), await owner.get(f"/badges/{badge.id}")):
            assert BROKEN in other.text
        pdf = pdf_text.squeezed(pdf_text.text((await stranger.client.get(f"{path}/diploma-supplement.pdf")).content))
        assert pdf.index(pdf_text.squeezed(BROKEN)) < pdf.index(pdf_text.squeezed("XMLDSig"))


async def test_key_facts_are_told_as_far_as_they_are_shown(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        document = telling(("3.1", "EQF 7"), ("3.2", "Two years, 120 ECTS credits"), ("4.5", "108/110"))
        kept = await attached(issuer, badge, document, choice=ALL)
        facts = "//header//dl//dd"

        async def told() -> list[str]:
            page = await Browser(issuer.app).get(f"{path}/diploma-supplement")
            assert (CHOSEN in page.text) is (kept.choice != ALL)
            return [str(each.text_content()) for each in page.document.xpath(facts)]

        assert await told() == ["EQF 7", "120 ECTS", "108/110", "20 July 2025"]
        kept.choice = [each for each in ALL if each != Piece.GRADES]
        await kept.save()
        assert await told() == ["EQF 7", "120 ECTS", "20 July 2025"]
        kept.choice = ["3"]
        await kept.save()
        assert await told() == ["EQF 7", "120 ECTS", "20 July 2025"]


async def test_a_name_leads_to_no_other_document_of_its_kind(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await attached(issuer, badge, whole(), choice=ALL, visible=False)
        await attached(issuer, badge, whole(), choice=ALL, source=Source.HOLDER)
        await attached(issuer, badge, whole(), choice=ALL, source=Source.HOLDER, kind=Kind.TRANSCRIPT)
        client = Browser(issuer.app).client
        names = (
            "diploma-supplement",
            "diploma-supplement.pdf",
            "attachments/diploma-supplement",
            "documents/transcript",
        )
        for hidden in names:
            assert (await client.get(f"{path}/{hidden}")).status_code == 404, hidden
        assert (await client.get(f"{path}/diploma-supplement-from-holder")).status_code == 200


async def test_names_of_people_are_in_no_language_and_an_institutions_data_are_folded(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        document = telling(("1.1", "Benedetti"), ("1.2", "Marta"), ("4.1", "Full time"))
        (programme,) = document.programmes
        noted = replace(programme, notes=(entry("", "pontelume.example", title="Web page"),))
        await attached(issuer, badge, replace(document, programmes=(noted,)), choice=ALL)
        page = await Browser(issuer.app).get(f"{path}/diploma-supplement?lang=it")
        assert page.document.xpath("//p[text()='Full time']/@lang") == ["en"]
        assert not page.document.xpath("//p[text()='Marta' or text()='Benedetti']/@lang")
        page = await Browser(issuer.app).get(f"{path}/diploma-supplement?lang=en")
        (fold,) = page.document.xpath("//details[summary='About the institution']")
        assert "pontelume.example" in fold.text_content()
        assert page.document.xpath("//dt[contains(., 'Web page')]/ancestor::details") == [fold]
