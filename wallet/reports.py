"""Reports as they are kept: the newest counts, and what it verified may be shown."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from wallet.models import StoredReport
from wallet.names import line
from wallet.openbadges.findings import Findings, verdict_of
from wallet.openbadges.recipients import judge
from wallet.openbadges.report import Check, Outcome, Report, Verdict

PENDING = "pending"  # where a badge stands before its first report
# Whoever holds a key of these names itself by it, and may call itself anything.
NOBODYS = ("did:key:", "did:jwk:")


class Proof(StrEnum):
    """What stands behind the name of a badge's issuer: the operator's list, the host that it proved, or its word."""

    KNOWN = "known"
    HOST = "host"
    WORD = "word"


class Judged(Protocol):
    """A report as it is kept: a StoredReport, or a row of the gate."""

    verdict: str
    checks: list[dict[str, Any]]
    at: datetime
    last_valid_at: datetime | None


async def newest_report(**of: object) -> StoredReport | None:
    """The report that counts of a badge (`badge_id=`) or of an offer (`offer_id=`)."""
    return await StoredReport.filter(**of).order_by("-at").first()


def verified(report: StoredReport | None) -> Mapping[str, Any] | None:
    """What a report says may be shown of its credential."""
    return report.credential if report else None


def stored(report: Report) -> dict[str, Any]:
    """A report as the columns of a StoredReport."""
    checks = _rows(report.checks)
    verified = json.loads(json.dumps(report.credential)) or None
    looked_at = dict(report.looked_at)
    return {
        "verdict": report.verdict.value,
        "checks": checks,
        "looked_at": looked_at,
        "credential": verified,
        "at": report.at,
    }


def _rows(checks: Iterable[Check]) -> list[dict[str, Any]]:
    return [
        {
            "name": check.name,
            "outcome": check.outcome.value,
            "message": check.message,
            "values": {name: _storable(value) for name, value in check.values.items()},
            "evidence": {name: line(str(value)) for name, value in check.evidence.items()},
        }
        for check in checks
    ]


def _storable(value: object) -> object:
    """What fills a sentence, as a database keeps it: a number stays one, a text is one line."""
    return value if isinstance(value, int | float) else line(str(value))


def judged_for(report: StoredReport, addresses: Collection[str]) -> StoredReport:
    """The same report, not stored, for somebody who has proved these addresses: it says whether it is theirs."""
    verdict, checks = report.verdict, report.checks
    if report.credential:
        findings = Findings(check for check in checks_of(checks) if check.name != "recipient.match")
        judge(findings, report.credential, addresses)
        verdict, checks = verdict_of(findings.checks()).value, _rows(findings.checks())
    said = {name: getattr(report, name) for name in ("looked_at", "credential", "at", "last_valid_at")}
    return StoredReport(verdict=verdict, checks=checks, **said)


def same(report: StoredReport, other: StoredReport | None) -> bool:
    """Whether two reports found exactly the same, whenever that was."""
    return other is not None and _found(report) == _found(other)


def _found(report: StoredReport) -> tuple[object, ...]:
    checks = [(row["name"], row["outcome"], row["message"], row["values"]) for row in report.checks]
    return report.verdict, checks, report.credential, report.last_valid_at


def checks_of(rows: list[dict[str, Any]]) -> tuple[Check, ...]:
    """The checks of a StoredReport."""
    return tuple(
        Check(row["name"], Outcome(row["outcome"]), row["message"], row["values"], row["evidence"]) for row in rows
    )


def proved_issuer(report: Judged | None) -> str:
    """The id that a report proved to have issued it; empty when none was, whatever the credential says."""
    for row in report.checks if report else ():
        if row["name"] == "issuer.known":
            return str(row["evidence"].get("issuer", ""))
    return ""


def known_name(report: Judged | None) -> str | None:
    """The name under which the operator knows whoever was proved to have issued it, or None."""
    for row in report.checks if report else ():
        if row["name"] == "issuer.known" and row["outcome"] == Outcome.PASSED:
            return str(row["values"].get("name", "")) or None
    return None


def lasts(report: Judged) -> bool:
    """Whether a badge was valid until what it depends on could no longer be reached."""
    return report.verdict == Verdict.UNVERIFIABLE and report.last_valid_at is not None


def proof_of(report: Judged | None) -> Proof:
    """What stands behind the name of the issuer: a key of nobody's proves no name, however well it seals."""
    if report is None:
        return Proof.WORD
    if known_name(report):
        return Proof.KNOWN
    rows = {row["name"]: row for row in report.checks}
    proved = rows.get("issuer.known", {}).get("outcome") == Outcome.WARNING or lasts(report)
    key = rows.get("issuer.key_bound", {}).get("values", {})
    return Proof.HOST if proved and not of_nobody(key) else Proof.WORD


def of_nobody(key: Mapping[str, Any]) -> bool:
    """Whether the key of the check issuer.key_bound, by the check's values, is nobody's in particular."""
    return str(key.get("where", "")).startswith(NOBODYS)
