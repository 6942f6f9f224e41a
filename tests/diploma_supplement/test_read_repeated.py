"""Grades said once more in prose are hidden with the grades."""

from __future__ import annotations

import pytest

from tests.diploma_supplement.elmo import course, elmo, report, section, supplement
from tests.diploma_supplement.europass import json_credential, without
from tests.diploma_supplement.reading import read_elmo
from wallet.diploma_supplement.reading import elm3
from wallet.supplement import Piece


def result(said: str, prose: str) -> bytes:
    """A degree with a result, and a supplement that says something in sections 6 and 7."""
    prose_of = supplement(section("6.1", prose), section("7.1", "Open"))
    return elmo(report(course("Master", of=f"<resultLabel>{said}</resultLabel>{prose_of}", kind="Degree Programme")))


@pytest.mark.parametrize("grade", ["110/110", "28 / 30", "110 e lode", "5 - excellent"])
def test_a_grade_in_prose_is_hidden_with_the_grades(grade: str) -> None:
    document = read_elmo(result(grade, f"Graduated with {grade}, and thanks to all.")).document
    assert "thanks to all" in without(document, Piece.PERSONAL)
    assert "thanks to all" not in without(document, Piece.GRADES)
    assert "Open" in without(document, Piece.GRADES)


@pytest.mark.parametrize(
    ("grade", "prose"),
    [("5", "5 semesters"), ("Passed", "Passed into law"), ("28/30", "128/300 places"), ("A", "A school")],
)
def test_a_number_or_a_word_alone_says_no_grade_in_prose(grade: str, prose: str) -> None:
    assert prose in without(read_elmo(result(grade, prose)).document, Piece.GRADES)


def test_a_fraction_in_prose_of_a_europass_credential_is_a_grade() -> None:
    test = {"type": "LearningAssessment", "title": {"en": "Project"}, "grade": {"noteLiteral": {"en": "85/100"}}}
    note = {"type": "Note", "noteLiteral": {"en": "The project was given 85/100 points."}}
    document = elm3.read(json_credential(provenBy=test, additionalNote=note)).document
    assert "85/100" in without(document, Piece.PERSONAL)
    assert "85/100" not in without(document, Piece.GRADES)


def test_an_assessment_beside_an_achievement_is_a_result_and_no_qualification() -> None:
    value = json_credential()
    alone = {"type": "LearningAssessment", "title": {"en": "Practical test"}, "grade": {"noteLiteral": {"en": "90"}}}
    subject = value["credentialSubject"]
    subject["hasClaim"] = [subject["hasClaim"], alone]
    document = elm3.read(value).document
    assert [each.title[0].text for each in document.programmes] == ["Degree", "Practical test"]
    (qualification,) = [each for each in document.sections if each.number == 2]
    assert "Practical test" not in str(qualification)
    assert document.programmes[1].courses[0].result[0].text == "90"
    assert '"90"' not in without(document, Piece.GRADES)


def test_a_level_and_a_field_of_other_models_have_their_place() -> None:
    value = json_credential(
        level={"type": "Concept", "prefLabel": {"en": "EQF level 4"}},
        specifiedBy={
            "educationSubject": {"type": "Concept", "prefLabel": {"en": "Solar energy"}},
            "title": {"en": "Q"},
        },
    )
    document = elm3.read(value).document
    placed = {each.number: str(each) for each in document.sections}
    assert "EQF level 4" in placed[3]
    assert "Solar energy" in placed[2]
