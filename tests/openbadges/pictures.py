"""Small real pictures for the tests, made here."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'


def png(size: tuple[int, int] = (12, 8)) -> bytes:
    """A PNG whose every pixel differs."""
    picture = Image.new("RGB", size)
    picture.putdata([(x * 7 % 256, y * 11 % 256, 90) for y in range(size[1]) for x in range(size[0])])
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def pixels(content: bytes) -> bytes:
    """The decoded pixels of a PNG."""
    return Image.open(io.BytesIO(content)).tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG chunk with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk after its header."""
    plain = png()
    return plain[:33] + chunk(kind, data) + plain[33:]
