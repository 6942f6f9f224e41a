"""JAdES (ETSI TS 119 182-1) as Europass seals credentials: JSON signed as the text that it is (RFC 7797).

What is told of a seal is told of the payload's bytes; the file is kept as it came.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from wallet.errors import Unprocessable
from wallet.openbadges import strict
from wallet.openbadges.report import N_
from wallet.openbadges.strict import NotJson
from wallet.supplement import Intact, Sealing

from . import certificates, judging, timestamps
from .judging import Judges, Signer, Unsound

KIND: Final = "JAdES"
MOST_BYTES = 64 << 20
MOST_HEADER = 64 << 10
ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
CRITICAL: Final = frozenset({"b64", "sigT", "adoTst"})

NO_SEAL = N_("The file has the form of a sealed document, but no seal is in it.")
AMBIGUOUS = N_("The file can be read in two ways, so that nobody can tell what was sealed.")
OUTSIDE = N_("What tells how to check the seal is not sealed itself.")
CRITICAL_UNKNOWN = N_("The seal demands a check that this wallet does not know.")
DETACHED = N_("The seal is on something that is not in this file.")
BAD_CONTENT_TIMESTAMP = N_("The seal rests on a timestamp of the content that is broken, or of another content.")


@dataclass(frozen=True)
class _Signature:
    """The one signature of a file: what is signed of its header, and beside it what is not."""

    value: Mapping[str, Any]
    protected: str
    header: Mapping[str, object]
    outside: Mapping[str, object]


def is_sealed(value: object) -> bool:
    """Whether JSON as it was read has the form of a sealed document; says nothing of the seal's worth."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("payload"), str)
        and not {"signatures", "signature"}.isdisjoint(value)
    )


def payload(data: bytes) -> bytes:
    """The document inside, as the bytes that are sealed; raises Unprocessable or NotJson."""
    value = strict.parse_object(data, max_bytes=MOST_BYTES)
    text = value.get("payload")
    if not isinstance(text, str):
        raise Unprocessable(N_("The sealed file holds no document."))
    if text.lstrip()[:1] in ("{", "["):  # as it is; base64url has no such letters
        return text.encode()
    try:
        return _decoded(text)
    except ValueError as e:
        raise Unprocessable(N_("The sealed file holds no document that can be read.")) from e


def check(data: bytes, anchors: tuple[bytes, ...], now: datetime) -> tuple[Sealing, ...]:
    """The seal of a file, or nothing for one that has not the form of a sealed document."""
    try:
        value = strict.parse_object(data, max_bytes=MOST_BYTES)
    except NotJson:
        return (judging.unsound(KIND, Unsound(Intact.NO, AMBIGUOUS)),)
    if not is_sealed(value):
        return ()
    signer = None
    try:
        signature = _only(value)
        signer = _signer(signature)
        _verify(signature, signer)
    except Unsound as problem:
        return (judging.unsound(KIND, problem, signer),)
    found = Sealing(KIND, Intact.YES, signed_at=_claimed(signature.header))
    return (judging.sound(found, signer, _stamps(signature), Judges(anchors, now)),)


def _claimed(header: Mapping[str, object]) -> str:
    """When the signer says that the document was sealed (§5.2.1), in its newer or older form."""
    at, written = header.get("iat"), header.get("sigT")
    if type(at) is int and 0 < at < 1 << 35:
        return judging.written(datetime.fromtimestamp(at, UTC))
    return written[:40] if isinstance(written, str) else ""


def _decoded(text: str) -> bytes:
    """Base64url without padding; raises ValueError."""
    raw = text.encode()
    if not strict.is_base64url(raw):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(raw + b"=" * (-len(raw) % 4))


def _only(value: dict[str, Any]) -> _Signature:
    """The signature, put into the general form (RFC 7515 §7.2.1)."""
    found = value.get("signatures")
    if found is None:
        found = [{key: value[key] for key in ("protected", "header", "signature") if key in value}]
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        raise Unsound(Intact.NO, NO_SEAL)
    if len(found) > 1 or {"signatures", "signature"} <= value.keys():
        raise Unsound(Intact.UNCHECKED, judging.SEVERAL)
    only = found[0]
    protected, outside = only.get("protected"), only.get("header", {})
    if not (isinstance(protected, str) and isinstance(only.get("signature"), str) and isinstance(outside, dict)):
        raise Unsound(Intact.NO, OUTSIDE if outside and not protected else judging.UNREADABLE)
    try:
        header = strict.parse_object(_decoded(protected), max_bytes=MOST_HEADER)
    except (NotJson, ValueError) as e:
        raise Unsound(Intact.NO, judging.UNREADABLE) from e
    general = {"payload": value["payload"], "signatures": [only]}
    return _checked(_Signature(general, protected, header, outside))


