from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from wallet.openbadges.lookup import MAX_WANTED, Lookup, host_of, is_web_address
from wallet.openbadges.report import Fetched, Unreachable

URL = "https://u.example/a"


def test_what_was_looked_at_is_remembered_with_the_hash_of_its_bytes() -> None:
    lookup = Lookup({URL: Fetched(URL, 200, "", b"x"), "https://u.example/b": Fetched("", 200, "", b"y")})
    assert lookup.ask(f"{URL}#part") == lookup[URL]
    assert lookup.looked_at == {URL: sha256(b"x").hexdigest()}
    assert (len(lookup), set(lookup)) == (2, {URL, "https://u.example/b"})


def test_what_is_missing_is_wanted_up_to_a_limit() -> None:
    lookup = Lookup({})
    assert all(lookup.ask(f"{URL}/{number}") is None for number in range(MAX_WANTED))
    assert isinstance(lookup.ask(URL), Unreachable)
    assert len(lookup.wanted) == MAX_WANTED


@pytest.mark.parametrize(
    "text",
    ["ftp://u.example/", "https://", "//u.example", "javascript:alert(1)", "https://u.example/a b", "https://[::1", ""]
    + ["https://u.example\\@v.example/", "https://u.example/\n", f"https://u.example/{'x' * 2000}", 5, None, [], {}],
)
def test_what_is_no_web_address_is_never_asked_for(text: Any) -> None:
    assert not is_web_address(text)
    if isinstance(text, str):
        assert isinstance(Lookup({}).ask(text), Unreachable)
        assert host_of(text) == ""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://U.Example./a", "u.example"),
        ("https://u.example:443/", "u.example"),
        ("http://u.example:80", "u.example"),
        ("http://u.example:443/", "u.example:443"),
        ("https://v.example@u.example/", "u.example"),
        ("https://[::1]/", "::1"),
    ],
)
def test_a_host_is_compared_without_case_dot_and_usual_port(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_port_that_is_none_is_nobody_s_host() -> None:
    assert host_of("https://u.example:99999/") not in ("u.example", "")
