"""The numbered sections of ELMO's `<diplomaSupplement>`: where they go, and which switch they need."""

from __future__ import annotations

import pytest

from tests.diploma_supplement.elmo import PDF, attachment, course, degree, elmo, report, section, supplement, uri
from tests.diploma_supplement.reading import all_text, entries, numbered, read_elmo, wordings
from wallet.supplement import EVERYTHING, Document, Guard, Piece, Said, shown


def document(*sections: str) -> Document:
    """What a degree with these sections says."""
    return read_elmo(degree(*sections)).document


def placed(found: Document, text: str) -> list[tuple[int, str, Guard]]:
    """Where a text stands, under which number and guard."""
    return [
        (each.number, entry.number, entry.guard)
        for each in found.sections
        for entry in each.entries
        if text in wordings(entry.title, *entry.texts)
    ]


@pytest.mark.parametrize(
    ("number", "section_number", "kept", "guard"),
    [
        ("1.1", 1, "1.1", Guard.NONE),
        ("1.3", 1, "1.3", Guard.PERSONAL),
        (" 1.03. ", 1, "1.3", Guard.PERSONAL),
        ("1,4", 1, "1.4", Guard.PERSONAL),
        ("1.5", 1, "1.5", Guard.PERSONAL),
        ("1", 1, "", Guard.PERSONAL),
        ("4", 4, "", Guard.GRADES),
        ("4.1", 4, "4.1", Guard.NONE),
        ("4.2.1", 4, "4.2.1", Guard.NONE),
        ("4.3", 4, "4.3", Guard.GRADES),
        ("4.3.1", 4, "4.3.1", Guard.GRADES),
        ("4.10", 4, "4.10", Guard.GRADES),
        ("8", 8, "", Guard.NONE),
        ("9", 0, "9", Guard.NONE),
        ("12.1", 0, "12.1", Guard.NONE),
        ("٤.٣", 4, "4.3", Guard.GRADES),
    ],
)
@pytest.mark.parametrize("around", ["", "5", "2.1", "8"])
def test_the_number_decides_wherever_a_section_is_nested(
    number: str, section_number: int, kept: str, guard: Guard, around: str
) -> None:
    inner = section(number, "It says so")
    found = document(section(around, "", inner) if around else inner)
    assert placed(found, "It says so") == [(section_number, kept, guard)]


@pytest.mark.parametrize(
    ("around", "where"),
    [
        ("1.3", (1, "A", Guard.PERSONAL)),
        ("1.1", (1, "A", Guard.PERSONAL)),
        ("4.1", (4, "A", Guard.GRADES)),
        ("4.4", (4, "A", Guard.GRADES)),
        ("6", (6, "A", Guard.NONE)),
        ("", (0, "A", Guard.NONE)),
        ("B", (0, "A", Guard.NONE)),
    ],
)
def test_a_section_without_a_number_belongs_to_the_one_around_it(around: str, where: tuple[int, str, Guard]) -> None:
    assert placed(document(section(around, "", section("A", "It says so"))), "It says so") == [where]


def test_a_section_that_has_no_place_keeps_the_switch_of_the_one_around_it() -> None:
    found = document(section("1.3", "", section("9", "Born in May")), section("4.3", "", section("9.1", "All A")))
    assert placed(found, "Born in May") == [(0, "9", Guard.PERSONAL)]
    assert placed(found, "All A") == [(0, "9.1", Guard.GRADES)]


def test_what_is_added_to_a_name_is_personal() -> None:
    added = "<additionalInformation>born in May</additionalInformation>"
    found = document(section("1.1", "Rossi", added))
    assert placed(found, "Rossi") == [(1, "1.1", Guard.NONE)]
    assert placed(found, "born in May") == [(1, "1.1", Guard.PERSONAL)]


def test_everything_without_personal_data_tells_no_date_of_birth_and_no_identifier() -> None:
    found = document(section("1", "Matricola 55", section("1.3", "3 February 1999"), section("1.7", "Rome")))
    told = "\n".join(all_text(shown(found, EVERYTHING)))
    assert not any(each in told for each in ("55", "February", "Rome", "S-1", "1999-02-03"))
    assert "Rossi" in told
    everything = "\n".join(all_text(shown(found, frozenset(Piece))))
    assert all(each in everything for each in ("55", "February", "Rome", "S-1", "1999-02-03"))


def test_the_learner_fills_what_the_supplement_leaves_out_and_never_overwrites_it() -> None:
    found = document(section("1", "", section("1.1", "Rossi Bianchi"), section("1.3", "1 January 2000")))
    assert [wordings(*each.texts) for each in numbered(found, "1.1")] == [["Rossi Bianchi"]]
    assert [wordings(*each.texts) for each in numbered(found, "1.2")] == [["Ada"]]
    assert [wordings(*each.texts) for each in numbered(found, "1.3")] == [["1 January 2000"]]
    assert placed(found, "1999-02-03") == [(1, "", Guard.PERSONAL)]  # said otherwise, and so not dropped


@pytest.mark.parametrize("said", ["S-1", "S- 1", "Student number: S-1"])
def test_an_identifier_that_the_supplement_says_is_not_said_again(said: str) -> None:
    found = document(section("1", "", section("1.4", said)))
    assert [wordings(*each.texts) for each in numbered(found, "1.4")] == [[said]]
    assert "studentIdentifier: S-1" not in list(all_text(found))


