"""Open Badges 0.5 to 2.1: what an issuer publishes or signs, and whether it stands behind a badge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag

from wallet.openbadges import forms, issuing, signed, times, v1, withdrawals
from wallet.openbadges.document import JsonObject, types_of
from wallet.openbadges.endorsements import judge_endorsements
from wallet.openbadges.findings import Findings
from wallet.openbadges.hosting import Hosted, State, home_of, hosted
from wallet.openbadges.lookup import Lookup, host_of, is_web_address
from wallet.openbadges.report import N_, Needs, Outcome
from wallet.openbadges.v3 import Judged
from wallet.openbadges.versions import is_assertion, is_verifiable_credential

DIFFERS = N_(
    "The file you were given differs from what its issuer publishes (%(what)s). Shown is what the issuer publishes."
)
TO_NOBODY = N_("This describes a badge or an issuer; it was awarded to nobody.")


@dataclass
class Case:
    """One verification under way; `came_from` is the URL whose answer is judged, where it is known."""

    lookup: Lookup
    now: datetime
    came_from: str = ""
    findings: Findings = field(default_factory=Findings)

    def judged(self, credential: Mapping[str, Any], issuer: str = "") -> Judged | Needs:
        """The end of it, with the issuer that was proved, or what is still wanted."""
        if self.lookup.wanted:
            return Needs(frozenset(self.lookup.wanted))
        return Judged(credential, self.findings.checks(), issuer)


def judge(document: JsonObject, case: Case) -> Judged | Needs:
    """Judge a document of Open Badges 0.5 to 2.1 given as JSON: an assertion, or a part of one, for a verifier.

    Only what is published at its own address counts, and only that is returned to be shown (OB 2.0, Hosted
    verification). A bad badge raises nothing: it is a failed check.
    """
    if is_assertion(document):
        return _judge_assertion(document, case)
    return _judge_part(document, case)


def judge_jws(token: str, case: Case) -> Judged | Needs:
    """Judge a signed assertion of Open Badges 1 or 2 given as compact JWS, for a verifier (OB 2.0, Signed badges)."""
    findings = case.findings
    token_read = signed.read(token, findings)
    if token_read is None:
        return case.judged({})
    compact, payload = token_read
    document = v1.assertion(payload)
    forms.assertion(findings, document, old=v1.is_old(payload))
    behind = issuing.behind(document, "", case.lookup, findings)
    signed.judge(compact, document, behind, case.lookup, findings)
    withdrawals.judge(document, findings)
    return _finished(document, behind, case)


def _judge_assertion(document: JsonObject, case: Case) -> Judged | Needs:
    findings, told = case.findings, v1.assertion(document)
    forms.assertion(findings, told, old=v1.is_old(document))
    kind = told["verification"].get("type") if isinstance(told.get("verification"), dict) else "hosted"
    if kind in ("signed", "SignedBadge", ["signed"], ["SignedBadge"]):
        findings.failed("seal.present", N_("It says that it is signed, but its signature is not here."))
        return case.judged(told)
    if findings.has("format.type", Outcome.FAILED):
        return case.judged(told)
    home = home_of(told) or case.came_from or _where_published(document, case.lookup)
    if not is_web_address(home):
        findings.not_checked(
            "scope.hosted", N_("It does not say where it is published. Use the badge's link instead of its file.")
        )
        return case.judged(told)
    _tell_other_home(home, case)
    return _judge_published(document, hosted(home, case.lookup), case)


def _where_published(document: JsonObject, lookup: Lookup) -> str:
    """Where an assertion of 0.5, which does not know its own address, is among the documents at hand.

    It has to be on its issuer's origin, word for word.
    """
    badge = document.get("badge")
    issuer = badge.get("issuer") if isinstance(badge, Mapping) else None
    origin = issuer.get("origin") if isinstance(issuer, Mapping) else None
    if not isinstance(origin, str) or not host_of(origin):
        return ""
    for url in lookup:
        if host_of(url) == host_of(origin) and hosted(url, lookup).node == document:
            return url
    return ""


def _judge_published(document: JsonObject, found: Hosted, case: Case) -> Judged | Needs:
    """Go on with what is published at the assertion's address; `document` is the file, which was looked at before."""
    findings, told = case.findings, v1.assertion(document)
    if found.state is not State.FOUND:
        _tell_absence(found, case)
        return case.judged(told)
    findings.passed("issuer.reachable", N_("Its issuer's site answers."), evidence={"url": found.url})
    issuing.tell_move(findings, found)
    if _is_of_another_kind(found.node, findings):
        return case.judged(told)
    published = v1.assertion(found.node)
    if withdrawals.judge(found.node, findings):
        if not {"recipient", "badge"} <= found.node.keys():
            return case.judged(told)  # an issuer need not say more of what it withdrew (OB 2.0, Assertion.revoked)
    else:
        findings.passed("status.revocation", N_("Its issuer has not withdrawn it."))
    if found.node != document:
        forms.assertion(findings, published, old=v1.is_old(found.node))
        _tell_difference(findings, told, published)
    behind = issuing.behind(published, found.url, case.lookup, findings)
    issuing.judge_scope(found, behind, findings)
    return _finished(published, behind, case)


