"""The demo's Diploma Supplement: real text, eight sections, sums that are right."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest

from wallet.demo.content import DEGREE, LEARNER
from wallet.demo.courses import COURSES
from wallet.demo.pdf import A4, Font, width, wrapped
from wallet.demo.supplement import supplement
from wallet.demo.transcript import SECTIONS

FONTS = {f"/{font.name}": font for font in Font}


@pytest.fixture(scope="module")
def pdf() -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(supplement(LEARNER)))


def texts(page: pikepdf.Page) -> list[tuple[float, float, str, Font, float]]:
    """Each line on a page: where it begins, what it says, in which font and size."""
    found, font, size, place = [], Font.TEXT, 0.0, (0.0, 0.0)
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "Tf":
            font, size = FONTS[str(operands[0])], float(operands[1])
        elif operator == "Td":
            place = float(operands[0]), float(operands[1])
        elif operator == "Tj":
            found.append((*place, bytes(operands[0]).decode("cp1252"), font, size))
    return found


def test_it_has_pages_with_text_that_can_be_read(pdf: pikepdf.Pdf) -> None:
    said = " ".join(text for page in pdf.pages for _, _, text, _, _ in texts(page))
    assert len(pdf.pages) >= 3
    for words in ("Benedetti", "Marta", "Università degli Studi di Pontelume", "Thermodynamics", "108/110", "“"):
        assert words in said
    assert "?" not in said


def test_the_eight_sections_follow_in_order_and_are_bookmarked(pdf: pikepdf.Pdf) -> None:
    assert [section.number for section in SECTIONS] == list(range(1, 9))
    said = [text for page in pdf.pages for _, _, text, _, _ in texts(page)]
    places = [said.index(section.title) for section in SECTIONS]
    assert places == sorted(places)
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [f"{one.number}. {one.title}" for one in SECTIONS]


def test_the_credits_of_the_courses_are_those_of_the_degree() -> None:
    assert sum(course.credits for course in COURSES) == DEGREE["en"].credits == DEGREE["it"].credits


def test_nothing_leaves_the_sheet_or_runs_into_its_neighbour(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        lines = texts(page)
        for x, y, text, font, size in lines:
            assert 40 < y < A4[1] - 40 or text.startswith((LEARNER.given, "1", "2", "3", "4"))
            end = x + width(text, font, size)
            assert end <= A4[0] - 40
            assert not [one for one in lines if abs(one[1] - y) < 1 and x < one[0] < end]


def test_the_same_supplement_has_the_same_bytes() -> None:
    assert supplement(LEARNER) == supplement(LEARNER)


def test_it_says_that_it_is_a_specimen_on_every_page(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        assert any(re.search("Specimen", text) for _, _, text, _, _ in texts(page))


def test_lines_are_wrapped_at_the_width_asked_for() -> None:
    lines = wrapped("un lampionaio che voleva leggere di notte " * 8, Font.TEXT, 10, 200)
    assert len(lines) > 4
    assert all(width(line.strip(), Font.TEXT, 10) <= 200 for line in lines)
