from __future__ import annotations

import json
import time
from base64 import b64encode
from hashlib import sha384
from typing import Any

import pytest

from tests.openbadges.issuing import page
from tests.shared import cases, shared
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import Lookup
from wallet.openbadges.report import Fetched, Outcome
from wallet.openbadges.schemas import is_tame, judge

URL = "https://u.example/schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
CASES = [row for row in cases("corpus/manifest.jsonl") if row["layer"] == "credentialSchema"]


def outcome(schema: Any, document: dict[str, Any] | None = None, **entry: Any) -> Outcome | None:
    named = {"id": URL, "type": "JsonSchema", **entry}
    findings = Findings()
    documents = {} if schema is None else {URL: page(URL, schema)}
    judge({**(document or {}), "credentialSchema": named}, Lookup(documents), findings)
    return next((check.outcome for check in findings.checks()), None)


def schema(**more: Any) -> dict[str, Any]:
    return {"$id": URL, "$schema": DIALECT, "type": "object", **more}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_credential_is_held_against_the_schema_it_names(case: dict[str, Any]) -> None:
    documents = {
        url: Fetched(url, 200, "", shared(f"corpus/{name}").read_bytes()) for url, name in case["remote"].items()
    }
    findings = Findings()
    judge(json.loads(shared(f"corpus/{case['file']}").read_bytes()), Lookup(documents), findings)
    expected = {
        "valid": {Outcome.PASSED},
        "invalid": {Outcome.FAILED},
        "unverifiable": {Outcome.FAILED, Outcome.NOT_CHECKED},
    }[case["expected"]["verdict"]]
    assert findings.checks()[0].outcome in expected


def test_a_schema_that_names_no_rules_is_the_credential_s_fault_only_where_the_w3c_asks_for_them() -> None:
    silent = {"$id": URL, "type": "object"}
    assert outcome(silent) is Outcome.FAILED
    assert outcome(silent, type="1EdTechJsonSchemaValidator2019") is Outcome.NOT_CHECKED


@pytest.mark.parametrize(("own", "expected"), [("bad", "failed"), (f"{URL}2", "failed"), ("urn:x:1", "passed")])
def test_a_credential_that_holds_a_schema_is_the_one_named(own: str, expected: str) -> None:
    meta = "https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json"
    credential = {
        "id": own,
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "credentialSchema": {"id": meta, "type": "JsonSchema"},
        "credentialSubject": {"type": "JsonSchema", "jsonSchema": schema()},
    }
    assert outcome(credential, type="JsonSchemaCredential") == expected
    assert outcome({**credential, "id": URL}, type="JsonSchemaCredential") is Outcome.PASSED


def test_a_schema_that_cannot_be_had_or_read_is_not_the_credential_s_fault() -> None:
    findings, lookup = Findings(), Lookup({})
    judge({"credentialSchema": {"id": URL, "type": "JsonSchema"}}, lookup, findings)
    assert (lookup.wanted, findings.checks()) == ({URL}, ())
    assert outcome(b"<html>") is Outcome.NOT_CHECKED
    assert outcome(schema(), type="ShaclValidator2017") is Outcome.NOT_CHECKED
    assert outcome(schema(**{"$ref": "https://elsewhere.example/s.json"})) is Outcome.NOT_CHECKED
    assert outcome(schema(**{"$ref": "#"})) is Outcome.NOT_CHECKED
    assert outcome(schema(type=5)) is Outcome.NOT_CHECKED


def test_a_schema_is_the_one_whose_digest_was_written_down() -> None:
    body = json.dumps(schema()).encode()
    digest = "sha384-" + b64encode(sha384(body).digest()).decode()
    assert outcome(body, digestSRI=digest) is Outcome.PASSED
    assert outcome(body, digestSRI=digest[:-4] + "AAAA") is Outcome.FAILED
    assert outcome(body, digestSRI=5) is Outcome.FAILED


def test_a_schema_of_open_badges_3_needs_no_id_of_its_own() -> None:
    plain = {"$schema": "http://json-schema.org/draft-04/schema#", "required": ["issuer"]}
    kind = "1EdTechJsonSchemaValidator2019"
    assert outcome(plain, {"issuer": "x"}, type=kind) is Outcome.PASSED
    assert outcome(plain, {}, type=kind) is Outcome.FAILED


def test_a_schema_that_would_run_for_ever_is_left_off() -> None:
    steps = {f"a{n}": {"anyOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 4} for n in range(20)} | {"a20": False}
    began = time.process_time()
    assert outcome(schema(**{"$defs": steps, "$ref": "#/$defs/a0"})) is Outcome.NOT_CHECKED
    evil = schema(properties={"name": {"pattern": "^(a+)+$"}})
    assert outcome(evil, {"name": "a" * 40 + "!"}) is Outcome.NOT_CHECKED
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("pattern", "tame"),
    [
        (r"^sha256\$[a-fA-F0-9]{64}$", True),
        (r"^\d{4}-[01]\d-[0-3]\d(T[0-2]\d:[0-5]\d(:[0-5]\d)?)?$", True),
        (r"^[+*(]+$", True),
        (r"(a+)+$", False),
        (r"(a|aa)*$", False),
        (r"(a{1,9}){1,9}", False),
        (r".*.*.*.*x", False),
        ("x" * 1001, False),
    ],
)
def test_expressions_that_could_run_for_ever_are_told_from_those_that_end(pattern: str, tame: bool) -> None:
    assert is_tame(pattern, 1000) is tame
