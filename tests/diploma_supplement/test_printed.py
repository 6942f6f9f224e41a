"""The PDF of what is shown: an accessible, searchable and honest document, whatever strangers wrote into it."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageChops

from tests.diploma_supplement import pdf_text as pdf
from tests.diploma_supplement.views import COURSES, LONG, URL, about, around, courses, part, said, told, view, whole
from tests.shared import cases, shared
from wallet import i18n
from wallet.confined import Confined
from wallet.diploma_supplement.printed import Line, labels, printed, sheet
from wallet.diploma_supplement.printing.contents import contents
from wallet.diploma_supplement.view import Paragraph, View, Wording
from wallet.errors import Refused
from wallet.printing import press

MARKUP = [
    '#panic("no")',
    '#read("/etc/passwd")',
    "$ x^2 $",
    "\\ ] [ } {",
    "@label <label> <x>",
    "*bold* _slanted_ `raw`",
    "// comment /* and */",
    "= Heading",
    '#import "@preview/cetz:0.3.0"',
    '"); #eval("1+1")',
    "~ -- --- ... 'quotes'",
]
STANDARDS = (b"pdfuaid:part", b"pdfaid:part")


@pytest.fixture(scope="module")
def document() -> bytes:
    return printed(whole(), about())


def pages(shown: View, **own: object) -> list[Image.Image]:
    """The pages as pictures."""
    said_of_it = about(**own)  # type: ignore[arg-type]  # the names are the fields'
    data = contents(shown, said_of_it, press.fonts(), press.families())
    made: Any = press.compiled(sheet(said_of_it.url), json.dumps(data), format="png", ppi=150)
    return [Image.open(BytesIO(png)).convert("L") for png in (made if isinstance(made, list) else [made])]


def standards(data: bytes) -> list[bool]:
    with pdf.opened(data) as opened:
        metadata = opened.Root.Metadata.read_bytes()
    return [claim in metadata for claim in STANDARDS]


def test_a_whole_supplement_is_tagged_and_titled(document: bytes) -> None:
    with pdf.opened(document) as opened:
        root = opened.Root
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(opened.docinfo["/Title"]) == "Laurea in Informatica (Bachelor in Computer Science)"
        assert all(round(float(page.mediabox[3])) == 842 for page in opened.pages)
    assert standards(document) == [True, True]
    found = pdf.roles(document)
    assert (found["/Title"], found["/H1"], found["/Table"]) == (1, 8, 2)
    assert found["/TH"] == 6
    assert found["/Figure"] == 1
    assert found["/LI"] == 4


def test_nothing_in_it_acts() -> None:
    found = pdf.names(printed(around("<script>alert(1)</script> javascript:alert(1)", rich=True), about()))
    assert not found & {"/JavaScript", "/JS", "/EmbeddedFiles", "/EF", "/OpenAction", "/AA", "/Launch", "/AcroForm"}


def test_its_outline_is_the_sections_and_their_parts(document: bytes) -> None:
    found = pdf.outline(document)
    assert [title[0] for title, _ in found] == list("12345678")
    assert found[0] == (
        "1\u2002Information identifying the holder of the qualification",
        ["1.1\u2002Last name(s)", "1.2\u2002First name(s)"],
    )
    assert "Individual credits and grades" in found[3][1]


def test_its_text_can_be_searched(document: bytes) -> None:
    text = pdf.text(document)
    for words in (
        "Giulia Ferràri",
        "First cycle, EQF level 6",
        "Corso di analysis",
        "INF-029",
        "180 ECTS",
        "As shown on",
    ):
        assert pdf.squeezed(words) in text
    assert pdf.squeezed("30 e lode: 4 %") in text
    assert URL in text


def test_each_page_says_its_number_and_the_table_repeats_its_heading() -> None:
    with pdf.opened(printed(view(part(4, results=(courses(80),))), about())) as opened:
        texts = ["".join(pdf._page(page)) for page in opened.pages]
    assert len(texts) > 3
    for number, text in enumerate(texts, 1):
        assert f"{number} / {len(texts)}" in text
        assert "Credits (ECTS)" in text


@pytest.mark.parametrize("url", [URL, "https://wallet.example/b/" + "0123456789abcdef" * 12])
def test_its_code_is_read_from_the_page(url: str) -> None:
    found = zxingcpp.read_barcodes(pages(view(), url=url)[0])
    assert [each.text for each in found] == [url]


def test_an_address_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(Refused, match="too long"):
        printed(view(), about("https://wallet.example/" + "a" * 5000))


def test_the_same_values_give_the_same_bytes(document: bytes) -> None:
    assert printed(whole(), about()) == document
    assert printed(whole(), about(made_at=1773792001)) != document


def test_each_language_is_marked_and_stands_after_the_pages() -> None:
    both = Paragraph(
        (Wording("Bachelor", "", ""), Wording("תואר ראשון", "he", "Hebrew"), Wording("Laurea", "it-IT", "Italian"))
    )
    data = printed(view(part(2, told("2.1", both))), about())
    with pdf.opened(data) as opened:
        assert {"he", "it-IT"} <= {str(each.get("/Lang", "")) for each in pdf.elements(opened)}
    text = pdf.text(data)
    _, bachelor, rest = text[text.index("2.1") :].partition("Bachelor")
    assert bachelor
    assert rest.index("Hebrew") < rest.index("Italian") < rest.index("Laurea")


def test_a_language_written_from_the_right_stands_at_the_right() -> None:
    def left(wording: Wording) -> float:
        """Where its ink begins, as a share of the page's width."""
        said_so = (told("2.1", *paragraphs, title="T") for paragraphs in ((Paragraph((wording,)),), ()))
        with_it, without = (pages(view(part(2, each)))[0] for each in said_so)
        box = ImageChops.difference(with_it, without).getbbox()
        assert box is not None
        return box[0] / with_it.width

    assert left(Wording("degree", "", "")) < 0.5
    assert left(Wording("degree", "he", "")) > 0.8
    assert left(Wording("תואר", "", "")) > 0.8  # its letters tell it where the document does not


