"""Signed tokens: the published vectors, the known attacks, and keys that only their issuer can give."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.openbadges.university import (
    ED25519,
    NOW,
    P256,
    P384,
    RSA,
    STRANGER,
    WEB,
    WEB_DOCUMENT,
    credential,
    did_document,
    did_key,
    judged,
    jwk,
    page,
)
from tests.shared import cases, shared
from wallet.openbadges import jws, keys
from wallet.openbadges.report import Outcome, Verdict
from wallet.openbadges.v3 import Judged, judge_jwt

VECTORS = [
    *cases("attacks/wycheproof/jws.open.jsonl"),
    *cases("attacks/wycheproof/jws.more.jsonl"),
]
ED_VECTORS = [*cases("attacks/wycheproof/ed25519.open.jsonl"), *cases("attacks/wycheproof/ed25519.more.jsonl")]
EC_VECTORS = [
    *cases("attacks/wycheproof/ecdsa_p256_p1363.open.jsonl"),
    *cases("attacks/wycheproof/ecdsa_p256_p1363.more.jsonl"),
]
ATTACKS = cases("attacks/jws/tokens.open.jsonl")
EXPECTED = {"valid": True, "accept": True, "invalid": False, "reject": False}
PAGES = {WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(ED25519, P256, P384, RSA))}


def named(rows: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=[row["id"] for row in rows])


@named(VECTORS)
def test_a_token_verifies_as_published(row: dict[str, Any]) -> None:
    try:
        verified = jws.verify_with(jws.parse(row["jws"]), keys.from_jwk(row["key"]))
    except (jws.BadToken, keys.BadKey):
        verified = False
    assert verified is EXPECTED[row.get("wallet_expect", row["result"])], row["comment"]


@named(ED_VECTORS)
def test_an_ed25519_signature_verifies_as_published(row: dict[str, Any]) -> None:
    key = keys.from_ed25519(bytes.fromhex(row["key"]["pk"]))
    verified = keys.verifies(key, "EdDSA", bytes.fromhex(row["msg"]), bytes.fromhex(row["sig"]))
    assert verified is EXPECTED[row["result"]], row["comment"]


@named(EC_VECTORS)
def test_a_p256_signature_verifies_as_published(row: dict[str, Any]) -> None:
    point = bytes.fromhex(row["key"]["uncompressed"])
    public = {"kty": "EC", "crv": "P-256", "x": keys.base64url(point[1:33]), "y": keys.base64url(point[33:])}
    verified = keys.verifies(keys.from_jwk(public), "ES256", bytes.fromhex(row["msg"]), bytes.fromhex(row["sig"]))
    assert verified is EXPECTED[row["result"]], row["comment"]


@named(ATTACKS)
def test_an_attack_on_a_token_gets_the_decision_expected(row: dict[str, Any]) -> None:
    published = json.loads(shared("attacks/jws/keys.json").read_text("utf-8"))
    owner = published["issuer"]
    methods = [
        {"id": f"{owner}#{key['kid']}", "type": "JsonWebKey", "controller": owner, "publicKeyJwk": key}
        for key in published["keys"]
    ]
    url = "https://issuer.example/.well-known/did.json"
    document = {"id": owner, "verificationMethod": methods, "assertionMethod": [one["id"] for one in methods]}
    start = process_time()
    report = judged(row["token"].encode("utf-8", "surrogatepass"), {url: page(url, document)})
    assert process_time() - start < 0.5
    allowed = {
        "accept": {Verdict.VALID},
        "expired": {Verdict.EXPIRED},
        "reject": set(Verdict) - {Verdict.VALID},
        "reject_or_accept": set(Verdict),
    }
    assert report.verdict in allowed[row["expect"]], row["why"]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("kid", ["{did}#key-{n}", "#key-{n}", "key-{n}", "kid-{n}", ""])
def test_a_token_of_a_university_is_valid_with_each_of_its_keys(number: int, kid: str) -> None:
    privates: list[jws.Private] = [ED25519, P256, P384, RSA]
    private = privates[number]
    token = jws.sign(credential(WEB), private, kid=kid.format(did=WEB, n=number), typ="vc+jwt")
    assert judged(token, PAGES).verdict is Verdict.VALID


def test_the_older_form_of_token_is_read_with_its_claims_folded_in() -> None:
    inner = credential(WEB, id=None, validFrom=None)
    del inner["credentialSubject"]["id"]
    claims = {"iss": WEB, "sub": "did:example:learner", "jti": "urn:uuid:9", "nbf": 1767225600, "vc": inner}
    judgement = judge_jwt(jws.sign(claims, ED25519, kid=f"{WEB}#key-0"), PAGES, NOW)
    assert isinstance(judgement, Judged)
    assert judgement.credential["id"] == "urn:uuid:9"
    assert judgement.credential["credentialSubject"]["id"] == "did:example:learner"  # type: ignore[index]  # a JSON object
    assert all(check.outcome in (Outcome.PASSED, Outcome.WARNING) for check in judgement.checks)


@pytest.mark.parametrize("claim", [{"iss": "did:web:other.example"}, {"sub": "did:example:x"}, {"jti": "urn:x"}])
def test_a_token_that_contradicts_its_credential_is_refused(claim: dict[str, Any]) -> None:
    token = jws.sign(credential(WEB) | claim, ED25519, kid=f"{WEB}#key-0")
    report = judged(token, PAGES)
    assert report.verdict is Verdict.INVALID
    assert "format.structure" in report.failed()


def test_the_narrower_of_two_times_holds() -> None:
    token = jws.sign(credential(WEB, validUntil="2030-01-01T00:00:00Z") | {"exp": 1767225601}, ED25519)
    assert judged(token, PAGES).verdict is Verdict.EXPIRED
    token = jws.sign(credential(WEB) | {"nbf": 4102444800}, ED25519)
    assert judged(token, PAGES).verdict is Verdict.NOT_YET_VALID


def test_a_strangers_token_is_not_the_universitys() -> None:
    token = jws.sign(credential(WEB), STRANGER, kid=f"{WEB}#key-0")
    report = judged(token, PAGES)
    assert report.verdict is Verdict.INVALID
    assert report.outcome("seal.intact") is Outcome.FAILED


def test_a_strangers_own_did_does_not_speak_for_the_university() -> None:
    kid = f"{did_key(STRANGER)}#{did_key(STRANGER).removeprefix('did:key:')}"
    report = judged(jws.sign(credential(WEB), STRANGER, kid=kid), PAGES)
    assert report.verdict is not Verdict.VALID
    assert report.outcome("issuer.key_bound") is Outcome.FAILED


def test_the_keys_of_an_https_issuer_are_found_at_its_well_known_address() -> None:
    issuer = "https://university.example"
    url = "https://university.example/.well-known/jwks.json"
    token = jws.sign(credential(issuer), P256, kid="spring")
    pages = {url: page(url, {"keys": [jwk(P384, kid="autumn"), jwk(P256, kid="spring")]})}
    assert judged(token, pages).verdict is Verdict.VALID
    pages = {url: page(url, {"keys": [jwk(P384, kid="autumn")]})}
    assert judged(token, pages).outcome("issuer.key_bound") is Outcome.FAILED
    assert judged(token).verdict is Verdict.UNVERIFIABLE


def test_a_key_that_its_issuer_lists_below_its_own_address_is_taken() -> None:
    issuer = "https://university.example/issuers/1"
    kid = f"{issuer}/keys/spring"
    token = jws.sign(credential(issuer), P256, kid=kid)
    listing = {issuer: page(issuer, {"id": issuer, "assertionMethod": [kid]})}
    assert judged(token, {kid: page(kid, jwk(P256))} | listing).verdict is Verdict.VALID
    assert judged(token, {kid: page(kid, jwk(P384))}).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "kid",
    [
        "https://platform.example/mallory/key.json",
        "https://platform.example/university/../mallory/key.json",
        "https://platform.example/university/%2E%2e/mallory/key.json",
        "https://platform.example/university/..\\mallory/key.json",
        "https://platform.example/university-of-mallory/key.json",
        "https://elsewhere.example/key.json",
    ],
)
def test_a_key_address_outside_the_issuers_own_proves_nothing(kid: str) -> None:
    # many issuers share a host: https://platform.example/mallory is not https://platform.example/university
    token = jws.sign(credential("https://platform.example/university"), STRANGER, kid=kid)
    assert judged(token, {kid: page(kid, jwk(STRANGER))}).verdict is not Verdict.VALID


def test_a_key_given_out_of_band_at_the_issuers_address_is_taken() -> None:
    issuer = "https://university.example/issuer"
    pem = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    token = jws.sign(credential(issuer), RSA)
    assert judged(token, {issuer: page(issuer, pem)}).verdict is Verdict.VALID


BAD_KEYS = {
    "a secret part": {**jwk(ED25519), "d": "AAAA"},
    "for encryption": {**jwk(ED25519), "use": "enc"},
    "not for verifying": {**jwk(ED25519), "key_ops": ["sign"]},
    "a point of small order": {"kty": "OKP", "crv": "Ed25519", "x": keys.base64url(b"\1" + bytes(31))},
    "off the curve": {**jwk(P256), "y": keys.base64url(bytes(32))},
    "short coordinates": {**jwk(P256), "x": "AAAA"},
    "another curve": {"kty": "EC", "crv": "secp256k1", "x": "AAAA", "y": "AAAA"},
    "a short modulus": {"kty": "RSA", "n": keys.base64url(b"\x80" + bytes(126) + b"\1"), "e": "AQAB"},
    "an even exponent": {**jwk(RSA), "e": "BA"},
    "another's algorithm": {**jwk(P256), "alg": "ES384"},
    "symmetric": {"kty": "oct", "k": "AAAA"},
    "nothing": {},
}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_a_key_that_proves_nothing_is_refused(name: str) -> None:
    with pytest.raises(keys.BadKey):
        keys.from_jwk(BAD_KEYS[name])
