"""Run a case of the corpus through the wallet's own code and hold it against what is expected of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.shared import ROOT, cases, shared
from wallet.openbadges.report import Fetched, Outcome, Report, Unreachable, Verdict
from wallet.trust.offline import verify_offline

CASES: list[dict[str, Any]] = cases("corpus/manifest.jsonl")

# The verdicts of ours that count as a verdict of the corpus (words.md).
COUNTS_AS = {
    "valid": {Verdict.VALID},
    "warning": {Verdict.VALID},
    "invalid": {Verdict.INVALID, Verdict.MALFORMED},
    "malformed": {Verdict.INVALID, Verdict.MALFORMED},
    "expired": {Verdict.EXPIRED},
    "not_yet_valid": {Verdict.NOT_YET_VALID},
    "revoked": {Verdict.REVOKED},
    "unverifiable": {Verdict.UNVERIFIABLE},
}
MUST = {
    "warning": {Outcome.WARNING},
    "unverifiable": {Outcome.FAILED, Outcome.NOT_CHECKED},
}


@dataclass(frozen=True)
class Ran:
    """A case with its report and what is wrong with it; empty when it came out as expected."""

    case: Mapping[str, Any]
    report: Report
    wrong: str


def has_its_key(case: Mapping[str, Any]) -> bool:
    """Whether a key that is given out of band is here; some of the corpus lack theirs, so nobody can judge them."""
    return "key_file" not in case or (ROOT / "corpus" / case["key_file"]).exists()


def content(name: str) -> bytes:
    """A file of the corpus."""
    return shared(f"corpus/{name}").read_bytes()


def documents(case: Mapping[str, Any]) -> dict[str, Fetched | Unreachable]:
    """What the verifier may fetch."""
    return {url: Fetched(url, 200, "", content(name), url) for url, name in case["remote"].items()}


def run(case: Mapping[str, Any]) -> Ran:
    """Verify a case with its documents at its clock, as `wallet verify` does."""
    recipients = [case["recipient"]] if case.get("recipient") else []
    at = datetime.fromisoformat(case["as_of"])
    report = verify_offline(content(case["file"]), documents(case), at, recipients=recipients)
    return Ran(case, report, wrong(case, report))


def wrong(case: Mapping[str, Any], report: Report) -> str:
    """What differs from the expectation; empty when nothing does."""
    expected = case["expected"]["verdict"]
    counts = set(COUNTS_AS.get(expected, set(Verdict)))
    if expected == "valid" and case.get("issuer_proved") is False:
        counts.add(Verdict.UNVERIFIABLE)
    if report.verdict not in counts:
        return f"{report.verdict} instead of {expected}: {told(report)}"
    names = case["expected"]["check"]
    outcomes = MUST.get(expected, {Outcome.FAILED})
    if expected == "valid" and report.failed():
        return f"a check failed: {told(report)}"
    if names and expected != "unknown" and not any(report.outcome(name) in outcomes for name in names):
        return f"none of {names} is {'/'.join(sorted(outcomes))}: {told(report)}"
    return ""


def told(report: Report) -> str:
    """The checks that did not pass, for a message."""
    return "; ".join(f"{c.name} {c.outcome}: {c.explanation}" for c in report.checks if c.outcome is not Outcome.PASSED)
