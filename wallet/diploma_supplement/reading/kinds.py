"""What a file is by its own bytes, and how a document of each kind is read; run it confined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wallet import pictures
from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Document, Reading, pieces

from . import details, limits
from .read import read

PDF: Final = "application/pdf"
JSON: Final = "application/json"
PICTURES: Final = {"image/png": "PNG", "image/jpeg": "JPEG"}
# Endings of names by type, the usual one first.
ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    PDF: (".pdf",),
    "application/xml": (".xml", ".elmo"),
    JSON: (".json", ".jsonld"),
    "text/plain": (".txt", ".b64"),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00<")  # what XML in UTF-16 begins with, if not with "<"
WHOLE: Final = N_("This is not a file that the wallet takes here. Send a PDF, or a picture in PNG or JPEG.")
PRIVATE: Final = N_("Details of the award come as JSON or as a PDF.")


@dataclass(frozen=True)
class Opened:
    """A document as it is kept: what was read of it and its seals as JSON, and the files that it encloses, by digest.

    `pieces` is what of it can be shown or hidden by itself. Whoever asked has nothing left to do with what was read:
    a large document costs the confined process alone.
    """

    media_type: str
    document: str
    seals: str
    pieces: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


def media_type(data: bytes) -> str:
    """The type that bytes show by themselves: a PDF, a picture, XML, JSON, or else text/plain."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if start.startswith(b"%PDF-"):
        return PDF
    if (picture := pictures.sniff(data[:16])) in PICTURES:
        return picture
    if start.startswith(b"<") or data.startswith(_WIDE):
        return "application/xml"
    if start.startswith((b"{", b"[")):
        return JSON
    return "text/plain"


def opened(kind: str, data: bytes, anchors: tuple[bytes, ...], now: datetime) -> Opened:
    """A document of a kind, read from its bytes. Raises Unprocessable with a sentence for what cannot be one.

    Supplements and transcripts are read whatever their format is; certificates and evidence are a PDF or a picture,
    details a list or a PDF.
    """
    found = media_type(data)
    reading = _read(kind, found, data, anchors, now)
    document, seals = limits.written(reading.document, reading.seals)
    had = tuple(piece.value for piece in pieces(reading.document))
    return Opened(found, document, seals, had, reading.files)


def _read(kind: str, found: str, data: bytes, anchors: tuple[bytes, ...], now: datetime) -> Reading:
    if kind == "details" and found == JSON:
        return Reading(details.read(data))
    if kind == "details" and found != PDF:
        raise Unprocessable(PRIVATE)
    if kind in ("certificate", "evidence"):
        if found in PICTURES:
            return Reading(_picture(data, PICTURES[found]))
        if found != PDF:
            raise Unprocessable(WHOLE)
    return read(data, anchors, now)


def _picture(data: bytes, name: str) -> Document:
    """A picture as a document that is shown whole; it is decoded once, to see that all of it is there."""
    pictures.normalise(data)
    return Document(format=name, pages=1)
