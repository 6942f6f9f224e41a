"""Data Integrity: what each suite seals, and that nothing changed, added or taken away passes."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha384
from typing import Any

import pytest
from pyld import jsonld
from pyld.canon import URDNA2015

from tests.openbadges.test_vocabulary import loader
from tests.openbadges.university import (
    ED25519,
    OB3,
    P256,
    P384,
    RSA,
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
from tests.shared import cases, shared
from wallet.openbadges import jws, keys, proofs
from wallet.openbadges.report import Outcome, Verdict
from wallet.openbadges.scopes import Unsafe

SUITES: dict[str, tuple[str, jws.Private]] = {
    "eddsa-rdfc-2022": ("eddsa-rdfc-2022", ED25519),
    "eddsa-jcs-2022": ("eddsa-jcs-2022", ED25519),
    "ecdsa-rdfc-2019 P-256": ("ecdsa-rdfc-2019", P256),
    "ecdsa-rdfc-2019 P-384": ("ecdsa-rdfc-2019", P384),
    "ecdsa-jcs-2019 P-256": ("ecdsa-jcs-2019", P256),
    "ecdsa-jcs-2019 P-384": ("ecdsa-jcs-2019", P384),
}
ATTACKS = cases("attacks/di/jcs_cases.open.jsonl")


@pytest.mark.parametrize("name", SUITES)
def test_a_sealed_badge_is_valid(name: str) -> None:
    suite, private = SUITES[name]
    report = judged(sealed(private=private, suite=suite))
    assert report.verdict is Verdict.VALID
    assert report.outcome("seal.covers_all") is Outcome.PASSED


@pytest.mark.parametrize("name", SUITES)
def test_a_seal_covers_in_which_direction_a_text_runs(name: str) -> None:
    suite, private = SUITES[name]
    text = {"@value": "إحصاء", "@language": "ar", "@direction": "rtl"}
    badge = proofs.sign(
        credential(did_key(private), name=text), private, method_of(did_key(private)), SEALED, cryptosuite=suite
    )
    assert judged(badge).verdict is Verdict.VALID
    for other in ({**text, "@direction": "ltr"}, {**text, "@language": "fa"}, {**text, "@value": "x"}):
        assert judged({**badge, "name": other}).verdict is Verdict.INVALID


def test_a_seal_that_leaves_out_in_which_direction_a_text_runs_is_neither_sound_nor_broken() -> None:
    badge = sealed(credential(name={"@value": "إحصاء", "@language": "ar"}))
    text = {"@value": "إحصاء", "@language": "ar", "@direction": "rtl"}
    report = judged({**badge, "name": text})
    assert report.outcome("seal.intact") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE
    assert judged({**badge, "name": {**text, "@value": "x"}}).verdict is Verdict.INVALID
    over_json = sealed(credential(name={"@value": "إحصاء", "@language": "ar"}), suite="eddsa-jcs-2022")
    assert judged({**over_json, "name": text}).verdict is Verdict.INVALID


class Sha384(URDNA2015):  # type: ignore[misc]  # PyLD has no types
    """PyLD's canonical form with the hash that P-384 asks for (vc-di-ecdsa §3)."""

    def create_hash(self) -> Any:
        return sha384()


def test_a_seal_of_p384_puts_nameless_nodes_in_the_order_of_its_own_hash() -> None:
    achievement = {"type": ["Achievement"], "name": "X", "description": "y", "criteria": {"narrative": "z"}}
    claims = {"type": ["AchievementSubject"], "achievement": achievement}
    document = {**credential(did_key(P384)), "credentialSubject": claims}
    del document["id"]
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-rdfc-2019",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": method_of(did_key(P384)),
        "proofPurpose": "assertionMethod",
    }

    def form(document: dict[str, Any]) -> bytes:
        dataset = jsonld.to_rdf(document, {"documentLoader": loader})
        return str(Sha384().main(dataset, {"algorithm": "URDNA2015", "format": "application/n-quads"})).encode()

    hashed = sha384(form({**options, "@context": document["@context"]})).digest() + sha384(form(document)).digest()
    value = "z" + keys.base58(jws.signed(P384, hashed))
    assert judged({**document, "proof": {**options, "proofValue": value}}).outcome("seal.intact") is Outcome.PASSED


