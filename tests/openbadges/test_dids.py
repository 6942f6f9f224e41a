"""DIDs: the published vectors, the traps, and documents that say whose a key is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.openbadges.university import ED25519, NOW, P256, RSA, WEB, did_document, did_key, jwk, method_of, multikey
from tests.shared import ROOT, cases, shared
from wallet.openbadges import dids, keys

TRAPS = cases("attacks/did/dids.open.jsonl")
SIGNING = ("ed25519-x25519.json", "nist-curves.json")


@pytest.mark.parametrize("row", TRAPS, ids=[row["id"] for row in TRAPS])
def test_a_trap_is_refused_or_leads_to_a_public_address(row: dict[str, Any]) -> None:
    did = row["did"]
    resolve = dids.document_url if did.lower().startswith("did:web") else dids.own_method
    if row["expect"] == "policy":
        assert dids.document_url(did) == "https://issuer.example:8443/.well-known/did.json"
        return
    with pytest.raises(dids.BadDid):
        resolve(did)


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:university.example", "https://university.example/.well-known/did.json"),
        ("did:web:University.Example", "https://university.example/.well-known/did.json"),
        ("did:web:university.example:issuers:1", "https://university.example/issuers/1/did.json"),
        ("did:web:university.example%3A443:x", "https://university.example/x/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
    ],
)
def test_a_did_web_leads_to_its_document(did: str, url: str) -> None:
    assert dids.document_url(did) == url


def vectors() -> list[tuple[str, dict[str, Any]]]:
    folder = ROOT / "corpus/cases/primitives/did-key"
    files = [folder / name for name in SIGNING if (folder / name).exists()]
    return [(did, vector) for file in files for did, vector in json.loads(file.read_text("utf-8")).items()]


@pytest.mark.parametrize(("did", "vector"), vectors(), ids=[did for did, _ in vectors()])
def test_a_did_key_carries_the_published_key(did: str, vector: dict[str, Any]) -> None:
    published = vector["didDocument"]["verificationMethod"][0]
    if published.get("publicKeyJwk", {}).get("crv") == "P-521":
        with pytest.raises(dids.BadDid):
            dids.own_method(did)
        return
    method = dids.own_method(did)
    assert method.key is not None
    assert method.id == published["id"]
    if "publicKeyJwk" in published:
        assert method.key.public == keys.from_jwk(published["publicKeyJwk"]).public


def test_a_did_key_of_another_kind_carries_no_key_for_seals() -> None:
    for name in ("secp256k1.json", "rsa.json"):
        for did in json.loads(shared(f"corpus/cases/primitives/did-key/{name}").read_text("utf-8")):
            with pytest.raises(dids.BadDid):
                dids.own_method(did)


def test_a_did_jwk_carries_the_published_key() -> None:
    text = shared("corpus/cases/primitives/did-jwk/test-vectors.json").read_text("utf-8")
    for name, published in json.loads(text)["signatures"].items():
        for vector in published:
            document = vector["didDocument"]
            if name not in ("ES256", "ES384", "EdDSA"):
                with pytest.raises(dids.BadDid):
                    dids.own_method(document["id"])
                continue
            method = dids.own_method(document["id"])
            assert method.key is not None
            assert method.key.public == keys.from_jwk(document["verificationMethod"][0]["publicKeyJwk"]).public
            assert method.id == f"{document['id']}#0"


def test_a_document_says_which_of_its_keys_may_issue() -> None:
    document = did_document(ED25519, P256)
    document["assertionMethod"] = ["#key-1"]
    assert [(method.id, method.asserts) for method in dids.methods(document, NOW)] == [
        (f"{WEB}#key-0", False),
        (f"{WEB}#key-1", True),
    ]


def test_a_revoked_or_expired_key_is_none() -> None:
    for member in ({"revoked": "2026-01-01T00:00:00Z"}, {"expires": "2026-11-22T00:00:00Z"}, {"revoked": "yes"}):
        document = did_document(ED25519)
        document["verificationMethod"][0] |= member
        assert list(dids.methods(document, NOW)) == []
    document["verificationMethod"][0]["revoked"] = "2027-01-01T00:00:00Z"
    assert len(list(dids.methods(document, NOW))) == 1


@pytest.mark.parametrize(
    "material",
    [
        {"type": "Multikey", "publicKeyMultibase": multikey(ED25519)},
        {"type": "Ed25519VerificationKey2020", "publicKeyMultibase": multikey(ED25519)},
        {"type": "JsonWebKey2020", "publicKeyJwk": jwk(ED25519)},
        {"type": "Ed25519VerificationKey2018", "publicKeyBase58": keys.base58(ED25519.public_key().public_bytes_raw())},
    ],
)
def test_a_key_is_read_in_each_form(material: dict[str, Any]) -> None:
    item = {"id": f"{WEB}#k", "controller": WEB, **material}
    (method,) = dids.methods({"id": WEB, "assertionMethod": [item]}, NOW)
    assert method.key is not None
    assert method.key.kind == "Ed25519"
    assert method.asserts


def test_a_key_in_two_forms_is_none_since_they_could_differ() -> None:
    item = {"id": f"{WEB}#k", "controller": WEB, "publicKeyMultibase": multikey(ED25519), "publicKeyJwk": jwk(P256)}
    assert list(dids.methods({"id": WEB, "assertionMethod": [item]}, NOW)) == []


def test_a_did_key_is_its_own_method() -> None:
    did = did_key(P256)
    assert dids.own_method(did).id == method_of(did)


def test_a_did_key_is_written_in_one_way_alone() -> None:
    """Whoever could write a key in two ways would have two names."""
    public = P256.public_key()
    ways = ((b"\x80\x24", PublicFormat.UncompressedPoint), (b"\x80\xa4\x00", PublicFormat.CompressedPoint))
    for code, form in ways:
        point = public.public_bytes(Encoding.X962, form)
        with pytest.raises(dids.BadDid):
            dids.own_method(f"did:key:z{keys.base58(code + point)}")


@pytest.mark.parametrize("secret", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_did_jwk_that_gives_away_a_secret_carries_no_key(secret: str) -> None:
    for private in (ED25519, RSA):
        written = json.dumps(jwk(private, **{secret: "AQAB"})).encode()
        with pytest.raises(dids.BadDid, match="no key"):
            dids.own_method(f"did:jwk:{keys.base64url(written)}")