def _checked(signature: _Signature) -> _Signature:
    """The signature, if its header asks for nothing that is not checked."""
    header, critical = signature.header, signature.header.get("crit", [])
    if set(signature.outside) - {"etsiU"}:
        raise Unsound(Intact.NO, OUTSIDE)
    if header.get("alg") not in ALGORITHMS:
        raise Unsound(Intact.UNCHECKED, judging.FOREIGN_ALGORITHM)
    if "sigD" in header:
        raise Unsound(Intact.UNCHECKED, DETACHED)
    if not isinstance(critical, list) or not all(each in CRITICAL for each in critical if isinstance(each, str)):
        raise Unsound(Intact.UNCHECKED, CRITICAL_UNKNOWN)
    return signature


def _signer(signature: _Signature) -> Signer:
    """The certificate that is part of what is signed; no other key is taken, from nowhere."""
    chain = signature.header.get("x5c")
    if not isinstance(chain, list) or not chain or not all(isinstance(each, str) for each in chain):
        raise Unsound(Intact.UNCHECKED, judging.NO_CERTIFICATE)
    try:
        own = certificates.read_base64(chain[0])
    except certificates.Unreadable as e:
        raise Unsound(Intact.UNCHECKED, judging.NO_CERTIFICATE) from e
    others = [*chain[1:], *(_value(each, "x509Cert") for each in _unsigned(signature, "xVals"))]
    return Signer(own, tuple(certificates.readable(others)))


def _verify(signature: _Signature, signer: Signer) -> None:
    """Raises Unsound unless the signature, and what it declares critical, is in order."""
    own = signer.certificate
    thumbprint = signature.header.get("x5t#S256")
    if thumbprint is not None and thumbprint != _encoded(hashlib.sha256(own.dump()).digest()):
        raise Unsound(Intact.NO, judging.ANOTHER_CERTIFICATE)
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        with certificates.quiet():
            jws.deserialize_json(signature.value, _key(own), registry=_registry())  # type: ignore[call-overload]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as e:
        raise Unsound(Intact.NO, judging.BROKEN) from e
    _check_content_timestamp(signature)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _key(certificate: Any) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    public = certificates.public(certificate)
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    if isinstance(public, rsa.RSAPublicKey):
        return RSAKey.import_key(pem)
    return (ECKey if isinstance(public, ec.EllipticCurvePublicKey) else OKPKey).import_key(pem)


@cache
def _registry() -> Any:
    from joserfc.jws import JWSRegistry
    from joserfc.registry import HeaderParameter

    class Registry(JWSRegistry):
        """What JAdES adds to the header; a certificate and a timestamp make it long."""

        max_header_length = MOST_HEADER
        max_payload_length = MOST_BYTES

    def is_timestamp(value: object) -> None:
        if not isinstance(value, (dict, str)):
            raise ValueError("must be timestamps")

    extra = {
        "sigT": HeaderParameter("Claimed signing time", "str"),
        "adoTst": HeaderParameter("Timestamps of the signed content", is_timestamp),
    }
    return Registry(extra, ALGORITHMS, strict_check_header=False)


def _check_content_timestamp(signature: _Signature) -> None:
    """A timestamp of the content (§5.2.6) must be of this content; it proves the content's age, not the seal's."""
    if "adoTst" not in signature.header:
        return
    tokens = _tokens(signature.header["adoTst"])
    text = str(signature.value["payload"]).encode()
    try:
        for token in tokens[: timestamps.MOST]:
            timestamps.read_base64(token, text, ())
    except timestamps.BadTimestamp as e:
        raise Unsound(Intact.NO, BAD_CONTENT_TIMESTAMP) from e
    if not tokens:
        raise Unsound(Intact.NO, BAD_CONTENT_TIMESTAMP)


def _stamps(signature: _Signature) -> Iterator[tuple[str, bytes]]:
    """The timestamps of the seal (§5.3.4), which are of its signature as it is written."""
    text = signature.value["signatures"][0]["signature"].encode()
    for container in _unsigned(signature, "sigTst", each_member=False):
        for token in _tokens(container):
            yield token, text


def _unsigned(signature: _Signature, name: str, *, each_member: bool = True) -> list[Any]:
    """The values of one name beside what is signed (§5.3), where each is an object or base64url of one."""
    listed = signature.outside.get("etsiU", [])
    found: list[Any] = []
    for each in listed[:32] if isinstance(listed, list) else []:
        value = _object(each).get(name)
        found += value if each_member and isinstance(value, list) else [value]
    return [each for each in found if each is not None]


def _object(value: object) -> Mapping[str, Any]:
    """An object that is one already, or base64url of one; empty for anything else."""
    if isinstance(value, dict):
        return value
    try:
        return strict.parse_object(_decoded(value), max_bytes=MOST_BYTES) if isinstance(value, str) else {}
    except (NotJson, ValueError):
        return {}


def _tokens(container: object) -> list[str]:
    """The timestamps of a container (§5.4.3.3), in base64."""
    listed = container.get("tstTokens") if isinstance(container, dict) else None
    if not isinstance(listed, list):
        return []
    return [each["val"] for each in listed if isinstance(each, dict) and isinstance(each.get("val"), str)]


def _value(container: object, name: str) -> str:
    """The base64 of an encapsulated value (§5.4.1), such as a certificate."""
    inner = container.get(name) if isinstance(container, dict) else None
    text = inner.get("val") if isinstance(inner, dict) else None
    return text if isinstance(text, str) else ""
