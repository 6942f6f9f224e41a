"""Documents like the real ones and yet unlike them: other countries' names, languages, units and habits."""

from __future__ import annotations

import pytest

from tests.diploma_supplement.elmo import PDF, attachment, course, credit, degree, elmo, report, section, uri
from tests.diploma_supplement.europass import json_credential, without
from tests.diploma_supplement.reading import courses, entries, numbered, read_elmo, wordings
from wallet.diploma_supplement.reading import elm3, naming, xhochschule
from wallet.diploma_supplement.reading.tags import tagged
from wallet.diploma_supplement.reading.xml import tree
from wallet.supplement import Credit, Document, Guard, Piece, Said, pieces, shown

LEARNER_2 = (
    "<learner><givenNames>Erika</givenNames><familyName>Gabler</familyName><dateOfBirth>1994-08-12</dateOfBirth>"
    "<bday>1994-08-12</bday><alternativeName xml:lang='uk'>Еріка</alternativeName><gender>2</gender>"
    "<currentAddress><postalCode>51147</postalCode><country>DE</country></currentAddress></learner>"
)
PERSONAL_TITLES = [
    *("Date of birth", "Data di nascita", "Fecha y lugar de nacimiento", "Date et lieu de naissance", "Geburtsdatum"),
    *("Data urodzenia", "Datum rođenja", "Dzimšanas datums", "Születési idő", "Дата на раждане", "Ημερομηνία γέννησης"),
    *("Student identification number or code", "Numero di matricola", "Matrikelnummer", "Numer albumu", "OIB"),
    *("Nationality", "Cittadinanza", "Staatsangehörigkeit", "Passport number", "Codice fiscale"),
]
WHERE_ALONE = ["Postal address", "E-mail", "Telephone", "Indirizzo", "Anschrift", "Information identifying the holder"]
GRADE_TITLES = ["Final mark", "Gesamtnote", "Voto finale", "Overall classification", "Calificaciones", "Grading scheme"]
OPEN_TITLES = ["Programme learning outcomes", "National qualification framework", "Notes", "First name(s)", "NATO"]


def hidden(document: Document, word: str) -> set[Piece]:
    """The switches each of which hides a word when it alone is off."""
    return {
        piece for piece in Piece if word in without(document, Piece.HOLDER) and word not in without(document, piece)
    }


def xhochschule_of(content: str) -> Document:
    """A German supplement."""
    namespace = "http://xhochschule.de/def/xhochschule/1.2/xsd"
    root = f'<x:diplomaSupplement xmlns:x="{namespace}">{content}</x:diplomaSupplement>'
    return xhochschule.read(tree(root.encode())).document


def test_the_learner_of_elmo_2_is_read_and_personal() -> None:
    document = read_elmo(elmo(report(course()), learner=LEARNER_2)).document
    assert wordings(*numbered(document, "1.3")[0].texts) == ["1994-08-12"]
    for word in ("1994-08-12", "Еріка", "51147"):
        assert word not in without(document, Piece.PERSONAL)
    assert "Gabler" in without(document, Piece.PERSONAL)


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("EN", "en"),
        ("eng", "en"),
        ("en_GB", "en-GB"),
        ("ger", "de"),
        ("HRV", "hr"),
        ("und", ""),
        (" lv ", "lv"),
        ("", ""),
    ],
)
def test_a_language_is_known_however_it_is_named(given: str, tag: str) -> None:
    assert tagged(given) == tag
    named = course().replace('<title xml:lang="en">Algebra', f'<title xml:lang="{given}">Algebra')
    document = read_elmo(elmo(report(named))).document
    assert courses(document)[0].title == (Said(tag, "Algebra"),)


def test_a_language_without_its_namespace_counts() -> None:
    document = read_elmo(elmo(report(course().replace("xml:lang", "lang")))).document
    assert courses(document)[0].title == (Said("en", "Algebra"),)
    assert document.languages == ("en",)


@pytest.mark.parametrize("scheme", ["ECTS", "ects", "ECTS credits", "Ects-Credits", "ects points", "Credits ECTS"])
def test_ects_is_one_scheme_under_all_its_names(scheme: str) -> None:
    document = read_elmo(elmo(report(course(of=credit("7,5", scheme))))).document
    assert courses(document)[0].credits == (Credit("7.5", "ECTS"),)
    points = {"point": "7,5", "framework": {"type": "Concept", "notation": scheme}}
    found = elm3.read(json_credential(creditReceived=[points])).document
    assert courses(found)[0].credits == (Credit("7.5", "ECTS"),)


@pytest.mark.parametrize(("said", "read"), [("5 ECTS", Credit("5", "ECTS")), ("2,5 CFU", Credit("2,5", "CFU"))])
def test_a_scheme_may_stand_behind_its_number(said: str, read: Credit) -> None:
    assert courses(read_elmo(elmo(report(course(of=f"<credit>{said}</credit>")))).document)[0].credits == (read,)


@pytest.mark.parametrize("title", [*PERSONAL_TITLES, *WHERE_ALONE])
@pytest.mark.parametrize("number", ["A", "", "9", "0.3"])
def test_what_stands_in_no_section_and_says_it_is_personal_needs_that_switch(title: str, number: str) -> None:
    document = read_elmo(degree(section(number, "Secret", section("", "Inside"), title=title))).document
    for word in ("Secret", "Inside"):
        assert hidden(document, word) == {Piece.UNPLACED, Piece.PERSONAL}


