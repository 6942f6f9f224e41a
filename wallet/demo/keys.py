"""The keys with which the demo's university signs: made once for each demo, kept by it, known to nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from wallet.openbadges.keys import base58, base64url

_SPLIT = b"-----END PRIVATE KEY-----\n"
_ED25519 = b"\xed\x01"  # multicodec: ed25519-pub


@dataclass(frozen=True)
class Keys:
    """One key for Data Integrity proofs, one for tokens."""

    seal: Ed25519PrivateKey
    token: rsa.RSAPrivateKey


def new() -> Keys:
    """Fresh keys: Ed25519 for eddsa-rdfc-2022, RSA of 2048 bits for RS256, which every wallet reads (OB 3.0 §8.2)."""
    return Keys(Ed25519PrivateKey.generate(), rsa.generate_private_key(public_exponent=65537, key_size=2048))


def to_pem(keys: Keys) -> bytes:
    """Both keys as text, for the demo to keep in its own folder."""
    return b"".join(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) for key in (keys.seal, keys.token)
    )


def from_pem(text: bytes) -> Keys:
    """The keys that were kept; raises ValueError when they are not those of a demo."""
    first, second = (load_pem_private_key(part + _SPLIT, None) for part in text.split(_SPLIT)[:2])
    if not (isinstance(first, Ed25519PrivateKey) and isinstance(second, rsa.RSAPrivateKey)):
        raise ValueError("these are not the keys of a demo")
    return Keys(first, second)


def multikey(keys: Keys) -> str:
    """The public half of the seal as publicKeyMultibase (Controlled Identifiers §2.2.2)."""
    return "z" + base58(_ED25519 + keys.seal.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def jwk(keys: Keys, kid: str) -> dict[str, str]:
    """The public half of the token's key as JSON Web Key (RFC 7517)."""
    numbers = keys.token.public_key().public_numbers()
    n, e = (base64url(number.to_bytes((number.bit_length() + 7) // 8, "big")) for number in (numbers.n, numbers.e))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": e}
