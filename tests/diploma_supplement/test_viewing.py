"""A document as its page and its PDF tell it: languages, titles, tables, totals, explanations."""

from dataclasses import replace

import pytest

from tests.diploma_supplement.shown import course, en, entry, whole
from wallet import i18n
from wallet.diploma_supplement import writing
from wallet.diploma_supplement.view import Part, Results, View
from wallet.diploma_supplement.viewing import view
from wallet.supplement import (
    Credit,
    Distribution,
    Document,
    Enclosed,
    Entry,
    Guard,
    Piece,
    Programme,
    Said,
    Section,
    shown,
)

DIGEST = "ab" * 32


def seen(document: Document, locale: str = "en", language: str = "") -> View:
    return view(
        document, label="Supplement", locale=locale, language=language, file_url=lambda file: f"/files/{file.digest}"
    )


def part(told: View, number: int) -> Part:
    return next(each for each in told.parts if each.number == number)


def saying(*texts: tuple[Said, ...], number: str = "5.1", title: tuple[Said, ...] = ()) -> Document:
    return Document("ELMO", sections=(Section(5, (), (Entry(number, title, texts),)),))


def wordings(document: Document, locale: str = "en", language: str = "") -> list[tuple[str, str]]:
    """The first paragraph's wordings: each text with the name of its language."""
    paragraph = seen(document, locale, language).parts[0].subsections[0].paragraphs[0]
    return [(each.text, each.language) for each in paragraph.wordings]


def table(*courses: object, locale: str = "en") -> Results:
    document = Document("ELMO", programmes=(Programme(en("P"), en("U"), courses),))  # type: ignore[arg-type]  # courses
    return part(seen(document, locale), 4).results[0]


def cells(of: Results, title: str) -> dict[str, str]:
    row = next(each for each in of.rows if each.title == title)
    return {name: cell for name, cell in zip(of.columns, row.cells, strict=True) if cell}


def test_every_section_comes_in_its_order_and_what_has_no_place_comes_last() -> None:
    told = seen(whole(DIGEST))
    assert [each.number for each in told.parts] == [1, 2, 3, 4, 5, 6, 7, 8, 0]
    assert len({each.anchor for each in told.parts}) == 9


def test_a_documents_title_in_the_pages_language_stands_alone() -> None:
    second = part(seen(whole()), 2)
    assert (second.title, second.own_title, second.tag) == ("Our own title of two", "", "")
    assert (second.subsections[0].title, second.subsections[0].own_title) == ("Called otherwise", "")
    assert part(seen(whole()), 3).title == "Information on the level and duration of the qualification"


def test_beneath_the_templates_title_stands_a_documents_in_another_language() -> None:
    second = part(seen(whole(), "it"), 2)
    assert second.own_title == "Our own title of two"
    assert second.title != second.own_title
    assert second.tag == "en"


TITLES = {
    "numbered": (en("7.1 DATE"), "Date"),
    "with a sign": (en("Date:"), "Date"),
    "the template's": (en("date"), "Date"),
    "of no language": ((Said("", "Day of issue"),), "Day of issue"),
    "both languages": (en("Day", "Giorno"), "Day"),
    "its number first": (en("7.1. Day of issue"), "Day of issue"),
    "another number first": (en("2018 edition"), "2018 edition"),
}


@pytest.mark.parametrize("written", TITLES)
def test_each_subsection_of_an_english_document_has_one_title(written: str) -> None:
    given, expected = TITLES[written]
    told = seen(saying(en("x"), number="7.1", title=given)).parts[0].subsections[0]
    assert (told.title, told.own_title, told.tag) == (expected, "", "")


def test_codes_of_countries_and_kinds_of_identifiers_are_told_by_their_names() -> None:
    assert wordings(saying((Said("", "IT"),), number="", title=(Said("", "Country"),))) == [("Italy", "")]
    assert wordings(saying((Said("", "IT"),), number="", title=(Said("", "Country"),)), "it") == [("Italia", "")]
    assert wordings(saying((Said("", "IT"),), number="", title=en("Subject"))) == [("IT", "")]
    assert wordings(saying((Said("", "schac: uni.example"),), number="", title=(Said("", "Identifier"),))) == [
        ("uni.example (SCHAC)", "")
    ]
    assert [writing.country(text) for text in ("it", "ZZZ", "12", "")] == ["Italy", "ZZZ", "12", ""]
    assert [writing.identifier(text) for text in ("other: 7", "12", "pic: ")] == ["other: 7", "12", "pic: "]


