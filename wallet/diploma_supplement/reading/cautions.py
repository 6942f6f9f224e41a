"""What in a PDF could do more than be read (ISO 32000-2 §12.6): told to whoever opens it, and run by nobody here."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from wallet.openbadges.report import N_

if TYPE_CHECKING:
    import pikepdf

MOST: Final = 200_000  # objects looked at
SECONDS: Final = 2.0  # of a processor
LONGEST_PACKED: Final = 1024 * 1024  # bytes of objects that lie packed in a stream

_END: Final = rb"(?![^\x00\s()<>\[\]{}/%])"
_STRING: Final = re.compile(rb"\((?:\\.|[^\\()])*\)", re.DOTALL)
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_LISTED: Final = (  # in the order in which they are told
    (
        rb"/S\s*/JavaScript" + _END + rb"|/JS\s*(?:\(|<[0-9A-Fa-f])|/JavaScript\s*(?:<<|\d)",
        N_("The file holds a script (JavaScript)."),
    ),
    (rb"/S\s*/Launch" + _END, N_("The file can start a program.")),
    (rb"/S\s*/SubmitForm" + _END, N_("The file can send what is typed into it.")),
    (
        rb"/EmbeddedFiles\s*(?:<<|\d)|/EF\s*(?:<<|\d)|/Subtype\s*/FileAttachment" + _END,
        N_("The file holds other files."),
    ),
    (rb"/XFA\s*(?:\[|\d)", N_("The file holds a form that changes itself (XFA).")),
    (rb"/S\s*/(?:GoToR|ImportData)" + _END, N_("The file leads to files elsewhere.")),
    (
        rb"/Subtype\s*/(?:RichMedia|Screen|Movie|Sound|3D)" + _END + rb"|/S\s*/(?:Rendition|Movie|Sound)" + _END,
        N_("The file holds multimedia."),
    ),
)
FOUND: Final = tuple((re.compile(pattern), sentence) for pattern, sentence in _LISTED)
TOO_MUCH: Final = N_("The file holds too much to be looked through to its end.")


def cautions(document: pikepdf.Pdf) -> tuple[str, ...]:
    """What whoever opens a PDF should know of what it can do, as sentences (msgids); empty for one that is only read.

    Every object is looked at, also those to which nothing leads: other programs than this may find them.
    """
    until, found = time.process_time() + SECONDS, set[str]()
    for number, text in enumerate(_texts(document)):
        if number >= MOST or time.process_time() > until:
            return (*_ordered(found), TOO_MUCH)
        found.update(sentence for pattern, sentence in FOUND if pattern.search(text))
    return _ordered(found)


def _ordered(found: set[str]) -> tuple[str, ...]:
    return tuple(sentence for _, sentence in FOUND if sentence in found)


def _texts(document: pikepdf.Pdf) -> Iterator[bytes]:
    """Each object as text, its texts for readers left out."""
    import pikepdf

    objects = document.objects  # listed anew each time that it is asked for
    for index in range(len(objects)):
        with suppress(pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError, IndexError):
            yield _text(objects[index])
    yield _STRING.sub(b"()", document.trailer.unparse(resolved=True))


def _text(value: Any) -> bytes:
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        elsewhere = b"/S /GoToR " if "/F" in value else b""  # its content is in another file
        packed = _packed(value) if value.get("/Type") == "/ObjStm" else b""
        return elsewhere + _STRING.sub(b"()", value.stream_dict.unparse(resolved=True)) + packed
    if isinstance(value, pikepdf.Name):  # it may say what an action is that stands elsewhere
        name = value.unparse(resolved=True)
        return b"/S %s /Subtype %s" % (name, name)
    return _STRING.sub(b"()", value.unparse(resolved=True)) if isinstance(value, pikepdf.Object) else b""


def _packed(stream: pikepdf.Stream) -> bytes:
    """What lies packed in a stream of objects, as far as it is looked at; names may be written with escapes there."""
    data = stream.read_raw_bytes()
    if stream.get("/Filter") is not None:
        try:
            data = zlib.decompressobj().decompress(data, LONGEST_PACKED)
        except zlib.error:  # packed in a way that nobody uses for objects, or damaged
            return b""
    return _ESCAPED.sub(lambda each: bytes([int(each[1], 16)]), _STRING.sub(b"()", data[:LONGEST_PACKED]))
