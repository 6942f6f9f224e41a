"""EMREX responses: ELMO as base64 of gzip or of plain XML (EMREX technical specification, "elmo" of the response)."""

from __future__ import annotations

import zlib
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Final

from wallet.errors import Unprocessable
from wallet.openbadges.report import N_

from .xml import MAX_BYTES

GZIP: Final = b"\x1f\x8b"
URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
MOST_MEMBERS: Final = 100
DAMAGED: Final = N_("The EMREX response is damaged: it cannot be unpacked.")
TOO_LARGE: Final = N_("The file is too large: more than %(size)s MiB.")
UNKNOWN: Final = N_(
    "The file is none of the documents that the wallet reads: PDF, ELMO, EMREX response, Europass credential (EDC)"
    " or XHochschule supplement."
)


def unwrap(data: bytes) -> bytes:
    """The XML in a response. Raises Unprocessable when it is no base64, damaged, or more than MAX_BYTES of XML."""
    try:
        inner = b64decode(_usual(b"".join(data.split())), validate=True)
    except (NotBase64, ValueError) as error:
        raise Unprocessable(UNKNOWN) from error
    return gunzip(inner) if inner.startswith(GZIP) else _checked(inner)


def _usual(coded: bytes) -> bytes:
    """Base64 in its usual letters; that for addresses has two of its own, and often no padding (RFC 4648 §5)."""
    if b"-" not in coded and b"_" not in coded:
        return coded
    return coded.translate(URL_SAFE) + b"=" * (-len(coded) % 4)


def gunzip(data: bytes) -> bytes:
    """What gzip packed in its members (RFC 1952 §2.2), never more of it than MAX_BYTES. Raises Unprocessable."""
    found: list[bytes] = []
    for _ in range(MOST_MEMBERS):
        member, data = _member(data, MAX_BYTES + 1 - sum(map(len, found)))
        found.append(member)
        if not data.strip(b"\0"):
            return b"".join(found)
    raise Unprocessable(DAMAGED)


def _member(data: bytes, room: int) -> tuple[bytes, bytes]:
    """What the first member packs, and what follows it."""
    packed = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        found = packed.decompress(data, room)
    except zlib.error as error:
        raise Unprocessable(DAMAGED) from error
    if len(found) == room:
        raise _too_large()
    if not packed.eof:
        raise Unprocessable(DAMAGED)
    return found, packed.unused_data


def _checked(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise _too_large()
    return data


def _too_large() -> Unprocessable:
    return Unprocessable(TOO_LARGE, size=MAX_BYTES // 1024 // 1024)
