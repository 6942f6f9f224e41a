"""Gather facts while a credential is looked at, each named check once, in the frozen order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache

from wallet.errors import Problem
from wallet.openbadges.report import CHECKS, N_, Check, Outcome, Verdict

_WORST_FIRST = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.WARNING, Outcome.PASSED)
_USUAL = frozenset(CHECKS)
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
_NEEDED = frozenset(
    {
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
        "evidence",
    }
)
_PASSED, _FAILED, _NOT_CHECKED = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_CHECKED
READ = Check("container.read", _PASSED, N_("The badge could be read."))


Evidence = Mapping[str, str] | None


@lru_cache(maxsize=512)
def _plain(name: str, outcome: Outcome, message: str) -> Check:
    """A fact without values and evidence, which is the same in many reports."""
    return Check(name, outcome, message)


class Findings:
    """Facts found so far; of several on one name the worst is told, the others go into its evidence."""

    def __init__(self, checks: Iterable[Check] = ()) -> None:
        self._first: dict[str, Check] = {}  # the first of each name, which is the only one as a rule
        self._others: list[Check] = []
        self.extend(checks)

    def extend(self, checks: Iterable[Check]) -> None:
        """Note facts that were found elsewhere."""
        for check in checks:
            self.add(check)

    def add(self, check: Check) -> None:
        """Note a fact."""
        if check.name in self._first:
            self._others.append(check)
        else:
            self._first[check.name] = check

    def once(self, check: Check) -> None:
        """Note a fact that is the same in many reports, unless it was just noted."""
        if check.name not in self._first:
            self._first[check.name] = check
            return
        noted = (one for one in reversed(self._others) if one.name == check.name)
        if next(noted, self._first[check.name]) is not check:
            self._others.append(check)

    def _note(
        self, name: str, outcome: Outcome, message: str, values: Mapping[str, object], evidence: Evidence
    ) -> None:
        if values or evidence:
            self.add(Check(name, outcome, message, values, evidence or {}))
        else:
            self.once(_plain(name, outcome, message))

    def passed(self, name: str, message: str, /, *, evidence: Evidence = None, **values: object) -> None:
        """Note that something is as it should be; `evidence` is what that rests on, for whoever looks closer."""
        self._note(name, _PASSED, message, values, evidence)

    def failed(self, name: str, message: str, /, *, evidence: Evidence = None, **values: object) -> None:
        """Note that something is not as it should be."""
        self._note(name, Outcome.FAILED, message, values, evidence)

    def refused(self, name: str, why: Problem) -> None:
        """Note that something is not as it should be, in the words of a refusal."""
        self.add(Check(name, Outcome.FAILED, why.message, why.values))

    def warned(self, name: str, message: str, /, *, evidence: Evidence = None, **values: object) -> None:
        """Note what a careful reader should know."""
        self._note(name, Outcome.WARNING, message, values, evidence)

    def not_checked(self, name: str, message: str, /, *, evidence: Evidence = None, **values: object) -> None:
        """Note what could not be looked at."""
        self._note(name, Outcome.NOT_CHECKED, message, values, evidence)

    def has(self, name: str, *outcomes: Outcome) -> bool:
        """Whether a fact of that name (and one of those outcomes) was noted."""
        first = self._first.get(name)
        if first is None or not outcomes or first.outcome in outcomes:
            return first is not None
        return any([check.name == name and check.outcome in outcomes for check in self._others])

    def all_passed(self, *names: str) -> bool:
        """Whether facts of each of these names were noted, and all of them as they should be."""
        noted = [self._first.get(name) for name in names] + [check for check in self._others if check.name in names]
        return all([check is not None and check.outcome is _PASSED for check in noted])

    def checks(self) -> tuple[Check, ...]:
        """Each name once, in the order of CHECKS; endorsements last."""
        found = self._first
        if self._others:
            found = found | {name: _worst(self._all(name)) for name in {check.name for check in self._others}}
        told = [found[name] for name in CHECKS if name in found]
        if len(told) < len(found):
            told += [found[name] for name in sorted(found.keys() - _USUAL, key=lambda name: (len(name), name))]
        return tuple(told)

    def _all(self, name: str) -> list[Check]:
        return [self._first[name], *[check for check in self._others if check.name == name]]


def _worst(checks: list[Check]) -> Check:
    outcomes = [check.outcome for check in checks]
    worst = next(outcome for outcome in _WORST_FIRST if outcome in outcomes)
    first, *others = [check for check in checks if check.outcome is worst]
    said = dict.fromkeys([check.explanation for check in others])
    said.pop(first.explanation, None)
    if not said:
        return first
    also = " ".join(said)
    return Check(first.name, worst, first.message, first.values, {**first.evidence, "also": also})


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """The one word that the facts give (words.md, Verdicts): a broken seal outweighs a revocation, that an expiry."""
    names: defaultdict[Outcome, set[str]] = defaultdict(set)
    for check in checks:
        names[check.outcome].add(check.name)
    passed, failed = names[_PASSED], names[_FAILED]
    if "container.read" not in passed:
        return Verdict.MALFORMED
    if failed and (verdict := _verdict_by(failed, set().union(*names.values()))):
        return verdict
    proved = "seal.intact" in passed or "issuer.reachable" in passed
    if not proved or not _NEEDED.isdisjoint(names[_NOT_CHECKED]):
        return Verdict.UNVERIFIABLE
    if not failed:
        return Verdict.VALID
    return Verdict.VALID if failed <= {"refresh"} | _endorsements(failed) else Verdict.INVALID


def _verdict_by(failed: set[str], judged: Set[str]) -> Verdict | None:
    """What the facts that failed decide by themselves; None where they leave it to the others."""
    if "format.type" in failed and judged <= {"container.read", "form.current", "format.type"}:
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
    return None


def _endorsements(names: Iterable[str]) -> set[str]:
    # a third party's bad endorsement is told, but takes nothing from what the issuer said
    return {name for name in names if name.startswith(("endorsement[", "status.other"))}
