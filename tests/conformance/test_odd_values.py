"""Whatever stands in any member of a badge, or of what its issuer publishes, ends in a report."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.openbadges.issuing import (
    ANNA,
    SITE,
    assertion,
    badge_class,
    issuer,
    judged,
    key_document,
    page,
    signed,
    site,
)
from wallet.openbadges.report import Fetched, Report, Unreachable, Verdict

ODD: list[Any] = [None, 5, -1.5, True, [], {}, [[]], [None], [{}], {"id": 5}, {"type": 5}, "", "x", ["x"] * 30]
ODD += ["https://x.example/y", "did:key:z", "did:web:", "data:image/png;base64,AAAA", {"@value": 1}, {"@id": []}]
KEYED = {"publicKey": [f"{SITE}/key"], "revocationList": f"{SITE}/revoked"}
LIST = {"type": "RevocationList", "id": f"{SITE}/revoked", "revokedAssertions": [{"id": "urn:x"}, "urn:y"]}
WEB = site(assertion(), badge_class(), issuer(**KEYED), key_document(), LIST)
SIGNED = assertion(verification={"type": "signed", "creator": f"{SITE}/key"})
ENDORSED = assertion(endorsement=[{"id": f"{SITE}/e"}], evidence=[{"id": f"{SITE}/x"}], expires="2030-01-01")


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


def packed(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_values_in_an_assertion_end_in_a_report(odd: Any) -> None:
    for document in altered(ENDORSED, odd):
        assert isinstance(judged(document, WEB, recipients=[ANNA]), Report)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_values_in_a_token_end_in_a_report_and_never_in_a_valid_one(odd: Any) -> None:
    head, _, seal = signed(SIGNED).decode().split(".")
    for document in altered(SIGNED, odd):
        assert judged(f"{head}.{packed(document)}.{seal}".encode(), WEB).verdict is not Verdict.VALID
        assert isinstance(judged(signed(document), WEB), Report)
    for header in altered({"alg": "RS256", "typ": "JWT", "kid": "x"}, odd):
        if header["alg"] != "RS256":
            token = f"{packed(header)}.{packed(SIGNED)}.{seal}".encode()
            assert judged(token, WEB).verdict is not Verdict.VALID


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("name", ["a/1", "b/1", "issuer", "key", "revoked"])
def test_odd_values_in_what_an_issuer_publishes_end_in_a_report(name: str, odd: Any) -> None:
    url = f"{SITE}/{name}"
    kept = WEB[url]
    assert isinstance(kept, Fetched)
    for other in [odd, *altered(json.loads(kept.body), odd)]:
        web: dict[str, Fetched | Unreachable] = WEB | {url: page(url, json.dumps(other).encode())}
        assert isinstance(judged(assertion(), web), Report)
        assert isinstance(judged(signed(SIGNED), web), Report)
