"""What a report takes over from the one before it: that a badge was valid until its platform could not be reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet.models import StoredReport
from wallet.openbadges import recipients
from wallet.openbadges.findings import Findings
from wallet.openbadges.report import Outcome, Report, Verdict
from wallet.openbadges.status import NOT_ASKED

SOUND = (Verdict.VALID.value, Verdict.NOT_YET_VALID.value)
STANDS = (Verdict.REVOKED.value, Verdict.EXPIRED.value)
# It says nothing of the issuer's site when these are what is wrong.
NOT_ITS_SITE = (
    "It does not say where it is published.",
    "It does not say where it is published. Use the badge's link instead of its file.",
    "The key that signed it could not be had from its issuer.",
)


@dataclass(frozen=True)
class Lasting:
    """When a badge that cannot be checked any more was last valid, and the credential that was verified then."""

    at: datetime
    credential: Mapping[str, Any] | None


def lasting(report: Report, before: StoredReport | None, mine: Collection[str]) -> Lasting | None:
    """What of the report before still counts, if anything.

    Only where nothing was found but that something could not be reached, straight after a report of a sound badge (or
    of one that itself lasted), and if the credential that was verified then is still awarded to one of `mine`: no
    "valid" outlives a withdrawal, a broken seal or a change of issuer, which each make a report of their own.
    """
    if before is None or not unreached(report):
        return None
    at = before.at if before.verdict in SOUND else before.last_valid_at
    if at is None or not _still_theirs(before.credential, mine):
        return None
    return Lasting(at, before.credential)


def stands(report: Report, before: StoredReport | None) -> bool:
    """Whether what was found before is all that is known: a withdrawal does not go away with its issuer's site."""
    return before is not None and before.verdict in STANDS and unreached(report)


def unreached(report: Report) -> bool:
    """Whether a badge could not be checked for no other reason than that something could not be reached."""
    if report.verdict is not Verdict.UNVERIFIABLE:
        return False
    found = {check.name: check for check in report.checks}
    site = found.get("issuer.reachable")
    if site and site.outcome in (Outcome.FAILED, Outcome.NOT_CHECKED):
        return site.message not in NOT_ITS_SITE
    open_questions = [check for check in report.checks if check.outcome is Outcome.NOT_CHECKED]
    unasked = [check for check in open_questions if check.message == NOT_ASKED]
    return bool(unasked) and not any(check.name.startswith(("seal.", "issuer.key_bound")) for check in open_questions)


def _still_theirs(credential: Mapping[str, Any] | None, mine: Collection[str]) -> bool:
    findings = Findings()
    recipients.judge(findings, credential or {}, mine)
    return not findings.has("recipient.match", Outcome.FAILED)
