"""Where the key of a seal is looked for, and when it is the issuer's."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.openbadges.university import (
    ED25519,
    RSA,
    SEALED,
    STRANGER,
    WEB,
    WEB_DOCUMENT,
    credential,
    judged,
    jwk,
    multikey,
    page,
)
from wallet.openbadges import jws, keys, proofs
from wallet.openbadges.report import Outcome, Verdict

Json = dict[str, Any]
KEY = f"{WEB}#k"
METHOD = {"id": KEY, "type": "Multikey", "controller": WEB, "publicKeyMultibase": multikey(ED25519)}
ROOT = "https://university.example"
ISSUER = f"{ROOT}/issuers/1"
PAGE = "https://university.example/keys/1"
RSA_OF_A_STRANGER = rsa.generate_private_key(65537, 2048)
JWKS = "https://university.example/.well-known/jwks.json"


def web(**pages: Json) -> Any:
    """What the sites answer: the keyword `at` maps URLs to JSON."""
    return {url: page(url, body) for url, body in pages["at"].items()}


def sealed(method: str, issuer: str) -> Json:
    return proofs.sign(credential(issuer), ED25519, method, SEALED)


def token(**header: str) -> str:
    return jws.sign(credential(ISSUER), RSA, **header)


@pytest.mark.parametrize(
    "document",
    [
        {"verificationMethod": [METHOD], "assertionMethod": [KEY]},
        {"verificationMethod": [{**METHOD, "id": "#k"}], "assertionMethod": ["#k"]},
        {"verificationMethod": [METHOD], "assertionMethod": KEY},
        {"assertionMethod": [METHOD]},
        {"verificationMethod": [METHOD], "assertionMethod": [KEY], "alsoKnownAs": ["https://x.example/"]},
    ],
)
def test_a_key_that_its_issuer_lists_for_issuing_is_bound(document: Json) -> None:
    report = judged(sealed(KEY, WEB), web(at={WEB_DOCUMENT: {"id": WEB, **document}}))
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    "document",
    [
        {"verificationMethod": [METHOD]},
        {"verificationMethod": [METHOD], "authentication": [KEY]},
        {"verificationMethod": [{**METHOD, "controller": "did:web:mallory.example"}], "assertionMethod": [KEY]},
        {"verificationMethod": [{**METHOD, "revoked": "2026-02-01T00:00:00Z"}], "assertionMethod": [KEY]},
        {"verificationMethod": [METHOD], "assertionMethod": [KEY], "id": "did:web:mallory.example"},
    ],
)
def test_a_key_that_its_issuer_does_not_list_for_issuing_is_not(document: Json) -> None:
    report = judged(sealed(KEY, WEB), web(at={WEB_DOCUMENT: {"id": WEB, **document}}))
    assert report.outcome("issuer.key_bound") is Outcome.FAILED
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("name", [PAGE, f"{PAGE}#k"])
def test_a_key_on_a_page_of_its_own_is_the_issuers_who_lists_it(name: str) -> None:
    method = {**METHOD, "id": name, "controller": ISSUER}
    pages = {PAGE: method if name == PAGE else {"id": PAGE, "verificationMethod": [method], "assertionMethod": [name]}}
    listing = {"id": ISSUER, "assertionMethod": [name]}
    assert judged(sealed(name, ISSUER), web(at={**pages, ISSUER: listing})).verdict is Verdict.VALID
    other = judged(sealed(name, ISSUER), web(at={**pages, ISSUER: {**listing, "assertionMethod": ["urn:x:k"]}}))
    assert other.outcome("issuer.key_bound") is Outcome.FAILED
    silent = judged(sealed(name, ISSUER), web(at={**pages, ISSUER: {"id": ISSUER, "name": "University"}}))
    assert silent.outcome("issuer.key_bound") is Outcome.NOT_CHECKED
    assert judged(sealed(name, ISSUER), web(at=pages)).verdict is Verdict.UNVERIFIABLE


def test_a_page_that_names_another_controller_is_not_the_issuers() -> None:
    method = {**METHOD, "id": PAGE, "controller": "https://mallory.example/"}
    listing = {"id": ISSUER, "assertionMethod": [PAGE]}
    report = judged(sealed(PAGE, ISSUER), web(at={PAGE: method, ISSUER: listing}))
    assert report.outcome("issuer.key_bound") is Outcome.FAILED


def test_keys_that_were_given_one_by_one_are_found_by_their_names() -> None:
    others = {"id": f"{ISSUER}#r", "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": jwk(RSA)}
    mine = {"id": f"{ISSUER}#k", "type": "Multikey", "controller": ISSUER, "publicKeyMultibase": multikey(ED25519)}
    given = web(at={f"{ISSUER}#r": others, f"{ISSUER}#k": mine})
    assert judged(sealed(f"{ISSUER}#k", ISSUER), given).verdict is Verdict.VALID
    assert judged(token(kid=f"{ISSUER}#r"), given).verdict is Verdict.VALID
    assert judged(sealed(f"{ISSUER}#z", ISSUER), given).outcome("issuer.key_bound") is Outcome.FAILED


def test_a_token_may_name_the_page_of_a_key() -> None:
    key = {PAGE: jwk(RSA)}
    listing = {"id": ISSUER, "assertionMethod": [PAGE]}
    assert judged(token(kid=PAGE), web(at={**key, ISSUER: listing})).verdict is Verdict.VALID
    unlisted = judged(token(kid=PAGE), web(at=key))
    assert unlisted.outcome("seal.intact") is Outcome.PASSED
    assert unlisted.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize("kid", ["k1", ""])
@pytest.mark.parametrize(("issuer", "place"), [(ISSUER, ISSUER), (ROOT, JWKS), (f"{ROOT}/", JWKS)])
def test_the_keys_of_a_token_are_found_where_its_issuer_publishes_them(issuer: str, place: str, kid: str) -> None:
    signed = jws.sign(credential(issuer), RSA, kid=kid)
    assert judged(signed, web(at={place: {"keys": [jwk(RSA, kid="k1")]}})).verdict is Verdict.VALID
    found = judged(signed, web(at={place: {"keys": [jwk(STRANGER, kid="k1")]}}))
    assert found.verdict is Verdict.INVALID


@pytest.mark.parametrize("profile", [{}, {ISSUER: {"name": "University"}}])
def test_the_keys_of_a_site_that_many_share_are_not_shown_to_be_one_issuer_s(profile: Json) -> None:
    report = judged(token(kid="k1"), web(at={JWKS: {"keys": [jwk(RSA, kid="k1")]}} | profile))
    assert report.outcome("seal.intact") is Outcome.PASSED
    assert report.outcome("issuer.key_bound") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE


def test_an_issuer_s_own_keys_leave_none_of_its_site_s_to_it() -> None:
    pages = web(at={ISSUER: {"keys": [jwk(STRANGER, kid="k2")]}, JWKS: {"keys": [jwk(RSA, kid="k1")]}})
    assert judged(token(kid="k1"), pages).outcome("issuer.key_bound") is Outcome.FAILED


@pytest.mark.parametrize("at", ["~stud/key.json", "uploads/k.json", "redirect?to=https://mallory.example/k"])
@pytest.mark.parametrize("issuer", [ROOT, ISSUER])
@pytest.mark.parametrize("profile", [{"name": "University"}, {"keys": [jwk(STRANGER, kid="real")]}])
def test_a_page_below_an_issuer_is_not_its_key_unless_it_lists_it(issuer: str, at: str, profile: Json) -> None:
    kid = f"{issuer}/{at}"
    report = judged(jws.sign(credential(issuer), RSA, kid=kid), web(at={issuer: profile, kid: jwk(RSA)}))
    expected = Outcome.FAILED if "keys" in profile else Outcome.NOT_CHECKED
    assert report.outcome("issuer.key_bound") is expected


def test_keys_that_another_host_gave_are_not_the_issuer_s() -> None:
    listed = {"id": WEB, "verificationMethod": [METHOD], "assertionMethod": [KEY]}
    for final, verdict in (
        ("https://mallory.example/did.json", Verdict.UNVERIFIABLE),
        (WEB_DOCUMENT.replace("https:", "http:"), Verdict.UNVERIFIABLE),
        (WEB_DOCUMENT.replace("://", "://www."), Verdict.VALID),
        ("https://university.example/did/1.json", Verdict.VALID),
    ):
        answer = replace(page(WEB_DOCUMENT, listed), final_url=final)
        report = judged(sealed(KEY, WEB), {WEB_DOCUMENT: answer})
        assert report.verdict is verdict
        assert (report.issuer == WEB) is (verdict is Verdict.VALID)


def test_a_key_set_that_another_host_gave_is_not_the_issuer_s() -> None:
    answer = replace(page(JWKS, {"keys": [jwk(RSA, kid="k1")]}), final_url="https://mallory.example/jwks.json")
    assert judged(jws.sign(credential(ROOT), RSA, kid="k1"), {JWKS: answer}).verdict is Verdict.UNVERIFIABLE


def test_a_token_that_brings_a_key_is_still_held_against_those_of_its_issuer() -> None:
    for private in (RSA, RSA_OF_A_STRANGER):
        header = {"alg": "RS256", "jwk": jwk(private)}
        text = f"{packed(header)}.{packed(credential(ROOT))}"
        brought = f"{text}.{keys.base64url(jws.signed(private, text.encode()))}"
        report = judged(brought, web(at={JWKS: {"keys": [jwk(RSA, kid="k1")]}}))
        assert report.verdict is (Verdict.VALID if private is RSA else Verdict.UNVERIFIABLE)
        assert report.outcome("seal.intact") is not Outcome.PASSED or private is RSA


def packed(value: Json) -> str:
    return keys.base64url(json.dumps(value).encode())


def test_keys_are_not_taken_from_a_page_that_anyone_on_the_way_could_exchange() -> None:
    plain = "http://university.example/issuers/1"
    report = judged(jws.sign(credential(plain), RSA, kid="k1"), web(at={plain: {"keys": [jwk(RSA, kid="k1")]}}))
    assert report.outcome("issuer.key_bound") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(("did", "verdict"), [("did:ion:x", Verdict.UNVERIFIABLE), ("did:made-up:x", Verdict.INVALID)])
def test_a_key_named_in_no_way_that_exists_is_no_key(did: str, verdict: Verdict) -> None:
    assert judged(sealed(f"{did}#k", ISSUER)).verdict is verdict


COIN = ec.generate_private_key(ec.SECP256K1())
COMPRESSED = COIN.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
OTHER_KIND = "z" + keys.base58(b"\xe7\x01" + COMPRESSED)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"])
@pytest.mark.parametrize("issuer", [WEB, f"did:key:{OTHER_KIND}"], ids=["did:web", "did:key"])
def test_a_seal_by_a_key_of_a_kind_that_is_not_read_here_is_not_called_forged(issuer: str, suite: str) -> None:
    name = f"{issuer}#{OTHER_KIND}"
    method = {"id": name, "type": "Multikey", "controller": issuer, "publicKeyMultibase": OTHER_KIND}
    badge = sealed(name, issuer)
    badge["proof"]["cryptosuite"] = suite
    report = judged(badge, web(at={WEB_DOCUMENT: {"id": WEB, "assertionMethod": [method]}}))
    assert report.outcome("seal.intact") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("alg", "verdict"), [("ES256K", Verdict.UNVERIFIABLE), ("ES512", Verdict.UNVERIFIABLE), ("HS256", Verdict.INVALID)]
)
def test_a_token_sealed_in_a_way_that_is_not_read_here_is_not_called_forged(alg: str, verdict: Verdict) -> None:
    head = keys.base64url(json.dumps({"alg": alg, "kid": f"{ISSUER}#k"}).encode())
    made = ".".join([head, *token().split(".")[1:]])
    assert judged(made, {}).verdict is verdict
