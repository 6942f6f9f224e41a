"""Open Badges 3.0, CLR 2.0 and any Verifiable Credential 1.1 or 2.0: what they say, and whether it is sealed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeGuard

from wallet.openbadges import attached, revocations, schemas, shape, status, strict, times, tokens
from wallet.openbadges.document import is_a, types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import Lookup
from wallet.openbadges.report import N_, Check, Fetched, Needs, Outcome, Unreachable
from wallet.openbadges.seals import Case, issuer_of, judge_proofs
from wallet.openbadges.values import nodes

Documents = Mapping[str, Fetched | Unreachable]

MAX_CREDENTIALS = 20
_TOKEN = re.compile(r"\s*[A-Za-z0-9_=\-]+\.[A-Za-z0-9_=\-]*\.")
_ENVELOPES = frozenset({"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"})
# What an envelope may hold that can be opened here: a token, by its media type now and in drafts.
_ENVELOPED = re.compile(
    r"data:application/(?:jwt|v[cp](?:\+ld(?:\+json)?)?\+jwt)(?:;(?!base64)[\w=.+-]+)*,", re.ASCII | re.IGNORECASE
)
# What is said of several credentials together is nobody's word, unless it is sealed too.
_TOGETHER = ("@context", "type", "verifiableCredential")
# What holds sealed credentials without a seal of its own; whatever else stands there, anyone can have added.
_AROUND = frozenset([*_TOGETHER, "id", "holder", "proof"])


class Judged(NamedTuple):
    """The credential as its seal covers it, and the facts found about it, in the order of CHECKS.

    `credential` is the JSON object to show (for a VC-JWT: the `vc` claim or the payload, registered claims folded in).
    `issuer` is the id to which the seal's key (or the address where it is published) was bound, empty without one.
    Not judged here, since they are alike for every version: container.read, format.image, issuer.known,
    recipient.match.
    """

    credential: Mapping[str, object]
    checks: tuple[Check, ...]
    issuer: str = ""


def judge(document: Mapping[str, object], documents: Documents, now: datetime) -> Judged | Needs:
    """Judge a credential given as JSON object with Data Integrity proofs, for a verifier.

    `documents` holds what was fetched, by URL; `now` has a time zone. Raises nothing for a bad credential: it is a
    failed check. Without a proof: seal.present failed. A VerifiablePresentation is judged by its credentials.
    """
    case = _case(documents, now)
    return _judged(_credential(document, case), case)


def judge_jwt(token: str, documents: Documents, now: datetime) -> Judged | Needs:
    """Judge a credential given as compact JWS (VC-JWT: VC 1.1 §6.3.1, OB 3.0 §8.2, VC-JOSE-COSE), for a verifier.

    A token that cannot be read gives seal.present failed and an empty credential.
    """
    case = _case(documents, now)
    return _judged(_token(token, case), case)


def _case(documents: Documents, now: datetime) -> Case:
    lookup = documents if isinstance(documents, Lookup) else Lookup(documents)
    return Case(lookup, now, Findings())


def _judged(credential: Mapping[str, object], case: Case) -> Judged | Needs:
    if case.lookup.wanted:
        return Needs(frozenset(case.lookup.wanted))
    issuer = _proved_issuer(credential, case.findings)
    return Judged(credential, case.findings.checks(), issuer)


def _proved_issuer(credential: Mapping[str, object], findings: Findings) -> str:
    """Whose key sealed it; of several credentials together, whose key sealed them all."""
    if not findings.all_passed("issuer.key_bound", "seal.intact"):
        return ""
    if not is_a(credential, "VerifiablePresentation"):
        return issuer_of(credential)
    issuers = {issuer_of(one) for one in nodes(credential.get("verifiableCredential"))}
    if len(issuers) > 1:
        findings.not_checked("issuer.known", N_("It holds credentials of several issuers. Verify each by itself."))
    return issuers.pop() if len(issuers) == 1 else ""


def _credential(document: Mapping[str, object], case: Case) -> Mapping[str, object]:
    """Judge a JSON object, and return the credential to show."""
    types = types_of(document)
    if not _ENVELOPES.isdisjoint(types):
        return _enveloped(document, case)
    if "VerifiablePresentation" in types:
        return _presentation(document, case)
    shape.judge(document, case.findings, again=case.nested)
    judge_proofs(document, case)
    _judge_rest(document, shape.span(document), case)
    return document


def _alone(item: object, case: Case) -> Mapping[str, object]:
    """Judge a credential inside another, without what is inside it in turn."""
    inner = case if case.nested else replace(case, nested=True)
    if _is_token(item):
        return _token(item, inner)
    if isinstance(item, dict) and "VerifiablePresentation" not in types_of(item):
        return _credential(item, inner)
    case.findings.failed("format.structure", N_("There is something inside it that is no credential."))
    return {}


def _is_token(item: object) -> TypeGuard[str]:
    """Whether something inside a credential or presentation is a text with the parts of a token."""
    return isinstance(item, str) and _TOKEN.match(item) is not None


def _token(token: str, case: Case) -> Mapping[str, object]:
    credential = tokens.judge_token(token, case)
    if "VerifiablePresentation" in types_of(credential):
        _judge_showing(tokens.span(token), case)
        return _presentation(credential, case)
    if credential:
        shape.judge(credential, case.findings, again=case.nested)
        shape.judge_meaning(credential, case.findings, plain=True)
        _judge_rest(credential, tokens.narrowed(shape.span(credential), tokens.span(token)), case)
    return credential


def _judge_rest(credential: Mapping[str, object], span: shape.Span, case: Case) -> None:
    """What is judged alike whatever the seal: issuer, version, time and status."""
    if not issuer_of(credential):
        case.findings.failed("issuer.key_bound", N_("It does not say who issued it."))
    context = credential.get("@context")
    if shape.V1 in (context if isinstance(context, list) else [context]):
        case.findings.warned("form.current", N_("It follows Verifiable Credentials 1.1, not the current 2.0."))
        if shape.lacks_zone(credential):
            case.findings.warned("form.current", N_("Its dates are without a time zone, so UTC was taken."))
    times.judge(case.findings, case.now, span.start, span.end)
    status.judge(credential, case, lambda body: _proved(body, case))
    if case.nested:
        attached.judge_parts(credential, case, _alone)
    else:
        schemas.judge(credential, case.lookup, case.findings)
        attached.judge(credential, case, _alone)


def _enveloped(document: Mapping[str, object], case: Case) -> Mapping[str, object]:
    """Judge the token that a data: URL envelops (VC 2.0 §4.13)."""
    address, context = document.get("id"), document.get("@context")
    if shape.V2 not in (context if isinstance(context, list) else [context]):
        case.findings.failed("format.context", N_("It does not begin with the vocabulary of Verifiable Credentials."))
    _name_unsealed(document, case)
    opening = _ENVELOPED.match(address) if isinstance(address, str) else None
    if opening is not None and isinstance(address, str):
        return _token(address[opening.end() :], case)
    if not isinstance(address, str) or not address.startswith("data:"):
        case.findings.failed("format.structure", N_("It says that it is an envelope, but nothing is in it."))
    case.findings.not_checked("seal.intact", N_("It is enveloped in a form that is not supported here."))
    return {}


def _presentation(document: Mapping[str, object], case: Case) -> Mapping[str, object]:
    """Judge the credentials that a presentation holds; of one, it is as if it stood alone (VC 2.0 §4.13)."""
    shape.judge(document, case.findings)
    shape.judge_meaning({name: one for name, one in document.items() if name != "verifiableCredential"}, case.findings)
    _name_unsealed(document, case)
    value = document.get("verifiableCredential")
    held = value if isinstance(value, list) else [] if value is None else [value]
    if not held:
        case.findings.failed("seal.present", N_("It is a presentation that holds no sealed credential."))
    elif len(held) > 1:
        message = N_("It holds %(count)s credentials, of which only the first is shown.")
        case.findings.warned("form.current", message, count=len(held))
    shown: list[Mapping[str, object]] = []
    for item in held[:MAX_CREDENTIALS]:
        shown.append(_alone(item, case) if case.nested or len(held) > 1 else _only(item, case))
    if len(held) > MAX_CREDENTIALS:
        case.findings.not_checked("seal.intact", N_("It holds more credentials than are looked at."))
    if "proof" in document:
        _judge_presenter(document, case)
    if len(shown) == 1:
        return shown[0]
    return {name: document[name] for name in _TOGETHER if name in document} | {"verifiableCredential": shown}


def _name_unsealed(document: Mapping[str, object], case: Case) -> None:
    """Note what stands around sealed credentials, outside their seals."""
    message = N_("It says “%(name)s” outside its issuer's seal, which is not shown.")
    for name in sorted(document.keys() - _AROUND)[:1]:
        case.findings.warned("form.current", message, name=name[:80])


def _judge_showing(span: shape.Span, case: Case) -> None:
    """Note that a token was made for showing credentials at another time (RFC 7519 §4.1.4, §4.1.5)."""
    if span.end and span.end <= case.now:
        message = N_("It was shown in a presentation that ended on %(date)s.")
        case.findings.failed("time.not_expired", message, date=times.day(span.end))
    if span.start and span.start > case.now:
        message = N_("It was shown in a presentation that begins only on %(date)s.")
        case.findings.failed("time.started", message, date=times.day(span.start))


def _judge_presenter(document: Mapping[str, object], case: Case) -> None:
    """Note that the seal of whoever presents credentials is broken, or could not be checked (VC 2.0 §4.13)."""
    findings = Findings()
    judge_proofs(document, replace(case, findings=findings, purposes=("authentication", "assertionMethod")))
    broken = ("seal.present", "seal.intact", "issuer.key_bound")
    if any(findings.has(name, Outcome.FAILED) for name in broken):
        case.findings.failed("seal.intact", N_("The seal of whoever presents it is broken."))
    elif not all(findings.has(name, Outcome.PASSED) for name in broken):
        case.findings.warned("form.current", N_("Who presents it could not be checked."))


def _only(item: object, case: Case) -> Mapping[str, object]:
    if isinstance(item, dict) and "VerifiablePresentation" not in types_of(item):
        return _credential(item, case)
    return _token(item, case) if _is_token(item) else _alone(item, case)


def _proved(body: bytes, case: Case) -> Mapping[str, object] | None:
    """A status list whose own seal is intact and its issuer's, or None; what it lacks goes to the same lookup."""
    findings = Findings()
    inner = Case(case.lookup, case.now, findings, nested=True)
    text = body.strip()
    if text.startswith(b"{"):
        try:
            listed: Mapping[str, object] = strict.parse_object(text, max_bytes=revocations.MAX_DOCUMENT_BYTES)
        except strict.NotJson:
            return None
        judge_proofs(listed, inner)
    else:
        listed = tokens.judge_token(text.decode("ascii", "replace"), inner)
    shape.judge(listed, findings, again=True)
    needed = ("seal.intact", "seal.covers_all", "issuer.key_bound")
    sound = all(findings.has(name, Outcome.PASSED) for name in needed)
    broken = any(check.outcome in (Outcome.FAILED, Outcome.NOT_CHECKED) for check in findings.checks())
    if not sound or broken:
        return None
    # a list that was replaced must not come back by its token's time being overlooked
    return listed if text.startswith(b"{") or tokens.span(text.decode("ascii")).holds(case.now) else None
