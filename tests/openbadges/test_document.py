from __future__ import annotations

import base64
import json

import pytest

from wallet.openbadges.document import Kind, Unreadable, jws_parts, kind_of, load, types_of

BADGE = b'{"type": "Assertion", "id": "https://issuer.example/a/1"}'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (BADGE, Kind.JSON),
        (b"\xef\xbb\xbf  " + BADGE, Kind.JSON),
        (b"eyJhbGciOiJFZERTQSJ9.e30.c2ln\n", Kind.JWS),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"%PDF-1.7", Kind.PDF),
        (b'\n<?xml version="1.0"?><svg/>', Kind.SVG),
        (b"  https://issuer.example/a/1?x=1\n", Kind.URL),
    ],
)
def test_a_container_is_recognised_by_its_content(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" \n", "is empty"),
        (b"\xff\xd8\xff\xe0", "only PNG and SVG can"),
        (b"PK\x03\x04", "packed file"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b"<!DOCTYPE html>\n<html><body>a badge</body></html>", "web page"),
        (b" <HTML lang='en'>", "web page"),
        (b"javascript:alert(1)", "neither a badge file"),
        (b"https://a.example/1 https://a.example/2", "neither a badge file"),
    ],
)
def test_what_can_hold_no_badge_is_refused_by_name(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        kind_of(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"a": 1, "b": {"recipient": 1, "recipient": 2}}', "“recipient” twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1e999}', "too large"),
        ('{"a": 9223372036854775808}', "too large"),
        ('{"a": "\\ud800"}', "half a character"),
        ('{"\\udfff": 1}', "half a character"),
        ('{"a": "x\\u0000y"}', "NUL"),
        ('{"a": ' + "[" * 64 + "]" * 64 + "}", "deeper than 64"),
        ('{"a": ' + "[" * 90_000, "deeper than 64"),
        ('{"a": "' + "x" * 131_073 + '"}', "128 KiB"),
        ('{"a": [' + "0," * 20_000 + "0]}", "20000 values"),
        ('{"a": "' + "x" * (1 << 20) + '"}', "1 MiB"),
        ("[1]", "not one object"),
        ('{"a": 1} {"a": 2}', "not sound JSON"),
        ("{'a': 1}", "not sound JSON"),
    ],
)
def test_json_that_two_readers_may_read_differently_is_refused(content: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        load(content)
    with pytest.raises(Unreadable, match=said):
        load(content.encode())


def test_an_embedded_picture_may_be_longer_than_any_other_text() -> None:
    picture = "data:image/png;base64," + "A" * 200_000
    assert load(json.dumps({"image": picture}))["image"] == picture


def test_text_in_any_script_and_numbers_that_all_programs_hold_are_read() -> None:
    told = {"name": "Università 🎓 日本", "n": 2**63 - 1, "f": 1.5, "deep": json.loads("[" * 63 + "]" * 63)}
    assert load(json.dumps(told)) == told


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        load(b'{"a": "\xff"}')


def test_a_signed_badge_is_taken_apart_strictly() -> None:
    head, body = {"alg": "EdDSA"}, {"vc": {"id": "urn:x"}}
    token = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body))
    assert jws_parts(token + ".c2ln") == (head, body)
    for broken in ("a.b", token, token + ".x.y", "e30=.e30.x", "e 30.e30.x"):
        with pytest.raises(Unreadable):
            jws_parts(broken)


def test_odd_types_are_left_out() -> None:
    assert types_of({"type": ["Assertion", 5, None]}) == ("Assertion",)
    assert types_of({"@type": "Assertion"}) == ("Assertion",)
    assert types_of({"type": {"a": 1}}) == ()
