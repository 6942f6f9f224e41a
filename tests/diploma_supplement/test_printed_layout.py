"""How the PDF is laid out: results in their place, rows whole, headings clear of texts, marks that are words too."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.diploma_supplement import pdf_text as pdf
from tests.diploma_supplement.views import LONG, about, courses, part, said, told, view
from wallet.diploma_supplement.printed import Line, printed, sheet
from wallet.diploma_supplement.printing.contents import contents
from wallet.diploma_supplement.view import Help, Paragraph, Results, Row, View, Wording
from wallet.printing import press

PPI = 100
GREEN, AMBER, RED = (27, 107, 58), (138, 90, 0), (163, 32, 29)


def pages(shown: View, **own: object) -> list[Image.Image]:
    """The pages as pictures in colour."""
    made: Any = press.compiled(
        sheet(about().url),
        json.dumps(contents(shown, about(**own), press.fonts(), press.families())),  # type: ignore[arg-type]  # as above
        format="png",
        ppi=PPI,
    )
    return [Image.open(BytesIO(png)).convert("RGB") for png in (made if isinstance(made, list) else [made])]


def texts(shown: View, **own: object) -> list[str]:
    """The text of each page, without white space."""
    data = printed(shown, about(**own))  # type: ignore[arg-type]  # the names are the fields'
    with pdf.opened(data) as opened:
        return [pdf.squeezed("".join(pdf._page(page))) for page in opened.pages]


def table(*rows: Row) -> Results:
    return replace(courses(0), rows=rows, columns=("Credits", "Grade", "Date"), notes=())


def row(title: str, *words: str) -> Row:
    notes = (told("", *(said(each) for each in words), title=f"About {title}"),)
    return Row(title, (), (), 1, True, ("6", "30", "30 September 2026"), notes, None)


def test_results_and_grading_stand_where_the_template_has_them() -> None:
    subsections = tuple(told(number, said(f"says {number}")) for number in ("4.1", "4.2", "4.4", "4.5"))
    grading = (told("", said("out of thirty")),)
    shown = replace(
        part(4, *subsections, results=(table(row("Algebra")),), grading=grading),
        results_at=2,
        grading_at=3,
        results_title="Programme details",
    )
    text = "".join(texts(view(shown)))
    order = ("says4.2", "4.3Programmedetails", "Algebra", "says4.4", "outofthirty", "says4.5")
    assert sorted(order, key=text.index) == list(order)


def test_a_row_and_its_notes_stay_on_one_page() -> None:
    rows = [row(f"course-{at:02}", f"note-{at:02} {LONG}", "another") for at in range(40)]
    found = texts(view(part(4, results=(table(*rows),))))
    assert len(found) > 2
    for at in range(40):
        (page,) = (text for text in found if f"course-{at:02}6" in text)
        assert f"note-{at:02}" in page


def test_a_text_that_goes_on_does_not_touch_the_repeated_heading() -> None:
    found = pages(view(part(4, results=(table(row("Long", LONG * 60)),))))
    assert len(found) > 2
    for page in found[1:3]:
        middle = page.crop((int(page.width * 0.11), 0, int(page.width * 0.6), page.height // 4)).convert("L")
        levels = [_levels(middle, y) for y in range(middle.height)]
        rule = max(y for y, (darkest, lightest) in enumerate(levels) if darkest < 150 and lightest < 200)
        beneath = [darkest for darkest, _ in levels[rule + 1 : rule + 1 + PPI // 25]]
        assert min(beneath) > 250, (rule, beneath)


def _levels(page: Image.Image, y: int) -> tuple[int, int]:
    """The darkest and the lightest in a row of pixels: both are dark where a rule runs through all of it."""
    found: Any = page.crop((0, y, page.width, y + 1)).getextrema()
    return found[0], found[1]


@pytest.mark.parametrize(
    ("lines", "colour", "words"),
    [
        ((Line("valid", "Sealed"), Line("not_checked", "Time")), GREEN, ("✓Inorder", "–Notproved")),
        ((Line("warning", "Uploaded by the holder"), Line("passed", "Whole")), AMBER, ("!Caution", "✓Inorder")),
        ((Line("invalid", "Broken"),), RED, ("✗Problem",)),
        ((Line("passed", "Sent"), Line("failed", "Broken")), RED, ("✓Inorder", "✗Problem")),
        ((Line("unproved_issuer", "Uploaded"), Line("", "Chosen")), AMBER, ("!Caution", "Chosen")),
    ],
    ids=["sealed", "uploaded", "broken", "sent but broken", "unproved"],
)
def test_what_is_doubtful_looks_and_reads_otherwise(
    lines: tuple[Line, ...], colour: tuple[int, int, int], words: tuple[str, ...]
) -> None:
    text = texts(view(), provenance=lines)[0]
    for each in words:
        assert each in text
    first = pages(view(), provenance=lines)[0]
    others = {GREEN, AMBER, RED} - {colour}
    seen = {pixel: number for number, pixel in first.getcolors(first.width * first.height) or ()}
    assert seen.get(colour, 0) > 300
    assert not any(seen.get(other, 0) > 300 for other in others)


def test_explanations_stand_at_the_end_of_their_section_as_the_wallets_own() -> None:
    shown = replace(part(3, told("3.1", said("EQF 7"))), help=(Help("What the level means", ("One.", "Two.")),))
    text = "".join(texts(view(shown)))
    assert text.index("EQF7") < text.index("inthewordsofthiswallet") < text.index("WhatthelevelmeansOne.Two.")


def test_a_note_in_another_language_keeps_its_title() -> None:
    finnish = Paragraph((Wording("Viestintä " * 12, "fi", "Finnish"),))
    one = replace(row("Media"), notes=(told("", finnish, title="Subject"),))
    assert "SubjectFinnishViestintä" in "".join(texts(view(part(4, results=(table(one),)))))


def test_a_distribution_is_named_and_tells_shares() -> None:
    text = "".join(texts(view(part(4, results=(courses(1),)))))
    assert "Howthegradesofthegroupwerespread" in text
    assert "22–25:25(50%)" in text.replace("\u00a0", "")
    assert "Thebestthirdis26ormore." in text


def test_a_long_address_is_whole_in_the_foot() -> None:
    url = "https://wallet.example/b/masters-degree-in-energy-transition-engineering-hDf8dYTAQC4/diploma-supplement"
    assert all(url in text for text in texts(view(part(8, told("", said(LONG * 60)))), url=url))


def test_a_short_subsection_is_not_torn() -> None:
    short = [told("", said(f"begins-{at:02}"), said("and"), said(f"ends-{at:02}"), title=f"T{at}") for at in range(50)]
    found = texts(view(part(6, *short)))
    assert len(found) > 2
    assert all(f"ends-{at:02}" in text for at in range(50) for text in found if f"begins-{at:02}" in text)


@pytest.mark.parametrize("notes", [True, False], ids=["with notes", "without"])
def test_a_very_long_title_goes_on_on_the_next_page(notes: bool) -> None:
    title = " ".join(f"word-{at:04}" for at in range(1500))
    one = row("one", "said beneath")
    long = replace(one, title=title, notes=one.notes if notes else ())
    found = texts(view(part(4, results=(table(long),))))
    assert "word-1499" in "".join(found)
    assert not any("word-0000" in text and "word-1499" in text for text in found)
