"""Credentials that are unusual and sound: none of them is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.openbadges.university import (
    ED25519,
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
from wallet.openbadges import jws, keys, proofs
from wallet.openbadges.report import Outcome, Verdict

Json = dict[str, Any]


@pytest.mark.parametrize("end", ["9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59Z"])
def test_a_credential_may_be_valid_to_the_end_of_time_in_any_zone(end: str) -> None:
    assert judged(sealed(credential(validUntil=end))).verdict is Verdict.VALID


@pytest.mark.parametrize("kid", [did_key(), method_of(did_key()), ""])
def test_a_key_that_is_its_own_name_may_be_named_with_and_without_its_fragment(kid: str) -> None:
    assert judged(jws.sign(credential(), ED25519, kid=kid)).verdict is Verdict.VALID


def test_a_seal_may_name_a_key_that_is_its_own_name_by_the_did_alone() -> None:
    badge = proofs.sign(credential(did_key()), ED25519, did_key(), SEALED)
    assert judged(badge).verdict is Verdict.VALID
    assert judged(badge).outcome("form.current") is Outcome.WARNING
    assert judged(badge | {"name": "Doctor"}).verdict is Verdict.INVALID
    of_another = proofs.sign(credential("urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164"), ED25519, did_key(), SEALED)
    assert judged(of_another).outcome("seal.intact") is Outcome.PASSED
    assert judged(of_another).verdict is Verdict.UNVERIFIABLE


def test_a_token_may_name_its_key_by_its_issuer_s_did_alone() -> None:
    pages = {WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(ED25519))}
    assert judged(jws.sign(credential(WEB), ED25519, kid=WEB), pages).verdict is Verdict.VALID
    assert judged(jws.sign(credential(WEB), STRANGER, kid=WEB), pages).verdict is Verdict.INVALID


def beside(document: Json, suite: str) -> Json:
    """A sealed credential with a second seal of a suite that is not read here."""
    other = document["proof"] | {"cryptosuite": suite, "proofValue": "u2V0"}
    return document | {"proof": [document["proof"], other]}


@pytest.mark.parametrize("suite", ["bbs-2023", "ecdsa-sd-2023"])
def test_a_seal_for_showing_less_may_stand_beside_one_over_all(suite: str) -> None:
    report = judged(beside(sealed(), suite))
    assert report.verdict is Verdict.VALID
    assert report.outcome("form.current") is Outcome.WARNING
    assert judged(beside(sealed(), suite) | {"name": "Doctor"}).verdict is Verdict.INVALID
    alone = beside(sealed(), suite)
    assert judged(alone | {"proof": alone["proof"][1]}).verdict is Verdict.UNVERIFIABLE


def test_a_seal_of_a_kind_that_nobody_knows_leaves_a_doubt() -> None:
    assert judged(beside(sealed(), "made-up-2026")).verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        ({"sigT": "2026-01-01T00:00:00Z", "crit": ["sigT"]}, Verdict.UNVERIFIABLE),
        ({}, Verdict.UNVERIFIABLE),
        ({"crit": ["made-up"]}, Verdict.INVALID),
        ({"crit": "sigT"}, Verdict.INVALID),
        ({"crit": [{}]}, Verdict.INVALID),
        ({"b64": False, "crit": ["sigT"]}, Verdict.INVALID),
        ({"jku": "https://mallory.example/keys"}, Verdict.INVALID),
    ],
)
def test_a_token_sealed_with_a_certificate_could_not_be_checked(header: Json, verdict: Verdict) -> None:
    head = {"alg": "EdDSA", "x5c": ["MIIB"], "kid": method_of(did_key())} | header
    text = ".".join(keys.base64url(json.dumps(one).encode()) for one in (head, credential()))
    signed = f"{text}.{keys.base64url(jws.signed(ED25519, text.encode()))}"
    assert judged(signed).verdict is verdict


V1 = "https://www.w3.org/2018/credentials/v1"


@pytest.mark.parametrize("context", [V1, V2])
def test_the_dates_of_older_credentials_may_lack_their_zone(context: str) -> None:
    dates = {"issuanceDate": "2026-01-01T00:00:00", "expirationDate": "2026-11-21T23:59:59"}
    plain = credential(validFrom=None, **dates) | {"@context": [context], "type": ["VerifiableCredential"]}
    plain["credentialSubject"] = {"id": "did:example:learner"}
    plain["issuer"] = did_key()
    token = jws.sign(plain, ED25519, kid=method_of(did_key()))
    later = jws.sign(plain | {"expirationDate": "2027-01-01T00:00:00"}, ED25519, kid=method_of(did_key()))
    assert judged(token).verdict is (Verdict.EXPIRED if context == V1 else Verdict.INVALID)
    assert judged(later).verdict is (Verdict.VALID if context == V1 else Verdict.INVALID)
    odd = jws.sign(plain | {"expirationDate": "soon"}, ED25519, kid=method_of(did_key()))
    assert judged(odd).verdict is Verdict.INVALID


@pytest.mark.parametrize("issuer", [did_key(), WEB])
def test_the_seal_of_somebody_else_beside_the_issuer_s_takes_nothing(issuer: str) -> None:
    pages = {WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(ED25519))}
    own = method_of(issuer) if issuer == did_key() else f"{WEB}#key-0"
    document = proofs.sign(credential(issuer), ED25519, own, SEALED)
    both = proofs.sign(document, STRANGER, method_of(did_key(STRANGER)), SEALED)
    report = judged(both, pages)
    assert report.verdict is Verdict.VALID
    assert report.outcome("form.current") is Outcome.WARNING
    assert judged(both | {"name": "Doctor"}, pages).verdict is Verdict.INVALID
    first, second = proofs.proofs_of(both)
    assert judged(both | {"proof": second}, pages).verdict is not Verdict.VALID
    broken = {**second, "created": "2026-01-03T00:00:00Z"}
    assert judged(both | {"proof": [first, broken]}, pages).verdict is Verdict.INVALID