def _is_of_another_kind(node: Mapping[str, Any], findings: Findings) -> bool:
    """Whether what is published would be read as a Verifiable Credential, by whose rules it is not judged here."""
    if not is_verifiable_credential(node):
        return False
    message = N_("What its issuer publishes says that it is a credential of two standards at once.")
    findings.failed("format.type", message)
    return True


def _tell_absence(found: Hosted, case: Case) -> None:
    findings = case.findings
    if found.state is State.GONE:
        findings.passed("issuer.reachable", N_("Its issuer's site answers."))
        withdrawals.tell(findings, found.node)
    elif found.state is not State.WANTED:
        issuing.tell_unreachable(findings, found)
        findings.not_checked("status.revocation", N_("Whether it was withdrawn could not be found out."))


def _tell_difference(findings: Findings, told: JsonObject, published: JsonObject) -> None:
    """A file that says something else than its issuer publishes is told; only the published one is shown."""
    differing = [member for member in _COMPARED if _differs(told.get(member), published.get(member))]
    differing += ["evidence"] if "evidence" in told and _other_evidence(told, published) else []
    if differing:
        findings.warned("form.current", DIFFERS, what=", ".join(differing))


_COMPARED = ("recipient", "badge", "issuedOn", "expires")


def _other_evidence(told: JsonObject, published: JsonObject) -> bool:
    """Whether the evidence differs in what both state of it: a platform may bake less than it publishes."""
    mine, theirs = (_evidence(node.get("evidence")) for node in (told, published))
    same = len(mine) == len(theirs) and all(
        one[name] == other[name] for one, other in zip(mine, theirs, strict=True) for name in one.keys() & other.keys()
    )
    return not same


def _evidence(value: object) -> list[Mapping[str, object]]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [item if isinstance(item, Mapping) else {"id": item} for item in items]


def _differs(mine: object, theirs: object) -> bool:
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        if "identity" in mine or "identity" in theirs:
            return mine != theirs
        return home_of(mine) != home_of(theirs)
    if isinstance(mine, Mapping) or isinstance(theirs, Mapping):
        return False  # the same badge class, once as a link and once in full
    return mine != theirs and (times.moment(mine) is None or times.moment(mine) != times.moment(theirs))


def _tell_other_home(home: str, case: Case) -> None:
    if case.came_from and urldefrag(case.came_from).url != urldefrag(home).url:
        case.findings.warned("form.current", N_("It has moved to another address: %(host)s."), host=host_of(home))


def _finished(assertion: Mapping[str, Any], behind: issuing.Issuing, case: Case) -> Judged | Needs:
    """What is judged alike for hosted and signed assertions, and what may be shown of them."""
    start, end = times.moment(assertion.get("issuedOn")), times.moment(assertion.get("expires"))
    findings = case.findings
    times.judge(findings, case.now, start, end)
    judge_endorsements(case.lookup, findings, assertion, behind.badge, behind.issuer)
    proved = findings.all_passed("scope.hosted") or findings.all_passed("issuer.key_bound", "seal.intact")
    return case.judged(behind.told_with(assertion), behind.proved_id if proved else "")


def _judge_part(document: JsonObject, case: Case) -> Judged | Needs:
    """A badge class, a profile or another node by itself: what its own address publishes, and its form."""
    findings = case.findings
    findings.warned("form.current", TO_NOBODY)
    home = home_of(document) or case.came_from
    node = document
    if is_web_address(home):
        _tell_other_home(home, case)
        found = hosted(home, case.lookup)
        if found.state is State.FOUND and not _is_of_another_kind(found.node, findings):
            node = found.node
            issuing.tell_move(findings, found)
            findings.passed("issuer.reachable", N_("Its issuer's site answers."))
        elif found.state is not State.FOUND:
            _tell_absence(found, case)
    else:
        findings.not_checked("issuer.reachable", N_("It does not say where it is published."))
    _judge_part_form(document, case)
    if node is not document:
        _judge_part_form(node, case)
    return case.judged(node)


def _judge_part_form(node: Mapping[str, Any], case: Case) -> None:
    kinds = {name.rpartition(":")[2] for name in types_of(node)}
    old = v1.is_old(node)
    if "BadgeClass" in kinds or (not kinds and "criteria" in node):
        forms.badge(case.findings, node, old=old)
        issuing.issuer_of(node, case.lookup, case.findings)
    elif kinds & {"Issuer", "Profile"} or (not kinds and "name" in node and "url" in node):
        forms.issuer(case.findings, node, old=old)
    else:
        forms.other(case.findings, node)
