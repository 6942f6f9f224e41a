"""Whatever is changed in a sealed credential, it is no longer called valid."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest

from tests.conformance.corpus import CASES, content, documents
from wallet.openbadges.report import Verdict
from wallet.trust.offline import verify_offline

VALID = [
    case
    for case in CASES
    if case["layer"] == "full"
    and case["expected"]["verdict"] in ("valid", "warning")
    and case["offline_complete"]
    and case.get("proof", ["none"]) != ["none"]
    and "key_file" not in case
]
SEALED = [case for case in VALID if case["container"] == "json"]
TOKENS = [case for case in VALID if case["container"] == "jwt"]


def named(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


def verdict(case: Mapping[str, Any], document: bytes) -> Verdict:
    return verify_offline(document, documents(case), datetime.fromisoformat(case["as_of"])).verdict


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every string, number and truth value outside the proofs."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("proof", "@context") or path:
                yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from places(inner, (*path, at))
    else:
        yield path


def altered(document: Any, path: tuple[Any, ...], change: Any) -> bytes:
    """The document with one place changed."""
    other = copy.deepcopy(document)
    node = other
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = change(node[path[-1]])
    return json.dumps(other).encode()


def flipped(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return (value or "") + "x"


@named(SEALED)
def test_no_claim_can_be_changed(case: dict[str, Any]) -> None:
    document = json.loads(content(case["file"]))
    assert verdict(case, content(case["file"])) in (Verdict.VALID, Verdict.UNVERIFIABLE)
    for path in places(document):
        found = verdict(case, altered(document, path, flipped))
        assert found is not Verdict.VALID, path


@named(SEALED)
def test_nothing_can_be_added_or_taken_away(case: dict[str, Any]) -> None:
    document = json.loads(content(case["file"]))
    additions: list[dict[str, Any]] = [
        {**document, "name": "Doctor of Medicine"},
        {**document, "unheardOf": "Doctor of Medicine"},
        {**document, "validUntil": "2999-01-01T00:00:00Z"},
        {**document, "evidence": [{"id": "https://mallory.example/", "type": ["Evidence"]}]},
        {**document, "type": [*document["type"], "Doctor"]},
        {**document, "issuer": "did:web:mallory.example"},
        {**document, "@context": [*document["@context"], {"credentialSubject": "https://mallory.example/subject"}]},
        {**document, "@context": [*document["@context"], "https://mallory.example/context"]},
        {name: value for name, value in document.items() if name != "proof"},
        {**document, "proof": []},
    ]
    for left_out in document:
        if left_out != "id":
            additions.append({name: value for name, value in document.items() if name != left_out})
    for other in additions:
        if other != document:
            assert verdict(case, json.dumps(other).encode()) is not Verdict.VALID, other.keys() ^ document.keys()


@named(SEALED)
def test_no_seal_can_be_taken_from_elsewhere(case: dict[str, Any]) -> None:
    document = json.loads(content(case["file"]))
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    for at, proof in enumerate(proofs):
        for name, value in proof.items():
            if not isinstance(value, str) or name in ("@context", "id"):
                continue
            changed = [*proofs[:at], {**proof, name: swapped(value)}, *proofs[at + 1 :]]
            found = verdict(case, json.dumps({**document, "proof": changed}).encode())
            assert found is not Verdict.VALID, name


def swapped(value: str) -> str:
    """The text with two neighbours in its middle exchanged, or something appended."""
    half = len(value) // 2
    other = value[: half - 1] + value[half : half + 1] + value[half - 1 : half] + value[half + 1 :]
    return other if other != value else value + "1"


@named(TOKENS)
def test_no_token_can_be_changed(case: dict[str, Any]) -> None:
    token = content(case["file"]).decode().strip()
    head, body, seal = token.split(".")
    payload = json.loads(unpacked(body))
    assert verdict(case, token.encode()) in (Verdict.VALID, Verdict.UNVERIFIABLE)
    others = [f"{head}.{packed(json.loads(altered(payload, path, flipped)))}.{seal}" for path in places(payload)]
    others += [f"{packed({'alg': alg})}.{body}.{seal}" for alg in ("none", "None", "HS256", "RS512")]
    others += [f"{packed({'alg': 'none'})}.{body}.", f"{head}.{body}.{seal[:-4]}AAAA", f"{head}.{body}."]
    for other in others:
        assert verdict(case, other.encode()) is not Verdict.VALID, other[-40:]


def packed(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