def test_texts_stand_side_by_side_the_pages_language_first() -> None:
    both = saying(en("access", "accesso"))
    assert wordings(both) == [("access", ""), ("accesso", "Italian")]
    assert wordings(both, "it") == [("accesso", ""), ("access", "inglese")]


def test_a_label_in_many_languages_is_told_once_in_the_best_of_them() -> None:
    label = tuple(Said(tag, f"in {tag}") for tag in ("bg", "cs", "da", "en", "fi"))
    assert wordings(saying(label), "it") == [("in en", "inglese")]
    assert wordings(saying(tuple(each for each in label if each.language != "en")), "it") == [("in bg", "bulgaro")]


def test_the_documents_language_that_was_asked_for_stands_alone_where_it_is_given() -> None:
    both = saying(en("a rather long access", "un accesso assai lungo"), (Said("en", "only English"),))
    assert seen(both).languages == (("en", "English"), ("it", "Italian"))
    assert wordings(both, "en", "it") == [("un accesso assai lungo", "Italian")]
    assert seen(both, "en", "it").parts[0].subsections[0].paragraphs[1].wordings[0].text == "only English"
    assert seen(both, "en", "xx").language == ""


def test_a_language_that_only_labels_have_is_not_offered() -> None:
    document = saying(en("x" * 200), (Said("en", "y"), Said("mt", "z")))
    assert seen(document).languages == ()


def test_languages_of_what_is_hidden_are_not_offered() -> None:
    other = Section(8, (), (Entry("8", (), ((Said("fi", "Suomi on maa. " * 20),),)),))
    document = replace(whole(), sections=(*whole().sections[:3], other))
    assert "fi" in dict(seen(document).languages)
    assert "fi" not in dict(seen(shown(document, frozenset(Piece) - {Piece.SYSTEM})).languages)


def test_days_and_numbers_are_written_as_the_page_writes_them() -> None:
    assert wordings(saying(en("2025-07-01")), "it") == [("1 luglio 2025", "")]
    with i18n.speaking("it"):
        assert [writing.day(text) for text in ("2024-02", "2024", "0000-01", "2024-02-31", "soon")] == [
            "febbraio 2024", "2024", "0000-01", "2024-02-31", "soon",
        ]  # fmt: skip
        assert [writing.number(text) for text in ("7.5", "1000", "7,50", "many", "1e999", "")] == [
            "7,5", "1.000", "7,5", "many", "1e999", "",
        ]  # fmt: skip


def test_a_table_has_few_columns_and_all_else_of_a_row_stands_under_its_title() -> None:
    told = part(seen(whole()), 4).results[0]
    assert (told.heading, *told.columns) == ("Course", "Credits (ECTS)", "Result", "Date")
    assert cells(told, "contents-law") == {"Credits (ECTS)": "4.5", "Result": "grades-fail"}
    assert [row.facts for row in told.rows] == [
        ("Degree programme",), ("contents-A1", "EQF 6", "Italian"), ("Failed",),
    ]  # fmt: skip
    without = part(seen(shown(whole(), frozenset(Piece) - {Piece.GRADES})), 4).results[0]
    assert "Result" not in without.columns
    assert without.rows[2].facts == ()
    assert not any(row.distribution for row in without.rows)


def test_credits_are_summed_over_the_leaves_alone_and_the_degrees_own_stand_beside() -> None:
    told = part(seen(whole(), "it"), 4).results[0]
    assert (told.total, told.degree) == ("12 ECTS", "180 ECTS")


def test_credits_of_different_schemes_are_named_in_their_cells() -> None:
    told = table(course("a", credits=(Credit("5", "ECTS"),)), course("b", credits=(Credit("2", "SWS", "2"),)))
    assert cells(told, "a") == {"Credits": "5 ECTS"}
    assert cells(told, "b")["Credits"] == "2 SWS (level 2)"
    assert told.total == "5 ECTS + 2 SWS"


