"""What is done quickly gives what is done slowly, and takes nothing that the slow way refuses."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.openbadges.pictures import chunk, png
from tests.openbadges.university import OB3, V2, credential, did_key
from wallet.errors import Refused
from wallet.openbadges import canonical, keys, options, proofs, shape, strict
from wallet.openbadges.document import Unreadable, load_any
from wallet.openbadges.findings import Findings
from wallet.openbadges.png import bake, find

TEXT = st.text(max_size=6) | st.sampled_from(
    ["a:b", "a", "\x00", "\\u003a", '"', "{", "[", ":,", "é", "\ud800", "1" * 19]
)
NUMBER = st.integers(-(2**70), 2**70) | st.floats()
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inside: st.lists(inside, max_size=4) | st.lists(st.tuples(TEXT, inside), max_size=4).map(tuple),
    max_leaves=12,
)


def written(value: Any, *, ascii: bool) -> str:
    """JSON in which an object, given as a tuple of pairs, may name a member twice."""
    if isinstance(value, tuple):
        pairs = (f"{json.dumps(name, ensure_ascii=ascii)}: {written(inner, ascii=ascii)}" for name, inner in value)
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(inner, ascii=ascii) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=ascii)


def strictly(data: bytes) -> Any:
    """The value that every reader reads; raises ValueError where two may differ."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a member is given twice")
        return dict(pairs)

    def no(text: str) -> Any:
        raise ValueError(text)

    value = json.loads(data.decode(), object_pairs_hook=members, parse_constant=no)
    shown = json.dumps(value, ensure_ascii=False)
    shown.encode()
    numbers = [int(found) for found in re.findall(r"-?\d+", re.sub(r'"(\\.|[^"\\])*"', "", shown))]
    if "\\u0000" in shown or "Infinity" in re.sub(r'"(\\.|[^"\\])*"', "", shown) or any(n >= 2**63 for n in numbers):
        raise ValueError("no two readers agree")
    return value


@settings(max_examples=600, deadline=None)
@given(VALUE, st.booleans())
def test_json_that_is_read_quickly_is_read_alike_by_all(value: Any, ascii: bool) -> None:
    data = written(value, ascii=ascii).encode("utf-8", "surrogatepass")
    quick = strict.quick(data)
    if quick is not strict.DOUBT:
        assert repr(quick) == repr(strictly(data))


@settings(max_examples=600, deadline=None)
@given(st.binary(max_size=12) | st.text('{}[]:,"\\u0012e+-.Nai\x00 \x0b', max_size=14).map(str.encode))
def test_bytes_that_are_read_quickly_are_json(data: bytes) -> None:
    quick = strict.quick(data)
    if quick is not strict.DOUBT:
        assert repr(quick) == repr(strictly(data))


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"a":{"b":1,"b":2}}',
        '{"a":1,"\\u0061":2}',
        '{"a":1,"\\u0061":":"}',
        '{"a":"\\u003a","a":2}',
        '{"a:":1,"a:":"\\u003A:"}',
        '{"a":[NaN]}',
        '{"a":1e999}',
        '{"a":123456789012345678901}',
        '{"a":-9223372036854775809}',
        '{"a":"\\u0000"}',
        '{"a":"\\ud800"}',
        '{"a":"\\udc00\\ud800"}',
        "\ufeff{}",
        "[" * 70 + "]" * 70,
        "[" * 500 + "]" * 500,
        "[" * 5000 + "]" * 5000,
        '{"a":' * 70 + "1" + "}" * 70,
        "{}x",
        "",
    ],
)
def test_what_may_be_refused_is_never_read_quickly(text: str) -> None:
    assert strict.quick(text.encode()) is strict.DOUBT


def test_nesting_is_judged_alike_whatever_else_the_text_holds() -> None:
    wide = ",".join(["[]"] * 100)
    assert load_any(f"[{wide}]") == [[]] * 100
    with pytest.raises(Unreadable, match="nested"):
        load_any(f"[{wide},{'[' * 70}{']' * 70}]")


LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@given(st.text(LETTERS, min_size=1, max_size=200))
def test_base58_is_a_number_in_its_letters(text: str) -> None:
    number = 0
    for letter in text:
        number = number * 58 + LETTERS.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    assert keys.unbase58(text) == bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    assert keys.base58(keys.unbase58(text)) == text


