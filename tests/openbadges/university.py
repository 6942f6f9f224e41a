"""An imaginary university that issues Open Badges 3.0, with keys of every kind, for the tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from wallet.openbadges import jws, keys, proofs
from wallet.openbadges.report import Fetched, Report, Unreachable
from wallet.trust.offline import verify_offline

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SEALED = datetime(2026, 1, 2, tzinfo=UTC)
V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

ED25519 = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
P256 = ec.derive_private_key(7**80, ec.SECP256R1())
P384 = ec.derive_private_key(7**80, ec.SECP384R1())
RSA = rsa.generate_private_key(65537, 2048)
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))

WEB = "did:web:university.example"
WEB_DOCUMENT = "https://university.example/.well-known/did.json"

Json = dict[str, Any]
Documents = Mapping[str, Fetched | Unreachable]


def multikey(private: jws.Private) -> str:
    """The public key in multibase."""
    public = private.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        code = b"\x80\x24" if public.key_size == 256 else b"\x81\x24"
        return "z" + keys.base58(code + public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
    assert not isinstance(public, rsa.RSAPublicKey)
    return "z" + keys.base58(b"\xed\x01" + public.public_bytes_raw())


def jwk(private: jws.Private, **more: Any) -> Json:
    """The public key as JSON Web Key."""
    public = private.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        n, e = public.public_numbers().n, public.public_numbers().e
        return {"kty": "RSA", "n": _number(n, 256), "e": _number(e, 3), **more}
    if isinstance(public, ec.EllipticCurvePublicKey):
        numbers, size = public.public_numbers(), public.key_size // 8
        curve = f"P-{public.key_size}"
        return {"kty": "EC", "crv": curve, "x": _number(numbers.x, size), "y": _number(numbers.y, size), **more}
    return {"kty": "OKP", "crv": "Ed25519", "x": keys.base64url(public.public_bytes_raw()), **more}


def _number(number: int, size: int) -> str:
    return keys.base64url(number.to_bytes(size, "big"))


def did_key(private: jws.Private = ED25519) -> str:
    """The did:key of a key."""
    return f"did:key:{multikey(private)}"


def method_of(did: str) -> str:
    """The one verification method of a did:key."""
    return f"{did}#{did.removeprefix('did:key:')}"


def credential(by: str = "", /, **more: Any) -> Json:
    """An Open Badge about a learner, not sealed; a member given as None is left out."""
    document = {
        "@context": [V2, OB3],
        "id": "urn:uuid:b1b3a6a4-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": by or did_key(), "type": ["Profile"], "name": "Example University"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Statistics",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:b1b3a6a4-0000-4000-8000-000000000002",
                "type": ["Achievement"],
                "name": "Statistics",
                "description": "Knows statistics.",
                "criteria": {"narrative": "Pass the exam."},
            },
        },
    } | more
    return {name: value for name, value in document.items() if value is not None}


def sealed(document: Json | None = None, private: jws.Private = ED25519, suite: str = "eddsa-rdfc-2022") -> Json:
    """A credential with a proof by its did:key issuer."""
    did = did_key(private)
    return proofs.sign(document or credential(did), private, method_of(did), SEALED, suite)


def did_document(*privates: jws.Private, did: str = WEB, **more: Any) -> Json:
    """The document in which a university publishes its keys."""
    methods = [
        {
            "id": f"{did}#key-{number}",
            "type": "JsonWebKey",
            "controller": did,
            "publicKeyJwk": jwk(private, kid=f"kid-{number}"),
        }
        for number, private in enumerate(privates)
    ]
    return {
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
        **more,
    }


def site(**pages: Any) -> dict[str, Fetched | Unreachable]:
    """What a web answers: the keyword `at` maps URLs to JSON."""
    return {url: page(url, body) for url, body in pages["at"].items()}


def page(url: str, body: Any, status: int = 200) -> Fetched:
    """One answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Fetched(url, status, "application/json", content, url)


def judged(document: Json | str | bytes, documents: Documents | None = None) -> Report:
    """Verify with these documents and nothing else."""
    if isinstance(document, dict):
        document = json.dumps(document)
    content = document.encode() if isinstance(document, str) else document
    return verify_offline(content, documents or {}, NOW)
