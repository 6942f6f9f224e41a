"""Credentials as signed tokens: VC-JWT of VC 1.1, and JOSE of VC 2.0 (VC 1.1 §6.3.1, VC-JOSE-COSE 1.0, OB 3.0 §8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from wallet.openbadges import jws, keyring, shape, strict
from wallet.openbadges.dates import from_seconds
from wallet.openbadges.document import types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.keyring import Search, State
from wallet.openbadges.report import N_, Outcome
from wallet.openbadges.seals import SEALED, Case, issuer_of, judge_intact, judge_key
from wallet.openbadges.values import nodes

# What a token of a credential may call itself; one that was made for another use must not pass (RFC 8725 §3.11).
_TYPES = frozenset({"", "jwt", "vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt", "vp+jwt", "vp+ld+jwt", "vp+ld+json+jwt"})
_CONTENTS = frozenset({"", "jwt", "json", "vc", "vp", "vc+ld+json", "vp+ld+json"})
ROUNDED = timedelta(seconds=1)  # a token's dates are whole seconds
_CLAIMS = frozenset({"iss", "sub", "jti", "nbf", "exp", "iat", "aud", "nonce"})


def judge_token(token: str, case: Case) -> Mapping[str, object]:
    """Note what a token's signature shows; returns the credential or presentation in it, empty if there is none."""
    try:
        compact = jws.parse(token)
        payload = compact.payload
    except jws.Foreign as e:
        case.findings.once(SEALED)
        shape.note(case.findings, "seal.intact", Outcome.NOT_CHECKED, e)
        return {}
    except (jws.BadToken, strict.NotJson) as e:
        case.findings.failed("seal.present", N_("It has no seal that can be read."))
        shape.note(case.findings, "seal.intact", Outcome.FAILED, e)
        return {}
    case.findings.once(SEALED)
    credential = _credential(payload, case.findings)
    _judge_header(compact, case.findings)
    _judge_signature(compact, _issuer(payload, credential), case)
    return credential


def _issuer(payload: Mapping[str, object], credential: Mapping[str, object]) -> str:
    named = payload.get("iss")
    return issuer_of(credential) or (named if isinstance(named, str) else "")


def _judge_header(compact: jws.Compact, findings: Findings) -> None:
    # RFC 7515 §4.1.9: “application/” may be left out
    typ, cty = (str(compact.header.get(name, "")).lower().removeprefix("application/") for name in ("typ", "cty"))
    if typ not in _TYPES or cty not in _CONTENTS:
        findings.failed("seal.intact", N_("The token says of itself that it is something other than a credential."))
    if "jwk" in compact.header:
        findings.warned("form.current", N_("The token brings its own key, which proves nothing and is not used."))


def _judge_signature(compact: jws.Compact, issuer: str, case: Case) -> None:
    if not issuer:
        case.findings.failed("issuer.key_bound", N_("It does not say who issued it."))
        return
    held = keyring.for_token(compact.kid, Search(issuer, case.lookup, case.now))
    if held[0].state is State.WANTED:
        return
    fits = next((one for one in held if one.key and jws.verify_with(compact, one.key)), None)
    if "jwk" in compact.header and not compact.kid and fits is None:
        # OB 3.0 §8.2.1 lets a token bring its key: whose that is, nobody can tell
        case.findings.not_checked("issuer.key_bound", N_("It names no key but one that it brings itself."))
        case.findings.not_checked("seal.intact", N_("Without the issuer's key, the seal cannot be checked."))
        return
    judge_key(fits or held[0], case.findings, compact.kid)
    if any(one.key for one in held):
        judge_intact(fits is not None, case.findings, compact.alg)


def _credential(payload: Mapping[str, object], findings: Findings) -> Mapping[str, object]:
    """The credential in a token, with what its registered claims say folded in."""
    if len([name for name in ("vc", "vp", "@context") if name in payload]) > 1:
        findings.failed("format.structure", N_("The token holds two credentials, so nobody can say which is meant."))
    for name in ("vc", "vp"):
        inner = payload.get(name)
        if isinstance(inner, dict):
            return _folded(inner, payload, findings)
    if "@context" not in payload and "credentialSubject" not in payload:
        findings.failed("format.structure", N_("There is no credential in the token."))
        return {}
    inner = {name: value for name, value in payload.items() if name not in _CLAIMS}
    return _folded(inner, payload, findings)


