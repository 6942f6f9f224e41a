"""Who stands behind an assertion of Open Badges 1 and 2: its badge class and its issuer's profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from wallet.openbadges import forms, hosting, v1
from wallet.openbadges.document import JsonObject
from wallet.openbadges.findings import Findings
from wallet.openbadges.hosting import UNREACHABLE, Hosted, State, home_of, hosted
from wallet.openbadges.lookup import Lookup, host_of, is_web_address
from wallet.openbadges.report import N_

Node = Mapping[str, Any]
STRAY = N_("Its issuer's address leads to another site, %(host)s, whose word is not the issuer's.")


@dataclass(frozen=True)
class Issuer:
    """An issuer's profile; `url` is the address that identifies it, empty when it has none.

    `published` says whether the profile was found at that address. One that is only told inside a badge is whoever
    hosts that badge: its own words about its name, keys and scope prove nothing. So do those of one that another host
    gave, `stray`, to which the address redirects.
    """

    node: Node
    url: str
    published: bool
    stray: str = ""

    @property
    def proved_id(self) -> str:
        """Who it is when a badge is shown to be its: of one without a published profile, no more than its site."""
        return self.url if self.published else _site_of(self.url)


def _site_of(url: str) -> str:
    parts = urlsplit(url)
    return url if not url or parts.path in ("", "/") and not parts.query else f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Issuing:
    """What was found behind an assertion; `who` is None when the badge class or the profile could not be had."""

    badge: Node = field(default_factory=dict)
    who: Issuer | None = None

    @property
    def issuer(self) -> Node:
        """The issuer's profile, empty when it could not be had."""
        return self.who.node if self.who is not None else {}

    @property
    def proved_id(self) -> str:
        """Who it is when the assertion is shown to be its; empty when that could not be had."""
        return self.who.proved_id if self.who is not None else ""

    def told_with(self, assertion: Node) -> JsonObject:
        """The assertion with its badge class and issuer inside, whose id is the address where it was found.

        An id that an issuer only says it has is left out: what is proved of it is its `url`.
        """
        whole: JsonObject = dict(assertion)
        if self.badge:
            whole["badge"] = dict(self.badge)
        if self.who is not None:
            said = {name: value for name, value in self.who.node.items() if name not in ("id", "@id")}
            whole["badge"]["issuer"] = said | ({"id": self.who.url} if self.who.published else {})
        return whole


def behind(assertion: Node, assertion_url: str, lookup: Lookup, findings: Findings) -> Issuing:
    """Look up the badge class and the issuer of an assertion, noting whether they are as they should be."""
    badge = _part(assertion.get("badge"), assertion, lookup, findings)
    if badge is None:
        return Issuing()
    forms.badge(findings, badge.node, old=v1.is_old(badge.node))
    return Issuing(badge.node, issuer_of(badge.node, lookup, findings))


def issuer_of(badge: Node, lookup: Lookup, findings: Findings) -> Issuer | None:
    """Look up the issuer of a badge class, noting whether its profile is sound; None when it is not to be had."""
    found = _part(badge.get("issuer"), badge, lookup, findings)
    if found is not None:
        forms.issuer(findings, found.node, old=v1.is_old(found.node))
        own = home_of(found.node)
        if own and found.published and not is_web_address(own):
            message = N_("The issuer's profile gives itself an id at which nobody can look it up (%(id)s).")
            findings.warned("form.current", message, id=own[:80])
    return found


def _part(value: object, holder: Node, lookup: Lookup, findings: Findings) -> Issuer | None:
    """A node that another one points to or holds."""
    home = value if isinstance(value, str) else home_of(value) if isinstance(value, Mapping) else ""
    if not is_web_address(home):
        if isinstance(value, Mapping):
            url = value.get("url")
            return Issuer(_in_context(value, holder), str(url) if is_web_address(url) else "", published=False)
        findings.failed("format.structure", N_("It points to something that is not a web address."))
        return None
    found = hosted(home, lookup)
    if found.state is State.FOUND:
        tell_move(findings, found)
        return Issuer(found.node, found.url, published=True, stray=found.stray)
    if found.state is not State.WANTED:
        tell_unreachable(findings, found)
    return None


def _in_context(node: Node, holder: Node) -> Node:
    """A node inside another one, which speaks in the same words unless it says otherwise."""
    return node if "@context" in node or "@context" not in holder else {"@context": holder["@context"], **node}


def judge_scope(found: Hosted, issuing: Issuing, findings: Findings) -> None:
    """Note whether an assertion stands where its issuer publishes; nothing while its issuer is not known."""
    who = issuing.who
    if who is None:
        return
    if stray := found.stray or who.stray:
        findings.not_checked("scope.hosted", STRAY, host=stray)
    if not who.url:
        findings.not_checked("scope.hosted", N_("It does not name its issuer's website."))
        return
    hosting.judge_scope(findings, found.url, who.node if who.published else {}, who.url)


def tell_move(findings: Findings, found: Hosted) -> None:
    """Note that a document is at home elsewhere than it was looked for."""
    if found.moved:
        host = found.stray or host_of(found.url)
        findings.warned("form.current", N_("It has moved to another address: %(host)s."), host=host)


def tell_unreachable(findings: Findings, found: Hosted) -> None:
    """Note that an address gave nothing that could be read."""
    findings.failed(
        "issuer.reachable",
        UNREACHABLE,
        evidence={"url": found.url, "reason": found.reason[:200]},
        host=host_of(found.url) or found.url[:80],
    )
