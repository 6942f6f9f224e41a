"""The published vectors of what verification is made of: signatures, keys, canonical forms, values of Open Badges 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.openbadges.issuing import ANNA, SITE, assertion, badge_class, issuer, judged, site
from tests.shared import ROOT, cases, iter_rows, shared
from wallet.openbadges import dids, extensions, forms, jcs, jws, keys, members, recipients
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import is_web_address
from wallet.openbadges.report import Outcome, Verdict
from wallet.openbadges.times import moment

FOLDER = "corpus/cases/primitives"
SUPPORTED = {"P-256", "P-384", "Ed25519"}


def vectors(name: str) -> list[dict[str, Any]]:
    """The test groups of a Wycheproof file; none where it is absent."""
    path = ROOT / FOLDER / "wycheproof" / f"{name}.json"
    groups: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["testGroups"] if path.exists() else []
    return groups


def verified(key: keys.Key, alg: str, test: dict[str, Any]) -> bool:
    return keys.verifies(key, alg, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))


@pytest.mark.parametrize(
    ("name", "alg", "jwk"),
    [
        ("ed25519_test", "EdDSA", "publicKeyJwk"),
        ("ecdsa_secp256r1_sha256_p1363_test", "ES256", "publicKeyJwk"),
        ("rsa_signature_2048_sha256_test", "RS256", "keyJwk"),
    ],
)
def test_signatures_verify_as_published(name: str, alg: str, jwk: str) -> None:
    shared(f"{FOLDER}/wycheproof/{name}.json")
    for group in vectors(name):
        try:
            key = keys.from_jwk(group[jwk]) if jwk in group else keys.from_pem(group["publicKeyPem"])
        except keys.BadKey:
            assert not any(test["result"] == "valid" for test in group["tests"]), group
            continue
        for test in group["tests"]:
            if test["result"] != "acceptable":
                assert verified(key, alg, test) is (test["result"] == "valid"), test


def test_tokens_verify_as_published() -> None:
    shared(f"{FOLDER}/wycheproof/json_web_signature_test.json")
    accepted = 0
    for group in vectors("json_web_signature_test"):
        for test in group["tests"]:
            found = token_verifies(str(test["jws"]), group.get("public", {}))
            accepted += found
            assert not found or test["result"] == "valid", test
    assert accepted > 10


def token_verifies(token: str, jwk: object) -> bool:
    try:
        return jws.verify_with(jws.parse(token), keys.from_jwk(jwk))
    except (jws.BadToken, keys.BadKey):
        return False


def test_canonical_json_is_as_published() -> None:
    folder = shared(f"{FOLDER}/jcs/input")
    for path in sorted(folder.glob("*.json")):
        made = jcs.canonical(json.loads(path.read_text("utf-8")))
        outhex = (folder.parent / "outhex" / f"{path.stem}.txt").read_text("ascii")
        assert made == (folder.parent / "output" / path.name).read_bytes()
        assert made == bytes.fromhex(outhex)


@pytest.mark.parametrize("name", ["ed25519-x25519", "nist-curves", "rsa", "secp256k1"])
def test_a_did_key_leads_to_its_published_key_or_to_none(name: str) -> None:
    published = json.loads(shared(f"{FOLDER}/did-key/{name}.json").read_text("utf-8"))
    for did, vector in published.items():
        method = vector["didDocument"]["verificationMethod"][0]
        held = own_key(did)
        if held is not None:
            assert held.key is not None
            assert method["id"] == held.id
            jwk = method.get("publicKeyJwk")
            assert jwk is None or keys.from_jwk(jwk).public == held.key.public
        else:
            assert name in ("rsa", "secp256k1") or method.get("publicKeyJwk", {}).get("crv") == "P-521"


def test_a_did_jwk_leads_to_its_published_key_or_to_none() -> None:
    text = shared(f"{FOLDER}/did-jwk/signatures-test-vectors.json").read_text("utf-8")
    for published in json.loads(text).values():
        for vector in published:
            document = vector["didDocument"]
            jwk = document["verificationMethod"][0]["publicKeyJwk"]
            held = own_key(document["id"])
            assert (held is not None) is (jwk["crv"] in SUPPORTED)
            if held is not None and held.key is not None:
                assert held.key.public == keys.from_jwk(jwk).public


def own_key(did: str) -> dids.Method | None:
    try:
        return dids.own_method(did)
    except dids.BadDid:
        return None


VALUES = cases(f"{FOLDER}/ovc-units/property-values.jsonl")
# Ours are wider on purpose: an id may be of any scheme, and a port or a test machine's name belongs to an address.
HOLDS: dict[str, Callable[[Any], bool]] = {"URL": is_web_address, "TEXT": lambda value: isinstance(value, str)}


@pytest.mark.parametrize("kind", HOLDS)
def test_values_of_open_badges_2_are_told_apart_as_published(kind: str) -> None:
    shared(f"{FOLDER}/ovc-units/property-values.jsonl")
    rows = [row for row in VALUES if row["value_type"] == kind]
    assert rows
    for row in rows:
        assert HOLDS[kind](row["value"]) is row["result"], row


def test_an_id_of_open_badges_2_may_be_any_address() -> None:
    shared(f"{FOLDER}/ovc-units/property-values.jsonl")
    for row in VALUES:
        if row["value_type"] == "IRI" and row["result"] and not str(row["value"]).startswith("_:"):
            assert forms.is_iri(row["value"]), row
    assert not any(map(forms.is_iri, ("", "notanurl", "///", "a b:c")))


TASKS = cases(f"{FOLDER}/ovc-units/tasks-open.jsonl")


def told(row: dict[str, Any]) -> Any:
    """The value that a recorded task looks at."""
    meta = row["task_meta"]
    node = next((one for one in row["graph"] if one.get("id") == meta.get("node_id")), row["graph"][0])
    return node.get(meta["prop_name"])


def of_task(*kinds: str) -> list[dict[str, Any]]:
    return [row for row in TASKS if row["task_meta"].get("prop_type") in kinds or row["task"] in kinds]


def test_dates_are_read_as_recorded() -> None:
    for row in of_task("DATETIME"):
        assert (moment(told(row)) is not None) is row["success"], row


def test_tags_are_held_to_text_as_recorded() -> None:
    for row in of_task("TEXT"):
        value = told(row)
        if row["task_meta"]["prop_name"] == "tags" and value not in (None, [], [None], [None, None]):
            nulls = isinstance(value, list) and None in value  # where it is optional, null is as if it were not there
            assert nulls or (not list(members.misheld({"tags": value}))) is row["success"], row


def test_a_recipient_is_read_as_recorded() -> None:
    for row in of_task("verify_recipient_against_trusted_profile"):
        node = next(one for one in row["graph"] if "identity" in one)
        profile = next(one for one in row["graph"] if one["id"] == row["task_meta"]["node_id"])
        owned = profile.get("email", [])
        identity = recipients.identity_of(node)
        if owned:
            found = recipients.match(identity, [owned] if isinstance(owned, str) else owned)
            assert (found is recipients.Match.MATCH) is row["success"], row
        else:
            assert identity is not None


def test_extensions_are_held_to_their_rules_as_recorded() -> None:
    for row in of_task("validate_extension_node", "validate_single_extension"):
        findings = Findings()
        extensions.judge(findings, {**row["graph"][0]})
        if row["success"]:
            # ApplyLink is judged here by its own rules, there by those of the extension beside it
            assert not findings.has("format.extension", Outcome.FAILED) or "ApplyLink" in json.dumps(row), row
        else:
            assert findings.has("format.extension", Outcome.FAILED), row


def test_a_badge_expires_when_its_record_says_so() -> None:
    for row in of_task("assertion_timestamp_checks"):
        dated = {name: value for name, value in row["graph"][0].items() if name in ("issuedOn", "expires")}
        web = site(assertion(**dated), badge_class(), issuer())
        report = judged(assertion(**dated), web, recipients=[ANNA])
        expired = "expires" in dated and moment(dated["expires"]) <= moment("2026-11-22T00:00:00Z")  # type: ignore[operator]  # both are dates
        assert (report.outcome("time.not_expired") is Outcome.FAILED) is expired


def test_the_scope_of_an_issuer_is_as_recorded() -> None:
    for row in of_task("hosted_id_in_verification_scope"):
        policy: dict[str, Any] = next((one for one in row["graph"] if one["id"] == "_:b1"), {})
        starts = {"startsWith": f"{SITE}/"} if "startsWith" in policy else {}
        report = judged(assertion(), site(assertion(), badge_class(), issuer(verification=starts)))
        assert (report.verdict is Verdict.VALID) is row["success"]


def test_every_primitive_named_is_there() -> None:
    for row in iter_rows(shared("corpus/primitives.jsonl")):
        assert Path(ROOT / "corpus" / row["file"]).exists(), row["id"]
