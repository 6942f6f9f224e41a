"""What is measured: credentials that the wallet's own code seals, and what their issuer publishes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from gzip import compress
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wallet.openbadges import jws, keys, proofs
from wallet.openbadges.report import Fetched

Json = dict[str, Any]

NOW = datetime(2026, 11, 22, tzinfo=UTC)
V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ED25519 = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RSA = rsa.generate_private_key(65537, 2048)
KEY = "z" + keys.base58(b"\xed\x01" + ED25519.public_key().public_bytes_raw())
DID = f"did:key:{KEY}"
STATUS_LIST = "https://status.example.edu/lists/1"
SITE = "https://badges.example.edu"
WELL_KNOWN = f"{SITE}/.well-known/jwks.json"


def name(number: int) -> str:
    """An id for one of many credentials."""
    return f"urn:uuid:0c1b9c3e-5d1e-4b54-9a52-{number:012x}"


def sealed(document: Json) -> bytes:
    """A credential with its issuer's eddsa-rdfc-2022 proof, as a file."""
    return json.dumps(proofs.sign(document, ED25519, f"{DID}#{KEY}", NOW)).encode()


def basic(**more: Any) -> Json:
    """An Open Badge 3.0 with no more than it must have."""
    achievement = {
        "id": "urn:uuid:0c1b9c3e-5d1e-4b54-9a52-6d2f6f5b7c02",
        "type": ["Achievement"],
        "name": "Statistics",
        "description": "Knows how to describe data and how to test what they show.",
        "criteria": {"narrative": "Pass the written examination."},
    }
    return {
        "@context": [V2, OB3],
        "id": "urn:uuid:0c1b9c3e-5d1e-4b54-9a52-6d2f6f5b7c01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": DID, "type": ["Profile"], "name": "Example University"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Statistics",
        "credentialSubject": {"id": "did:example:anna", "type": ["AchievementSubject"], "achievement": achievement},
        **more,
    }


def with_status() -> Json:
    """The same, which its issuer may withdraw."""
    entry = {
        "id": f"{STATUS_LIST}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": STATUS_LIST,
    }
    return basic(validUntil="2036-01-01T00:00:00Z", credentialStatus=entry)


def status_list(entries: int = 131_072) -> Json:
    """A list in which one entry in a hundred is withdrawn, not sealed."""
    return {
        "@context": [V2],
        "id": STATUS_LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{STATUS_LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(entries),
        },
    }


def encoded_list(entries: int) -> str:
    """The bits of a list as it is published; what is set is scattered, so that it does not pack to nothing."""
    bits, place = bytearray(entries // 8), 1
    for _ in range(entries // 100):
        place = place * 48271 % (2**31 - 1)
        if place % entries != 94567:
            bits[place % entries // 8] |= 128 >> place % 8
    return "u" + keys.base64url(compress(bytes(bits), mtime=0))


def complex_one() -> Json:
    """An Open Badge 3.0 of 67 statements, with much about its issuer and with another's sealed endorsement inside."""
    document = basic(awardedDate="2026-02-01T00:00:00Z", validUntil="2036-01-01T00:00:00Z")
    place = {"type": "GeoCoordinates", "latitude": 45, "longitude": 9}
    document["issuer"] |= {
        "url": "https://example.edu",
        "email": "registrar@example.edu",
        "phone": "+390123456",
        "description": "A university that stands in for all others.",
        "official": "Registrar",
        "image": {"id": "https://example.edu/logo.png", "type": "Image", "caption": "The university's seal"},
        "address": {
            "type": ["Address"],
            "streetAddress": "Piazza 1",
            "postalCode": "20133",
            "addressLocality": "Milano",
            "addressRegion": "Lombardia",
            "addressCountry": "Italia",
            "addressCountryCode": "IT",
            "geo": place,
        },
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": number, "identifierType": kind}
            for number, kind in (("12345", "sourcedId"), ("example-edu", "systemId"))
        ],
        "parentOrg": {"id": "https://example.gov", "type": ["Profile"], "name": "Ministry"},
        "endorsement": [json.loads(sealed(_endorsement()))],
    }
    document["credentialSubject"]["achievement"] |= {"tag": ["statistics", "data"]}
    return document


def _endorsement() -> Json:
    return {
        "@context": [V2, OB3],
        "id": "urn:uuid:0c1b9c3e-5d1e-4b54-9a52-6d2f6f5b7c03",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": DID, "type": ["Profile"], "name": "Ministry"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": DID, "type": ["EndorsementSubject"], "endorsementComment": "A good university."},
    }


def token(number: int) -> str:
    """A basic badge as VC-JWT by an issuer with an RSA key on its site."""
    issuer = {"id": SITE, "type": ["Profile"], "name": "Example University"}
    credential = basic(id=name(number), issuer=issuer)
    claims = {"iss": SITE, "sub": "did:example:anna", "jti": credential["id"], "nbf": 1767225600}
    return jws.sign(claims | {"vc": credential}, RSA, kid="key-1")


def jwk() -> Json:
    """The public RSA key."""
    numbers = RSA.public_key().public_numbers()
    n, e = (keys.base64url(number.to_bytes((number.bit_length() + 7) // 8, "big")) for number in (numbers.n, numbers.e))
    return {"kty": "RSA", "n": n, "e": e, "kid": "key-1", "alg": "RS256"}


def hosted(assertions: int) -> dict[str, Json]:
    """Open Badges 2.0 as their issuer publishes them, by address: assertions, a badge class, the issuer."""
    context = "https://w3id.org/openbadges/v2"
    awarded = [
        {
            "@context": context,
            "type": "Assertion",
            "id": f"{SITE}/a/{number}",
            "recipient": {"type": "email", "hashed": False, "identity": f"learner-{number}@learner.example"},
            "badge": f"{SITE}/b/1",
            "verification": {"type": "hosted"},
            "issuedOn": "2026-01-02T03:04:05Z",
        }
        for number in range(assertions)
    ]
    badge = {
        "@context": context,
        "type": "BadgeClass",
        "id": f"{SITE}/b/1",
        "name": "Statistics",
        "description": "Knows how to describe data.",
        "image": f"{SITE}/b/1.png",
        "criteria": {"narrative": "Pass the written examination."},
        "issuer": f"{SITE}/issuer",
    }
    issuer = {
        "@context": context,
        "type": "Issuer",
        "id": f"{SITE}/issuer",
        "name": "Example University",
        "url": "https://example.edu",
        "email": "badges@example.edu",
    }
    return {one["id"]: one for one in (*awarded, badge, issuer)}


def page(url: str, body: bytes) -> Fetched:
    """A document as the network would have brought it."""
    return Fetched(url, 200, "application/json", body, url)
