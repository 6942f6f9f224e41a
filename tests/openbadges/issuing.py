"""An imaginary issuer of Open Badges 2.0, its site and its keys, for the tests."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from wallet.openbadges import jws
from wallet.openbadges.report import Fetched, Known, Report, Unreachable, nobody
from wallet.trust.offline import verify_offline

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SITE = "https://badges.example.edu"
ANNA = "anna@learner.example"
CONTEXT = "https://w3id.org/openbadges/v2"
KEY = rsa.generate_private_key(65537, 2048)
OTHER_KEY = rsa.generate_private_key(65537, 2048)

Json = dict[str, Any]


def issuer(**more: Any) -> Json:
    """The issuer's profile."""
    return {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": f"{SITE}/issuer",
        "name": "Example University",
        "url": "https://example.edu",
        "email": "badges@example.edu",
        **more,
    }


def badge_class(**more: Any) -> Json:
    """A badge class."""
    return {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": f"{SITE}/b/1",
        "name": "Statistics",
        "description": "Knows statistics.",
        "image": f"{SITE}/b/1.png",
        "criteria": {"narrative": "Pass the *exam*."},
        "issuer": f"{SITE}/issuer",
        **more,
    }


def assertion(**more: Any) -> Json:
    """An assertion about Anna."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": f"{SITE}/a/1",
        "recipient": {"type": "email", "hashed": True, "salt": "s", "identity": hashed(ANNA, "s")},
        "badge": f"{SITE}/b/1",
        "verification": {"type": "hosted"},
        "issuedOn": "2026-01-02T03:04:05Z",
        **more,
    }


def hashed(address: str, salt: str) -> str:
    """An address as Open Badges hash it."""
    return "sha256$" + sha256((address + salt).encode()).hexdigest()


def pem(key: rsa.RSAPrivateKey) -> str:
    """A public key as an issuer publishes it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_document(key: rsa.RSAPrivateKey = KEY, **more: Any) -> Json:
    """The issuer's key."""
    return {
        "@context": CONTEXT,
        "type": "CryptographicKey",
        "id": f"{SITE}/key",
        "owner": f"{SITE}/issuer",
        "publicKeyPem": pem(key),
        **more,
    }


def signed(document: Json, key: rsa.RSAPrivateKey = KEY) -> bytes:
    """An assertion as compact JWS."""
    return jws.sign(document, key).encode()


def site(*published: Json) -> dict[str, Fetched | Unreachable]:
    """What a web of these documents answers, each at its id."""
    return {one["id"]: page(one["id"], one) for one in published}


def page(url: str, document: Json | bytes = b"", status: int = 200) -> Fetched:
    """One answer."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Fetched(url, status, "application/json", body, url)


def judged(
    document: Json | bytes,
    documents: Mapping[str, Fetched | Unreachable],
    *,
    recipients: Collection[str] = (),
    known: Known = nobody,
) -> Report:
    """Verify with these documents and nothing else."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return verify_offline(content, documents, NOW, recipients=recipients, known=known)
