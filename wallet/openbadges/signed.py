"""Signed assertions of Open Badges 1 and 2: the seal, the issuer's key and the list of what it withdrew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from wallet.openbadges import jws, keys, v1
from wallet.openbadges.document import JsonObject, Unreadable, load, types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.hosting import State, home_of, hosted
from wallet.openbadges.issuing import STRAY, Issuing
from wallet.openbadges.lookup import Lookup, host_of, strayed
from wallet.openbadges.report import N_, Fetched

MAX_REVOKED = 20_000
MAX_KEYS = 10
NOBODY = "?"  # the owner of a key that names its owner in no way that can be read


@dataclass(frozen=True)
class Signed:
    """A signed assertion with who issues it: `issuer_url` is the address of the issuer's profile.

    `old` says that both are of Open Badges 1, whose profiles list no keys.
    """

    compact: jws.Compact
    assertion: Mapping[str, Any]
    issuer: Mapping[str, Any]
    issuer_url: str
    old: bool = False


def read(token: str, findings: Findings) -> tuple[jws.Compact, JsonObject] | None:
    """Take a token apart; None, with the finding noted, when that cannot be done."""
    try:
        compact = jws.parse(token.strip())
        return compact, load(compact.payload_bytes)
    except (jws.BadToken, Unreadable) as e:
        findings.refused("seal.present", e)
        return None


def judge(
    compact: jws.Compact, assertion: Mapping[str, Any], behind: Issuing, lookup: Lookup, findings: Findings
) -> None:
    """Note whether an assertion is sealed by a key that its issuer publishes, and was not withdrawn."""
    findings.passed("seal.present", N_("It is signed."))
    who = behind.who
    if who is not None and who.published:
        old = v1.is_old(load(compact.payload_bytes)) and v1.is_old(who.node)
        if who.stray:
            findings.not_checked("issuer.key_bound", STRAY, host=who.stray)
        _judge_seal(Signed(compact, assertion, who.node, who.url, old), lookup, findings)
        return
    if who is not None:
        findings.failed(
            "issuer.key_bound", N_("Its issuer is named only inside the badge itself, which proves nothing.")
        )
    findings.not_checked("seal.intact", N_("Without the issuer's key the seal could not be looked at."))


def _judge_seal(case: Signed, lookup: Lookup, findings: Findings) -> None:
    found = [(creator, *_key(creator, case, lookup)) for creator in _creators(case)] or [("", "", "")]
    if not lookup.wanted:
        creator, pem, owner = next((one for one in found if _fits(case.compact, one[1])), found[0])
        _judge_key(case, creator, owner, findings, lookup)
        _judge_signature(case.compact, pem, findings)
    _judge_list(case, lookup, findings)


def _creators(case: Signed) -> list[str]:
    """The address of the key: what the assertion names, else those that its issuer has."""
    verification = case.assertion.get("verification")
    named = verification.get("creator") if isinstance(verification, Mapping) else None
    return [named] if isinstance(named, str) else [*_listed(case.issuer)][:MAX_KEYS]


def _fits(compact: jws.Compact, pem: str) -> bool:
    try:
        return bool(pem) and jws.verify_with(compact, key_of(pem))
    except keys.BadKey:
        return False


def _listed(issuer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The keys in an issuer's profile: address → key, which is empty when it has to be fetched."""
    value = issuer.get("publicKey", [])
    keys_given = value if isinstance(value, list) else [value]
    return {
        (key if isinstance(key, str) else home_of(key)): ({} if isinstance(key, str) else key)
        for key in keys_given[:100]
        if isinstance(key, str | Mapping)
    }


def _key(url: str, case: Signed, lookup: Lookup) -> tuple[str, str]:
    """A key as PEM, from the issuer's profile or its own address, and who it says is its owner; empty without one."""
    told = _listed(case.issuer).get(url, {})
    if isinstance(pem := told.get("publicKeyPem"), str):
        return pem, _owner(told)
    answer = lookup.ask(url)
    if isinstance(answer, Fetched) and answer.body.lstrip().startswith(b"-----BEGIN PUBLIC KEY-----"):
        return answer.body.decode("ascii", "replace"), ""  # Open Badges 1 publishes the bare key
    found = hosted(url, lookup)
    pem = found.node.get("publicKeyPem")
    if found.state is not State.FOUND or not isinstance(pem, str):
        return "", ""
    return pem, _owner(found.node)


def _owner(key: Mapping[str, Any]) -> str:
    """Whose a key says that it is; empty where it does not say."""
    owner = key.get("owner", "")
    return home_of(owner) or NOBODY if isinstance(owner, Mapping) else owner if isinstance(owner, str) else NOBODY


def _judge_key(case: Signed, creator: str, owner: str, findings: Findings, lookup: Lookup) -> None:
    """Note whether the issuer lists the key; one that is only on its host may be anybody's who publishes there."""
    evidence = {"key": creator, "issuer": case.issuer_url}
    theirs = owner in ("", case.issuer_url, home_of(case.issuer))
    near = "publicKey" not in case.issuer and host_of(creator) == host_of(case.issuer_url) != ""
    if theirs and creator in _listed(case.issuer):
        message = N_("The key is its issuer's: the issuer's profile names it.")
        findings.passed("issuer.key_bound", message, evidence=evidence)
    elif theirs and near and case.old and not _led_away(creator, lookup):
        message = N_("The key is on its issuer's site, as Open Badges 1 asks.")
        findings.passed("issuer.key_bound", message, evidence=evidence)
    elif theirs and near:
        message = N_("The key that signed it is on its issuer's site, but the issuer's profile does not name it.")
        findings.not_checked("issuer.key_bound", message, evidence=evidence)
    else:
        message = N_("The key that signed it is not one of its issuer's keys.")
        findings.failed("issuer.key_bound", message, evidence=evidence)


