"""Real supplements and transcripts as views: all of them, in both languages, with nothing left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.diploma_supplement import europass
from tests.diploma_supplement.reading import all_text, read_elmo, real
from wallet import i18n
from wallet.diploma_supplement import writing
from wallet.diploma_supplement.view import Results, View
from wallet.diploma_supplement.viewing import view
from wallet.supplement import Document, Said, Words

ELMO = (
    "elmo-example.xml",
    "elmo-finland.xml",
    "elmo-norway.xml",
    "elmo-complicated.xml",
    "fi-emrex__elmo_vastaus_base64_gzipped.txt",
    "fi-emrex__elmo-1.0-example.xml",
    "fi-emrex__swedish_1_elmo1.0.xml",
    "dk-emrex__Example-elmo-Denmark.xml",
    "emrex-gateway__sampleElmo.b64",
)
FILES = (*ELMO, *europass.XML_FILES, *europass.JSON_FILES)


def document(name: str) -> Document:
    return (read_elmo(real(name)) if name in ELMO else europass.real(name)).document


def seen(told: Document, locale: str = "en", language: str = "") -> View:
    return view(told, label="x", locale=locale, language=language, file_url=lambda file: f"/{file.digest}")


def tables(name: str) -> list[Results]:
    return [each for part in seen(document(name)).parts for each in part.results]


def said_together(value: object) -> Iterator[Words]:
    """Each of the things that are said, in all its languages."""
    if isinstance(value, tuple) and value and all(isinstance(each, Said) for each in value):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from said_together(each)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from said_together(getattr(value, name))


def bare(text: str) -> str:
    """A text without its tags, its white space single."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("locale", ["en", "it"])
def test_nothing_that_is_said_is_left_out_in_every_language_at_once(name: str, locale: str) -> None:
    told = document(name)
    shown = {bare(text) for text in all_text(seen(told, locale))}
    with i18n.speaking(locale):
        for words in said_together(told):
            # One that the wallet gave is said in the page's language; a title that is the template's is not repeated.
            texts = [bare(said.text) for said in words if said.text.strip()]
            found = {*texts, *map(i18n.gettext, texts), *map(writing.day, texts)}
            found |= {*map(writing.country, texts), *map(writing.identifier, texts)}
            assert not texts or found & shown or " ".join(texts) in _titles(told) or texts[0] in " ".join(shown), words


def _titles(told: Document) -> set[str]:
    entries = (entry for section in told.sections for entry in section.entries)
    titles = [section.title for section in told.sections] + [entry.title for entry in entries if entry.number]
    return {" ".join(bare(said.text) for said in title) for title in titles}


@pytest.mark.parametrize("name", FILES)
def test_what_several_languages_say_is_found_by_choosing_each(name: str) -> None:
    told = document(name)
    for tag, _ in seen(told).languages:
        shown = {bare(text) for text in all_text(seen(told, "en", tag))}
        entries = [entry for section in told.sections for entry in section.entries]
        for words in (words for entry in entries for words in entry.texts):
            wanted = [bare(said.text) for said in words if said.language == tag and said.text.strip()]
            assert not wanted or set(wanted) & shown


def test_the_totals_of_real_files_are_those_of_their_leaves() -> None:
    assert [each.total for each in tables("elmo-finland.xml")] == ["72 ECTS", "84 ECTS"]
    (norway,) = tables("elmo-norway.xml")
    assert (norway.total, norway.degree.partition(" (")[0]) == ("512 ECTS", "180 ECTS")
    assert sum(1 for row in norway.rows if row.leaf) == 22
    assert sum(len(each.rows) for each in tables("elmo-complicated.xml")) == 8
    (civil,) = tables("edc-elm2-diploma-supplement.xml")
    assert (civil.total, civil.degree) == ("10 ECTS", "120 ECTS")
    assert len(civil.rows) == 3


def test_no_grade_is_given_to_a_course_that_has_none() -> None:
    (civil,) = tables("edc-elm2-diploma-supplement.xml")
    at = civil.columns.index("Result")
    assert {row.title: row.cells[at] for row in civil.rows}["Concrete structures I"] == ""


def test_all_results_of_a_transcript_stand_in_its_table() -> None:
    results = [row.cells[each.columns.index("Result")] for each in tables("elmo-finland.xml") for row in each.rows]
    assert sum(1 for result in results if result) == 37
