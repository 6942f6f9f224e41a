"""Public keys that may seal a credential: which there are, how they are written, and what each may verify."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from wallet.errors import Refused
from wallet.openbadges.report import N_
from wallet.openbadges.strict import is_base64url

Public = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey

HASHES: dict[str, hashes.HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
# The key's kind fixes what it may verify, so that a token cannot choose (RFC 8725 §3.1).
ALGORITHMS: dict[str, tuple[str, ...]] = {
    "Ed25519": ("EdDSA", "Ed25519"),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
}
CURVES: dict[str, tuple[ec.EllipticCurve, int, hashes.HashAlgorithm]] = {
    "P-256": (ec.SECP256R1(), 32, hashes.SHA256()),
    "P-384": (ec.SECP384R1(), 48, hashes.SHA384()),
}
MULTICODECS = {b"\xed\x01": "Ed25519", b"\x80\x24": "P-256", b"\x81\x24": "P-384"}
# Keys that do seal credentials elsewhere: their multicodecs (secp256k1, P-521, Ed448, RSA, BLS12-381) and curves.
_OTHER_MULTICODECS = frozenset({b"\xe7\x01", b"\x82\x24", b"\x83\x24", b"\x85\x24", b"\xea\x01", b"\xeb\x01"})
_OTHER_CURVES = frozenset({"secp256k1", "P-521", "Ed448", "BLS12381G1", "BLS12381G2", "Bls12381G1", "Bls12381G2"})
SHORT = 256  # bytes of a message: what Data Integrity signs is two hashes
RSA_BITS = range(2048, 8193)
# What a JSON Web Key holds beside its public part (RFC 7518 §6.2.2, §6.3.2, §6.4): whoever reads one can sign.
_SECRETS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

_TO_BASE64 = bytes.maketrans(b"-_", b"+/")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_VALUES = bytes(_BASE58.encode().find(letter) % 256 for letter in range(256))
# By how many letters a field has: a mask over every second field, as far as the longest text goes, and what the next
# field counts.
_STEPS = [
    (width, int.from_bytes((bytes(width) + b"\xff" * width) * (2048 // width), "big"), 58**width)
    for width in (1 << step for step in range(11))
]
# Ed25519 points of small order (y mod p): with such a key, one signature fits many messages.
_P = 2**255 - 19
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7
_SMALL_ORDER = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


class BadKey(Refused):
    """A key that is unknown in kind, too weak, or not well written."""


class OtherKind(BadKey):
    """A key of a kind that may seal credentials, but that nobody can check here."""


@dataclass(frozen=True)
class Key:
    """A public key and its kind: Ed25519, P-256, P-384 or RSA; `alg` is the one algorithm it is limited to, or ''."""

    kind: str
    public: Public
    alg: str = ""


def unbase64url(text: object, limit: int = 1 << 20) -> bytes:
    """Decode base64url without padding (RFC 7515 §2) for keys and tokens; raises BadKey."""
    letters = text.encode("utf-8", "replace") if isinstance(text, str) and len(text) <= limit else b"="
    if len(letters) % 4 == 1 or not is_base64url(letters):
        raise BadKey(N_("A value is not base64url."))
    data = binascii.a2b_base64(letters.translate(_TO_BASE64) + b"==")
    tail = len(letters) % 4
    if tail and base64url(data[-(tail - 1) :]).encode() != letters[-tail:]:  # the last letter says more than it can
        raise BadKey(N_("A value is not base64url."))
    return data


def base64url(data: bytes) -> str:
    """Encode as base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unbase58(text: str, limit: int = 2048) -> bytes:
    """Decode base58btc for keys and proof values; raises BadKey."""
    if not text or len(text) > limit:
        raise BadKey(N_("A value is not base58."))
    values = text.encode("ascii", "replace").translate(_BASE58_VALUES)
    if 255 in values:
        raise BadKey(N_("A value is not base58."))
    # Base 256 to base 58: first each two neighbours are put together, then each two pairs, and so on.
    number = int.from_bytes(values, "big")
    for width, mask, power in _STEPS:
        if width >= len(text):
            break
        number = (number & mask) + (number >> 8 * width & mask) * power
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base58(data: bytes) -> str:
    """Encode as base58btc."""
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = _BASE58[rest] + letters
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + letters


def from_multikey(text: object) -> Key:
    """Read a publicKeyMultibase in base58btc (Controlled Identifiers §2.2.2); raises BadKey."""
    if not isinstance(text, str) or not text.startswith("z") or len(text) > 256:
        raise BadKey(N_("A key is not written in the multibase form that is known here."))
    data = unbase58(text[1:])
    kind = MULTICODECS.get(data[:2])
    if kind is None:
        raise _of_another_kind(data[:2] in _OTHER_MULTICODECS)
    if kind != "Ed25519" and data[2:3] == b"\4":  # a second way to write a key would give its owner a second name
        raise BadKey(N_("A key is not written in the multibase form that is known here."))
    return from_ed25519(data[2:]) if kind == "Ed25519" else _point(kind, data[2:])


