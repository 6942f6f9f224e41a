from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.openbadges.issuing import ANNA, SITE, assertion, badge_class, issuer, judged, site
from tests.openbadges.pictures import png
from wallet.openbadges.baking import bake
from wallet.openbadges.disclosure import discloses
from wallet.openbadges.document import Unreadable
from wallet.openbadges.reading import Credential, Recipient, read
from wallet.openbadges.values import Words

PICTURE = "data:image/png;base64," + base64.b64encode(png()).decode()


def achievement(**more: Any) -> dict[str, Any]:
    return {
        "id": "urn:uuid:1",
        "type": ["Achievement"],
        "name": "Statistics for Engineers",
        "description": "A course.",
        "achievementType": "Course",
        "criteria": {"id": "https://u.example/criteria", "narrative": "Pass the *exam*."},
        "image": {"id": PICTURE, "type": "Image"},
        **more,
    }


def credential(subject: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:c",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": "did:web:u.example",
            "type": ["Profile"],
            "name": "Example University",
            "url": "https://u.example",
        },
        "validFrom": "2026-01-02T03:04:05Z",
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": achievement(), **(subject or {})},
        **more,
    }


def shown(document: object, language: str = "en") -> Credential:
    return read(json.dumps(document).encode(), language)


def test_an_open_badge_3_shows_what_a_page_needs() -> None:
    found = shown(credential({"id": "did:example:anna"}))
    assert (found.spec, found.title, found.id) == ("Open Badges 3.0", "Statistics for Engineers", "urn:uuid:c")
    assert (found.issuer.name, found.issuer.id) == ("Example University", "did:web:u.example")
    assert found.recipient == Recipient("did", "did:example:anna")
    assert found.valid_from == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found.valid_until == datetime(2030, 1, 1, tzinfo=UTC)
    assert found.achievement.criteria == "Pass the *exam*."
    assert found.achievement.criteria_url == "https://u.example/criteria"
    assert (found.achievement.image.data, found.achievement.image.media_type) == (png(), "image/png")
    assert found.achievement.course == "Statistics for Engineers"


def test_every_container_and_token_shows_the_same() -> None:
    document = credential()
    inner = {name: value for name, value in document.items() if name not in ("id", "validFrom", "validUntil")}
    payload = {"vc": inner, "jti": "urn:uuid:c", "nbf": 1_767_323_045, "exp": 1_893_456_000, "iss": "did:web:u.example"}
    parts = (json.dumps(part).encode() for part in ({"alg": "EdDSA"}, payload))
    token = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + ".c2ln"
    assert read(bake(png(), json.dumps(document))) == shown(document)
    assert read(token.encode()) == shown(document)
    assert read(document) == shown(document)


def test_a_hosted_badge_shows_what_its_issuer_published() -> None:
    report = judged(assertion(), site(assertion(), badge_class(), issuer()))
    found = read(report.credential)
    assert (found.spec, found.title, found.issuer.name) == ("Open Badges 2.0", "Statistics", "Example University")
    assert found.achievement.image.url == f"{SITE}/b/1.png"
    assert (found.recipient.kind, found.recipient.hashed, found.recipient.salt) == ("address", True, "s")


def test_texts_are_picked_by_language_then_english_then_the_first() -> None:
    name = {"de": "Statistik", "en-GB": "Statistics", "it": ["Statistica"]}
    document = credential({"achievement": achievement(name=name)})
    assert [shown(document, language).title for language in ("it", "it-CH", "fr")] == ["Statistica"] * 2 + [
        "Statistics"
    ]
    assert Words("fr").text({"de": "Statistik"}) == "Statistik"
    assert Words("it").text([{"@value": "a", "@language": "en"}, {"@value": "b", "@language": "it"}]) == "b"


def test_a_text_that_is_too_long_is_seen_to_be_cut() -> None:
    title = shown(credential({"achievement": achievement(name="Interdisciplinary " * 40)})).title
    assert len(title) <= 300
    assert title.endswith("…")


def test_evidence_results_and_identifiers_are_read() -> None:
    given = achievement(
        resultDescription=[{"id": "urn:r", "name": "Exam", "resultType": "LetterGrade", "allowedValue": ["A", "B"]}]
    )
    found = shown(
        credential(
            {
                "achievement": given,
                "result": [{"resultDescription": "urn:r", "value": "A"}],
                "creditsEarned": 2.0,
                "licenseNumber": "L-1",
                "identifier": [
                    {"identityType": "emailAddress", "identityHash": ANNA, "hashed": False},
                    {"identityType": "sourcedId", "identityHash": "s123", "hashed": False},
                    {"identityType": "name", "identityHash": "Anna Rossi", "hashed": False},
                ],
            },
            evidence=[
                {"id": "https://u.example/e/1", "type": ["Evidence"], "name": "Report", "narrative": "I *wrote* it."}
            ],
        )
    )
    assert [(one.name, one.value) for one in found.results] == [("Exam", "A"), ("Credits earned", "2")]
    assert found.results_described[0].allowed == ("A", "B")
    assert (found.evidence[0].url, found.evidence[0].narrative) == ("https://u.example/e/1", "I *wrote* it.")
    assert found.recipient == Recipient("address", ANNA)
    assert found.recipient_name == "Anna Rossi"
    assert [one.value for one in found.identifiers] == ["s123", "L-1"]


