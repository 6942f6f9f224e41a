"""Every credential of the corpus gets the verdict that is known of it, and for the right reason."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.corpus import CASES, content, has_its_key, run
from wallet.openbadges import baking
from wallet.openbadges.document import Unreadable
from wallet.openbadges.report import Verdict

JUDGED = [case for case in CASES if case["layer"] != "container" and case["offline_complete"] and has_its_key(case)]
NEVER_VALID = {"invalid", "malformed", "expired", "not_yet_valid", "revoked", "unverifiable"}


def named(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


@named(JUDGED)
def test_a_credential_gets_the_verdict_expected_for_the_reason_expected(case: Mapping[str, Any]) -> None:
    assert run(case).wrong == ""


@named([case for case in CASES if case["layer"] == "full" and case["expected"]["verdict"] in NEVER_VALID])
def test_nothing_that_is_not_valid_comes_out_as_valid(case: Mapping[str, Any]) -> None:
    if case["expected"]["check"] == ["format.image"] and case["remote_missing"]:
        return  # that a picture is not reachable says nothing of the badge
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
    """Prints how many cases of each kind and layer came out as expected."""
    table = Counter((ran.case["kind"], ran.case["layer"], not ran.wrong) for ran in map(run, JUDGED))
    with capsys.disabled():
        sys.stdout.write("\n")
        for kind, layer in sorted({(kind, layer) for kind, layer, _ in table}):
            right, wrong = table[kind, layer, True], table[kind, layer, False]
            sys.stdout.write(f"{kind:16}{layer:18}right {right:3}  wrong {wrong:3}\n")
    assert sum(count for (_, _, right), count in table.items() if not right) == 0
