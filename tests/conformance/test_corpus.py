"""Every credential of the corpus gets the verdict that is known of it, and for the right reason."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.corpus import CASES, Ran, content, has_its_key, run
from wallet.openbadges import baking
from wallet.openbadges.document import Unreadable
from wallet.openbadges.report import Verdict

FULL = [case for case in CASES if case["layer"] == "full"]
COMPLETE = [case for case in FULL if case["offline_complete"] and has_its_key(case)]
CLASSIC = ("ob1", "ob2-hosted", "ob2-signed", "ob2-component")
NEVER_VALID = {"invalid", "malformed", "expired", "not_yet_valid", "revoked", "unverifiable"}


def named(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


@named([case for case in COMPLETE if case["kind"] in CLASSIC])
def test_open_badges_1_and_2_get_the_verdict_expected(case: Mapping[str, Any]) -> None:
    assert run(case).wrong == ""


@named([case for case in FULL if case["expected"]["verdict"] in NEVER_VALID and case["offline_complete"]])
def test_nothing_that_is_not_valid_comes_out_as_valid(case: Mapping[str, Any]) -> None:
    assert run(case).report.verdict is not Verdict.VALID


@named([case for case in CASES if case["layer"] == "container"])
def test_a_container_gives_its_credential_or_says_that_it_has_none(case: Mapping[str, Any]) -> None:
    expected = case["expected"]["verdict"]
    if expected == "extract-ok":
        assert baking.unbake(content(case["file"])).strip()
    elif expected == "malformed":
        with pytest.raises(Unreadable):
            baking.unbake(content(case["file"]))
    else:
        assert run(case).report.verdict in (Verdict.MALFORMED, Verdict.INVALID, Verdict.UNVERIFIABLE)


def test_the_table_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """Prints how many cases of each kind came out as expected; what is not judged yet may only be unverifiable."""
    table: Counter[tuple[str, str]] = Counter()
    for ran in map(run, COMPLETE):
        table[ran.case["kind"], _column(ran)] += 1
    with capsys.disabled():
        sys.stdout.write("\n")
        for kind in sorted({kind for kind, _ in table}):
            counts = "".join(f"  {name} {table[kind, name]:3}" for name in ("right", "open", "wrong"))
            sys.stdout.write(f"{kind:16}{counts}\n")
    assert sum(count for (_, name), count in table.items() if name == "wrong") == 0


def _column(ran: Ran) -> str:
    if not ran.wrong:
        return "right"
    return "open" if ran.report.verdict is Verdict.UNVERIFIABLE else "wrong"