def _led_away(url: str, lookup: Lookup) -> bool:
    answer = lookup.ask(url)
    return isinstance(answer, Fetched) and strayed(answer, url) != ""


def _judge_signature(compact: jws.Compact, pem: str, findings: Findings) -> None:
    if not pem:
        findings.failed("issuer.reachable", N_("The key that signed it could not be had from its issuer."))
        findings.not_checked("seal.intact", N_("Without the issuer's key the seal could not be looked at."))
        return
    findings.passed("issuer.reachable", N_("Its issuer's site answers."))
    judge_with_pem(compact, pem, findings)


def judge_with_pem(compact: jws.Compact, pem: str, findings: Findings) -> None:
    """Note whether a token's seal is that of a public key in PEM."""
    try:
        intact = jws.verify_with(compact, key_of(pem))
    except keys.BadKey as e:
        findings.refused("seal.intact", e)
        return
    if intact:
        findings.passed(
            "seal.intact", N_("Nothing was changed since it was signed."), evidence={"algorithm": compact.alg}
        )
        findings.passed("seal.covers_all", N_("The seal covers all that is shown."))
    else:
        findings.failed("seal.intact", N_("The seal is broken: it was changed, or signed with another key."))


def key_of(pem: str) -> keys.Key:
    """Read a public key in PEM under the same limits as any other key. Raises keys.BadKey."""
    try:
        public = load_pem_public_key(pem.strip().encode("ascii"))
    except (ValueError, TypeError, UnsupportedAlgorithm) as e:
        raise keys.BadKey(N_("A key is not well written.")) from e
    return keys.from_jwk(_jwk(public))


def _jwk(public: object) -> dict[str, str]:
    if isinstance(public, RSAPublicKey):
        numbers = public.public_numbers()
        return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    if isinstance(public, EllipticCurvePublicKey):
        point, size = public.public_numbers(), (public.key_size + 7) // 8
        curve = {"secp256r1": "P-256", "secp384r1": "P-384"}.get(public.curve.name, public.curve.name)
        return {"kty": "EC", "crv": curve, "x": _number(point.x, size), "y": _number(point.y, size)}
    if isinstance(public, Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": keys.base64url(public.public_bytes_raw())}
    raise keys.BadKey(N_("A key is of a kind that cannot seal a credential here."))


def _number(value: int, size: int = 0) -> str:
    return keys.base64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _judge_list(case: Signed, lookup: Lookup, findings: Findings) -> None:
    """Note whether the issuer's list of withdrawn assertions names this one; nothing where it keeps none."""
    address = case.issuer.get("revocationList")
    if address is None:
        return
    found = hosted(address, lookup) if isinstance(address, str) else None
    if found is not None and found.state is State.WANTED:
        return
    sound = found is not None and found.state is State.FOUND and _is_the_issuer_s(found.node, case)
    entries = _entries(found.node, case) if sound and found is not None else None
    if entries is None:
        findings.not_checked("status.revocation", N_("The issuer's list of withdrawn badges could not be read."))
        return
    mine = [own for name in ("id", "uid") if isinstance(own := case.assertion.get(name), str)]
    reasons = [entries[own] for own in mine if own in entries]
    reason = " ".join(reasons[0].split())[:300] if reasons else ""
    if reason:
        findings.failed("status.revocation", N_("Its issuer has withdrawn it: %(reason)s"), reason=reason)
    elif reasons:
        findings.failed("status.revocation", N_("Its issuer has withdrawn it, without giving a reason."))
    else:
        findings.passed("status.revocation", N_("Its issuer has not withdrawn it."))


def _is_the_issuer_s(listed: Mapping[str, Any], case: Signed) -> bool:
    """Whether a list does not say that it is another's."""
    owner = listed.get("issuer", case.issuer_url)
    return (home_of(owner) if isinstance(owner, Mapping) else owner) in (case.issuer_url, home_of(case.issuer))


def _entries(node: Mapping[str, Any], case: Signed) -> dict[str, str] | None:
    """Withdrawn id → reason; None when it is no list (2.0: RevocationList; 1.x: an object uid → reason).

    An entry that cannot be read makes it none: it may be the one that is looked for. Only an assertion of 1.x has its
    list as a bare object: elsewhere any message of a server's would be one.
    """
    if "revokedAssertions" not in node:
        bare = case.old and not types_of(node) and "@context" not in node
        return {uid: str(reason) for uid, reason in node.items()} if bare else None
    revoked = node["revokedAssertions"]
    if not isinstance(revoked, list) or len(revoked) > MAX_REVOKED:
        return None
    entries: dict[str, str] = {}
    for entry in revoked:
        told = entry if isinstance(entry, Mapping) else {"id": entry}
        named = [own for name in ("id", "@id", "uid") if isinstance(own := told.get(name), str)]
        if not named:
            return None  # whom it means, nobody can tell
        reason = told.get("revocationReason")
        entries |= dict.fromkeys(named, reason if isinstance(reason, str) else "")
    return entries