def test_another_identifier_stays_and_stays_guarded() -> None:
    found = document(section("1", "", section("1.4", "S-2")))
    assert placed(found, "studentIdentifier: S-1") == [(1, "", Guard.PERSONAL)]


def test_the_degree_fills_what_the_supplement_leaves_out() -> None:
    found = document(section("2", "", section("2.3", "Elsewhere")))
    assert [wordings(*each.texts) for each in numbered(found, "2.1")] == [["Master"]]
    assert [wordings(*each.texts) for each in numbered(found, "2.3")] == [["Elsewhere"]]


def test_the_document_s_own_titles_stay() -> None:
    found = document(section("2", "", section("2.1", "MSc", title="Qualification"), title="Part two"))
    assert next(each.title for each in found.sections if each.number == 2) == (Said("en", "Part two"),)
    assert numbered(found, "2.1")[0].title == (Said("en", "Qualification"),)


@pytest.mark.parametrize("kind", ["", ' type="text/plain"', ' type="html"'])
def test_html_in_character_data_is_html_whatever_its_type_says(kind: str) -> None:
    content = f"<content{kind}><![CDATA[<p onclick='x()'>Law</p><script>alert(1)</script>]]></content>"
    assert numbered(document(section("2.2", "", content)), "2.2")[0].texts == ((Said("en", "<p>Law</p>", rich=True),),)


def test_plain_text_keeps_its_lines_and_is_not_taken_for_html() -> None:
    found = document(section("6.1", "One\n   two &lt;b \n\nthree"))
    assert numbered(found, "6.1")[0].texts == ((Said("en", "One\ntwo <b\n\nthree"),),)


def test_a_comment_does_not_cut_what_a_section_says() -> None:
    found = document(section("4.5", "5<!-- --> - excellent"))
    assert wordings(*numbered(found, "4.5")[0].texts) == ["5 - excellent"]


def test_an_attachment_hangs_at_the_number_of_its_section() -> None:
    read = read_elmo(degree(section("4", "", section("4.2", "", attachment(uri(PDF), "Outcomes")))))
    assert [(each.filename, each.section, each.problem) for each in read.document.enclosed] == [
        ("Outcomes.pdf", "4.2", "")
    ]
    assert placed(read.document, "Other") == [(4, "", Guard.NONE)]


def test_supplements_of_one_degree_in_two_languages_stand_side_by_side() -> None:
    both = supplement(section("2", "", section("2.1", "MSc", title="Name"), title="Two")) + supplement(
        section("2", "", section("2.1", "Laurea", title="Nome"), title="Due"), language="it"
    )
    found = read_elmo(elmo(report(course("Master", of=both, kind="Degree Programme")))).document
    assert numbered(found, "2.1")[0].texts == ((Said("en", "MSc"), Said("it", "Laurea")),)
    assert numbered(found, "2.1")[0].title == (Said("en", "Name"), Said("it", "Nome"))
    assert found.sections[1].title == (Said("en", "Two"), Said("it", "Due"))


def test_supplements_of_two_degrees_are_told_apart() -> None:
    first = course("Law", of=supplement(section("2.1", "LLB")), kind="Degree")
    second = course("Music", of=supplement(section("2.1", "BMus")), kind="Degree")
    found = read_elmo(elmo(report(first, second))).document
    told = [(wordings(each.title), wordings(*each.texts)) for each in numbered(found, "2.1")]
    assert told == [(["Law"], ["LLB"]), (["Music"], ["BMus"])]


def test_sections_come_in_their_order_and_subsections_by_number() -> None:
    fourth = section("4", "", section("4.10", "j"), section("4.2", "b"))
    found = document(section("8", "S"), fourth, section("2.1", "q"))
    assert [each.number for each in found.sections] == [1, 2, 4, 8, 0]
    assert [each.number for each in entries(found, 4)] == ["4.2", "4.10"]


def test_a_supplement_in_a_signature_is_not_read() -> None:
    sealed = f'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">{supplement(section("2.1", "PhD"))}</Signature>'
    found = read_elmo(elmo(report(course(of=sealed)), sealed)).document
    assert "PhD" not in "\n".join(all_text(found))


@pytest.mark.parametrize(
    ("number", "hook"), [("4.2", "4.2"), ("8", "8"), ("9", "0"), ("A", "0"), ("1.3", "1.3"), ("12.1", "0")]
)
def test_a_file_hangs_where_a_switch_shows_it(number: str, hook: str) -> None:
    found = read_elmo(degree(section(number, "", attachment(uri(PDF))))).document
    assert [each.section for each in found.enclosed] == [hook]
    assert len(shown(found, frozenset(Piece)).enclosed) == 1


def test_a_file_in_a_section_without_a_number_hangs_at_the_section_around_it() -> None:
    found = read_elmo(degree(section("4.3", "", section("A", "", attachment(uri(PDF)))))).document
    assert [each.section for each in found.enclosed] == ["4"]
    assert shown(found, frozenset(Piece) - {Piece.CONTENTS}).enclosed == ()


def test_contents_and_titles_of_a_section_in_several_languages_stand_side_by_side() -> None:
    texts = "".join(
        f'<{name} xml:lang="{each}">{each}</{name}>' for name in ("title", "content") for each in ("en", "it")
    )
    entry = numbered(document(section("6.1", "", texts)), "6.1")[0]
    assert entry.title == (Said("en", "en"), Said("it", "it"))
    assert entry.texts == ((Said("en", "en"), Said("it", "it")),)
