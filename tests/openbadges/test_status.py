"""Status lists: every way to be withdrawn, and every way in which a list says nothing."""

from __future__ import annotations

import gzip
import json
from time import process_time
from typing import Any

import pytest

from tests.openbadges.university import (
    ED25519,
    NOW,
    SEALED,
    STRANGER,
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
from tests.shared import cases
from wallet.openbadges import jws, keys, proofs, status
from wallet.openbadges.report import Outcome, Verdict
from wallet.openbadges.revocations import Unsound, read_revocations

ATTACKS = cases("attacks/statuslist/cases.open.jsonl")
LIST = "https://university.example/status/1"


@pytest.mark.parametrize("row", ATTACKS, ids=[row["id"] for row in ATTACKS])
def test_a_hostile_list_gets_the_decision_expected(row: dict[str, Any]) -> None:
    entries = row["entry"] if isinstance(row["entry"], list) else [row["entry"]]
    found = {_decision(entry, row["list"]) for entry in entries}
    decision = next(name for name in ("revoked", "error", "ok") if name in found)
    allowed = {
        "ok_if_list_signature_valid": {"ok"},
        "revoked": {"revoked"},
        "error": {"error"},
        "error_or_revoked": {"error", "revoked"},
        "depends": {"revoked"},
    }
    assert decision in allowed[row["expect"]], row["why"]


def _decision(entry: dict[str, Any], listed: dict[str, Any]) -> str:
    try:
        read = status.read_entry(entry)
        if read.kind == "1EdTechRevocationList":
            found = read_revocations(json.dumps(listed).encode(), "urn:uuid:1")
        else:
            found = status.read_list(read, listed, "did:web:issuer.example", NOW)
    except Unsound:
        return "error"
    return "revoked" if found.set else "ok"


def bits(*set_bits: int, size: int = 131_072) -> str:
    raw = bytearray(size // 8)
    for number in set_bits:
        raw[number // 8] |= 128 >> number % 8
    return "u" + keys.base64url(gzip.compress(bytes(raw)))


def listed(encoded: str, purpose: Any = "revocation", issuer: str = "", **more: Any) -> dict[str, Any]:
    return {
        "@context": [V2],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer or did_key(),
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    } | more


def entry(index: Any = "94", purpose: str = "revocation", **more: Any) -> dict[str, Any]:
    return {
        "id": f"{LIST}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": LIST,
    } | more


def badge(*entries: dict[str, Any]) -> dict[str, Any]:
    return sealed(credential(credentialStatus=list(entries)))


def told(document: dict[str, Any], body: Any) -> Any:
    return judged(document, {LIST: page(LIST, body)})


def test_a_badge_whose_bit_is_not_set_is_valid() -> None:
    report = told(badge(entry()), sealed(listed(bits(93, 95))))
    assert report.verdict is Verdict.VALID
    assert report.outcome("status.revocation") is Outcome.PASSED


def test_a_badge_whose_bit_is_set_is_revoked() -> None:
    assert told(badge(entry()), sealed(listed(bits(94)))).verdict is Verdict.REVOKED


def test_a_suspended_badge_is_told_as_such() -> None:
    report = told(badge(entry(purpose="suspension")), sealed(listed(bits(94), purpose="suspension")))
    assert report.verdict is Verdict.REVOKED
    assert report.outcome("status.suspension") is Outcome.FAILED


def test_a_list_may_serve_two_purposes() -> None:
    both = listed(bits(94), purpose=["revocation", "suspension"])
    assert told(badge(entry()), sealed(both)).verdict is Verdict.REVOKED


def test_another_purpose_is_noted_and_takes_nothing_away() -> None:
    report = told(badge(entry(purpose="refresh")), sealed(listed(bits(94), purpose="refresh")))
    assert report.outcome("status.other") is Outcome.WARNING
    assert report.verdict is Verdict.VALID


def test_what_a_value_means_is_said_in_the_issuers_words() -> None:
    raw = bytearray(131_072 // 8)
    raw[94 * 2 // 8] = 0b10 << 6 - 94 * 2 % 8
    sealed_list = sealed(listed("u" + keys.base64url(gzip.compress(bytes(raw))), purpose="message"))
    messages = [{"status": "0x0", "message": "pending"}, {"status": "0x2", "message": "Under review"}]
    for given, said in ((messages, "Under review"), (None, "(0x2)"), ("odd", "(0x2)"), ([5, {"status": 2}], "(0x2)")):
        report = told(badge(entry(purpose="message", statusSize=2, statusMessage=given)), sealed_list)
        assert report.outcome("status.other") is Outcome.WARNING
        assert said in next(check.explanation for check in report.checks if check.name == "status.other")


def test_the_worst_of_several_entries_counts() -> None:
    report = told(badge(entry("1"), entry("94"), entry("2")), sealed(listed(bits(94))))
    assert report.verdict is Verdict.REVOKED


def test_a_list_as_token_is_read_too() -> None:
    did = did_key()
    token = jws.sign(listed(bits(94)), ED25519, kid=method_of(did), typ="vc+jwt")
    assert told(badge(entry()), token.encode()).verdict is Verdict.REVOKED


SILENT: dict[str, Any] = {
    "not sealed": listed(bits()),
    "sealed and changed": sealed(listed(bits(94))) | {"credentialSubject": listed(bits())["credentialSubject"]},
    "not yet valid": sealed(listed(bits(), validFrom="3000-01-01T00:00:00Z")),
    "expired": sealed(listed(bits(), validUntil="2026-02-01T00:00:00Z")),
    "sealed by a stranger": proofs.sign(listed(bits()), STRANGER, method_of(did_key(STRANGER)), SEALED),
    "of another organisation": sealed(listed(bits(), issuer="did:web:mallory.example")),
    "not JSON": b"<html>",
    "an empty page": b"",
    "a text": b'"list"',
    "no list": sealed(credential()),
    "not called a list": sealed(listed(bits(), type=["VerifiableCredential"])),
    "not in the letters of its standard": sealed(listed(bits()[1:])),
}


@pytest.mark.parametrize("claim", [{"exp": 1_700_000_000}, {"nbf": 1_900_000_000}])
@pytest.mark.parametrize("form", ["vc+jwt", "JWT"])
def test_a_list_whose_token_is_outside_its_time_says_nothing(claim: dict[str, Any], form: str) -> None:
    payload = listed(bits()) if form == "vc+jwt" else {"vc": listed(bits()), "iss": did_key()}
    token = jws.sign(payload | claim, ED25519, kid=method_of(did_key()), typ=form)
    report = told(badge(entry()), token.encode())
    assert report.outcome("status.revocation") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize("name", SILENT)
def test_a_list_that_is_not_sound_says_nothing(name: str) -> None:
    report = told(badge(entry()), SILENT[name])
    assert report.outcome("status.revocation") is Outcome.NOT_CHECKED
    assert report.verdict is Verdict.UNVERIFIABLE


def test_a_list_that_cannot_be_reached_says_nothing() -> None:
    assert judged(badge(entry())).verdict is Verdict.UNVERIFIABLE
    gone = {LIST: page(LIST, b"", status=410)}
    assert judged(badge(entry()), gone).outcome("status.revocation") is Outcome.NOT_CHECKED


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "SomethingElse", "id": "urn:x"},
        entry(type="SomethingElse"),
        entry(statusListCredential="not a url"),
        entry(statusListCredential=None),
        entry(statusPurpose=None),
        entry(statusSize=0),
        entry(statusSize=True),
        entry(statusListIndex=True),
        entry(statusListIndex=" 94"),
        entry(statusListIndex=None),
    ],
)
def test_an_entry_that_cannot_be_followed_is_never_passed(odd: dict[str, Any]) -> None:
    with pytest.raises(Unsound):
        status.read_entry(odd)


def test_a_bomb_ends_at_once() -> None:
    bomb = "u" + keys.base64url(gzip.compress(bytes(50 << 20)))
    start = process_time()
    report = told(badge(entry()), sealed(listed(bomb)))
    assert process_time() - start < 1
    assert report.outcome("status.revocation") is Outcome.NOT_CHECKED


@pytest.mark.parametrize("size", [1, 2, 3, 8, 11])
def test_values_wider_than_a_bit_are_read_in_place(size: int) -> None:
    raw = bytearray(131_072 // 8)
    value = (1 << size) - 2 if size > 1 else 1
    whole = int.from_bytes(raw, "big") | value << (131_072 - (94 + 1) * size)
    text = "u" + keys.base64url(gzip.compress(whole.to_bytes(len(raw), "big")))
    expanded = status.expand(text)
    for index, expected in ((93, 0), (94, value), (95, 0)):
        assert status.value_at(expanded, status.Entry("", "", "", index, size)) == expected


def test_a_list_on_another_host_under_a_bare_key_is_told_with_a_warning() -> None:
    document = proofs.sign(credential(WEB, credentialStatus=entry()), ED25519, f"{WEB}#key-0", SEALED)
    pages = {
        WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(ED25519)),
        LIST: page(
            LIST, proofs.sign(listed(bits(), issuer=did_key(STRANGER)), STRANGER, method_of(did_key(STRANGER)), SEALED)
        ),
    }
    report = judged(document, pages)
    assert report.outcome("status.revocation") is Outcome.WARNING
    assert report.verdict is Verdict.VALID


REVOKED = "https://university.example/revoked"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


@pytest.mark.parametrize(
    ("revoked", "verdict"),
    [
        ([], Verdict.VALID),
        (["urn:uuid:other"], Verdict.VALID),
        (["urn:uuid:1"], Verdict.REVOKED),
        ([{"id": "urn:uuid:1", "revocationReason": "Issued by mistake."}], Verdict.REVOKED),
        ([{"id": "urn:uuid:1", "revoked": False}], Verdict.VALID),
        ("urn:uuid:1", Verdict.UNVERIFIABLE),
        ([{"@id": "urn:uuid:1"}], Verdict.REVOKED),
        ([["urn:uuid:1"]], Verdict.UNVERIFIABLE),
        ([{"revocationReason": "Issued by mistake."}], Verdict.UNVERIFIABLE),
    ],
)
def test_a_1edtech_revocation_list_is_read(revoked: Any, verdict: Verdict) -> None:
    plain = credential(id="urn:uuid:1", credentialStatus={"id": REVOKED, "type": "1EdTechRevocationList"})
    plain["@context"].append(EXTENSIONS)
    report = judged(sealed(plain), {REVOKED: page(REVOKED, {"id": REVOKED, "revokedCredential": revoked})})
    assert report.verdict is verdict


@pytest.mark.parametrize("other", [{"id": "https://mallory.example/revoked"}, {"issuer": "https://mallory.example/"}])
def test_a_1edtech_revocation_list_of_another_says_nothing(other: dict[str, Any]) -> None:
    plain = credential(id="urn:uuid:1", credentialStatus={"id": REVOKED, "type": "1EdTechRevocationList"})
    plain["@context"].append(EXTENSIONS)
    own = {"id": REVOKED, "issuer": did_key(), "revokedCredential": []}
    assert judged(sealed(plain), {REVOKED: page(REVOKED, own)}).verdict is Verdict.VALID
    report = judged(sealed(plain), {REVOKED: page(REVOKED, own | other)})
    assert report.outcome("status.revocation") is Outcome.NOT_CHECKED


def test_a_copy_of_a_list_is_told_and_a_list_of_a_usual_name_is_no_copy() -> None:
    own, usual = "e5WK8CbZ1GjycuPombrj", "1"
    for name, outcome in ((own, Outcome.WARNING), (usual, Outcome.NOT_CHECKED)):
        url = f"https://university.example/status/{name}"
        elsewhere = sealed(listed(bits(), id=f"https://mallory.example/lists/{name}"))
        report = judged(badge(entry(statusListCredential=url)), {url: page(url, elsewhere)})
        assert report.outcome("status.revocation") is outcome


def test_a_big_list_is_expanded_in_time() -> None:
    big = bits(94, size=16_000_000)
    start = process_time()
    assert len(status.expand(big)) == 2_000_000
    assert process_time() - start < 0.05


@pytest.mark.parametrize("more", [{"validUntil": "always"}, {"validFrom": "2026"}, {"id": 5}, {"id": [LIST]}])
def test_a_list_whose_name_or_time_cannot_be_read_says_nothing(more: dict[str, Any]) -> None:
    with pytest.raises(Unsound):
        status.read_list(status.read_entry(entry()), listed(bits(), **more), did_key(), NOW)
