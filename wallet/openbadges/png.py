"""Badges baked into PNG pictures: found and put there chunk by chunk, without touching a pixel (OB 3.0 §5.3.1)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from wallet.openbadges.document import MAX_BYTES, PNG_SIGNATURE, NotBaked, Unreadable
from wallet.openbadges.report import N_

KEYWORDS = ("openbadges", "openbadgecredential")
MAX_PIXELS = 25_000_000
MAX_SIDE = 16_384
MAX_CHUNKS = 100_000
MAX_BAKED = 8
# Which bit depths each colour type has (PNG 3 §11.2.1).
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


class Chunk(NamedTuple):
    """One chunk: its four-letter kind, its data, and where it stands in the file."""

    kind: bytes
    data: bytes
    start: int
    end: int


@dataclass(frozen=True)
class Baked:
    """The credential in a picture, and what is unusual about the way it was put there.

    `modern` says whether it stands under the name that Open Badges 3.0 gives it; None where there is no such name.
    """

    text: str
    oddities: tuple[str, ...] = ()
    modern: bool | None = None


def chunks(picture: bytes, *, copying: bool = False) -> Iterator[Chunk]:
    """Walk the chunks up to IEND, each with its checksum proved (PNG 3 §5). Raises Unreadable.

    For `copying`, the checksums of what is not read are passed on for whoever reads the copy.
    """
    view, at, count = memoryview(picture), len(PNG_SIGNATURE), 0
    while True:
        if at + 12 > len(picture) or count > MAX_CHUNKS:
            raise Unreadable(N_("The picture is cut off. Download it again, or ask its issuer for it."))
        length, kind = _HEAD.unpack_from(view, at)
        end = at + 12 + length
        if end > len(picture) or not kind.isalpha():
            raise Unreadable(N_("The picture is cut off. Download it again, or ask its issuer for it."))
        read = kind in _READ
        if (read or not copying) and zlib.crc32(view[at + 4 : end - 4]) != _CHECKSUM.unpack_from(view, end - 4)[0]:
            raise Unreadable(N_("The picture is damaged: a checksum is wrong. Download it again."))
        yield Chunk(kind, picture[at + 8 : end - 4] if read else b"", at, end)
        if kind == b"IEND":
            return
        at, count = end, count + 1


_READ = frozenset({b"IHDR", b"iTXt", b"tEXt", b"zTXt"})
_TEXTS = (b"iTXt", b"tEXt", b"zTXt")
_HEAD, _CHECKSUM = struct.Struct(">I4s"), struct.Struct(">I")


def _walk(picture: bytes, *, copying: bool = False) -> list[Chunk]:
    if not picture.startswith(PNG_SIGNATURE):
        raise Unreadable(N_("This is not a PNG picture."))
    walked = list(chunks(picture, copying=copying))
    _inspect_size(walked[0])
    if [chunk.kind for chunk in walked].count(b"IHDR") > 1:
        raise Unreadable(N_("The picture is not a sound PNG: it has two headers."))
    if not any(chunk.kind == b"IDAT" for chunk in walked):
        raise Unreadable(N_("The picture holds no image. Download it again, or ask its issuer for it."))
    return walked


def _inspect_size(first: Chunk) -> None:
    if first.kind != b"IHDR" or len(first.data) != 13:
        raise Unreadable(N_("The picture is not a sound PNG: it does not begin with its header."))
    width, height = struct.unpack(">II", first.data[:8])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise Unreadable(
            N_("The picture claims %(width)d × %(height)d pixels, more than any badge has."), width=width, height=height
        )
    depth, colours, packing, filtering, interlacing = first.data[8:]
    if depth not in _DEPTHS.get(colours, ()) or packing or filtering or interlacing > 1:
        raise Unreadable(N_("The picture is not a sound PNG: its header says what no picture can be."))


def find(picture: bytes) -> Baked:
    """The one credential in a PNG. Raises NotBaked when there is none, Unreadable when it cannot be read."""
    walked = _walk(picture)
    ours = [chunk for chunk in walked if _is_ours(chunk)]
    if len(ours) > MAX_BAKED:
        raise Unreadable(N_("This picture carries two different badges, so nobody can say which is meant."))
    found = [baked for chunk in ours if (baked := _credential(chunk)) is not None]
    if not found:
        raise NotBaked(N_("This picture carries no badge. Download the badge's own file from its issuer."))
    if len({baked.text.strip() for baked in found}) > 1:
        raise Unreadable(N_("This picture carries two different badges, so nobody can say which is meant."))
    oddities = found[0].oddities
    if len(found) > 1:
        oddities += (N_("The picture carries the badge twice."),)
    if walked[-1].end != len(picture):
        oddities += (N_("The picture's file goes on after its end."),)
    return Baked(found[0].text, oddities, found[0].modern)


def _credential(chunk: Chunk) -> Baked | None:
    if chunk.kind not in _TEXTS:
        return None
    keyword, _, rest = chunk.data.partition(b"\0")
    if keyword.decode("latin-1") not in KEYWORDS:
        return None
    if chunk.kind == b"zTXt":  # in no version of the standard; a reader that opens it would find another badge
        raise Unreadable(N_("The badge in the picture is packed as none may be. Its issuer should bake it again."))
    baked = _international(rest) if chunk.kind == b"iTXt" else _legacy(rest)
    return replace(baked, modern=keyword.decode("latin-1") == KEYWORDS[1])


def _international(rest: bytes) -> Baked:
    """An iTXt chunk after its keyword: flag, method, language, translated keyword, text (PNG 3 §11.3.3.4)."""
    flag, method, tail = rest[:1], rest[1:2], rest[2:]
    parts = tail.split(b"\0", 2)
    if len(parts) != 3 or flag not in (b"\0", b"\1") or (flag == b"\1" and method != b"\0"):
        raise Unreadable(N_("The badge in the picture is cut off. Its issuer should bake it again."))
    oddities: tuple[str, ...] = ()
    data = parts[2]
    if flag == b"\1":
        data = _inflate(data)
        oddities += (N_("The badge in the picture is compressed, which the standard forbids."),)
    return Baked(_text(data), oddities)


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(data, MAX_BYTES + 1)
    except zlib.error as e:
        raise Unreadable(N_("The badge in the picture cannot be unpacked. Its issuer should bake it again.")) from e
    if len(plain) > MAX_BYTES:
        raise Unreadable(N_("The file is larger than 1 MiB, more than a badge ever needs."))
    if not inflater.eof or inflater.unused_data:
        raise Unreadable(N_("The badge in the picture is cut off. Its issuer should bake it again."))
    return plain


def _legacy(data: bytes) -> Baked:
    """A tEXt chunk: Open Badges 0.5 and 1.0 put the assertion's URL there."""
    return Baked(_text(data), (N_("The badge is baked in the old way (tEXt)."),))


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Unreadable(N_("The file is larger than 1 MiB, more than a badge ever needs."))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as e:
        raise Unreadable(N_("The badge in the picture is not UTF-8 text. Its issuer should bake it again.")) from e


def bake(picture: bytes, credential: str, keyword: str) -> bytes:
    """Put a credential into a PNG as uncompressed iTXt after the header, in place of any that is there.

    Every other byte stays as it is. Raises Unreadable when the picture is no sound PNG.
    """
    walked, view = _walk(picture, copying=True), memoryview(picture)
    body = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + credential.encode("utf-8")
    baked = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    after = walked[0].end
    parts: list[bytes | memoryview] = [view[:after], baked]
    for chunk in walked:
        if _is_ours(chunk):
            parts.append(view[after : chunk.start])
            after = chunk.end
    return b"".join((*parts, view[after : walked[-1].end]))


def _is_ours(chunk: Chunk) -> bool:
    return chunk.kind in _TEXTS and chunk.data.partition(b"\0")[0].decode("latin-1") in KEYWORDS