@given(st.text(max_size=8))
def test_base58_has_no_other_letters(text: str) -> None:
    if set(text) <= set(LETTERS) and text:
        assert keys.unbase58(text) is not None
    else:
        with pytest.raises(keys.BadKey):
            keys.unbase58(text)


@settings(max_examples=400)
@given(st.binary(max_size=50).map(keys.base64url) | st.text("AZaz09-_+/= \né", max_size=10))
def test_base64url_is_read_as_it_would_be_written_and_not_otherwise(text: str) -> None:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        sound = bool(re.fullmatch("[A-Za-z0-9_-]*", text)) and keys.base64url(data) == text
    except ValueError:
        sound = False
    if sound:
        assert keys.unbase64url(text) == data
    else:
        with pytest.raises(keys.BadKey):
            keys.unbase64url(text)


OPTIONS = st.fixed_dictionaries(
    {"type": st.just("DataIntegrityProof")},
    optional={
        "cryptosuite": st.sampled_from(["eddsa-rdfc-2022", "0000-01-01T00:00:00Z"]),
        "created": TEXT.filter(str.isprintable) | st.sampled_from(["2026-01-01T00:00:00Z", "0000-01-01T00:00:00Z", 5]),
        "expires": st.sampled_from(["2027-01-01T00:00:00Z", "0000-01-01T00:00:00Z"]),
        "verificationMethod": st.sampled_from(["did:example:a#b", "not an address", 7, True, 1]),
        "proofPurpose": st.sampled_from(["assertionMethod", "authentication"]),
        "id": st.sampled_from(["urn:a", "_:b"]),
        "nonce": st.sampled_from(["x", "0000-01-01T00:00:00Z"]),
        "http://purl.org/dc/terms/created": st.sampled_from(["2025-01-01T00:00:00Z", "zzz"]),
        "unknown": st.just("term"),
    },
)
CONTEXTS: st.SearchStrategy[Any] = st.sampled_from(
    [[V2, OB3], [V2], V2, [V2, {"created": "urn:other"}], [V2, {"nonce": "urn:nonce"}], ["urn:unknown"], []]
)


def _tried(work: Any) -> Any:
    try:
        return work()
    except Refused as refusal:
        return type(refusal), refusal.message


@settings(max_examples=400, deadline=None)
@given(OPTIONS, CONTEXTS)
def test_proof_options_have_the_canonical_form_of_any_document(told: dict[str, Any], context: Any) -> None:
    quickly = _tried(lambda: options.nquads(told, context))
    assert quickly == _tried(lambda: canonical.nquads({**told, "@context": context}))


def test_a_damaged_picture_is_as_damaged_once_it_is_baked() -> None:
    damaged = bytearray(png())
    place = damaged.index(b"IDAT") + 6
    damaged[place] ^= 1
    baked = bake(bytes(damaged), "{}", "openbadges")
    with pytest.raises(Unreadable, match="checksum"):
        find(baked)


def test_baking_takes_out_what_was_baked_before_wherever_it_stands() -> None:
    plain = png()
    old = chunk(b"tEXt", b"openbadges\0https://a.example/1")
    other = chunk(b"tEXt", b"Comment\0kept")
    cluttered = plain[:33] + old + other + plain[33:-12] + old + plain[-12:]
    assert bake(cluttered, "{}", "openbadges") == bake(plain[:33] + other + plain[33:], "{}", "openbadges")
    assert find(bake(cluttered, "{}", "openbadges")).text == "{}"


@pytest.mark.parametrize("value", [1, 1.0, True, "1", "true", 1.5, 0, -0.0, False, None, 2**63, 2**70, [1], [True]])
def test_a_remembered_form_is_that_of_the_very_document(value: object) -> None:
    document = {"@context": [V2], "id": "urn:a", "urn:said": value}
    for _ in range(2):
        assert proofs.Sealed(document, again=True).nquads() == canonical.nquads(document)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"type": "VerifiableCredential"},
        {"@context": [OB3, V2]},
        {"@context": V2},
        {"@context": None},
        {"type": ["OpenBadgeCredential", 1, True]},
        {"credentialSubject": {}},
        {"issuer": {"id": 1}, "name": True},
        {"id": 2**70},
    ],
)
def test_remembered_facts_are_those_of_the_very_document(change: dict[str, Any]) -> None:
    document = {**credential(did_key()), **change}
    once = Findings()
    shape.judge(document, once)
    for _ in range(2):
        remembered = Findings()
        shape.judge(document, remembered, again=True)
        assert remembered.checks() == once.checks()
