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


def written(*objects: bytes) -> Case:
    """A PDF of these objects, numbered from 1, whose first is its root."""
    content, starts = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        starts.append(b"%010d 00000 n \n" % len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(starts) + 1, b"".join(starts))
    trailer = b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(starts) + 1, len(content))
    return content + table + trailer, {}


def tabled(members: bytes, table: bytes) -> Case:
    """A PDF whose objects stand in a packed table."""
    packed = zlib.compress(table)
    head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    kind = b"<</Type/XRef/Size 9/W[1 4 2]/Root 1 0 R/Filter/FlateDecode%s/Length %d>>" % (members, len(packed))
    stream = b"2 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (kind, packed)
    return head + stream + b"startxref\n%d\n%%%%EOF" % len(head), {}


@case
def a_pdf_whose_table_unpacks_to_more_than_memory() -> Case:
    return tabled(b"", b"\0" * (120 << 20))


@case
def a_pdf_whose_table_has_rows_of_a_gigabyte() -> Case:
    return tabled(b"/DecodeParms<</Predictor 15/Columns 999999999>>", b"\0" * 100)


@case
def a_pdf_that_names_one_page_many_times() -> Case:
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    pages = b"<</Type/Pages/Count 200000/Kids[" + b"3 0 R " * 200_000 + b"]>>"
    return written(catalogue, pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")


@case
def a_damaged_pdf_of_tables_alone() -> Case:
    return b"%PDF-1.7\n" + b"xref\n0 1\n" * 400_000 + b"startxref\n9\n%%EOF", {}
