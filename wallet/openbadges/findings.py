"""Gather facts while a credential is looked at, each named check once, in the frozen order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wallet.errors import Problem
from wallet.openbadges.report import CHECKS, Check, Outcome, Verdict

_WORST_FIRST = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.WARNING, Outcome.PASSED)
_ORDER = {name: place for place, name in enumerate(CHECKS)}
# What a fact decides when it is not as it should be; the first that applies gives the verdict (words.md).
_INVALID = (
    "format.context",
    "format.type",
    "format.structure",
    "format.schema",
    "format.extension",
    "format.image",
    "seal.present",
    "seal.intact",
    "seal.covers_all",
    "issuer.key_bound",
    "scope.hosted",
    "achievement.authorised",
    "recipient.match",
)
_REVOKED = ("status.revocation", "status.suspension")
# A verdict of "valid" rests on these: not made is as bad as not known.
_NEEDED = (
    "format.context",
    "format.type",
    "format.structure",
    "seal.present",
    "seal.intact",
    "seal.covers_all",
    "issuer.reachable",
    "issuer.key_bound",
    "scope.hosted",
    "achievement.authorised",
    "time.started",
    "time.not_expired",
    "status.revocation",
    "status.suspension",
)


Evidence = Mapping[str, str] | None


class Findings:
    """Facts found so far; of several on one name the worst is told, the others go into its evidence."""

    def __init__(self, checks: Iterable[Check] = ()) -> None:
        self._by_name: dict[str, list[Check]] = {}
        for check in checks:
            self.add(check)

    def add(self, check: Check) -> None:
        """Note a fact."""
        self._by_name.setdefault(check.name, []).append(check)

    def passed(self, name: str, message: str, /, *, evidence: Evidence = None, **values: object) -> None:
        """Note that something is as it should be; `evidence` is what that rests on, for whoever looks closer."""
        self.add(Check(name, Outcome.PASSED, message, values, evidence or {}))

    def failed(self, name: str, message: str, /, *, evidence: Evidence = None, **values: object) -> None:
        """Note that something is not as it should be."""
        self.add(Check(name, Outcome.FAILED, message, values, evidence or {}))

    def refused(self, name: str, why: Problem) -> None:
        """Note that something is not as it should be, in the words of a refusal."""
        self.add(Check(name, Outcome.FAILED, why.message, why.values))

    def warned(self, name: str, message: str, /, *, evidence: Evidence = None, **values: object) -> None:
        """Note what a careful reader should know."""
        self.add(Check(name, Outcome.WARNING, message, values, evidence or {}))

    def not_checked(self, name: str, message: str, /, *, evidence: Evidence = None, **values: object) -> None:
        """Note what could not be looked at."""
        self.add(Check(name, Outcome.NOT_CHECKED, message, values, evidence or {}))

    def has(self, name: str, *outcomes: Outcome) -> bool:
        """Whether a fact of that name (and one of those outcomes) was noted."""
        return any(not outcomes or check.outcome in outcomes for check in self._by_name.get(name, ()))

    def checks(self) -> tuple[Check, ...]:
        """Each name once, in the order of CHECKS; endorsements last."""
        names = sorted(self._by_name, key=lambda name: (_ORDER.get(name, len(CHECKS)), len(name), name))
        return tuple(_worst(self._by_name[name]) for name in names)


def _worst(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]
    ranked = sorted(checks, key=lambda check: _WORST_FIRST.index(check.outcome))
    first = ranked[0]
    also = " ".join(dict.fromkeys(c.explanation for c in ranked[1:] if c.outcome is first.outcome))
    also = also if also != first.explanation else ""
    evidence: Mapping[str, str] = {**first.evidence, **({"also": also} if also else {})}
    return replace(first, evidence=evidence)


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """The one word that the facts give (words.md, Verdicts): a broken seal outweighs a revocation, that an expiry."""
    by_name = {check.name: check.outcome for check in checks}
    if by_name.get("container.read") is not Outcome.PASSED:
        return Verdict.MALFORMED
    failed = {name for name, outcome in by_name.items() if outcome is Outcome.FAILED}
    if "format.type" in failed and by_name.keys() <= {"container.read", "form.current", "format.type"}:
        return Verdict.MALFORMED  # it is no badge, so nothing else was looked at
    for names, verdict in (
        (_INVALID, Verdict.INVALID),
        (_REVOKED, Verdict.REVOKED),
        (("time.not_expired",), Verdict.EXPIRED),
        (("time.started",), Verdict.NOT_YET_VALID),
        (("issuer.reachable",), Verdict.UNVERIFIABLE),
    ):
        if not failed.isdisjoint(names):
            return verdict
    proved = any(by_name.get(name) is Outcome.PASSED for name in ("seal.intact", "issuer.reachable"))
    if not proved or any(by_name.get(name) is Outcome.NOT_CHECKED for name in _NEEDED):
        return Verdict.UNVERIFIABLE
    return Verdict.VALID if failed <= {"evidence", "refresh"} | _endorsements(failed) else Verdict.INVALID


def _endorsements(names: Iterable[str]) -> set[str]:
    # a third party's bad endorsement is told, but takes nothing from what the issuer said
    return {name for name in names if name.startswith(("endorsement[", "status.other"))}
