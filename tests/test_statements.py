"""The statements below a headline, by what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from wallet.openbadges.attached import _tell_parts
from wallet.openbadges.findings import Findings
from wallet.openbadges.report import Check, Outcome, Verdict
from wallet.openbadges.v2 import DIFFERS
from wallet.statements import TO_THE_OWNER, lines_of
from wallet.story import Awarder

ISSUER = Awarder("University", None, None, None)


def said(*checks: Check) -> list[tuple[str, str]]:
    return [(line.outcome, line.text) for line in lines_of(checks, ISSUER, TO_THE_OWNER)]


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (
            {Verdict.VALID: 1, Verdict.INVALID: 2, Verdict.UNVERIFIABLE: 3},
            ("failed", "5 of the 6 credentials inside could not be confirmed"),
        ),
        ({Verdict.UNVERIFIABLE: 2}, ("not_checked", "2 of the 2 credentials inside could not be confirmed")),
        ({Verdict.VALID: 2, Verdict.EXPIRED: 1}, None),
        ({Verdict.VALID: 2}, None),
    ],
)
def test_a_record_says_how_many_of_its_credentials_do_not_hold(
    parts: Mapping[Verdict, int], line: tuple[str, str] | None
) -> None:
    findings = Findings()
    _tell_parts(list(Counter(parts).elements()), sum(parts.values()), findings)
    assert said(*findings.checks()) == ([line] if line else [])


def test_that_a_file_differs_is_said_even_behind_another_remark() -> None:
    findings = Findings()
    findings.warned("form.current", "It is baked in an older way.")
    findings.warned("form.current", DIFFERS, what="expires")
    sentence = "The file you were given differs from what its issuer publishes. Shown is what the issuer publishes."
    assert said(*findings.checks()) == [("warning", sentence)]


def test_only_what_was_asked_of_a_site_is_called_as_published() -> None:
    hosted = Check("scope.hosted", Outcome.PASSED, "It is published there.")
    sealed = Check("seal.intact", Outcome.PASSED, "It is intact.")
    assert said(hosted) == [("passed", "As its issuer publishes it")]
    assert said(sealed) == [("passed", "Unchanged since it was issued")]


def test_an_address_that_was_not_proved_is_not_told() -> None:
    unknown = Check("issuer.known", Outcome.WARNING, "Nobody knows it.")
    assert said(unknown) == [("warning", "It says it is from ⁨University⁩; nothing proves that")]
