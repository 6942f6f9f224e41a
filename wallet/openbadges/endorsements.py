"""Endorsements of Open Badges 2: what others say of a badge, each looked at where it is published."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.openbadges.document import types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.hosting import Hosted, State, home_of, hosted
from wallet.openbadges.lookup import Lookup, host_of, is_web_address
from wallet.openbadges.report import N_
from wallet.openbadges.withdrawals import is_revoked

MAX_ENDORSEMENTS = 10


def judge_endorsements(lookup: Lookup, findings: Findings, *nodes: Mapping[str, Any]) -> None:
    """Note for each endorsement of an assertion, badge class or issuer whether its endorser stands behind it."""
    ids = frozenset(home for node in nodes if (home := home_of(node)))
    given = [value for node in nodes for value in _given(node)]
    for number, value in enumerate(given[:MAX_ENDORSEMENTS]):
        _judge_one(f"endorsement[{number}]", value, ids, Case(lookup, findings))


@dataclass(frozen=True)
class Case:
    """Where to look and what was found."""

    lookup: Lookup
    findings: Findings


def _given(node: Mapping[str, Any]) -> Iterator[object]:
    value = node.get("endorsement", [])
    yield from value if isinstance(value, list) else [value]


def _judge_one(name: str, value: object, ids: Container[str], case: Case) -> None:
    home = value if isinstance(value, str) else home_of(value) if isinstance(value, Mapping) else ""
    if not is_web_address(home):
        case.findings.not_checked(name, N_("An endorsement does not say where it is published."))
        return
    found = hosted(home, case.lookup)
    if found.state is State.WANTED:
        return
    if found.state is State.GONE or is_revoked(found.node):
        case.findings.failed(name, N_("An endorsement was withdrawn by its endorser."))
    elif found.state is not State.FOUND:
        case.findings.not_checked(name, N_("An endorsement could not be read at %(host)s."), host=host_of(home))
    else:
        _judge_content(name, found, ids, case.findings)


def _judge_content(name: str, found: Hosted, ids: Container[str], findings: Findings) -> None:
    node = found.node
    claim, endorser = node.get("claim"), node.get("issuer")
    about = claim.get("id") if isinstance(claim, Mapping) else claim
    endorser = home_of(endorser) if isinstance(endorser, Mapping) else endorser
    if "Endorsement" not in types_of(node) or not isinstance(about, str) or about not in ids:
        findings.failed(name, N_("What is given as an endorsement speaks of something else."))
    elif not isinstance(endorser, str) or host_of(endorser) != host_of(found.url) or found.stray:
        findings.failed(name, N_("An endorsement is not published by the endorser it names."))
    else:
        findings.passed(name, N_("%(host)s endorses it."), host=host_of(found.url))
