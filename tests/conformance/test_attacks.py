"""Hostile files end in a sentence: never in a crash, a hang, or a badge that is none."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.shared import cases, shared
from wallet.openbadges import baking
from wallet.openbadges.document import Kind, NotBaked, Unreadable, kind_of, load
from wallet.openbadges.recipients import identity_of, match
from wallet.openbadges.report import Outcome, Verdict
from wallet.trust.offline import verify_offline

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KINDS = ("json", "png", "svg", "polyglot", "pdf", "image", "zip", "rdfc")
FILES = [row for row in cases("attacks/manifest.jsonl") if row["file"].split("/")[0] in KINDS]
PEOPLE = cases("attacks/identity/recipients.open.jsonl")
# What the wallet may find in a file whose decision is "accept", "decodes" and the like: a badge, or a plain picture.
MAY_HOLD = (
    "accept",
    "decodes",
    "parse",
    "parse_or_reject",
    "parse_unverified",
    "reject_or_escape",
    "sanitise_or_reject",
)


def files(*kinds: str) -> pytest.MarkDecorator:
    chosen = [row for row in FILES if row["file"].split("/")[0] in kinds]
    return pytest.mark.parametrize("row", chosen, ids=[row["file"] for row in chosen])


def contained(content: bytes) -> dict[str, Any]:
    text: bytes | str = content
    if kind_of(content) in (Kind.PNG, Kind.SVG):
        text = baking.unbake(content)
    return load(text)


@files(*KINDS)
def test_a_hostile_file_is_judged_within_its_time_and_never_valid(row: dict[str, Any]) -> None:
    content = shared(f"attacks/{row['file']}").read_bytes()
    began = time.process_time()
    report = verify_offline(content, {}, NOW)
    assert time.process_time() - began < row["expect"].get("max_ms", 1000) / 1000
    assert report.verdict is not Verdict.VALID
    assert all(check.explanation for check in report.checks)


@files("json")
def test_json_that_readers_read_differently_is_refused(row: dict[str, Any]) -> None:
    content = shared(f"attacks/{row['file']}").read_bytes()
    if row["expect"]["decision"] != "reject":
        return
    report = verify_offline(content, {}, NOW)
    assert report.verdict in (Verdict.MALFORMED, Verdict.INVALID), report


@files("png", "svg", "polyglot")
def test_a_picture_that_should_be_refused_gives_no_badge(row: dict[str, Any]) -> None:
    content = shared(f"attacks/{row['file']}").read_bytes()
    well_formed = "SSRF" in row["attack"]  # what it points to is refused, not the file
    if row["expect"]["decision"].startswith(MAY_HOLD) or well_formed:
        return
    with pytest.raises(Unreadable):
        contained(content)


@files("png")
def test_a_sound_picture_without_a_badge_is_said_to_carry_none(row: dict[str, Any]) -> None:
    if row["expect"]["decision"] == "decodes":
        with pytest.raises(NotBaked, match="carries no badge"):
            baking.unbake(shared(f"attacks/{row['file']}").read_bytes())


def test_a_badge_that_points_into_the_servers_own_network_asks_the_guarded_door_only() -> None:
    content = shared("attacks/png/crafted/hosted_metadata_ip.png").read_bytes()
    report = verify_offline(content, {}, NOW)
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.outcome("issuer.reachable") is Outcome.FAILED


@pytest.mark.parametrize("row", PEOPLE, ids=[row["id"] for row in PEOPLE])
def test_a_recipient_fits_only_whom_it_names(row: dict[str, Any]) -> None:
    assert match(identity_of(row["recipient"]), row["account_emails"]) == row["expect"], row["why"]
