"""Rows of the results out of ELMO of our own making: odd numbers, dates, schemes and all that is said beside them."""

from __future__ import annotations

import pytest

from tests.diploma_supplement.elmo import LEARNER, course, credit, elmo, report
from tests.diploma_supplement.reading import all_text, courses, entries, numbered, read_elmo, wordings
from wallet.diploma_supplement.totals import degree_total, leaf_total
from wallet.supplement import Course, Credit, Document, Guard, Piece, Programme, Said, shown

NOT_GRADES = frozenset(Piece) - {Piece.GRADES}


def document(*content: str) -> Document:
    """What a report with this content says."""
    return read_elmo(elmo(report(*content))).document


def row(of: str) -> Course:
    """The row of a course with this instance."""
    return courses(document(course(of=of)))[0]


@pytest.mark.parametrize(
    ("value", "read"),
    [("7,5", "7.5"), ("10.000", "10"), ("0.0", "0"), ("-0.50", "-0.5"), ("six", "six"), ("1e9", "1e9")],
)
@pytest.mark.parametrize("scheme", ["ects", "ECTS", "Ects"])
def test_credits_are_decimal_numbers_of_a_scheme(value: str, read: str, scheme: str) -> None:
    assert row(credit(value, scheme)).credits == (Credit(read, "ECTS"),)


@pytest.mark.parametrize(
    ("element", "read"),
    [
        ("<date>2015-03-17</date>", "2015-03-17"),
        ("<date>2006-09-01Z</date>", "2006-09-01"),
        ("<date>2006-09-01+02:00</date>", "2006-09-01"),
        ("<date>2012</date>", "2012"),
        ('<date dtf="dd-MM-yyyy">18-07-1966</date>', "1966-07-18"),
        ('<date dtf="dd.MM.yyyy">18.07.1966</date>', "1966-07-18"),
        ('<date dtf="MM/dd/yyyy">07/18/1966</date>', "1966-07-18"),
        ('<date dtf="yyyy-mm-dd">2012-07-15</date>', "2012-07-15"),
        ("<date>18.7.1966</date>", "1966-07-18"),
        ("<date>07/08/1966</date>", ""),
        ('<date dtf="dd-MM-yyyy">31-02-1966</date>', ""),
        ("<date>last week</date>", ""),
    ],
)
def test_dates_are_read_by_the_format_that_they_name(element: str, read: str) -> None:
    found = row(element)
    assert found.date == read
    told = [wordings(*each.texts)[0] for each in found.notes if wordings(each.title) == ["Date"]]
    assert bool(told) == (not read)  # what is no date is told as it stands


def test_a_start_that_is_a_term_is_the_term() -> None:
    found = row('<start xml:lang="fi">2012 Syksy</start>')
    assert (found.started, found.term) == ("", (Said("fi", "2012 Syksy"),))


def test_a_comment_does_not_cut_a_grade() -> None:
    assert row("<resultLabel>5<!-- --> - excellent</resultLabel>").result == (Said("", "5 - excellent"),)


@pytest.mark.parametrize(
    "of",
    [
        "<resultLabel>Excellent-1</resultLabel>",
        '<result scheme="X">Excellent-1</result>',
        "<status>Excellent-1</status>",
        "<resultLabel>a</resultLabel><resultLabel>Excellent-1</resultLabel>",
        "<extension><grade>Excellent-1</grade></extension>",
        '<extension><grade is="Excellent-1"/></extension>',
        "<extension>Excellent-1</extension>",
        "<remark>Excellent-1</remark>",
        "</learningOpportunityInstance><learningOpportunityInstance><resultLabel>Excellent-1</resultLabel>",
        "</learningOpportunityInstance><extension>Excellent-1</extension><learningOpportunityInstance>",
        "<gradingSchemeLocalId>Excellent-1</gradingSchemeLocalId>",
        '<resultDistribution><category count="1" label="Excellent-1"/></resultDistribution>',
        "<resultDistribution><description>a</description><description>Excellent-1</description></resultDistribution>",
        "<resultDistribution><other>Excellent-1</other></resultDistribution>",
        "<shortenedGrading><percentageEqual>Excellent-1</percentageEqual></shortenedGrading>",
        "<credit><value>5</value><note>Excellent-1</note></credit>",
        "<level><type>EQF</type><value>5</value><grade>Excellent-1</grade></level>",
        "<attachments><other>Excellent-1</other></attachments>",
    ],
)
def test_whatever_may_tell_a_result_is_told_with_the_grades_alone(of: str) -> None:
    found = document(course(of=of))
    assert "Excellent-1" in "\n".join(all_text(found))
    assert "Excellent-1" not in "\n".join(all_text(shown(found, NOT_GRADES)))


