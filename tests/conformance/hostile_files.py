"""The largest files that are let through, made to cost as much as they can."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf

from tests.conformance.hostile import Case, case

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org" %s>%s</svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes) -> Case:
    """A picture of one pixel with these chunks before its end."""
    head, pixel = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"".join((b"\x89PNG\r\n\x1a\n", head, *chunks, pixel, chunk(b"IEND", b""))), {}


def baked(text: bytes) -> bytes:
    return chunk(b"iTXt", b"openbadges\0\1\0\0\0" + zlib.compress(text))


@case
def a_picture_of_many_chunks() -> Case:
    return png(*[chunk(b"teSt", b"")] * 99_990)


@case
def a_picture_with_a_bomb() -> Case:
    return png(baked(b"{" + b" " * (80 << 20)))


@case
def a_picture_with_many_badges() -> Case:
    return png(*(baked(b'{"a": %d}' % at + b" " * 1_000_000) for at in range(100)))


@case
def a_drawing_of_many_elements() -> Case:
    return SVG % (b"", b"<g/>" * 2_000_000), {}


@case
def a_drawing_of_elements_within_the_limit() -> Case:
    return SVG % (b"", b"<g/>" * 249_000), {}


@case
def a_drawing_of_many_attributes() -> Case:
    return SVG % (b" ".join(b'a%d=""' % at for at in range(199_000)), b""), {}


@case
def a_drawing_of_many_names() -> Case:
    return SVG % (b" ".join(b'xmlns:a%d="urn:%d"' % (at, at) for at in range(199_000)), b""), {}


@case
def a_drawing_of_many_badges() -> Case:
    return SVG % (b"", b"".join(b'<o:assertion verify="%d"/>' % at for at in range(100_000))), {}


def pdf(*files: bytes) -> Case:
    """A PDF with these files attached, packed."""
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.Root.AF = pikepdf.Array([])
    for content in files:
        stream = pikepdf.Stream(document, zlib.compress(content))
        stream.Filter = pikepdf.Name.FlateDecode
        embedded = pikepdf.Dictionary(F=document.make_indirect(stream))
        document.Root.AF.append(document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec, EF=embedded)))
    document.save(out)
    return out.getvalue(), {}


@case
def a_pdf_of_bombs() -> Case:
    return pdf(*[b'{"recipient": 1}' + b" " * 4_000_000] * 60)


@case
def a_pdf_of_drawings() -> Case:
    return pdf(*[SVG % (b"", b"<g/>" * 240_000)] * 30)


@case
def a_pdf_of_tables() -> Case:
    return pdf(*[b'{"x": "recipient", "y": [' + b"1," * 500_000 + b"1]}"] * 60)


@case
def a_pdf_of_many_objects() -> Case:
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.Root.X = pikepdf.Array([document.make_indirect(pikepdf.Dictionary(A=at)) for at in range(60_000)])
    document.save(out)
    return out.getvalue(), {}


@case
def a_pdf_in_pieces() -> Case:
    return b"%PDF-1.7\n" + b"1 0 obj<</A 1>>endobj\n" * 700_000, {}
