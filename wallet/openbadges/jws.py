"""Compact JSON Web Signatures: read strictly, verified with a key that comes from elsewhere, and made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from wallet.errors import Refused
from wallet.openbadges import keys, strict
from wallet.openbadges.report import N_

Private = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

MAX_HEADER = 16 << 10
MAX_SIGNATURE = 2 << 10
KNOWN_ALGORITHMS = frozenset(alg for algs in keys.ALGORITHMS.values() for alg in algs)
# Ways in which a token brings or points to its own key, or changes how it is to be read: none is followed.
REFUSED_HEADERS = frozenset({"jku", "x5u", "x5c", "crit", "b64", "zip", "enc"})

# Registered algorithms that only the owner of a private key can use (RFC 7518, 8037, 8812), of keys not read here.
_FOREIGN = frozenset({"ES512", "ES256K", "Ed448"})
# What JAdES (ETSI TS 119 182-1) declares critical.
_JADES = frozenset({"sigT", "sigD", "sigPId", "sigPl", "srCms", "srAts", "adoTst"})


class BadToken(Refused):
    """A token that is not a compact JWS as the wallet reads them."""


class Foreign(BadToken):
    """A token sealed in a way that is sound perhaps, and that nobody can check here."""


class Certified(Foreign):
    """A token sealed with a certificate in place of a key of its issuer (JAdES): sound perhaps, not to be told here."""


@dataclass(frozen=True)
class Compact:
    """A token's parts; `signing_input` is what the signature covers (RFC 7515 §5.2)."""

    header: Mapping[str, object]
    payload_bytes: bytes
    signing_input: bytes
    signature: bytes

    @cached_property
    def payload(self) -> Mapping[str, object]:
        """The payload as a JSON object, not to be changed; raises NotJson."""
        return strict.parse_object(self.payload_bytes)

    @property
    def alg(self) -> str:
        """The algorithm that the header claims, one of KNOWN_ALGORITHMS."""
        return str(self.header["alg"])

    @property
    def kid(self) -> str:
        """The key id that the header claims, or an empty string."""
        return str(self.header.get("kid", ""))


def looks_compact(text: str) -> bool:
    """Whether a text has the shape of a compact JWS; says nothing of its worth."""
    head, _, rest = text.partition(".")
    body, dot, seal = rest.partition(".")
    return bool(head and dot and seal) and strict.is_base64url(f"{head}{body}{seal}".encode("utf-8", "replace"))


@lru_cache(maxsize=8)
def parse(token: str) -> Compact:
    """Take a compact JWS apart for a verifier (RFC 7515 §7.1); raises BadToken, touches no key.

    Three base64url parts without padding, header a JSON object without duplicates, `alg` from a closed list.
    """
    if len(token) > 2 * strict.MAX_BYTES or not looks_compact(token):
        raise BadToken(N_("This is not a signed token of three parts."))
    head, body, seal = token.split(".")
    if len(head) > MAX_HEADER or len(seal) > MAX_SIGNATURE:
        raise BadToken(N_("A part of the signed token is longer than any real one."))
    try:
        header = strict.parse_object(keys.unbase64url(head))
        payload, signature = keys.unbase64url(body, 2 * strict.MAX_BYTES), keys.unbase64url(seal)
    except (strict.NotJson, keys.BadKey) as e:
        raise BadToken(N_("A part of the signed token cannot be read.")) from e
    _check_header(header)
    return Compact(header, payload, f"{head}.{body}".encode("ascii"), signature)


def _check_header(header: Mapping[str, object]) -> None:
    alg = header.get("alg")
    if alg in tuple(_FOREIGN):
        raise Foreign(N_("It is sealed in a way that cannot be checked here (%(name)s)."), name=alg)
    if not isinstance(alg, str) or alg not in KNOWN_ALGORITHMS:
        raise BadToken(N_("The token is not signed with an algorithm that is accepted here."))
    if _is_certified(header):
        raise Certified(N_("It is sealed with a certificate, which cannot be checked here."))
    for name in sorted(REFUSED_HEADERS & header.keys()):
        raise BadToken(N_("The token's header has the member “%(name)s”, which is not accepted."), name=name)
    for name in ("kid", "typ", "cty"):
        value = header.get(name, "")
        if not isinstance(value, str) or len(value) > 2048 or min(value, default=" ") < " ":
            raise BadToken(N_("The token's header has a member “%(name)s” that is not a plain text."), name=name)


def _is_certified(header: Mapping[str, object]) -> bool:
    """Whether a header brings a certificate, and nothing else that is refused but what JAdES adds (§5.1)."""
    critical = header.get("crit", [])
    jades = isinstance(critical, list) and all(isinstance(name, str) and name in _JADES for name in critical)
    return "x5c" in header and jades and REFUSED_HEADERS & header.keys() <= {"x5c", "crit"}


def verify_with(compact: Compact, key: keys.Key) -> bool:
    """Whether the token is signed by that key, whose kind fixes the algorithm."""
    return keys.verifies(key, compact.alg, compact.signing_input, compact.signature)


def sign(payload: Mapping[str, object], private: Private, *, kid: str = "", typ: str = "JWT") -> str:
    """Make a compact JWS of a JSON object, for the demo's issuer and tests; the key's kind fixes the algorithm."""
    header = {"alg": keys.ALGORITHMS[kind_of(private)][0], "typ": typ} | ({"kid": kid} if kid else {})
    signing_input = f"{keys.base64url(orjson.dumps(header))}.{keys.base64url(orjson.dumps(payload))}"
    return f"{signing_input}.{keys.base64url(signed(private, signing_input.encode()))}"


def signed(private: Private, message: bytes) -> bytes:
    """The JOSE signature of a message: Ed25519, ECDSA as r‖s, or RSASSA-PKCS1-v1_5 with SHA-256."""
    if isinstance(private, Ed25519PrivateKey):
        return private.sign(message)
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(message, padding.PKCS1v15(), hashes.SHA256())
    size = (private.key_size + 7) // 8
    digest = hashes.SHA256() if size == 32 else hashes.SHA384()
    r, s = decode_dss_signature(private.sign(message, ec.ECDSA(digest)))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def kind_of(private: Private) -> str:
    """The kind of a private key, as keys.Key names it."""
    if isinstance(private, Ed25519PrivateKey):
        return "Ed25519"
    if isinstance(private, rsa.RSAPrivateKey):
        return "RSA"
    return "P-256" if private.key_size == 256 else "P-384"