def from_jwk(jwk: object) -> Key:
    """Read a public JSON Web Key for verifying (RFC 7517, 8037); raises BadKey for any other."""
    if not isinstance(jwk, Mapping) or not _SECRETS.isdisjoint(jwk):
        raise BadKey(N_("A key is missing, or its secret part is published."))
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise BadKey(N_("A key is not meant for checking seals."))
    key = _jwk_public(jwk)
    alg = jwk.get("alg", "")
    if alg and alg not in ALGORITHMS[key.kind]:
        raise BadKey(N_("A key names an algorithm that is not its own."))
    return Key(key.kind, key.public, str(alg))


def _jwk_public(jwk: Mapping[str, object]) -> Key:
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            return from_ed25519(unbase64url(jwk.get("x"), 64))
        case "EC", "P-256" | "P-384" as curve:
            x, y = unbase64url(jwk.get("x"), 128), unbase64url(jwk.get("y"), 128)
            if len(x) != len(y):
                raise BadKey(N_("A key is not a point of its curve."))
            return _point(str(curve), b"\4" + x + y)
        case "RSA", None:
            return _rsa(_text(jwk, "n"), _text(jwk, "e"))
    raise _of_another_kind(jwk.get("crv") in tuple(_OTHER_CURVES))


def _of_another_kind(known: bool) -> BadKey:
    message = N_("A key is of a kind that cannot seal a credential here.")
    return OtherKind(message) if known else BadKey(message)


def from_ed25519(data: bytes) -> Key:
    """Read the 32 bytes of an Ed25519 public key (RFC 8032 §5.1.5); raises BadKey."""
    y = int.from_bytes(data, "little") & ((1 << 255) - 1)
    if len(data) != 32 or y >= _P or y in _SMALL_ORDER:
        raise BadKey(N_("A key is not a point of its curve."))
    return Key("Ed25519", Ed25519PublicKey.from_public_bytes(data))


def from_pem(text: object) -> Key:
    """Read a public key in PEM, as Open Badges 2.0 publishes them; raises BadKey."""
    if not isinstance(text, str) or "PRIVATE" in text or len(text) > 16 << 10:
        raise BadKey(N_("A key is missing, or its secret part is published."))
    return _pem(text)


@lru_cache(maxsize=256)
def _pem(text: str) -> Key:
    try:
        public = load_pem_public_key(text.strip().encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as e:
        raise BadKey(N_("A key is not well written.")) from e
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return _checked_rsa(numbers.n, numbers.e)
    if isinstance(public, ec.EllipticCurvePublicKey):
        kind = {256: "P-256", 384: "P-384"}.get(public.key_size)
        if kind and public.curve.name == CURVES[kind][0].name:
            return Key(kind, public)
    if isinstance(public, Ed25519PublicKey):
        return from_ed25519(public.public_bytes_raw())
    raise _of_another_kind(isinstance(public, ec.EllipticCurvePublicKey))


def _point(kind: str, data: bytes) -> Key:
    curve, size, _ = CURVES[kind]
    if len(data) not in (1 + size, 1 + 2 * size):
        raise BadKey(N_("A key is not a point of its curve."))
    try:
        return Key(kind, ec.EllipticCurvePublicKey.from_encoded_point(curve, data))
    except ValueError as e:
        raise BadKey(N_("A key is not a point of its curve.")) from e


def _text(jwk: Mapping[str, object], name: str) -> str:
    value = jwk.get(name)
    if not isinstance(value, str):
        raise BadKey(N_("A value is not base64url."))
    return value


@lru_cache(maxsize=256)
def _rsa(n: str, e: str) -> Key:
    modulus, exponent = unbase64url(n, 2048), unbase64url(e, 16)
    return _checked_rsa(int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big"))


def _checked_rsa(modulus: int, exponent: int) -> Key:
    if modulus.bit_length() not in RSA_BITS or exponent < 3 or exponent % 2 == 0:
        raise BadKey(N_("A key is too weak, or larger than is allowed."))
    try:
        return Key("RSA", rsa.RSAPublicNumbers(exponent, modulus).public_key())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadKey(N_("A key is not well written.")) from error


def verifies(key: Key, alg: str, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's under that JOSE algorithm; False also when the key may not use it."""
    if alg not in ALGORITHMS[key.kind] or (key.alg and key.alg != alg):
        return False
    try:
        _verify(key, alg, message, signature)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _fits(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature fits (RFC 8032 §5.1.7); libsodium takes half the time that OpenSSL does."""
    if len(signature) != 64:
        return False
    try:
        crypto_sign_open(signature + message, public)
    except BadSignatureError:
        return False
    return True


# Badges come with the same seals again and again: their issuer's endorsement, and its list of withdrawals.
_known_fit = lru_cache(maxsize=64)(_fits)


def _verify(key: Key, alg: str, message: bytes, signature: bytes) -> None:
    public = key.public
    if isinstance(public, Ed25519PublicKey):
        fits = _known_fit if len(message) <= SHORT else _fits
        if not fits(public.public_bytes_raw(), message, signature):
            raise InvalidSignature
    elif isinstance(public, rsa.RSAPublicKey):
        algorithm = HASHES[alg[2:]]
        # RFC 7518 §3.5: the salt is as long as the hash
        pss = padding.PSS(mgf=padding.MGF1(algorithm), salt_length=algorithm.digest_size)
        public.verify(signature, message, pss if alg.startswith("PS") else padding.PKCS1v15(), algorithm)
    else:
        _, size, digest = CURVES[key.kind]
        if len(signature) != 2 * size:
            raise InvalidSignature
        r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))
