"""What universities say of an award beyond the standard: workload, level, field and the rest."""

from __future__ import annotations

import json

import pytest

from tests.openbadges.issuing import assertion, badge_class, issuer
from tests.openbadges.test_reading import achievement, credential, shown
from tests.shared import shared
from wallet.openbadges.descriptors import level_in
from wallet.openbadges.reading import read
from wallet.openbadges.values import hours

ELM = "http://data.europa.eu/snb/model/elm/"


def test_a_university_s_descriptors_are_read_from_alignments() -> None:
    aligned = [
        {
            "targetName": "EQF Level 6",
            "targetFramework": "European Qualifications Framework",
            "targetUrl": "http://data.europa.eu/snb/eqf/6",
        },
        {
            "targetName": "Statistics",
            "targetFramework": "ISCED-F 2013",
            "targetCode": "0542",
            "targetUrl": "http://data.europa.eu/snb/isced-f/0542",
        },
        {"targetName": "Design an experiment", "targetType": "ceasn:Competency", "targetUrl": "https://u.example/o/1"},
        {
            "targetName": "Course catalogue",
            "targetType": "CFItem",
            "targetUrl": "https://u.example/c/1",
            "targetFramework": "Catalogue",
        },
    ]
    given = achievement(
        alignment=aligned, fieldOfStudy="Engineering", creditsAvailable=2, inLanguage="it", tag=["data"]
    )
    found = shown(credential({"achievement": given})).achievement
    assert found.eqf_level == "6"
    assert found.fields == ("Engineering", "Statistics")
    assert found.learning_outcomes == ("Design an experiment",)
    assert (found.credits, found.language, found.tags) == ("2", "it", ("data",))
    assert [one.name for one in found.alignments] == ["Design an experiment", "Course catalogue"]


@pytest.mark.parametrize("prefixed", [True, False])
def test_a_university_s_descriptors_are_read_from_terms_of_the_european_learning_model(prefixed: bool) -> None:
    base = "elm:" if prefixed else ELM
    terms = {"elm": ELM, "outcomes": base + "learningOutcome", "load": {"@id": base + "volumeOfLearning"}}
    terms |= {"lvl": {"@id": base + "eqfLevel", "@type": "@id"}, "area": {"@id": base + "thematicArea", "@type": "@id"}}
    given = achievement(
        outcomes=[{"title": {"en": "Design an experiment", "it": "Progettare un esperimento"}}, "Analyse data"],
        load="PT50H",
        lvl="http://data.europa.eu/snb/eqf/7",
        area={"id": "http://data.europa.eu/snb/isced-f/0542", "prefLabel": {"en": ["Statistics"]}},
        creditPoint={"point": "2", "framework": {"prefLabel": {"en": "ECTS"}}},
    )
    document = credential({"achievement": given})
    document["@context"].append(terms)
    found = shown(document, "it").achievement
    assert found.learning_outcomes == ("Progettare un esperimento", "Analyse data")
    assert (found.workload, found.workload_hours) == ("50 hours", 50.0)
    assert (found.eqf_level, found.fields, found.credits) == ("7", ("Statistics",), "2 ECTS")


def test_a_university_s_descriptors_are_read_from_extensions_of_open_badges_2() -> None:
    extension = {
        "type": ["Extension", "extensions:X"],
        "ects": 2,
        "eqf": "EQF 6",
        "workload": "50 ore",
        "language": "it",
    }
    given = badge_class(
        **{"extensions:university": extension, "learningOutcomes": ["Design an experiment"]},
        alignment=[
            {"targetName": "EQF", "targetUrl": "https://u.example/eqf", "targetFramework": "EQF", "targetCode": "5"}
        ],
    )
    found = shown(assertion(badge={**given, "issuer": issuer()})).achievement
    assert (found.credits, found.eqf_level, found.workload, found.workload_hours) == ("2", "6", "50 ore", 50.0)
    assert found.learning_outcomes == ("Design an experiment",)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("PT50H", 50),
        ("P2DT2H", 50),
        ("PT90M", 1.5),
        ("25 hours", 25),
        ("12,5 ore", 12.5),
        ("P1Y", None),
        ("P", None),
        ("many", None),
    ],
)
def test_a_workload_is_understood_in_hours(text: str, count: float | None) -> None:
    assert hours(text) == count


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("6", "6"),
        ("EQF 6", "6"),
        ("EQF Level 7 (Master)", "7"),
        ("Level 5", "5"),
        ("Livello QEQ: 7", "7"),
        ("7 EQF", "7"),
        ("http://data.europa.eu/snb/eqf/8", "8"),
        ("https://data.europa.eu/snb/eqf/3", "3"),
        ("9", ""),
        ("60 ECTS", ""),
        ("3 years", ""),
        ("2024", ""),
        ("https://u.example/level/6", ""),
        ("", ""),
    ],
)
def test_a_level_of_the_european_framework_is_told_from_other_numbers(text: str, level: str) -> None:
    assert level_in(text) == level


def test_a_real_university_degree_is_read() -> None:
    case = json.loads(shared("corpus/manifest.jsonl").read_text().partition("\n")[0])
    found = read(shared(f"corpus/{case['file']}").read_bytes())
    assert found.title
    assert found.issuer.name
