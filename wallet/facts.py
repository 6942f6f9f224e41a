"""The facts behind a seal as pages list them: each with its sentence, what is said several times only once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from wallet import i18n
from wallet.i18n import N_
from wallet.openbadges.report import Check, Outcome
from wallet.openbadges.status import NO_WITHDRAWALS


@dataclass(frozen=True)
class Fact:
    """A check as a page shows it: `name` is the check's, `outcome` its mark, and `text` in the language spoken."""

    name: str
    outcome: str
    text: str


def shown(check: Check) -> str:
    """The mark of a check: where nobody could be asked, a tick would say that somebody was."""
    return (Outcome.NOT_CHECKED if check.message == NO_WITHDRAWALS else check.outcome).value


def facts(checks: Iterable[Check]) -> tuple[Fact, ...]:
    """The facts in their order; endorsements that say the same are one."""
    return tuple(_fact(list(alike)) for _, alike in groupby(checks, _alike))


def _alike(check: Check) -> object:
    kind, numbered, _ = check.name.partition("[")
    return (kind, check.outcome, check.message, tuple(check.values.items())) if numbered else check.name


def _fact(alike: list[Check]) -> Fact:
    first = alike[0]
    fact = Fact(", ".join(check.name for check in alike), shown(first), i18n.translate(first))
    if len(alike) == 1:
        return fact
    who = first.values.get("who") or first.values.get("host")
    if first.outcome is Outcome.PASSED and who:
        return replace(fact, text=i18n.gettext(N_("%(count)d endorsements by %(who)s."), count=len(alike), who=who))
    return replace(fact, text=i18n.gettext(N_("%(count)d times: %(sentence)s"), count=len(alike), sentence=fact.text))
