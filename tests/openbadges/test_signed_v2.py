"""Badges of Open Badges 2.0 that are signed: by which key, of whom, and whether withdrawn."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.openbadges.issuing import (
    CONTEXT,
    OTHER_KEY,
    SITE,
    Json,
    assertion,
    badge_class,
    issuer,
    judged,
    key_document,
    signed,
    site,
)
from tests.openbadges.test_v2 import FAMOUS, MINE, explained, forged
from wallet.openbadges import jws
from wallet.openbadges.report import Outcome, Verdict

SIGNED = {"verification": {"type": "signed", "creator": f"{SITE}/key"}}


def test_a_signed_badge_is_sealed_by_a_key_that_its_issuer_publishes() -> None:
    report = judged(signed(assertion(**SIGNED)), site(badge_class(), issuer(publicKey=[f"{SITE}/key"]), key_document()))
    assert report.verdict is Verdict.VALID, report
    assert report.outcome("seal.intact") is Outcome.PASSED
    assert report.outcome("issuer.key_bound") is Outcome.PASSED


@pytest.mark.parametrize(
    ("profile", "key", "name"),
    [
        (issuer(publicKey=f"{SITE}/key"), key_document(OTHER_KEY), "seal.intact"),
        (issuer(publicKey=f"{SITE}/other"), key_document(), "issuer.key_bound"),
        (issuer(publicKey=f"{SITE}/key"), key_document(owner="https://mallory.example/"), "issuer.key_bound"),
        (issuer(publicKey=f"{SITE}/key"), key_document(publicKeyPem="nothing"), "seal.intact"),
    ],
)
def test_a_seal_of_another_key_is_no_seal(profile: Json, key: Json, name: str) -> None:
    report = judged(signed(assertion(**SIGNED)), site(badge_class(), profile, key))
    assert report.verdict is Verdict.INVALID
    assert report.outcome(name) is Outcome.FAILED


def test_a_changed_or_unsigned_token_is_refused() -> None:
    pages = site(badge_class(), issuer(publicKey=f"{SITE}/key"), key_document())
    head, body, seal = signed(assertion(**SIGNED)).decode().split(".")
    _, other, _ = signed(assertion(**SIGNED, expires="2030-01-01")).decode().split(".")
    for token in (f"{head}.{other}.{seal}", f"eyJhbGciOiJub25lIn0.{body}.", f"{head}.{body}.{seal[::-1]}"):
        assert judged(token.encode(), pages).verdict is Verdict.INVALID


def test_a_badge_that_says_it_is_signed_and_is_not_is_refused() -> None:
    report = judged(assertion(**SIGNED), site(assertion(**SIGNED), badge_class(), issuer()))
    assert report.failed() == ("seal.present",)


@pytest.mark.parametrize(
    ("entry", "said"),
    [({"id": f"{SITE}/a/1", "revocationReason": "Mistake"}, "Mistake"), (f"{SITE}/a/1", "withdrawn")],
)
def test_a_signed_badge_on_the_issuer_s_list_is_revoked(entry: object, said: str) -> None:
    profile = issuer(publicKey=f"{SITE}/key", revocationList=f"{SITE}/revoked")
    listing = {"@context": CONTEXT, "type": "RevocationList", "id": f"{SITE}/revoked", "revokedAssertions": [entry]}
    pages = site(badge_class(), profile, key_document())
    report = judged(signed(assertion(**SIGNED)), pages | site(listing))
    assert report.verdict is Verdict.REVOKED
    assert said in explained(report, "status.revocation")
    assert judged(signed(assertion(**SIGNED)), pages).verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize("profile", [{}, {"url": "https://example.edu"}, {"id": "did:web:example.edu"}])
def test_a_signed_badge_that_brings_its_own_issuer_and_key_proves_nothing(profile: Json) -> None:
    key = key_document(OTHER_KEY, id=f"{MINE}/key", owner="https://example.edu")
    document = {**forged(**profile, publicKey=[f"{MINE}/key"]), **SIGNED}
    document["verification"] = {"type": "signed", "creator": f"{MINE}/key"}
    report = judged(signed(document, OTHER_KEY), site(key), known=FAMOUS.get)
    assert report.verdict is Verdict.INVALID
    assert report.outcome("issuer.key_bound") is Outcome.FAILED
    assert report.outcome("issuer.known") is Outcome.NOT_CHECKED


@pytest.mark.parametrize("kind", ["P-256", "P-384", "Ed25519"])
def test_a_signed_badge_may_have_a_key_of_any_sound_kind(kind: str) -> None:
    made: jws.Private = Ed25519PrivateKey.generate()
    if kind != "Ed25519":
        made = ec.generate_private_key(ec.SECP256R1() if kind == "P-256" else ec.SECP384R1())
    written = made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    pages = site(badge_class(), issuer(publicKey=f"{SITE}/key"), key_document(publicKeyPem=written))
    assert judged(jws.sign(assertion(**SIGNED), made).encode(), pages).verdict is Verdict.VALID


def test_a_key_that_cannot_seal_anything_soundly_is_refused() -> None:
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that is what is refused
    odd = ec.generate_private_key(ec.SECP256K1())
    for key in (weak, odd):
        written = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        pages = site(badge_class(), issuer(publicKey=f"{SITE}/key"), key_document(publicKeyPem=written))
        assert judged(signed(assertion(**SIGNED)), pages).verdict is Verdict.INVALID
