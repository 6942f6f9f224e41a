"""What a node of Open Badges 1 and 2 says of its own withdrawal (OB 2.0, Assertion.revoked)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.openbadges.findings import Findings
from wallet.openbadges.report import N_


def is_revoked(node: Mapping[str, Any]) -> bool:
    """Whether a published assertion or endorsement says that it was withdrawn, in whatever way."""
    return any(one is True or str(one).lower() in ("true", "1") for one in _said_of_withdrawal(node))


def _said_of_withdrawal(node: Mapping[str, Any]) -> list[object]:
    """What a node says under `revoked`, in whatever form of JSON-LD."""
    value = node.get("revoked")
    values = value[:10] if isinstance(value, list) else [value]
    return [one.get("@value") if isinstance(one, dict) else one for one in values]


def judge(node: Mapping[str, Any], findings: Findings) -> bool:
    """Note whether a node says that it was withdrawn, and tell so; what says neither yes nor no is misbuilt."""
    if is_revoked(node):
        tell(findings, node)
        return True
    if not all(one in (None, False) or str(one).lower() in ("false", "0", "") for one in _said_of_withdrawal(node)):
        findings.failed("format.structure", N_("It does not say yes or no to whether it was withdrawn."))
    return False


def tell(findings: Findings, node: Mapping[str, Any]) -> None:
    """Note that a node was withdrawn, with the reason that it gives."""
    reason = node.get("revocationReason")
    if isinstance(reason, str) and reason.strip():
        findings.failed(
            "status.revocation", N_("Its issuer has withdrawn it: %(reason)s"), reason=" ".join(reason.split())[:300]
        )
    else:
        findings.failed("status.revocation", N_("Its issuer has withdrawn it, without giving a reason."))