def test_a_record_of_several_shows_its_parts() -> None:
    whole = credential({"verifiableCredential": [credential(), credential()]}, name="Transcript")
    whole["type"] = ["VerifiableCredential", "ClrCredential"]
    found = shown(whole)
    assert (found.spec, found.title, len(found.parts)) == ("CLR 2.0", "Transcript", 2)
    assert found.parts[0].title == "Statistics for Engineers"


ODD: list[Any] = [
    None,
    5,
    -1.5,
    True,
    [],
    {},
    [[]],
    [None],
    {"en": 5},
    {"@value": []},
    "x" * 100_000,
    ["x"] * 500,
    "javascript:alert(1)",
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_values_anywhere_are_left_out_and_never_an_error(odd: Any) -> None:
    for document in (credential(evidence=[{}]), assertion(badge={**badge_class(), "issuer": issuer()})):
        for altered in alter(document, odd):
            try:
                found = shown(altered)
            except Unreadable:
                continue
            assert len(repr(found)) < 200_000
            assert "javascript:" not in (
                found.issuer.url + found.achievement.criteria_url + found.achievement.image.url
            )
            assert isinstance(discloses(json.dumps(altered).encode()), tuple)


def alter(value: Any, odd: Any) -> list[Any]:
    """Every document that differs by one member, which holds the odd value instead."""
    if isinstance(value, dict):
        return [{**value, name: new} for name, inner in value.items() for new in [odd, *alter(inner, odd)]]
    if isinstance(value, list):
        return [
            value[:at] + [new] + value[at + 1 :] for at, inner in enumerate(value) for new in [odd, *alter(inner, odd)]
        ]
    return []


def test_what_is_no_credential_is_refused() -> None:
    for content in (b'{"a": 1}', b"https://u.example/1", png()):
        with pytest.raises(Unreadable):
            read(content)


def test_the_file_s_switch_names_what_it_gives_away() -> None:
    assert discloses(json.dumps(credential({"id": "did:example:anna"})).encode()) == ()
    subject = {
        "name": "Anna Rossi",
        "dateOfBirth": "2000-01-01",
        "identifier": [
            {"identityType": "emailAddress", "identityHash": ANNA, "hashed": False},
            {"identityType": "studentId", "identityHash": "s1", "hashed": False},
        ],
        "result": [{"value": "30"}],
    }
    told = discloses(json.dumps(credential(subject, evidence=[{"id": "https://u.example/e"}])).encode())
    assert told == (
        "an e-mail address in clear",
        "a name",
        "identifiers such as a student number",
        "a date or place of birth",
        "grades or results",
        "evidence",
    )


def test_what_the_page_shows_anyway_is_no_disclosure() -> None:
    document = json.dumps(credential({"name": "Anna Rossi", "result": [{"value": "30"}]})).encode()
    assert discloses(document, shown=("recipient_name", "results")) == ()


def test_the_issuer_s_own_address_is_no_disclosure_and_a_hashed_learner_s_neither() -> None:
    assert discloses(json.dumps(assertion(badge={**badge_class(), "issuer": issuer()})).encode()) == ()
    clear = assertion(recipient={"type": "email", "hashed": False, "identity": ANNA})
    assert discloses(json.dumps(clear).encode()) == ("an e-mail address in clear",)


def test_a_presentation_shows_the_credential_it_holds() -> None:
    whole = {
        "@context": credential()["@context"],
        "type": "VerifiablePresentation",
        "verifiableCredential": credential(),
    }
    assert shown(whole).title == "Statistics for Engineers"


def test_a_level_achieved_is_told_by_its_name() -> None:
    level = {"id": "urn:l", "name": "With honours", "level": "1"}
    given = achievement(resultDescription=[{"id": "urn:r", "name": "Thesis", "rubricCriterionLevel": [level]}])
    results = [{"resultDescription": "urn:r", "achievedLevel": "urn:l"}, {"status": "Completed"}, {"value": None}]
    found = shown(credential({"achievement": given, "result": results}))
    assert [(one.name, one.value) for one in found.results] == [("Thesis", "With honours"), ("", "Completed")]


@pytest.mark.parametrize(
    ("context", "types", "spec"),
    [
        ("https://www.w3.org/2018/credentials/v1", ["VerifiableCredential"], "Verifiable Credential 1.1"),
        ("https://www.w3.org/ns/credentials/v2", ["VerifiableCredential"], "Verifiable Credential 2.0"),
        ("https://www.w3.org/ns/credentials/v2", ["VerifiableCredential", "EndorsementCredential"], "Open Badges 3.0"),
    ],
)
def test_the_standard_of_a_credential_is_named(context: str, types: list[str], spec: str) -> None:
    assert shown({"@context": [context], "type": types, "credentialSubject": {}}).spec == spec


@pytest.mark.parametrize(
    ("context", "spec"),
    [("https://w3id.org/openbadges/v1", "1.1"), ("https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld", "2.1")],
)
def test_the_version_of_an_older_badge_is_named(context: str, spec: str) -> None:
    assert shown(assertion(**{"@context": context})).spec == f"Open Badges {spec}"


def test_a_file_that_cannot_be_read_is_said_to_hold_what_the_wallet_cannot_read() -> None:
    assert discloses(b"{") == ("content that the wallet cannot read",)
