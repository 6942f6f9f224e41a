"""The largest documents that are let through, made to cost as much as they can."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from tests.openbadges.university import ED25519, OB3, V2, credential, did_key, method_of, page, sealed
from wallet.openbadges import jws, keys
from wallet.openbadges.report import Fetched, Unreachable

Case = tuple[bytes, dict[str, Fetched | Unreachable]]
CASES: dict[str, Callable[[], Case]] = {}
LINKS = {"k": {"@id": "urn:k", "@type": "@id"}}
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
LIST, SCHEMA = "https://university.example/list", "https://university.example/schema"


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a hostile input after the function that makes it."""
    CASES[make.__name__] = make
    return make


def badge(**more: Any) -> Case:
    """A badge with another badge's seal: all of it has to be looked at."""
    return json.dumps({**credential(did_key(), **more), "proof": sealed()["proof"]}).encode(), {}


def knotted(*links: list[int]) -> dict[str, Any]:
    """Evidence whose nodes have no names but by each other."""
    nodes = [{"id": f"_:n{at}", "type": ["Evidence"], "k": [f"_:n{to}" for to in row]} for at, row in enumerate(links)]
    return {"@context": [V2, OB3, LINKS], "evidence": nodes}


@case
def many_nodes_alike() -> Case:
    return badge(evidence=[{"type": "Evidence"} for _ in range(9000)])


@case
def many_empty_nodes() -> Case:
    return badge(evidence=[{} for _ in range(19_000)])


@case
def a_clique() -> Case:
    return badge(**knotted(*([to for to in range(12) if to != at] for at in range(12))))


@case
def a_long_ring() -> Case:
    return badge(**knotted(*([(at + 1) % 3000] for at in range(3000))))


@case
def many_pairs() -> Case:
    return badge(
        **{"@context": [V2, OB3, LINKS]}, evidence=[{"type": "Evidence", "k": f"_:n{at}"} for at in range(4000)]
    )


@case
def a_chain_of_terms() -> Case:
    terms = {f"a{at}": f"a{at + 1}:x" for at in range(199)} | {"a199": "urn:x:"}
    return badge(**{"@context": [V2, OB3, terms]})


@case
def many_contexts() -> Case:
    more = [{f"t{row}x{at}": f"urn:t:{at}" for at in range(190)} for row in range(29)]
    return badge(**{"@context": [V2, OB3, *more]})


@case
def contexts_in_many_nodes() -> Case:
    return badge(evidence=[{"@context": [V2, OB3], "type": "Evidence"} for _ in range(3300)])


@case
def many_types() -> Case:
    return badge(type=["VerifiableCredential", *(f"https://x.example/{at}" for at in range(18_000))])


@case
def many_faults() -> Case:
    return badge(evidence=["x"] * 15_000)


@case
def ten_seals_upon_each_other() -> Case:
    seals = [
        {**sealed()["proof"], "id": f"urn:p:{at}", "previousProof": [f"urn:p:{to}" for to in range(10) if to != at]}
        for at in range(10)
    ]
    more = [{"type": "Evidence", "name": f"n{at}"} for at in range(1000)]
    return json.dumps({**credential(did_key(), evidence=more), "proof": seals}).encode(), {}


@case
def a_record_of_knots() -> Case:
    knot = json.loads(badge(**knotted(*([to for to in range(9) if to != at] for at in range(9))))[0])
    parts = [{**knot, "id": f"urn:x:{at}"} for at in range(50)]
    return badge(
        **{"@context": [V2, CLR, OB3], "type": ["VerifiableCredential", "ClrCredential"]},
        credentialSubject={"id": "did:example:a", "type": ["ClrSubject"], "verifiableCredential": parts},
    )


@case
def a_large_token() -> Case:
    more = [{"type": ["Evidence"], "name": "y" * 150} for _ in range(3500)]
    return jws.sign(credential(did_key(), evidence=more), ED25519, kid=method_of(did_key())).encode(), {}


@case
def a_token_with_a_large_header() -> Case:
    head = keys.base64url(json.dumps({"alg": "EdDSA", "x": ["a"] * 100_000}).encode())
    return f"{head}.{keys.base64url(b'{}')}.AAAA".encode(), {}


@case
def a_seal_of_many_letters() -> Case:
    document = sealed()
    return json.dumps(document).replace(document["proof"]["proofValue"], "z" + "2" * 120_000).encode(), {}


@case
def numbers_of_many_digits() -> Case:
    return b'{"credentialSubject": [' + b",".join(b"9" * 4000 for _ in range(200)) + b"]}", {}


def listing(packed: bytes, parts: int = 0) -> Case:
    """A badge (or a record of many) with eight status lists of the same bits."""
    urls = [f"{LIST}/{at}" for at in range(8)]
    entries = [
        {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94",
            "statusListCredential": url,
        }
        for url in urls
    ]
    subject = {
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": "u" + keys.base64url(packed),
    }
    types = ["VerifiableCredential", "BitstringStatusListCredential"]
    common = {"@context": [V2], "type": types, "issuer": did_key(), "credentialSubject": subject}
    web: dict[str, Fetched | Unreachable] = {url: page(url, sealed({**common, "id": url})) for url in urls}
    one = credential(did_key(), credentialStatus=entries)
    if parts:
        inside = [{**one, "id": f"urn:x:{at}"} for at in range(parts)]
        kind = {"@context": [V2, CLR, OB3], "type": ["VerifiableCredential", "ClrCredential"]}
        about = {"id": "did:example:a", "type": ["ClrSubject"], "verifiableCredential": inside}
        return json.dumps(credential(did_key(), **kind, credentialSubject=about)).encode(), web
    return json.dumps(sealed(one)).encode(), web


@case
def lists_that_are_bombs() -> Case:
    return listing(gzip.compress(bytes(60 << 20), 1))


@case
def lists_as_large_as_they_may_be() -> Case:
    return listing(gzip.compress(os.urandom(4 << 20), 1))


@case
def a_record_of_many_lists() -> Case:
    return listing(gzip.compress(bytes(4_000_000), 1), parts=50)


def schemas(rules: Mapping[str, Any], **more: Any) -> Case:
    """A badge with five schemas of the same rules."""
    urls = [f"{SCHEMA}/{at}" for at in range(5)]
    dialect = "https://json-schema.org/draft/2020-12/schema"
    web: dict[str, Fetched | Unreachable] = {url: page(url, {"$id": url, "$schema": dialect, **rules}) for url in urls}
    document = credential(did_key(), credentialSchema=[{"id": url, "type": "JsonSchema"} for url in urls], **more)
    return json.dumps(document).encode(), web


@case
def a_schema_that_compares_all_with_all() -> Case:
    return schemas({"properties": {"evidence": {"uniqueItems": True}}}, evidence=[{} for _ in range(9000)])


@case
def a_schema_of_many_parts() -> Case:
    return schemas({"$defs": {f"p{at}": {"type": "string", "minLength": 1} for at in range(1100)}})


@case
def a_schema_of_many_expressions() -> Case:
    return schemas({"patternProperties": {f"^x{at}.*y$": True for at in range(3000)}})


@case
def a_schema_that_expects_itself() -> Case:
    return schemas({"$ref": "#"})


@case
def a_schema_that_looks_at_what_is_left() -> Case:
    parts = [{"anyOf": [{"properties": {"a": True}}] * 50}] * 20
    return schemas({"allOf": parts, "unevaluatedProperties": False})


@case
def a_schema_with_a_slow_expression() -> Case:
    return schemas({"properties": {"name": {"pattern": "a*a*a*b"}}}, name="a" * 150)
