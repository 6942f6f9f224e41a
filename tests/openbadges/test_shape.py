"""What the data models ask of a credential's members, and what a report says of each that is not so."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.openbadges.university import ED25519, OB3, SEALED, V2, credential, did_key, judged, method_of, sealed
from wallet.openbadges import proofs
from wallet.openbadges.report import Outcome, Report, Verdict

Json = dict[str, Any]


def told_failed(document: Json, check: str) -> Report:
    """The report on a document that must fail by a check, sealed where it can be."""
    report = judged(document)
    assert check in report.failed(), report
    assert report.verdict in (Verdict.INVALID, Verdict.MALFORMED)
    return report


def changed(place: list[str], value: Any) -> Json:
    """The usual badge with another value in one place, sealed as JSON; None takes the member away."""
    document = copy.deepcopy(credential(did_key()))
    node: Any = document
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    if value is None:
        del node[place[-1]]
    return proofs.sign(document, ED25519, method_of(did_key()), SEALED, "eddsa-jcs-2022")


PROFILE = {"id": "https://x.example/", "type": ["Profile"], "name": "X"}
IDENTITY = {"type": "IdentityObject", "hashed": False, "identityHash": "a@b.example", "identityType": "emailAddress"}
ENTRY = {"type": ["IdentifierEntry"], "identifier": "x", "identifierType": "name"}
RESULT = {"type": ["Result"], "value": "A"}
EVIDENCE = {"id": "https://x.example/e", "type": ["Evidence"]}
DESCRIPTION = {"id": "urn:uuid:d", "type": ["ResultDescription"], "name": "Mark", "resultType": "LetterGrade"}
PLACES: dict[str, tuple[list[str], Json]] = {
    "issuer": (["issuer"], PROFILE),
    "parent": (["issuer", "parentOrg"], PROFILE),
    "other identifier": (["issuer", "otherIdentifier"], ENTRY),
    "identifier": (["credentialSubject", "identifier"], IDENTITY),
    "result": (["credentialSubject", "result"], RESULT),
    "source": (["credentialSubject", "source"], PROFILE),
    "creator": (["credentialSubject", "achievement", "creator"], PROFILE),
    "result description": (["credentialSubject", "achievement", "resultDescription"], DESCRIPTION),
    "evidence": (["evidence"], EVIDENCE),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_node_of_another_class_does_not_belong_there(name: str) -> None:
    place, node = PLACES[name]
    told_failed(changed(place, [{**node, "type": ["Image"]}]), "format.structure")
    told_failed(changed(place, [{**node, "type": ["Invented"]}]), "format.type")


@pytest.mark.parametrize("name", [name for name in PLACES if name != "issuer"])
def test_a_node_of_its_class_is_no_fault_nor_one_with_a_class_more(name: str) -> None:
    place, node = PLACES[name]
    for types in (
        node["type"],
        ["https://x.example/T", *([node["type"]] if isinstance(node["type"], str) else node["type"])],
    ):
        report = judged(changed(place, [{**node, "type": types}]))
        assert report.outcome("format.structure") is Outcome.PASSED, report
        assert report.verdict is Verdict.VALID


@pytest.mark.parametrize("criteria", [{}, {"type": "Criteria"}, {"id": ""}])
def test_criteria_that_say_nothing_are_missing(criteria: Json) -> None:
    told_failed(changed(["credentialSubject", "achievement", "criteria"], criteria), "format.structure")


def test_a_sealed_credential_without_issuer_is_not_built_as_asked() -> None:
    report = told_failed(sealed(credential(issuer=None)), "format.structure")
    assert report.outcome("issuer.key_bound") is Outcome.FAILED


def test_an_issuer_without_id_is_not_built_as_asked_once_it_is_sealed() -> None:
    told_failed(changed(["issuer"], {"type": ["Profile"], "name": "X"}), "format.structure")


@pytest.mark.parametrize("kind", ["OpenBadgeCredential", "AchievementCredential", "EndorsementCredential"])
def test_a_badge_that_does_not_name_the_vocabulary_of_badges_is_told_so(kind: str) -> None:
    document = credential(did_key(), **{"@context": [V2], "type": ["VerifiableCredential", kind]})
    told_failed(document, "format.context")
    assert "format.type" in judged(document).failed()


@pytest.mark.parametrize(
    ("context", "types"),
    [
        ([V2, {"VerifiableCredential": "https://x.example/#Other"}], ["VerifiableCredential"]),
        ([V2, {"@protected": True, "Own": "urn:x:1"}, {"Own": "urn:x:2"}], ["VerifiableCredential", "Own"]),
        ([V2, {"type": "https://x.example/#type"}], ["VerifiableCredential"]),
    ],
)
def test_a_type_that_is_given_another_meaning_fails_as_context_and_as_type(context: Any, types: list[str]) -> None:
    report = told_failed(credential(did_key(), **{"@context": context, "type": types}), "format.context")
    assert "format.type" in report.failed()


RESOURCE = {"id": "https://x.example/r", "digestSRI": "sha256-abc"}
UNSOUND_RESOURCES: dict[str, Any] = {
    "texts": ["https://x.example/r"],
    "no id": [{"digestSRI": "sha256-abc"}],
    "an id that is no URI": [{**RESOURCE, "id": "r"}],
    "the same twice": [RESOURCE, RESOURCE],
    "no hash": [{"id": "https://x.example/r"}],
}


@pytest.mark.parametrize("name", UNSOUND_RESOURCES)
def test_a_related_resource_that_cannot_be_held_against_anything_is_told(name: str) -> None:
    told_failed(credential(did_key(), relatedResource=UNSOUND_RESOURCES[name]), "format.structure")


@pytest.mark.parametrize("given", [RESOURCE, [RESOURCE, {"id": "urn:x:1", "digestMultibase": "uEi"}]])
def test_related_resources_with_their_hashes_are_no_fault(given: Any) -> None:
    assert judged(sealed(credential(did_key(), relatedResource=given))).verdict is Verdict.VALID


def test_a_status_list_is_built_as_one() -> None:
    subject = {"id": "urn:x:list", "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "uH4s"}
    types = ["VerifiableCredential", "BitstringStatusListCredential"]
    whole = credential(did_key(), **{"@context": [V2, OB3], "type": types, "credentialSubject": subject})
    assert judged(sealed(whole)).verdict is Verdict.VALID
    for without in ("type", "statusPurpose", "encodedList"):
        less = {name: value for name, value in subject.items() if name != without}
        document = {**whole, "credentialSubject": less}
        told_failed({**document, "proof": sealed(whole)["proof"]}, "format.structure")
