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


def unwrap(data: bytes) -> bytes:
    """The XML in a response. Raises Unprocessable when it is no base64, damaged, or more than MAX_BYTES of XML."""
    try:
        inner = b64decode(b"".join(data.split()), validate=True)
    except (NotBase64, ValueError) as error:
        raise Unprocessable(N_("This is no EMREX response: it is not base64.")) from error
    return gunzip(inner) if inner.startswith(GZIP) else _checked(inner)


def gunzip(data: bytes) -> bytes:
    """What gzip packed, never more of it than MAX_BYTES. Raises Unprocessable."""
    packed = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        found = packed.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise Unprocessable(N_("The EMREX response is damaged: it cannot be unpacked.")) from error
    _checked(found)
    if not packed.eof or packed.unused_data.strip(b"\0"):
        raise Unprocessable(N_("The EMREX response is damaged: it cannot be unpacked."))
    return found


def _checked(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise Unprocessable(N_("The file is too large: more than %(size)s MiB."), size=MAX_BYTES // 1024 // 1024)
    return data
