from __future__ import annotations

import json
from typing import Any

import pytest

from tests.shared import shared
from wallet.openbadges.terms import Vocabulary

STANDARD = Vocabulary("https://w3id.org/openbadges/v2")


def published(name: str) -> dict[str, Any]:
    terms: dict[str, Any] = json.loads(shared(f"corpus/contexts/{name}").read_bytes())["@context"]
    return terms


def test_our_words_mean_what_the_published_context_of_open_badges_2_makes_of_them() -> None:
    terms = published("openbadges-v2.json")
    assert Vocabulary(terms).redefined() == []
    told = Vocabulary(terms)
    for term, value in terms.items():
        meaning = value if isinstance(value, str) else value["@id"]
        if STANDARD.meaning(term) and not meaning.startswith("@"):
            assert STANDARD.meaning(term) == told.meaning(term), term
        elif isinstance(value, str) and term[0].isupper():
            pytest.fail(f"the class {term} is missing")


def test_our_words_mean_what_the_published_context_of_open_badges_1_makes_of_them() -> None:
    terms = published("openbadges-v1.json")
    assert Vocabulary(terms).redefined() == []


@pytest.mark.parametrize(
    ("context", "term", "meaning"),
    [
        ({"Doctor": "https://u.example/Doctor"}, "Doctor", "https://u.example/Doctor"),
        ({"u": "https://u.example/", "Doctor": {"@id": "u:Doctor"}}, "Doctor", "https://u.example/Doctor"),
        ({"a": "b", "b": "c", "c": "https://u.example/c"}, "a", "https://u.example/c"),
        ({"a": "b", "b": "a"}, "a", ""),
        ({"a": None}, "a", ""),
        ([], "Assertion", ""),
        ([[["https://w3id.org/openbadges/v2"]]], "Assertion", "https://w3id.org/openbadges#Assertion"),
        ("https://w3id.org/openbadges/v2", "extensions:X", "https://w3id.org/openbadges/extensions#X"),
        ("https://w3id.org/openbadges/v2", "urn:x:y", "urn:x:y"),
        ("https://w3id.org/openbadges/v2", "Unheard", ""),
        ("https://w3id.org/openbadges/v2.evil", "Assertion", ""),
    ],
)
def test_a_word_means_what_the_document_s_context_makes_of_it(context: object, term: str, meaning: str) -> None:
    assert Vocabulary(context).meaning(term) == meaning


def test_a_standard_word_with_another_meaning_is_named() -> None:
    assert Vocabulary([{"recipient": "https://mallory.example/r", "x": "schema:x"}]).redefined() == ["recipient"]
    assert Vocabulary([{"schema": "https://mallory.example/"}]).redefined() == ["schema"]
