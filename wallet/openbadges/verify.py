"""Verify a badge of any version in any container: facts, and the one word they give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet.openbadges import baking, v2, v3
from wallet.openbadges.document import Kind, Unreadable, jws_parts, kind_of, load, text_of
from wallet.openbadges.findings import READ, Findings, verdict_of
from wallet.openbadges.hosting import UNREACHABLE
from wallet.openbadges.lookup import Lookup, host_of, is_web_address
from wallet.openbadges.recipients import judge as judge_recipient
from wallet.openbadges.report import N_, Check, Fetched, Known, Needs, Outcome, Report, Unreachable, nobody
from wallet.openbadges.seals import issuer_of
from wallet.openbadges.versions import is_assertion, is_open_badge, is_verifiable_credential

Documents = Mapping[str, Fetched | Unreachable]

MAX_HOPS = 3
CONTAINERS = (Kind.PNG, Kind.SVG, Kind.PDF)
MAX_DOCUMENT = 16 << 20


@dataclass
class Opened:
    """What was found in what somebody handed in: JSON or a token, and how it got here."""

    text: str
    is_token: bool
    came_from: str = ""


def verify(
    document: bytes,
    documents: Documents,
    now: datetime,
    *,
    recipients: Collection[str] = (),
    known: Known = nobody,
) -> Report | Needs:
    """Verify a credential for whoever handed it in; the same bytes, documents and clock give the same report.

    `document` is a PNG, SVG, JSON or JWS file, or a URL as text. `documents` holds what was fetched, by URL; when more
    is wanted, Needs says what, and verify is to be called again with it (an Unreachable for what cannot be had).
    `now` has a time zone. `recipients` are the addresses, URLs or DIDs of the person it should have been awarded to.
    Raises nothing for a bad document: that is a failed check.
    """
    lookup, findings = Lookup(documents), Findings()
    found = _found(document, lookup, findings, now)
    if isinstance(found, Needs):
        return found
    findings.extend(found.checks)
    if found.credential:
        judge_recipient(findings, found.credential, recipients)
        _judge_known(findings, found.issuer, known)
    checks = findings.checks()
    return Report(verdict_of(checks), checks, now, lookup.looked_at, found.credential, found.issuer)


def _found(document: bytes, lookup: Lookup, findings: Findings, now: datetime) -> v3.Judged | Needs:
    """Open what somebody handed in and let the judge of its version look at it."""
    try:
        opened = _open(document, lookup, findings)
        if isinstance(opened, Needs):
            return opened
        return _judge(opened, lookup, now) if opened is not None else v3.Judged({}, ())
    except Unreadable as e:
        return v3.Judged({}, (Check("container.read", Outcome.FAILED, e.message, e.values),))


def _open(document: bytes, lookup: Lookup, findings: Findings, hops: int = MAX_HOPS) -> Opened | Needs | None:
    """Take a credential out of its container; None when a link gave nothing. Raises Unreadable."""
    if len(document) > MAX_DOCUMENT:
        raise Unreadable(N_("The file is larger than any badge."))
    kind, came_from = kind_of(document), ""
    if kind is Kind.URL:
        if not hops:
            raise Unreadable(N_("It sends from one address to the next without an end."))
        came_from = text_of(document).strip()
        answer = lookup.ask(came_from)
        if answer is None:
            return Needs(frozenset(lookup.wanted))
        if not isinstance(answer, Fetched) or not 200 <= answer.status < 300:
            _tell_silence(findings, answer, came_from)
            return None
        document, kind = answer.body, _kind_of_answer(answer.body)
    if kind in CONTAINERS:
        document, kind = _unbaked(document, findings)
    if kind is Kind.URL:
        # Open Badges 1 baked the assertion's address alone
        return _open(document, lookup, findings, hops - 1)
    findings.once(READ)
    return Opened(text_of(document).strip(), kind is Kind.JWS, came_from)


def _kind_of_answer(body: bytes) -> Kind:
    if body.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise Unreadable(N_("The link leads to a web page, not to a badge. Use the badge's own file or its data link."))
    return kind_of(body)


def _unbaked(picture: bytes, findings: Findings) -> tuple[bytes, Kind]:
    baked = baking.find(picture)
    for oddity in baked.oddities:
        findings.warned("form.current", oddity)
    content = baked.text.encode()
    kind = kind_of(content)
    if kind in CONTAINERS:
        raise Unreadable(N_("The picture carries another picture instead of a badge."))
    return content, kind


def _tell_silence(findings: Findings, answer: Fetched | Unreachable, url: str) -> None:
    findings.passed("container.read", N_("The badge's address could be read."))
    if isinstance(answer, Fetched) and answer.status == 410:
        findings.passed("issuer.reachable", N_("Its issuer's site answers."))
        findings.failed("status.revocation", N_("Its issuer has withdrawn it, without giving a reason."))
        return
    reason = answer.reason if isinstance(answer, Unreachable) else f"HTTP {answer.status}"
    findings.failed("issuer.reachable", UNREACHABLE, evidence={"url": url, "reason": reason[:200]}, host=host_of(url))


def _judge(opened: Opened, lookup: Lookup, now: datetime) -> v3.Judged | Needs:
    """Let the judge of its version look at a badge. Raises Unreadable when it is no sound JSON or token."""
    document = jws_parts(opened.text)[1] if opened.is_token else load(opened.text)
    if opened.is_token and (is_verifiable_credential(document) or not is_assertion(document)):
        return v3.judge_jwt(opened.text, lookup, now)
    if opened.is_token:
        return v2.judge_jws(opened.text, v2.Case(lookup, now, opened.came_from))
    if is_verifiable_credential(document):
        return v3.judge(document, lookup, now)
    if is_open_badge(document):
        return v2.judge(document, v2.Case(lookup, now, opened.came_from))
    return v3.Judged({}, (Check("format.type", Outcome.FAILED, N_("The file can be read, but it is no badge.")),))


def _judge_known(findings: Findings, issuer: str, known: Known) -> None:
    """Note whether the operator knows the issuer that was proved, under the id that was proved."""
    if findings.has("issuer.known"):
        return  # why nobody was proved has been said
    evidence = {"issuer": issuer}
    if not issuer:
        findings.not_checked("issuer.known", N_("Who issued it could not be proved."))
    elif (name := known(issuer)) is None:
        findings.warned("issuer.known", N_("This wallet's operator does not know the issuer."), evidence=evidence)
    else:
        findings.passed("issuer.known", N_("The issuer is known here as %(name)s."), evidence=evidence, name=name)


def claimed_issuer(credential: Mapping[str, Any]) -> str:
    """The id by which a credential of any version names its issuer, which proves nothing; empty when it names none."""
    if is_verifiable_credential(credential):
        return issuer_of(credential)
    badge = credential.get("badge")
    issuer = badge.get("issuer") if isinstance(badge, Mapping) else credential.get("issuer")
    if not isinstance(issuer, Mapping):
        return issuer if isinstance(issuer, str) else ""
    return next((str(one) for one in (issuer.get("id"), issuer.get("url")) if is_web_address(one)), "")
