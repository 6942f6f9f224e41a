from __future__ import annotations

import pickle

import pytest

from wallet.trust.known import known_from

KEY = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
KNOWN = known_from(
    [
        ("example.edu", "Example University"),
        ("München.example", "Stadt München"),
        ("intranet", "Our own"),
        (KEY, "A key we met"),
        ("https://shared.example/issuers/5", "One of many there"),
        ("", "nobody"),
        ("not a domain", "nobody"),
        ("evil.example/example.edu", "nobody"),
    ]
)


@pytest.mark.parametrize(
    ("issuer_id", "name"),
    [
        ("https://example.edu", "Example University"),
        ("https://EXAMPLE.edu/issuers/1#profile", "Example University"),
        ("https://example.edu:443/", "Example University"),
        ("did:web:example.edu", "Example University"),
        ("did:web:example.edu:faculties:law", "Example University"),
        ("https://xn--mnchen-3ya.example/profile", "Stadt München"),
        ("https://intranet/issuer", "Our own"),
        (KEY, "A key we met"),
        ("https://shared.example/issuers/5", "One of many there"),
    ],
)
def test_an_issuer_is_known_by_its_host_or_its_id(issuer_id: str, name: str) -> None:
    assert KNOWN(issuer_id) == name


@pytest.mark.parametrize(
    "issuer_id",
    [
        "",
        "http://example.edu/",
        "https://www.example.edu/",
        "https://example.edu.evil.example/",
        "https://evilexample.edu/",
        "https://example.edu@evil.example/",
        "https://evil.example/example.edu",
        "https://evil.example\\@example.edu/",
        "https://evil.example/?https://example.edu",
        "https://example.edu:8443/",
        "did:web:example.edu%3A8443",
        "did:web:example.edu.evil.example",
        "did:web:evil.example:example.edu",
        "did:web:evil.example%2Fexample.edu",
        "did:example:example.edu",
        KEY + "x",
        KEY.upper(),
        "example.edu",
        "https://shared.example/issuers/50",
        "https://shared.example/issuers/5/",
    ],
)
def test_what_only_looks_like_a_known_issuer_is_not(issuer_id: str) -> None:
    assert KNOWN(issuer_id) is None


def test_it_can_be_handed_to_a_worker() -> None:
    assert pickle.loads(pickle.dumps(KNOWN))("https://example.edu/") == "Example University"  # noqa: S301  # our own


def test_an_operator_who_stated_nobody_knows_nobody() -> None:
    assert known_from([])("https://example.edu/") is None
