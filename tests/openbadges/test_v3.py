"""Open Badges 3.0 and Verifiable Credentials through the front door: what is asked for, told and never passed."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import pytest

from tests.openbadges.university import (
    ED25519,
    NOW,
    OB3,
    P256,
    SEALED,
    STRANGER,
    V2,
    WEB,
    WEB_DOCUMENT,
    credential,
    did_document,
    did_key,
    judged,
    method_of,
    page,
    sealed,
)
from wallet.openbadges import jws, proofs, shape
from wallet.openbadges.dates import parse_date
from wallet.openbadges.findings import Findings
from wallet.openbadges.report import CHECKS, Needs, Outcome, Report, Verdict
from wallet.openbadges.v3 import Judged, judge, judge_jwt

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def told(report: Report, name: str) -> str:
    return next(check.explanation for check in report.checks if check.name == name)


def test_what_must_be_fetched_is_asked_for_and_nothing_else() -> None:
    document = proofs.sign(credential(WEB), ED25519, f"{WEB}#key-0", SEALED)
    assert judge(document, {}, NOW) == Needs(frozenset({WEB_DOCUMENT}))
    token = jws.sign(credential("https://university.example/1"), P256, kid="k")
    wanted = {"https://university.example/1", "https://university.example/.well-known/jwks.json"}
    assert judge_jwt(token, {}, NOW) == Needs(frozenset(wanted))


def test_a_badge_with_its_key_inside_asks_for_nothing() -> None:
    assert isinstance(judge(sealed(), {}, NOW), Judged)


def test_a_report_names_each_check_once_and_in_order() -> None:
    names = [check.name for check in judged(sealed()).checks]
    assert names == sorted(names, key=CHECKS.index)
    assert {"seal.present", "seal.intact", "seal.covers_all", "issuer.key_bound", "status.revocation"} <= set(names)


def test_a_badge_before_or_after_its_time_is_not_called_forged() -> None:
    early = judged(sealed(credential(validFrom="2027-01-01T00:00:00Z")))
    late = judged(sealed(credential(validUntil="2026-11-21T23:59:59Z")))
    assert (early.verdict, late.verdict) == (Verdict.NOT_YET_VALID, Verdict.EXPIRED)
    for report in (early, late):
        assert report.outcome("seal.intact") is Outcome.PASSED


FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "no context": ("format.context", credential(**{"@context": None})),
    "another context first": ("format.context", credential(**{"@context": [OB3, V2]})),
    "a number as context": ("format.context", credential(**{"@context": [V2, 5]})),
    "two versions": ("format.context", credential(**{"@context": [V2, "https://www.w3.org/2018/credentials/v1"]})),
    "no credential type": ("format.type", credential(type=["OpenBadgeCredential"])),
    "no type": ("format.type", credential(type=None)),
    "an id that is no URI": ("format.structure", credential(id="badge 1")),
    "two ids": ("format.structure", credential(id=["urn:a", "urn:b"])),
    "an issuer that is no URI": ("format.structure", credential(issuer="Example University")),
    "an issuer with a null id": ("format.structure", credential(issuer={"id": None})),
    "no subject": ("format.structure", credential(credentialSubject=None)),
    "an empty subject": ("format.structure", credential(credentialSubject={})),
    "a subject of another type": (
        "format.structure",
        credential(credentialSubject={"type": ["Profile"], "id": "urn:x"}),
    ),
    "a date without zone": ("format.structure", credential(validFrom="2026-01-01T00:00:00")),
    "a day that is none": ("format.structure", credential(validFrom="2026-02-30T00:00:00Z")),
    "a date in words": ("format.structure", credential(validUntil="Sun, 26 Feb 2023 01:22:14 +0000")),
    "evidence without type": ("format.structure", credential(evidence={"id": "urn:x"})),
    "a status without type": ("format.structure", credential(credentialStatus={"id": "urn:x"})),
    "a schema without address": ("format.structure", credential(credentialSchema={"type": "JsonSchema"})),
    "a name that is no text": ("format.structure", credential(name={"en": "Statistics"})),
    "a flag that is a text": (
        "format.structure",
        credential(
            credentialSubject={
                "type": ["AchievementSubject"],
                "identifier": [
                    {"type": "IdentityObject", "hashed": "true", "identityHash": "x", "identityType": "emailAddress"}
                ],
            }
        ),
    ),
    "an achievement without name": (
        "format.structure",
        credential(
            credentialSubject={"type": ["AchievementSubject"], "achievement": {"id": "urn:x", "type": "Achievement"}}
        ),
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_credential_that_is_not_built_as_asked_is_told_so(name: str) -> None:
    check, document = FORMS[name]
    findings = Findings()
    shape.judge(document, findings)
    assert findings.has(check, Outcome.FAILED)
    assert judged(document).verdict is not Verdict.VALID


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2026-01-01T00:00:00Z", True),
        ("2026-01-01t00:00:00z", True),
        ("2026-01-01T00:00:00.123456789Z", True),
        ("2026-01-01T00:00:00-06:00", True),
        ("2016-12-31T23:59:60Z", True),
        ("2026-01-01T24:00:00Z", False),
        ("2026-01-01 00:00:00Z", False),
        ("2026-01-01", False),
        ("２026-01-01T00:00:00Z", False),
        ("2026-01-01T00:00:00+25:00", False),
        ("0001-01-01T00:00:00+14:00", False),
        (5, False),
        (None, False),
    ],
)
def test_a_date_is_read_only_with_its_zone(text: object, right: bool) -> None:
    assert (parse_date(text) is not None) is right


def test_a_presentation_of_one_badge_is_judged_as_the_badge() -> None:
    presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [sealed()]}
    judgement = judge(presentation, {}, NOW)
    assert isinstance(judgement, Judged)
    assert judgement.credential["name"] == "Statistics"
    assert judged(presentation).verdict is Verdict.VALID


def test_one_forged_badge_spoils_a_presentation() -> None:
    forged = {**sealed(), "name": "Astronomy"}
    presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [sealed(), forged]}
    assert judged(presentation).verdict is Verdict.INVALID


def test_an_empty_presentation_is_not_sealed() -> None:
    for held in ([], None, [5], ["x"], [{"type": "VerifiablePresentation"}]):
        presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": held}
        assert judged(presentation).verdict is not Verdict.VALID


def test_an_enveloped_credential_is_judged_by_its_token() -> None:
    token = jws.sign(credential(), ED25519, kid=method_of(did_key()), typ="vc+jwt")
    document = {"@context": [V2], "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{token}"}
    assert judged(document).verdict is Verdict.VALID
    document["id"] = "data:application/vc+cose,AAAA"
    assert judged(document).verdict is Verdict.UNVERIFIABLE


def endorsement(about: str, private: Any = STRANGER, **more: Any) -> dict[str, Any]:
    did = did_key(private)
    document = {
        "@context": [V2, OB3],
        "id": "urn:uuid:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": did, "type": ["Profile"], "name": "Agency"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"], "endorsementComment": "Good."},
    } | more
    return proofs.sign(document, private, method_of(did), SEALED)


def endorsed(*given: Any, member: str = "endorsement") -> Report:
    plain = credential()
    achievement = plain["credentialSubject"]["achievement"]
    achievement[member] = list(given)
    if member == "endorsementJwt":
        plain["@context"].append({"endorsementJwt": "https://example.org/endorsementJwt"})
    return judged(sealed(plain))


ACHIEVEMENT = credential()["credentialSubject"]["achievement"]["id"]


def test_each_endorsement_is_judged_by_its_own_seal() -> None:
    report = endorsed(
        endorsement(ACHIEVEMENT),
        endorsement("urn:uuid:something-else"),
        {**endorsement(ACHIEVEMENT), "name": "changed"},
        endorsement(ACHIEVEMENT, validUntil="2026-02-01T00:00:00Z"),
        {name: value for name, value in endorsement(ACHIEVEMENT).items() if name != "proof"},
    )
    outcomes = [report.outcome(f"endorsement[{number}]") for number in range(5)]
    assert outcomes == [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.FAILED,
        Outcome.WARNING,
        Outcome.NOT_CHECKED,
    ]
    assert told(report, "endorsement[0]") == (f"It is endorsed by {did_key(STRANGER)}, which calls itself “Agency”.")
    assert report.verdict is Verdict.VALID


def test_an_endorsement_as_token_is_judged_too() -> None:
    document = {name: value for name, value in endorsement(ACHIEVEMENT).items() if name != "proof"}
    token = jws.sign(document, STRANGER, kid=method_of(did_key(STRANGER)))
    assert endorsed(token, member="endorsementJwt").outcome("endorsement[0]") is Outcome.PASSED
    assert endorsed("no.token.here", member="endorsementJwt").outcome("endorsement[0]") is not Outcome.PASSED


def record(*parts: Any) -> Report:
    subject = {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": list(parts)}
    plain = credential(id="urn:uuid:r", credentialSubject=subject, type=["VerifiableCredential", "ClrCredential"])
    plain["@context"] = [V2, CLR, OB3]
    return judged(sealed(plain))


def test_each_part_of_a_learner_record_is_judged() -> None:
    other = sealed(credential(id="urn:uuid:2", name="Geometry"))
    assert record(sealed(), other).outcome("evidence") is Outcome.PASSED
    report = record(sealed(), {**other, "name": "Astronomy"})
    assert report.outcome("evidence") is Outcome.FAILED
    assert told(report, "evidence") == "Of 2 credentials inside it, 1 do not hold."


REFRESH = "https://university.example/refresh/1"


@pytest.mark.parametrize(("newer", "outcome"), [(False, Outcome.PASSED), (True, Outcome.WARNING), (None, None)])
def test_a_newer_edition_is_told(newer: bool | None, outcome: Outcome | None) -> None:
    plain = credential(refreshService={"id": REFRESH, "type": "1EdTechCredentialRefresh"})
    plain["@context"].append(EXTENSIONS)
    document = sealed(plain)
    other = sealed(plain | {"name": "Statistics II"})
    pages = {} if newer is None else {REFRESH: page(REFRESH, other if newer else document)}
    report = judged(document, pages)
    assert report.outcome("refresh") is (outcome or Outcome.NOT_CHECKED)
    assert report.verdict is Verdict.VALID


def test_a_file_full_of_poison_ends_within_a_second() -> None:
    knot = {f"_:b{n}": [{"id": f"_:b{m}"} for m in range(10) if m != n] for n in range(10)}
    knots = {"k": "urn:k"}
    poison = [
        {**sealed(), "@context": [V2, OB3, knots], "k": [{"id": name, "k": others} for name, others in knot.items()]}
        for _ in range(50)
    ]
    subject = {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": poison}
    plain = credential(id="urn:uuid:r", credentialSubject=subject, type=["VerifiableCredential", "ClrCredential"])
    plain["@context"] = [V2, CLR, OB3]
    start = process_time()
    for document in (sealed(plain, suite="eddsa-jcs-2022"), {**plain, "proof": [sealed()["proof"]] * 10}):
        assert judged(document).verdict is not None
    assert process_time() - start < 1


def test_a_vocabulary_that_is_not_known_leaves_the_badge_unchecked() -> None:
    plain = credential()
    plain["@context"].append("https://elsewhere.example/context.json")
    document = {**plain, "proof": sealed()["proof"]}
    report = judged(document)
    assert report.verdict is Verdict.UNVERIFIABLE
    assert "https://elsewhere.example/context.json" in json.dumps([check.explanation for check in report.checks])


def test_an_issuers_key_in_a_document_given_under_its_did_is_taken() -> None:
    document = proofs.sign(credential("did:example:university"), ED25519, "did:example:university#key-0", SEALED)
    held = did_document(ED25519, did="did:example:university")
    assert judged(document, {"did:example:university": page("did:example:university", held)}).verdict is Verdict.VALID
    assert judged(document).verdict is Verdict.UNVERIFIABLE
