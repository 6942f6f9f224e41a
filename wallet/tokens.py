"""Secrets that need not be stored: derived from the wallet's own, or kept as a hash only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode


def derive(secret: str, purpose: str, *parts: object) -> bytes:
    """256 bits that only this wallet can make again for a purpose and its parts (HMAC-SHA-256, RFC 2104)."""
    message = "\x1f".join((purpose, *(str(part) for part in parts)))
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()


def derive_token(secret: str, purpose: str, *parts: object) -> str:
    """The same as text for a URL, 43 characters."""
    return urlsafe_b64encode(derive(secret, purpose, *parts)).rstrip(b"=").decode()


def derive_code(secret: str, purpose: str, *parts: object) -> str:
    """A code of six digits that a person types; guard it by few tries."""
    return f"{int.from_bytes(derive(secret, purpose, *parts)[:8]) % 1_000_000:06d}"


def new_token() -> str:
    """256 random bits as text for a cookie or a key."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """How a token is stored: SHA-256 in hexadecimal; enough for 256-bit tokens, which cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(a: str, b: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())
