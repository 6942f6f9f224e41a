"""Europass credentials in JSON-LD (ELM 3): the real files whole, and what is hostile or odd."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.diploma_supplement.reading import elm3
from wallet.errors import Unprocessable
from wallet.supplement import Credit, Guard, Piece

from . import europass

ANNEX = "elm3-Sample-MC-Annex1-signed.jsonld"

# What a document leaves out: ids, classes and schemas, how a text is written, names of vocabularies, pictures and
# page designs (`individualDisplay`, `logo`).
LEFT_OUT = {
    "id",
    "type",
    "@context",
    "credentialSchema",
    "inScheme",
    "noteFormat",
    "logo",
    "individualDisplay",
    "proof",
}


def test_a_micro_credential_says_its_credits_hours_level_fields_and_result() -> None:
    document = europass.real(ANNEX).document
    (row,) = europass.rows(document).values()
    assert (row.credits, row.hours) == ((Credit("2", "ECTS"),), "60")
    assert (row.levels, row.result[0].text) == (("EQF 6", "RQF Level 6"), "Pass")
    assert [line[-4:-1].strip() for line in europass.lines(document, "2.2")] == ["003", "688"]
    assert europass.lines(document, "2.2")[1].endswith("(ISCED-F 0688)")
    assert europass.lines(document, "3.2")[:1] == ["Credits: 2 (European Credit Transfer System)"]
    assert "Volume of learning: 60 hours" in europass.lines(document, "3.2")
    assert (europass.lines(document, "1.1"), europass.lines(document, "1.2")) == (["Andromeda"], ["Ana"])


def test_a_micro_credential_tells_two_learning_outcomes_with_four_skills_of_esco() -> None:
    document = europass.real(ANNEX).document
    outcomes = europass.entries(document, "4.2")
    assert [[(said.language, said.text) for said in each.texts[0]] for each in outcomes] == [
        [("en", "Communication, collaboration and creativity")],
        [("en", "Developing digital content"), ("es", "Contento digital")],
    ]
    assert sum(line.startswith("Related ESCO skill: ") for line in europass.lines(document, "4.2")) == 4


def test_a_certificate_of_participation_is_one_activity_without_credits_and_grade() -> None:
    document = europass.real("elm3-Sample-CertOfPart-signed.jsonld").document
    (row,) = europass.rows(document).values()
    assert (row.kind, row.hours, row.credits, row.result) == ("workshop, seminar or conference", "2", (), ())
    assert not document.schemes
    assert Piece.GRADES.value not in str(document)
    assert len(europass.entries(document, "6.2")) == 4


def test_a_grade_that_an_award_used_is_the_grade_of_what_was_awarded() -> None:
    document = europass.real(europass.JSON_FILES[4]).document
    (row,) = europass.rows(document).values()
    assert (row.result[0].text, row.status, row.levels) == ("passed", "passed", ("EQF 7",))


def _texts(value: object, language: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its language that is no exception."""
    if isinstance(value, dict):
        concept = value.get("type") == "Concept" and "prefLabel" in value
        for key, each in value.items():
            # a concept that has labels is told by them, not by the short name of its vocabulary
            if key not in LEFT_OUT and not (concept and key == "notation"):
                yield from _texts(each, key if len(key) == 2 else "", key)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, language, name)
    elif isinstance(value, bool):
        yield "", "yes" if value else "no"
    elif value is not None:
        yield language, str(value)


@pytest.mark.parametrize("name", europass.JSON_FILES)
def test_nothing_that_a_real_file_says_is_dropped(name: str) -> None:
    told, texts = europass.Told(europass.real(name).document), list(_texts(europass.json_of(name)))
    assert len(texts) > 20
    missing = {(lang, text) for lang, text in texts if text.strip() and not told.says(text, lang)}
    assert not missing