@pytest.mark.parametrize("name", ["extension", "unheardOf"])
def test_what_a_report_or_its_schemes_say_beside_is_told_with_the_grades(name: str) -> None:
    scheme = f'<gradingScheme localId="1"><{name}>Say-2</{name}></gradingScheme>'
    for found in (document(course(), f"<{name}><x>Say-2</x></{name}>"), document(course(), scheme)):
        assert "Say-2" in "\n".join(all_text(found))
        assert "Say-2" not in "\n".join(all_text(shown(found, NOT_GRADES)))


def test_what_a_file_says_beside_everything_else_is_personal() -> None:
    found = read_elmo(elmo(report(course()), "<extension><x>Say-3</x></extension>", learner=LEARNER * 2)).document
    entry = next(each for each in entries(found, 0) if "Say-3" in wordings(*each.texts))
    assert entry.guard is Guard.PERSONAL
    assert len(numbered(found, "1.1")) == 1  # the same learner twice is said once


def test_schemes_of_two_reports_with_one_id_stay_two() -> None:
    graded = course(of="<gradingSchemeLocalId>1</gradingSchemeLocalId><resultLabel>A</resultLabel>")
    schemes = (f'<gradingScheme localId="1"><description>{each}</description></gradingScheme>' for each in "xy")
    found = read_elmo(elmo(*(report(graded, scheme) for scheme in schemes))).document
    described = {each.id: wordings(each.description) for each in found.schemes}
    assert [described[each.scheme] for each in courses(found)] == [["x"], ["y"]]


def test_a_scheme_that_nobody_describes_is_named() -> None:
    found = document(course(of='<result scheme="NO30">D</result>'))
    assert [(each.id, wordings(each.title)) for each in found.schemes] == [("NO30", ["NO30"])]


def test_groups_are_told_by_their_titles() -> None:
    group = '<title>Kind</title><group id="2"><title>Core</title></group>'
    groups = f'<groups><groupType id="1">{group}</groupType></groups>'
    found = read_elmo(elmo(report(course(of='<grouping typeref="1" idref="2"/>')), groups)).document
    note = courses(found)[0].notes[-1]
    assert (wordings(note.title), wordings(*note.texts)) == (["Kind"], ["Core"])


def test_twenty_nine_languages_of_a_title_are_one_title() -> None:
    names = "".join(f'<title xml:lang="x{each:02}">T{each}</title>' for each in range(29))
    found = courses(document(course("Algebra").replace('<title xml:lang="en">Algebra</title>', names)))[0]
    assert len(found.title) == 29


@pytest.mark.parametrize(
    "namespace", ["http://purl.org/net/elmo", "", "https://github.com/emrex-eu/elmo-schemas/tree/v1.3.0"]
)
def test_elmo_of_any_namespace_is_read(namespace: str) -> None:
    found = read_elmo(elmo(report(course(of=credit("6"))), namespace=namespace)).document
    assert [each.credits for each in courses(found)] == [(Credit("6", "ECTS"),)]


def test_thirty_levels_of_parts_are_read_and_their_credits_counted_once() -> None:
    whole = course("0", of=credit("6"))
    for each in range(1, 30):
        whole = course(str(each), of=credit("6"), parts=(whole,))
    programme = document(whole).programmes[0]
    assert [each.depth for each in programme.courses] == list(range(30))
    assert leaf_total(programme) == (Credit("6", "ECTS"),)


def test_the_lowest_rows_that_have_credits_count() -> None:
    lecture = course("Lecture", of="<engagementHours>30</engagementHours>")
    programme = document(
        course("Degree", of=credit("180"), kind="Degree", parts=(course("A", of=credit("7,5"), parts=(lecture,)),)),
        course("B", of=credit("2.5") + credit("3", "CFU")),
        course("C", of=credit("many")),
    ).programmes[0]
    assert leaf_total(programme) == (Credit("10", "ECTS"), Credit("3", "CFU"))
    assert degree_total(programme) == (Credit("180", "ECTS"),)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999", "", "-"])
def test_credits_that_are_no_number_are_not_counted(value: str) -> None:
    odd = Course("", (), "", 0, True, credits=(Credit(value, "ECTS"),))
    assert leaf_total(Programme((), (), (odd,))) == ()