def changed(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    copy = deepcopy(document)
    place = copy
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copy


CHANGES: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "a claim": (("credentialSubject", "achievement", "name"), "Astronomy"),
    "the learner": (("credentialSubject", "id"), "did:example:mallory"),
    "a zero-width space": (("name",), "Statistics\u200b"),
    "the issuer's name": (("issuer", "name"), "Politecnico di Milano"),
    "the issuer": (("issuer", "id"), did_key(STRANGER)),
    "an added term": (("credentialSubject", "grade"), "30 e lode"),
    "an added known term": (("credentialSubject", "role"), "valedictorian"),
    "an added end": (("validUntil",), "2099-01-01T00:00:00Z"),
    "a claim taken away": (("credentialSubject", "achievement", "criteria"), None),
    "a type taken away": (("type",), ["VerifiableCredential"]),
    "a context added": (("@context",), [V2, OB3, {"ects": "https://example.org/ects"}]),
    "a context taken away": (("@context",), [V2]),
    "@included": (("@included",), [{"id": "urn:x", "name": "x"}]),
    "the seal's date": (("proof", "created"), "2020-01-01T00:00:00Z"),
    "the seal's purpose": (("proof", "proofPurpose"), "authentication"),
    "no purpose": (("proof", "proofPurpose"), None),
    "the seal's key": (("proof", "verificationMethod"), method_of(did_key(STRANGER))),
    "a key without fragment": (("proof", "verificationMethod"), did_key()),
    "a key inside the seal": (("proof", "verificationMethod"), {"publicKeyMultibase": did_key()[8:]}),
    "another suite": (("proof", "cryptosuite"), "ecdsa-rdfc-2019"),
    "an unknown suite": (("proof", "cryptosuite"), "none-2022"),
    "an older type": (("proof", "type"), "Ed25519Signature2020"),
    "no seal": (("proof",), None),
    "an empty seal": (("proof",), []),
    "a seal that is a text": (("proof",), "sealed"),
    "a word in the seal": (("proof", "domain"), "https://example.org"),
    "a value in base64": (("proof", "proofValue"), "uAAAA"),
    "an empty value": (("proof", "proofValue"), "z"),
    "no value": (("proof", "proofValue"), None),
    "a missing seal before it": (("proof", "previousProof"), "urn:uuid:none"),
}


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("name", CHANGES)
def test_nothing_changed_after_sealing_passes(name: str, suite: str) -> None:
    path, value = CHANGES[name]
    document = sealed(suite=suite)
    if name == "a context added" and suite == "eddsa-rdfc-2022":
        # RDF seals what terms mean, not the list of vocabularies: one more that changes no meaning changes nothing
        assert judged(changed(document, path, value)).verdict is Verdict.VALID
        return
    assert judged(changed(document, path, value)).verdict is not Verdict.VALID


@pytest.mark.parametrize("row", ATTACKS, ids=[row["id"] for row in ATTACKS])
def test_an_attack_on_a_proof_gets_the_decision_expected(row: dict[str, Any]) -> None:
    decisions = {
        "accept": {Verdict.VALID},
        "accept_escaped": {Verdict.VALID},
        "unsigned": {Verdict.INVALID},
        "expired": {Verdict.EXPIRED},
        "not_yet_valid": {Verdict.NOT_YET_VALID},
        "reject": set(Verdict) - {Verdict.VALID},
        "per_credential": set(Verdict) - {Verdict.VALID},  # one of its credentials is forged
    }
    assert judged(row["doc"]).verdict in decisions.get(row["expect"], set(Verdict)), row["why"]


def test_a_forgery_under_a_universitys_name_is_not_its_own() -> None:
    document = proofs.sign(credential(WEB), STRANGER, f"{WEB}#key-0", SEALED)
    pages = {WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(ED25519))}
    assert "seal.intact" in judged(document, pages).failed()
    stranger = method_of(did_key(STRANGER))
    report = judged(proofs.sign(credential(WEB), STRANGER, stranger, SEALED), pages)
    assert report.verdict is Verdict.INVALID
    assert report.outcome("seal.intact") is Outcome.PASSED
    assert report.outcome("issuer.key_bound") is Outcome.FAILED


def test_a_university_may_list_a_key_that_has_a_did_of_its_own() -> None:
    own = method_of(did_key(ED25519))
    document = proofs.sign(credential(WEB), ED25519, own, SEALED)
    listed = did_document(P256)
    pages = {WEB_DOCUMENT: page(WEB_DOCUMENT, {**listed, "assertionMethod": [own]})}
    assert judged(document, pages).verdict is Verdict.VALID
    pages = {WEB_DOCUMENT: page(WEB_DOCUMENT, listed)}
    assert judged(document, pages).outcome("issuer.key_bound") is Outcome.FAILED


