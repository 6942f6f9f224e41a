"""The password of a link: kept as Argon2id, never in an address."""

from __future__ import annotations

import asyncio
import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST, LONGEST = 8, 200  # characters of a password
MEMORY = 64 * 1024  # KiB: RFC 9106 section 4, the second choice


async def locked(password: str) -> str:
    """The hash of a password in PHC string format, made off the event loop: it takes some 60 ms and 64 MiB."""
    return await asyncio.to_thread(_locked, password.encode())


async def opens(password: str, password_hash: str) -> bool:
    """Whether it is the password of that hash."""
    return await asyncio.to_thread(_opens, password.encode(), password_hash)


def _locked(password: bytes) -> str:
    made = Argon2id(salt=os.urandom(16), length=32, iterations=3, lanes=4, memory_cost=MEMORY)
    return made.derive_phc_encoded(password)


def _opens(password: bytes, password_hash: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password, password_hash)
    except InvalidKey:
        return False
    return True