def _folded(inner: Mapping[str, object], payload: Mapping[str, object], findings: Findings) -> Mapping[str, object]:
    credential = dict(inner)
    _fold(credential, "id", payload.get("jti"), findings)
    _fold_issuer(credential, payload.get("iss"), findings)
    _fold_subject(credential, payload.get("sub"), findings)
    _fold_time(credential, payload, findings)
    _judge_audience(credential, payload.get("aud"), findings)
    return credential


def _fold_time(credential: dict[str, object], payload: Mapping[str, object], findings: Findings) -> None:
    """Fold in when a token says that it is valid; where both say so, the shorter time counts and is shown."""
    own = shape.span(credential)
    old = shape.V1 in _list(credential.get("@context"))
    for claim, member, said, shorter in (
        ("nbf", "issuanceDate" if old else "validFrom", own.start, max),
        ("exp", "expirationDate" if old else "validUntil", own.end, min),
    ):
        given = payload.get(claim)
        when = from_seconds(given) if given is not None else None
        if given is not None and when is None:
            findings.failed("format.structure", N_("The token's “%(name)s” is not a date."), name=claim)
        if when is None or "VerifiablePresentation" in types_of(credential):
            continue
        if said is not None and abs(when - said) >= ROUNDED:
            message = N_("Token and credential contradict each other about “%(name)s”; the shorter time counts.")
            findings.warned("form.current", message, name=member)
        if said is None or shorter(when, said) is not said and abs(when - said) >= ROUNDED:
            credential[member] = when.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _judge_audience(credential: Mapping[str, object], audience: object, findings: Findings) -> None:
    """Note that a token was made for somebody else than its subject or everybody (RFC 7519 §4.1.3)."""
    subjects = [one.get("id") for one in nodes(credential.get("credentialSubject"))]
    others = [str(one)[:80] for one in _list(audience) if one is not None and one not in subjects]
    if others:
        findings.warned("form.current", N_("It was made to be shown to %(who)s."), who=", ".join(others[:3]))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _fold(node: dict[str, object], name: str, claim: object, findings: Findings) -> None:
    if claim is None:
        return
    if not isinstance(claim, str) or node.setdefault(name, claim) != claim:
        findings.failed(
            "format.structure", N_("Token and credential contradict each other about “%(name)s”."), name=name
        )


def _fold_issuer(credential: dict[str, object], claim: object, findings: Findings) -> None:
    name = "holder" if "VerifiablePresentation" in types_of(credential) else "issuer"
    issuer = credential.get(name)
    if isinstance(issuer, dict):
        credential[name] = issuer = dict(issuer)
        _fold(issuer, "id", claim, findings)
    else:
        _fold(credential, name, claim, findings)


def _fold_subject(credential: dict[str, object], claim: object, findings: Findings) -> None:
    """Fold in whom a token is about (some issuers put the whole subject there), who is one of several subjects."""
    named = claim.get("id") if isinstance(claim, dict) else claim
    subject = credential.get("credentialSubject")
    if named is None or not subject:
        return
    alone = subject[0] if isinstance(subject, list) and len(subject) == 1 else subject
    if isinstance(alone, dict):
        folded = dict(alone)
        _fold(folded, "id", named, findings)
        credential["credentialSubject"] = folded if alone is subject else [folded]
    elif named not in [one.get("id") for one in nodes(subject)]:
        message = N_("Token and credential contradict each other about “%(name)s”.")
        findings.failed("format.structure", message, name="credentialSubject")


def span(token: str) -> shape.Span:
    """When a token's own claims say that it is valid; it has been parsed before."""
    payload = jws.parse(token).payload
    return shape.Span(from_seconds(payload.get("nbf")), from_seconds(payload.get("exp")))


def narrowed(one: shape.Span, other: shape.Span) -> shape.Span:
    """The time in which two spans both hold."""
    starts = [when for when in (one.start, other.start) if when]
    ends = [when for when in (one.end, other.end) if when]
    return one._replace(start=max(starts, default=None), end=min(ends, default=None))