@pytest.mark.parametrize("number", range(4))
def test_a_university_on_the_web_seals_with_the_keys_it_publishes(number: int) -> None:
    privates: list[jws.Private] = [ED25519, P256, P384, RSA]
    if privates[number] is RSA:
        return  # no Data Integrity suite is made for RSA
    suite = "eddsa-rdfc-2022" if number == 0 else "ecdsa-rdfc-2019"
    document = proofs.sign(credential(WEB), privates[number], f"{WEB}#key-{number}", SEALED, suite)
    pages = {WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(*privates))}
    assert judged(document, pages).verdict is Verdict.VALID
    report = judged(document)
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.outcome("issuer.reachable") is Outcome.NOT_CHECKED


def test_a_document_of_somebody_else_at_the_address_is_not_taken() -> None:
    document = proofs.sign(credential(WEB), STRANGER, f"{WEB}#key-0", SEALED)
    other = did_document(STRANGER, did="did:web:mallory.example")
    report = judged(document, {WEB_DOCUMENT: page(WEB_DOCUMENT, other)})
    assert report.verdict is not Verdict.VALID
    listed = did_document(STRANGER)
    listed["verificationMethod"][0]["controller"] = "did:web:mallory.example"
    assert judged(document, {WEB_DOCUMENT: page(WEB_DOCUMENT, listed)}).verdict is not Verdict.VALID


def test_a_key_not_meant_for_issuing_does_not_issue() -> None:
    document = proofs.sign(credential(WEB), ED25519, f"{WEB}#key-0", SEALED)
    listed = did_document(ED25519, assertionMethod=[], authentication=[f"{WEB}#key-0"])
    report = judged(document, {WEB_DOCUMENT: page(WEB_DOCUMENT, listed)})
    assert report.outcome("issuer.key_bound") is Outcome.FAILED


def test_every_proof_of_a_set_counts() -> None:
    twice = proofs.sign(sealed(), ED25519, method_of(did_key()), SEALED, "eddsa-jcs-2022")
    assert len(twice["proof"]) == 2  # type: ignore[arg-type]  # a list of proofs
    assert judged(twice).verdict is Verdict.VALID
    broken = changed(twice, ("proof", 1, "created"), "2020-01-01T00:00:00Z")
    assert judged(broken).verdict is Verdict.INVALID


def test_a_chain_covers_the_proof_before_it() -> None:
    document = json.loads(shared(_chain()).read_text("utf-8"))
    # its issuer is an https address that nobody answers at, so that the key cannot be shown to be its own
    assert judged(document).outcome("seal.intact") is Outcome.PASSED
    linked = next(n for n, proof in enumerate(document["proof"]) if "previousProof" in proof)
    before = next(n for n in range(len(document["proof"])) if n != linked)
    broken = changed(document, ("proof", before, "created"), "2020-01-01T00:00:00Z")
    assert judged(broken).outcome("seal.intact") is Outcome.FAILED


def _chain() -> str:
    found = [row["file"] for row in cases("corpus/manifest.jsonl") if "proof-set-chain" in row["id"]]
    return f"corpus/{found[0]}" if found else "corpus/manifest.jsonl"


def test_a_seal_that_has_expired_makes_the_badge_expired() -> None:
    did = did_key()
    document = credential(did)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2026-01-01T00:00:00Z",
        "expires": "2026-06-01T00:00:00Z",
        "verificationMethod": method_of(did),
        "proofPurpose": "assertionMethod",
    }
    suite = proofs.suite_of(options)
    assert suite is not None
    hashed = proofs._hashed(proofs.Sealed(document), options, suite, keys.Key("Ed25519", ED25519.public_key()))
    proof = {**options, "proofValue": "z" + keys.base58(ED25519.sign(hashed))}
    report = judged({**document, "proof": proof})
    assert report.outcome("seal.intact") is Outcome.PASSED
    assert report.verdict is Verdict.EXPIRED


def test_what_no_seal_can_cover_is_not_sealed() -> None:
    with pytest.raises(Unsafe):
        proofs.sign(credential(grade="A"), ED25519, method_of(did_key()), SEALED)


def test_a_proof_says_when_it_was_made() -> None:
    made = proofs.sign(credential(), ED25519, method_of(did_key()), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert made["proof"]["created"] == "2026-01-02T03:04:05Z"  # type: ignore[index]  # one proof


@pytest.mark.parametrize(("suite", "private"), [("eddsa-2022", ED25519), ("ecdsa-2019", P256), ("ecdsa-2019", P384)])
def test_a_suite_under_its_old_name_is_told_as_such(suite: str, private: Any) -> None:
    report = judged(sealed(credential(did_key(private)), private, suite))
    assert report.verdict is Verdict.VALID
    assert report.outcome("form.current") is Outcome.WARNING
