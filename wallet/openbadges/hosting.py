"""What an issuer publishes at a node's own address, and whether that address is within the issuer's reach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from wallet.openbadges.document import JsonObject, Unreadable, load
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import Lookup, host_of, is_web_address, strayed, without_fragment
from wallet.openbadges.report import N_, Fetched, Unreachable

MAX_HOPS = 3
# What leads out of a path, as it stands or once a server has read it; two dots may begin a longer name.
_CLIMBS = re.compile(r"/(\.|%2e){1,2}(/|;|%2f|\\|%5c|\Z)|(%2f|%5c)(\.|%2e){2}", re.IGNORECASE)
UNREACHABLE = N_("Nothing that could be read was found at %(host)s, so its issuer could not be asked.")


class State(Enum):
    """What became of asking."""

    FOUND = auto()
    WANTED = auto()
    GONE = auto()
    SILENT = auto()
    UNREADABLE = auto()


@dataclass(frozen=True)
class Hosted:
    """What an address gave: `url` where it ended, `moved` whether that is another one than was asked for.

    `stray` is the host that answered when redirects led to another one than that of `url`: its word proves nothing.
    """

    state: State
    url: str
    node: JsonObject
    reason: str = ""
    moved: bool = False
    stray: str = ""


def hosted(url: str, lookup: Lookup) -> Hosted:
    """The JSON object published at a URL; when it names another URL as its own, what is published there.

    (OB 2.0, Hosted verification) A document counts only where it is at home.
    """
    asked = url
    for _ in range(MAX_HOPS):
        answer = lookup.ask(url)
        if not isinstance(answer, Fetched) or not 200 <= answer.status < 300:
            return _no_answer(url, answer)
        try:
            node = load(answer.body)
        except Unreadable as e:
            return Hosted(State.UNREADABLE, url, {}, str(e))
        home = home_of(node)
        redirected = answer.final_url not in ("", url) and without_fragment(answer.final_url) != without_fragment(url)
        if home == url or not is_web_address(home) or without_fragment(home) == without_fragment(url):
            return Hosted(State.FOUND, url, node, moved=redirected or url != asked, stray=strayed(answer, url))
        url = home
    return Hosted(State.UNREADABLE, url, {}, "It sends from one address to the next without an end.")


def home_of(node: Mapping[str, Any]) -> str:
    """A node's own address: its id, or in Open Badges 1.0 where it says it is hosted; empty when it has none."""
    own = node.get("id", node.get("@id"))
    if isinstance(own, str):
        return own
    verify = node.get("verify")
    if isinstance(verify, Mapping) and verify.get("type") == "hosted" and isinstance(verify.get("url"), str):
        return str(verify["url"])
    return ""


def _no_answer(url: str, answer: Fetched | Unreachable | None) -> Hosted:
    if answer is None:
        return Hosted(State.WANTED, url, {})
    if isinstance(answer, Unreachable):
        return Hosted(State.SILENT, url, {}, answer.reason)
    if answer.status == 410:
        return Hosted(State.GONE, url, _reason(answer.body))
    return Hosted(State.SILENT, url, {}, f"HTTP {answer.status}")


def _reason(body: bytes) -> JsonObject:
    try:
        return load(body)
    except Unreadable:
        return {}


def judge_scope(findings: Findings, assertion_url: str, issuer: Mapping[str, Any], issuer_url: str) -> None:
    """Note whether an assertion stands where its issuer publishes (OB 2.0, VerificationObject of a Profile).

    `startsWith` and `allowedOrigins` of the profile decide; without them the host of the profile's own address.
    """
    rules, evidence = issuer.get("verification"), {"url": assertion_url, "issuer": issuer_url}
    rules = rules if isinstance(rules, dict) else {}
    starts, origins = _texts(rules.get("startsWith")), _texts(rules.get("allowedOrigins"))
    host = host_of(assertion_url)
    within = bool(host) and not _climbs(assertion_url)
    if within and starts and not any(_starts(assertion_url, prefix) for prefix in starts):
        within = False
        if any(_resembles(assertion_url, prefix) for prefix in starts):
            message = N_("It is published at an address that only begins like those of its issuer's badges.")
            findings.not_checked("scope.hosted", message, evidence=evidence)
            return
    if origins:
        within &= host in {_origin(origin) for origin in origins}
    if not starts and not origins:
        within &= host == host_of(issuer_url)
    if within:
        message = N_("It is published where its issuer publishes badges.")
        findings.passed("scope.hosted", message, evidence=evidence)
    else:
        findings.failed(
            "scope.hosted",
            N_("It is published at %(host)s, where this issuer does not publish badges."),
            evidence=evidence,
            host=host or assertion_url[:80],
        )


def _climbs(url: str) -> bool:
    might = "/." in url or "%" in url
    return might and _CLIMBS.search(urlsplit(url).path) is not None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text]


def _starts(url: str, prefix: str) -> bool:
    """Whether a URL lies below a prefix: /badges is a beginning of /badges/1, but not of /badges-of-another/1."""
    rest = url[len(prefix) :]
    return _resembles(url, prefix) and (prefix[-1:] in "/?#=&" or rest[:1] in ("", "/", "?", "#"))


def _resembles(url: str, prefix: str) -> bool:
    # the host is compared whole: https://example.org is no beginning of https://example.org.evil
    same_place = host_of(url) == host_of(prefix) and urlsplit(url).scheme == urlsplit(prefix).scheme
    return is_web_address(prefix) and same_place and url.startswith(prefix)


def _origin(text: str) -> str:
    return host_of(text) if "://" in text else host_of(f"https://{text}")
