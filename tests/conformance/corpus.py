"""Run a case of the corpus through the wallet's own code and hold it against what is expected of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
# Which checks judge a layer by itself.
LAYERS = {
    "data-model": ("format.context", "format.type", "format.structure"),
    "credentialSchema": ("format.schema",),
    "container": ("container.read",),
    "signature": ("seal.intact",),
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
    """A file of the corpus; where its suite fills in a date when it runs, so do we."""
    found = shared(f"corpus/{name}").read_bytes()
    return found.replace(b'"PAST DATE"', b'"2020-01-01T00:00:00Z"').replace(b'"FUTURE DATE"', b'"2099-01-01T00:00:00Z"')


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
    if case["layer"] == "full":
        if report.verdict not in counts_for(case, report):
            return f"{report.verdict} instead of {case['expected']['verdict']}: {told(report)}"
        return wrong_check(case, report, report.failed())
    names = LAYERS[case["layer"]]
    return wrong_check(case, report, [name for name in report.failed() if name in names])


def counts_for(case: Mapping[str, Any], report: Report) -> set[Verdict]:
    """The verdicts of ours that are right for a case."""
    expected = case["expected"]["verdict"]
    counts = set(COUNTS_AS.get(expected, set(Verdict)))
    # where the corpus does not say that the issuer is proved, a seal whose key is not shown to be the issuer's is none
    keyless = case.get("issuer_proved") is None and report.outcome("issuer.key_bound") is Outcome.NOT_CHECKED
    if expected in ("valid", "warning") and (case.get("issuer_proved") is False or keyless):
        counts.add(Verdict.UNVERIFIABLE)
    return counts


def wrong_check(case: Mapping[str, Any], report: Report, failed: Collection[str]) -> str:
    """Whether a check that should have failed did, and none that should not have."""
    expected, names = case["expected"]["verdict"], case["expected"]["check"]
    outcomes = MUST.get(expected, {Outcome.FAILED})
    if expected == "valid" and failed:
        return f"a check failed: {told(report)}"
    if names and expected != "unknown" and not any(report.outcome(name) in outcomes for name in names):
        return f"none of {names} is {'/'.join(sorted(outcomes))}: {told(report)}"
    return ""


def told(report: Report) -> str:
    """The checks that did not pass, for a message."""
    return "; ".join(f"{c.name} {c.outcome}: {c.explanation}" for c in report.checks if c.outcome is not Outcome.PASSED)
