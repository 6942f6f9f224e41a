"""An address is taken only if mail can be sent to it safely."""

from __future__ import annotations

import pytest

from tests.shared import rows
from wallet.errors import Unprocessable
from wallet.mail.address import address, ascii_domain


def taken(text: str) -> bool:
    try:
        address(text)
    except Unprocessable:
        return False
    return True


def test_hostile_addresses_are_refused_and_honest_ones_taken() -> None:
    allowed = {"ok": {True}, "422": {False}, "ok_or_422": {True, False}}
    for row in rows("attacks/mail/addresses.open.jsonl"):
        assert taken(row["address"]) in allowed[row["expect"]], row["why"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "alice",
        "alice@",
        "@learner.example",
        "alice@@learner.example",
        ".alice@learner.example",
        "alice.@learner.example",
        "a..b@learner.example",
        "a b@learner.example",
        "alice@learner.example\n",
        "\x00alice@learner.example",
        "alice@learner.example;bob@x.example",
        "alice@learner.example.",
        "alice@learner..example",
        "alice@x-.example",
        "alice@127.0.0.1",
        "alice@learner.e",
        "alice%x.example@learner.example",
        "x.example!alice@learner.example",
        "alice(comment)@learner.example",
        "alice@xn--.example",
        f"alice@{'x' * 64}.example",
        f"alice@{'x' * 60}.{'x' * 60}.{'x' * 60}.{'x' * 60}.example",
        "é" * 33 + "@learner.example",
        "strauß@learner.example",
        "alice@straße.example",
        "\ufb01ne@learner.example",
        "ａlice@learner.example",
        "alice@learner。example",
        "alice\u200b@learner.example",
        "alice\u202e@learner.example",
        "alice@l\u200dearner.example",
    ],
)
def test_what_is_no_address_or_could_be_taken_for_another_is_refused(text: str) -> None:
    assert not taken(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Gaia.Rossi+badges@Studenti.Example.EDU ", "Gaia.Rossi+badges@Studenti.Example.EDU"),
        ("o'brien_2@xn--bcher-kva.example", "o'brien_2@xn--bcher-kva.example"),
        ("nicolo\u0300@caff\u00e8.example", "nicol\u00f2@caff\u00e8.example"),
        (f"{'x' * 64}@learner.example", f"{'x' * 64}@learner.example"),
    ],
)
def test_honest_addresses_are_kept_as_typed(text: str, kept: str) -> None:
    assert address(text) == kept


def test_an_international_domain_is_written_to_in_ascii() -> None:
    assert ascii_domain("nicolò@Bücher.example") == "nicolò@xn--bcher-kva.example"
