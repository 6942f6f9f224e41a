"""What a seal of bytes covers without its having a meaning: refused where it changes one, named where it only adds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.openbadges.university import ED25519, credential, did_key, judged, method_of, sealed
from wallet.openbadges import jws
from wallet.openbadges.report import Outcome, Report, Verdict

UNKNOWN = "https://nobody.example/context"
REDEFINED = {"name": "https://nobody.example/name"}


def by(seal: str, document: dict[str, Any]) -> Report:
    if seal == "jwt":
        return judged(jws.sign(document, ED25519, kid=method_of(did_key())))
    return judged(json.dumps(sealed(document, suite="eddsa-jcs-2022")))


def within(*more: Any) -> dict[str, Any]:
    """A credential in more vocabularies than usual."""
    plain = credential()
    return plain | {"@context": [*plain["@context"], *more]}


@pytest.mark.parametrize("seal", ["jwt", "eddsa-jcs-2022"])
@pytest.mark.parametrize("name", ["foo", "badge"])
def test_a_member_that_no_vocabulary_defines_is_named(seal: str, name: str) -> None:
    report = by(seal, credential(**{name: "bar"}))
    assert report.verdict is Verdict.VALID
    told = next(check for check in report.checks if check.name == "form.current")
    assert (told.outcome, told.values) == (Outcome.WARNING, {"name": name})


@pytest.mark.parametrize("seal", ["jwt", "eddsa-jcs-2022"])
@pytest.mark.parametrize("more", [[REDEFINED], [UNKNOWN, REDEFINED], [REDEFINED, UNKNOWN]])
def test_a_vocabulary_of_one_s_own_that_gives_another_meaning_is_refused(seal: str, more: list[Any]) -> None:
    report = by(seal, within(*more))
    assert report.outcome("format.context") is Outcome.FAILED
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("seal", ["jwt", "eddsa-jcs-2022"])
def test_an_id_that_means_another_thing_in_another_place_is_refused(seal: str) -> None:
    document = credential()
    document["credentialSubject"]["achievement"]["id"] = "../x"
    assert by(seal, document).outcome("format.structure") is Outcome.FAILED


def test_a_token_may_speak_in_vocabularies_and_of_types_that_nobody_here_knows() -> None:
    for document, name in (
        (within(UNKNOWN), "format.context"),
        (credential(type=["VerifiableCredential", "OpenBadgeCredential", "Degree"]), "format.type"),
    ):
        report = by("jwt", document)
        assert report.verdict is Verdict.VALID
        assert report.outcome(name) is Outcome.WARNING


@pytest.mark.parametrize(
    "more",
    [
        {"achievement": "https://nobody.example/other"},
        {"criteria": None},
        {"@import": "https://nobody.example/context"},
        {"issued": {"@reverse": "https://www.w3.org/2018/credentials#issuer"}},
        {"part": {"@id": "https://nobody.example/part", "@nest": "parts"}},
        {"@base": "https://nobody.example/"},
    ],
)
def test_a_vocabulary_of_one_s_own_that_cannot_be_followed_is_named_and_seals_of_json_are_not_taken(
    more: dict[str, Any],
) -> None:
    report = by("eddsa-jcs-2022", within(more))
    assert report.outcome("format.context") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE
    report = by("jwt", within(more))
    assert report.outcome("format.context") is Outcome.WARNING
    assert report.verdict is Verdict.VALID