def test_what_all_rows_are_is_told_once_and_how_one_ended_where_it_has_no_grade() -> None:
    told = table(
        course("a", status="passed"),
        course("b", status="passed", result=en("28")),
        course("c", status="failed", result=en("FAILED")),
        course("m", kind="Module", leaf=False),
        course("", code="D-1", hours="7.5", term=en("Autumn")),
    )
    assert (told.heading, *told.columns) == ("Course", "Result")
    assert [row.cells for row in told.rows] == [("Passed",), ("28",), ("FAILED",), ("",), ("",)]
    assert [row.facts for row in told.rows] == [(), (), (), ("Module",), ("Autumn", "Hours: 7.5")]
    assert told.rows[4].title == "D-1"


def test_a_distribution_has_shares_and_says_where_the_result_stands() -> None:
    told = part(seen(whole()), 4).results[0].rows[1].distribution
    assert told is not None
    assert told.categories == (("30", "3", 25.0), ("18–29", "9", 75.0))
    assert "A lower grade in the group: 60 %." in told.sentence


@pytest.mark.parametrize("count", ["0", "", "many", "-4", "1e400", "٣"])
def test_odd_counts_of_a_distribution_break_nothing(count: str) -> None:
    told = table(course("a", distribution=Distribution((("A", count),)))).rows[0].distribution
    assert told is not None
    assert 0 <= told.categories[0][2] <= 100


def test_results_stand_before_the_grading_system_and_it_before_the_overall_grade() -> None:
    entries = [entry(number, number) for number in ("4.1", "4.3", "4.4", "4.5")]
    told = part(seen(replace(whole(), sections=(Section(4, (), tuple(entries)),))), 4)
    assert (told.results_at, told.grading_at) == (2, 3)
    assert [each.title for each in told.grading] == ["grades-scheme"]


def test_files_stand_in_their_section_and_unreadable_ones_say_so() -> None:
    told = seen(whole(DIGEST))
    (thesis,) = part(told, 6).files
    assert (thesis.title, thesis.url, thesis.problem) == ("enclosed-thesis", f"/files/{DIGEST}", "")
    (lost,) = part(told, 0).files
    assert (lost.url, lost.problem) == ("", "It is no file.")


@pytest.mark.parametrize("section", ["", "9.1", "x", "4.2.7", "²"])
def test_a_file_of_any_section_is_shown_somewhere(section: str) -> None:
    document = Document("ELMO", enclosed=(Enclosed((), "", "", 0, section, DIGEST),))
    assert sum(len(each.files) for each in seen(document).parts) == 1


def test_levels_credits_and_grades_are_explained_only_where_the_document_tells_such() -> None:
    told = [help.title for each in seen(whole()).parts for help in each.help]
    assert told == ["What the level means", "What ECTS credits are", "How to read the grades"]
    assert "EQF level 6 of 8" in " ".join(part(seen(whole()), 3).help[0].sentences)
    choice = frozenset(Piece) - {Piece.GRADES, Piece.LEVEL}  # a course of level 6 makes no qualification of level 6
    told = [help.title for each in seen(shown(whole(), choice)).parts for help in each.help]
    assert told == ["What ECTS credits are"]
    assert not [each.help for each in seen(saying(en("x"))).parts if each.help]


def test_rich_text_is_made_harmless_again_whatever_was_kept() -> None:
    said = Said(
        "en", "<p>good<script>alert(1)</script><img src=x onerror=y><a href='javascript:z'>w</a></p>", rich=True
    )
    (text, _), *_ = wordings(saying((said,)))
    assert not [each for each in ("script", "img", "onerror", "javascript") if each in text]
    assert "good" in text


def test_an_empty_document_and_empty_sections_tell_nothing() -> None:
    assert seen(Document("ELMO")).parts == ()
    assert seen(Document("ELMO", sections=(Section(1, en("x"), ()),), programmes=(Programme((), (), ()),))).parts == ()


def test_two_hundred_courses_and_deep_trees_are_told() -> None:
    rows = [course(f"c{n}", depth=n, leaf=n == 199, credits=(Credit("1", "ECTS"),)) for n in range(200)]
    told = table(*rows)
    assert (len(told.rows), told.total, told.degree) == (200, "1 ECTS", "1 ECTS")


def test_what_guards_an_entry_is_no_matter_of_the_view() -> None:
    hidden = shown(whole(), frozenset(Piece) - {Piece.PERSONAL})
    numbers = [each.number for each in part(seen(hidden), 1).subsections]
    assert numbers == ["1.1"]
    assert Guard.PERSONAL not in [each.guard for section in hidden.sections for each in section.entries]