@pytest.mark.parametrize("text", MARKUP, ids=range(len(MARKUP)))
@pytest.mark.parametrize("rich", [False, True], ids=["plain", "rich"])
def test_a_strangers_marks_stay_text(text: str, rich: bool) -> None:
    html = text.replace("&", "&amp;").replace("<", "&lt;")
    data = printed(around(html if rich else text, rich), about(holder=text, provenance=(Line("warning", text),)))
    assert standards(data) == [True, True]
    assert pdf.text(data).count(pdf.squeezed(text)) >= 3


def strings() -> list[str]:
    """Every row of the shared hostile strings."""
    tables = ("filenames", "html_markdown", "link_urls", "names", "next_redirect")
    rows = [row for table in tables for row in cases(f"attacks/strings/{table}.open.jsonl")]
    return [value for row in rows for key, value in row.items() if key in ("text", "filename", "url", "next")]


def test_hostile_strings_are_printed_by_the_standards() -> None:
    every = strings() + json.loads(shared("attacks/strings/blns.json").read_text())
    assert len(every) > 500
    for at in range(0, len(every), 60):
        texts = [text[:300] for text in every[at : at + 60]]
        rich = part(1, *(told("", said(text, rich=True)) for text in texts))
        parts = (rich, *(each for text in texts for each in around(text).parts))
        shown = replace(around(texts[0]), parts=parts)
        assert standards(printed(shown, about(holder=texts[-1]))) == [True, True], texts


def test_characters_without_a_typeface_are_said_to_be_missing() -> None:
    seldom = "\U0001e900\U0001e901"  # Adlam, which few machines have
    data = printed(view(part(1, told("1.1", said(f"before {seldom} after \ue000")))), about(made_at=1))
    assert standards(data) == [True, True]
    text = pdf.text(data)
    if seldom[0] not in text:  # written from right to left, where there is a typeface
        assert "before\ufffd\ufffdafter\ufffd" in text
        assert pdf.squeezed("The page shows them.") in text


@pytest.mark.parametrize(
    "shown",
    [
        View("", "", "", "", (), ()),
        view(part(0), part(4, told("", Paragraph(()), title="")), title=""),
        view(part(4, told("4.1", said("")), results=(replace(courses(0), rows=(), columns=(), numeric=(), notes=()),))),
        view(part(8, told("", said("W" * 5000), said(LONG * 400)))),
    ],
    ids=["nothing", "empty parts", "no rows", "much text"],
)
def test_empty_and_long_views_are_printed(shown: View) -> None:
    data = printed(shown, about(holder="", provenance=()))
    assert standards(data) == [True, True]
    assert "DiplomaSupplement" in pdf.text(data)


def test_long_words_stay_on_the_page_and_whole_in_the_text() -> None:
    word = "Donaudampfschiff" * 20
    shown = around(word)
    assert pdf.text(printed(shown, about())).count(word) > 8
    for page in pages(shown):
        assert page.crop((page.width - 60, 0, page.width, page.height)).getextrema() == (255, 255)


def test_two_hundred_courses_are_all_there() -> None:
    text = pdf.text(printed(view(part(4, results=(courses(200),))), about()))
    for at in range(200):
        assert f"{pdf.squeezed(COURSES[at % len(COURSES)])}{at + 1}" in text
        assert f"INF-{at:03}" in text


def test_the_wallets_words_are_in_the_pages_language() -> None:
    with i18n.speaking("it"):
        words = labels("18 marzo 2026", URL)
    data = printed(whole(1), about(locale="it", labels=replace(words, holder="Titolare")))
    with pdf.opened(data) as opened:
        assert str(opened.Root.Lang) == "it"
    assert "Titolare" in pdf.text(data)


@pytest.mark.parametrize("accent", ["#ffff00", "red", "#12", "#000000);"])
def test_any_accent_gives_a_document(accent: str) -> None:
    assert standards(printed(view(part(1, told("1.1", said("x")))), about(accent=accent))) == [True, True]


@pytest.mark.anyio
async def test_a_confined_worker_prints_it() -> None:
    async with Confined(warm=[printed]) as confined:
        for number in (30, 200):
            data = await confined.run(printed, whole(number), about(), seconds=5.0)
            assert standards(data) == [True, True]
        with pytest.raises(Refused):
            await confined.run(printed, whole(), about("https://wallet.example/" + "a" * 5000))


def test_it_asks_nothing_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "".join(press.source(each).decode() for each in (sheet(URL).template, press.WORDS))
    assert "@preview" not in source
    assert "eval(" not in source
    assert "plugin(" not in source
    monkeypatch.setattr(socket, "socket", None)
    assert printed(view(), about())