@pytest.mark.parametrize("title", GRADE_TITLES)
def test_what_stands_in_no_section_and_tells_grades_needs_that_switch(title: str) -> None:
    document = read_elmo(degree(section("B", "Secret", title=title))).document
    assert naming.guard((Said("", title),)) is Guard.GRADES
    assert "Secret" not in without(document, Piece.GRADES)


@pytest.mark.parametrize("title", OPEN_TITLES)
def test_other_titles_need_no_switch_of_their_own(title: str) -> None:
    assert naming.guard((Said("", title),)) is Guard.NONE


@pytest.mark.parametrize("number", ["1.1", "1.2", "2.1", "6.1", "8"])
def test_a_title_that_can_only_be_personal_is_so_under_any_number(number: str) -> None:
    document = read_elmo(degree(section(number, "Secret", title="Place of birth"), section("6.2", "Open"))).document
    assert "Secret" not in without(document, Piece.PERSONAL)
    assert "Open" in without(document, Piece.PERSONAL)


def test_a_number_of_section_1_is_personal_in_whichever_section_it_stands() -> None:
    inside = section("1.4", "Secret")
    document = read_elmo(degree(section("2", "", section("2.1", "x", inside)))).document
    assert [each.guard for each in numbered(document, "1.4") if "Secret" in wordings(*each.texts)] == [Guard.PERSONAL]
    for around in ("angabenInhaber", "angabenQualifikation"):
        person = "<x:person><x:geburtsdatum>Secret</x:geburtsdatum></x:person><x:geburtsdatum>Secret</x:geburtsdatum>"
        found = xhochschule_of(f"<x:{around}>{person}</x:{around}>")
        assert "Secret" not in without(found, Piece.PERSONAL)


def test_what_a_german_supplement_says_beside_its_sections_is_personal() -> None:
    document = xhochschule_of("<x:angabenStudierende><x:anschrift>Secret</x:anschrift></x:angabenStudierende>")
    assert entries(document, 0)
    assert "Secret" not in without(document, Piece.PERSONAL)


@pytest.mark.parametrize(
    ("part", "switch"),
    [
        ({"holder": {"id": "did:example:9", "note": "Secret"}}, Piece.PERSONAL),
        ({"studentNumber": "Secret"}, Piece.PERSONAL),
        ({"birthPlace": "Secret"}, Piece.PERSONAL),
        ({"learnerEmail": "Secret"}, Piece.PERSONAL),
        ({"finalMark": "Secret"}, Piece.GRADES),
    ],
)
def test_what_a_credential_says_beside_everything_is_guarded_by_its_name(
    part: dict[str, object], switch: Piece
) -> None:
    document = elm3.read(json_credential() | part).document
    assert hidden(document, "Secret") == {Piece.UNPLACED, switch}
    inside = elm3.read({"verifiableCredential": [json_credential()], **part}).document
    assert hidden(inside, "Secret") == {Piece.UNPLACED, switch}


@pytest.mark.parametrize("subject", ["Date of birth", "Matrikelnummer"])
def test_a_note_about_something_personal_is_personal(subject: str) -> None:
    note = {"type": "Note", "subject": {"en": subject}, "noteLiteral": {"en": "Secret"}}
    document = elm3.read(
        json_credential(additionalNote=[note, {"type": "Note", "noteLiteral": {"en": "Open"}}])
    ).document
    assert "Secret" not in without(document, Piece.PERSONAL)
    assert "Open" in without(document, Piece.PERSONAL)


def test_the_address_of_an_institution_is_not_personal() -> None:
    value = json_credential()
    value["issuer"]["contactPoint"] = {"emailAddress": {"id": "mailto:office@example.org"}, "phone": "555 1234"}
    document = elm3.read(value).document
    assert "office@example.org" in without(document, Piece.PERSONAL)


def test_a_credential_in_a_token_is_read_with_what_stands_around_it() -> None:
    document = elm3.read({"iss": "did:example:1", "sub": "did:example:me", "vc": json_credential()}).document
    assert courses(document)
    assert hidden(document, "did:example:me") == {Piece.UNPLACED, Piece.PERSONAL}


@pytest.mark.parametrize(
    ("number", "title", "needed"),
    [
        ("1.1", "", {Piece.HOLDER, Piece.PERSONAL}),
        ("1.3", "", {Piece.HOLDER, Piece.PERSONAL}),
        ("4.2", "", {Piece.CONTENTS, Piece.GRADES}),
        ("8", "", {Piece.SYSTEM}),
        ("A", "", {Piece.UNPLACED}),
        ("A", "Copy of the passport", {Piece.HOLDER, Piece.PERSONAL}),
        ("A", "Transcript", {Piece.CONTENTS, Piece.GRADES}),
    ],
)
def test_a_file_is_shown_with_all_that_it_may_tell(number: str, title: str, needed: set[Piece]) -> None:
    hanging = section(number, "", attachment(uri(PDF)), title=title)
    document = read_elmo(degree(hanging)).document
    assert document.enclosed
    assert Piece.ENCLOSED in pieces(document)
    assert {piece for piece in Piece if not shown(document, set(Piece) - {piece}).enclosed} == needed | {Piece.ENCLOSED}
