"""Files that a document encloses as base64 or `data:` URIs, and what reading a document gives."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Final, NamedTuple

from wallet.openbadges.report import N_
from wallet.supplement import Document, Enclosed, Words

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_FILES: Final = 20
UNREADABLE: Final = N_("The attachment could not be read.")
TOO_MANY: Final = N_("The document encloses more files than the wallet keeps; this one was left out.")
MAGIC: Final = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
HEAD: Final = re.compile(r"data:[^,]{0,200};\s*base64\s*,", re.IGNORECASE)
WHITE: Final = re.compile(r"\s+")
UNSAFE: Final = re.compile(r"[^\w .()+-]+")
MAX_NAME: Final = 80


class Read(NamedTuple):
    """What a reader makes of a file: the document, and the bytes of what it encloses by digest."""

    document: Document
    files: tuple[tuple[str, bytes], ...] = ()


def enclosed(content: str, title: Words, filename: str, section: str) -> tuple[Enclosed, bytes | None]:
    """A file given as a `data:` URI or as base64, and its bytes; None and a problem where it is no PDF, PNG or JPEG.

    The type is what the bytes say, not what the document claims; `section` is where it hangs ("4.2", or empty).
    """
    data = _decoded(content)
    for magic, media_type, ending in MAGIC:
        if data is not None and data.startswith(magic):
            name = _filename(filename, ending)
            return Enclosed(title, name, media_type, len(data), section, digest=sha256(data).hexdigest()), data
    return Enclosed(title, _filename(filename, ""), "", 0, section, problem=UNREADABLE), None


def _decoded(content: str) -> bytes | None:
    """The bytes of base64, with or without the head of a `data:` URI; None when it is something else or too large."""
    text = content.strip()
    head = HEAD.match(text)
    text = WHITE.sub("", text[head.end() if head else 0 :])
    if not text or len(text) > MAX_BYTES * 4 // 3 + 4:
        return None
    try:
        data = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return None
    return data if len(data) <= MAX_BYTES else None


def _filename(given: str, ending: str) -> str:
    """A name that can be given to whoever downloads it: no folders, no odd characters, the ending of its true type."""
    stem = UNSAFE.sub("_", re.split(r"[/\\]", given.strip())[-1]).strip(" ._")
    if ending and re.search(r"\.\w{1,5}$", stem):
        stem = stem.rpartition(".")[0]
    return (stem[:MAX_NAME].rstrip(" .") or "attachment") + ending


def gathered(
    found: Iterable[tuple[Enclosed, bytes | None]],
) -> tuple[tuple[Enclosed, ...], tuple[tuple[str, bytes], ...]]:
    """All files of a document, and the bytes of the first MAX_FILES different ones by digest; the others say so."""
    enclosures: list[Enclosed] = []
    files: dict[str, bytes] = {}
    for each, data in found:
        full = len(files) == MAX_FILES and each.digest not in files
        if data is not None and full:
            enclosures.append(replace(each, digest="", problem=TOO_MANY))
            continue
        enclosures.append(each)
        if data is not None:
            files[each.digest] = data
    return tuple(enclosures), tuple(files.items())
