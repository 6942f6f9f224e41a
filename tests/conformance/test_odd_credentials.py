"""Whatever stands in any member of a credential, of its token or of what it points to ends in a report, never valid."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.openbadges.university import (
    ED25519,
    OB3,
    P256,
    SEALED,
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
from wallet.openbadges.report import Report, Verdict

ODD: list[Any] = [None, -1.5, True, [], {}, [[None]], {"id": 5}, {"type": [5]}, "", ["x", "y"], "did:web:", "_:b0"]
ODD += ["https://x.example/y", {"@value": 1}, {"@value": None}, {"@id": []}, {"@context": []}, {"@graph": [{}]}, 1e300]
LIST, SCHEMA, REFRESH = (f"https://university.example/{name}" for name in ("list", "schema", "refresh"))

ENTRY = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94",
    "statusListCredential": LIST,
    "statusMessage": [{"status": "0x1", "message": "x"}],
}
FULL = credential(
    WEB,
    **{"@context": [V2, OB3, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]},
    credentialStatus=[ENTRY],
    credentialSchema=[{"id": SCHEMA, "type": "JsonSchema"}],
    refreshService={"id": REFRESH, "type": "1EdTechCredentialRefresh"},
    evidence=[{"id": "https://university.example/e", "type": ["Evidence"], "name": "Exam"}],
    relatedResource=[{"id": "urn:x:1", "digestSRI": "sha256-x"}],
    validUntil="2030-01-01T00:00:00Z",
)
BADGE = proofs.sign(FULL, ED25519, f"{WEB}#key-0", SEALED)
BITS = "u" + keys.base64url(gzip.compress(bytes(131_072 // 8)))
LISTED = {
    "@context": [V2],
    "id": LIST,
    "type": ["VerifiableCredential", "BitstringStatusListCredential"],
    "issuer": WEB,
    "credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": BITS},
}
RULES = {"$id": SCHEMA, "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
PAGES = {
    WEB_DOCUMENT: did_document(ED25519, P256),
    LIST: proofs.sign(LISTED, ED25519, f"{WEB}#key-0", SEALED),
    SCHEMA: RULES,
    REFRESH: BADGE,
}


def altered(value: Any, odd: Any) -> Iterator[Any]:
    """Every document that differs in one place, which holds the odd value instead."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for new in (odd, *altered(inner, odd)):
                yield {**value, name: new}
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            for new in (odd, *altered(inner, odd)):
                yield value[:at] + [new] + value[at + 1 :]


def web(**changed: Any) -> dict[str, Any]:
    """What the university's site answers, with some pages changed."""
    return {url: page(url, changed.get(url, body)) for url, body in PAGES.items()}


ALL = web()
named = pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))


def test_the_badge_that_is_altered_is_sound() -> None:
    assert judged(BADGE, ALL).verdict is Verdict.VALID


@named
def test_odd_values_in_a_sealed_credential_are_never_valid(odd: Any) -> None:
    for document in altered(BADGE, odd):
        assert judged(document, ALL).verdict is not Verdict.VALID, document


@named
def test_odd_values_in_a_credential_without_seal_end_in_a_report(odd: Any) -> None:
    for document in altered(FULL, odd):
        assert judged(document, ALL).verdict in (Verdict.INVALID, Verdict.MALFORMED)


@named
def test_odd_values_in_a_token_end_in_a_report(odd: Any) -> None:
    claims = {
        "iss": WEB,
        "jti": FULL["id"],
        "nbf": 1767225600,
        "exp": 1893456000,
        "vc": {**FULL, "endorsementJwt": ["e30.e30.AA"]},
    }
    for document in altered(claims, odd):
        assert isinstance(judged(jws.sign(document, P256, kid=f"{WEB}#key-1"), ALL), Report)


@named
@pytest.mark.parametrize("url", [WEB_DOCUMENT, LIST, SCHEMA])
def test_odd_values_in_what_a_credential_points_to_end_in_a_report(url: str, odd: Any) -> None:
    for other in [odd, *altered(PAGES[url], odd)]:
        assert isinstance(judged(BADGE, web(**{url: other})), Report)


@named
def test_odd_values_in_a_presentation_end_in_a_report(odd: Any) -> None:
    presentation = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": {"id": did_key()},
        "verifiableCredential": [sealed(), {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": "data:,x"}],
    }
    for document in altered(presentation, odd):
        assert isinstance(judged(json.dumps(document)), Report)
    token = jws.sign({"iss": did_key(), "vp": presentation}, ED25519, kid=method_of(did_key()))
    assert isinstance(judged(token), Report)