def _under(value: object, *names: str) -> Iterator[object]:
    """All values under a name, wherever it stands."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key in names:
                yield each
            yield from _under(each, *names)
    elif isinstance(value, list):
        for each in value:
            yield from _under(each, *names)


@pytest.mark.parametrize("name", europass.JSON_FILES)
def test_no_grade_of_a_real_file_is_seen_without_grades(name: str) -> None:
    value, document = europass.json_of(name), europass.real(name).document
    grades = {text for each in _under(value, "grade", "gradeStatus", "gradingScheme") for _, text in _texts(each)}
    everything, rest = europass.without(document, Piece.UNPLACED), europass.without(document, Piece.GRADES)
    assert all(each in everything for each in grades)
    assert not [each for each in grades if each in rest]


@pytest.mark.parametrize("name", europass.JSON_FILES)
def test_nothing_personal_of_a_real_file_is_seen_without_personal_data(name: str) -> None:
    value, document = europass.json_of(name)["credentialSubject"], europass.real(name).document
    own = {key: each for key, each in value.items() if key not in ("hasClaim", "givenName", "familyName", "fullName")}
    secret = {text for _, text in _texts(own)}
    secret |= {str(each).removeprefix("mailto:") for mail in _under(own, "emailAddress") for each in _under(mail, "id")}
    # the country where somebody was born may be that of an institution, the scheme of an identifier is no secret
    secret = {each for each in secret if any(letter.isdigit() for letter in each) or "@" in each}
    assert secret
    everything, rest = europass.without(document, Piece.UNPLACED), europass.without(document, Piece.PERSONAL)
    assert all(each.replace("T00:00:00", "") in everything for each in secret)
    assert not [each for each in secret if each.replace("T00:00:00", "") in rest]


def test_an_id_leads_to_the_thing_that_it_names_even_in_a_circle() -> None:
    value = europass.json_credential(hasPart=[{"id": "urn:a1"}, "urn:a1"], provenBy={"assessedBy": {"id": "urn:org"}})
    document = elm3.read(value).document
    (row,) = europass.rows(document).values()
    assert row.provider[0].text == "Università"
    assert europass.lines(document, "2.3") == ["Università"]


def test_parts_of_an_achievement_are_rows_below_it_and_their_credits_their_own() -> None:
    point = {"point": 7.5, "framework": {"type": "Concept", "prefLabel": {"en": "European Credit Transfer System"}}}
    part = {"type": "LearningAchievement", "title": {"en": "Course"}, "specifiedBy": {"creditPoint": point}}
    rows = europass.rows(elm3.read(europass.json_credential(hasPart=[part])).document)
    assert [(row.depth, row.leaf, row.credits) for row in rows.values()] == [
        (0, False, ()),
        (1, True, (Credit("7.5", "ECTS"),)),
    ]


def test_how_grades_were_spread_is_told_with_the_grade() -> None:
    spread = {"category": [{"label": "A", "count": 3}, {"label": "B", "count": 9}], "description": {"en": "In 2024"}}
    shares = {"percentageLower": 60, "percentageEqual": 25, "percentageHigher": 15}
    test = {"type": "LearningAssessment", "grade": "A", "resultDistribution": spread, "shortenedGrading": shares}
    (row,) = europass.rows(elm3.read(europass.json_credential(provenBy=test)).document).values()
    assert row.distribution is not None
    assert row.distribution.categories == (("A", "3"), ("B", "9"))
    assert (row.distribution.below, row.distribution.equal, row.distribution.above) == ("60", "25", "15")


def test_two_grades_are_both_told_and_neither_is_called_the_result() -> None:
    tests = [{"type": "LearningAssessment", "title": {"en": name}, "grade": name} for name in ("good", "fair")]
    document = elm3.read(europass.json_credential(provenBy=tests)).document
    (row,) = europass.rows(document).values()
    assert row.result == ()
    assert [note.texts[0][0].text for note in row.notes if note.guard is Guard.GRADES] == ["good", "fair"]
    assert "good" not in europass.without(document, Piece.GRADES)


def test_a_grade_outside_of_an_assessment_is_a_grade_too() -> None:
    document = elm3.read(europass.json_credential(grade={"en": "first class"}, note={"en": "in May"})).document
    rest = europass.without(document, Piece.GRADES)
    assert "in May" in rest
    assert "first class" not in rest
    assert "first class" in europass.without(document, Piece.PERSONAL)


def test_what_an_achievement_entitles_to_is_its_function() -> None:
    occupation = {"id": "http://data.europa.eu/snb/entitlement/52f62180c2", "type": "Concept"}
    right = {"type": "LearningEntitlement", "title": {"en": "Midwife"}, "specifiedBy": {"dcType": occupation}}
    document = elm3.read(europass.json_credential(entitlesTo=right)).document
    assert europass.lines(document, "5.2")[0] == "Midwife"


def test_a_learner_who_is_named_again_elsewhere_is_no_less_personal() -> None:
    value = {**europass.json_credential(), "holder": "urn:p"}
    value["credentialSubject"]["identifier"] = {"type": "Identifier", "notation": "S-77", "schemeName": "Student ID"}
    document = elm3.read(value).document
    assert "S-77" in europass.without(document, Piece.UNPLACED)
    assert "S-77" not in europass.without(document, Piece.PERSONAL)
    assert "2001-02-03" not in europass.without(document, Piece.PERSONAL)


def test_an_attachment_is_enclosed_and_a_picture_of_the_page_is_not() -> None:
    pdf = b64encode(b"%PDF-1.7 small").decode()
    attachment = {"type": "MediaObject", "title": {"en": "Thesis"}, "content": pdf}
    value = {**europass.json_credential(), "attachment": attachment, "image": {"content": pdf}}
    read = elm3.read(value)
    assert [(each.filename, each.media_type) for each in read.document.enclosed] == [("Thesis.pdf", "application/pdf")]
    assert [data for _, data in read.files] == [b"%PDF-1.7 small"]
    assert pdf not in str(read.document)


def test_what_has_no_place_stands_under_its_own_name() -> None:
    document = elm3.read(
        {**europass.json_credential(), "favouriteColour": ["green", {"shade": {"it": "scuro"}}]}
    ).document
    (section,) = [section for section in document.sections if section.number == 0]
    assert section.entries[0].title[0].text == "Favourite colour"
    assert europass.Told(document).says("scuro", "it")
    assert europass.Told(document).says("green")


@pytest.mark.parametrize(
    "value", [{}, {"credentialSubject": []}, {"verifiableCredential": ["x"]}, {"type": [[1]]}], ids=str
)
def test_json_that_says_of_nobody_what_they_achieved_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(Unprocessable, match="no Europass credential"):
        elm3.read(value)


def test_json_that_is_nested_too_deeply_is_refused() -> None:
    deep: Any = "x"
    for _ in range(80):
        deep = {"part": deep}
    with pytest.raises(Unprocessable, match="too deeply"):
        elm3.read({**europass.json_credential(), "more": deep})


SIMPLE = st.none() | st.booleans() | st.integers(-9, 10**20) | st.floats(allow_nan=False)
KEYS = st.sampled_from(["id", "type", "en", "x-y", "title", "grade", "hasPart", "@value"])
ODD = st.recursive(
    SIMPLE | st.sampled_from(["urn:a1", "", "PT5H", "P" + "9" * 5000 + "D"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_credential_with_anything_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    value = europass.json_credential(
        provenBy={"id": "urn:t", "grade": {"en": "A"}, "specifiedBy": {"gradingScheme": {"title": "x"}}},
        specifiedBy={"eqfLevel": {"id": "http://x/6"}, "creditPoint": {"point": 1}, "entitlesTo": {"title": "y"}},
    )
    for _ in range(data.draw(st.integers(1, 4))):
        place: Any = value
        while True:
            key = data.draw(st.sampled_from(sorted(place)))
            if not isinstance(place[key], dict) or not place[key] or data.draw(st.booleans()):
                break
            place = place[key]
        place[key] = data.draw(ODD)
    try:
        read = elm3.read(json.loads(json.dumps(value)))
    except Unprocessable:
        return
    assert read.document.structured
