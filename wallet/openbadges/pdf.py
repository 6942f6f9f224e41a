"""Badges attached to a PDF: found among its files, nothing in it ever run."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from wallet.openbadges.document import Kind, NotBaked, Unreadable, kind_of, load
from wallet.openbadges.png import Baked
from wallet.openbadges.report import N_
from wallet.openbadges.versions import is_open_badge, is_verifiable_credential

if TYPE_CHECKING:
    import pikepdf

MAX_FILE = 16 << 20
MAX_OBJECTS = 15_000
MAX_ATTACHMENTS = 20
MAX_ATTACHED = 4 << 20
MAX_ATTACHED_IN_ALL = 4 << 20
# Beyond this a damaged file is not put together again: looking for the pieces takes seconds.
MAX_REPAIRED = 2 << 20
# What the reader unpacks of its own accord is where the objects are: no attachment and no image.
MAX_UNPACKED = 16 << 20
MAX_ROW = 1 << 20
MAX_MEMBERS = 100_000

_WORDS = re.compile(rb"credential|Credential|recipient|badge|Badge|Assertion|Issuer|Profile")


def find(content: bytes, unbaked: Callable[[bytes], Baked]) -> Baked:
    """The one badge attached to a PDF as a file: JSON, a token, or a picture that `unbaked` opens.

    Raises NotBaked when there is none, Unreadable when it cannot be read.
    """
    # slow to import, and few badges come as PDF
    import pikepdf

    if len(content) > MAX_FILE:
        raise Unreadable(N_("The file is larger than any badge."))
    _limit()
    repaired = len(content) <= MAX_REPAIRED
    try:
        with pikepdf.open(io.BytesIO(content), inherit_page_attributes=False, attempt_recovery=repaired) as document:
            found = _badges(_attached(document), unbaked)
    except pikepdf.PasswordError as e:
        raise Unreadable(N_("The PDF is locked by a password. Save it without one.")) from e
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as e:
        raise Unreadable(N_("The PDF is damaged. Download it again, or ask its issuer for it.")) from e
    if not found:
        raise NotBaked(N_("This PDF carries no badge. Use the badge's own file or link."))
    if len(found) > 1:
        raise Unreadable(N_("This PDF carries several badges. Take them out and use them one by one."))
    return next(iter(found.values()))


@cache
def _limit() -> None:
    """Bound what reading any PDF takes in this process: a table of a few bytes may unpack to gigabytes."""
    from pikepdf import settings

    # what it warns of is said in the report's words
    logging.getLogger("pikepdf").addHandler(logging.NullHandler())
    settings.set_qpdf_limits(
        flate_max_memory=MAX_UNPACKED,
        run_length_max_memory=MAX_UNPACKED,
        png_max_memory=MAX_ROW,
        tiff_max_memory=MAX_ROW,
        parser_max_container_size=MAX_MEMBERS,
    )


def _badges(attached: Iterator[bytes], unbaked: Callable[[bytes], Baked]) -> dict[str, Baked]:
    """The badges among the files of a PDF, by their text: none, one, or the first two."""
    found: dict[str, Baked] = {}
    for data in attached:
        baked = _badge_in(data, unbaked)
        if baked is not None:
            found[baked.text.strip()] = baked
        if len(found) > 1:
            break
    return found


def _attached(document: pikepdf.Pdf) -> Iterator[bytes]:
    """The bytes of each file in a PDF, wherever it is attached (ISO 32000-2 §7.11)."""
    import pikepdf

    count = size = 0
    for number, one in enumerate(document.objects):
        if number > MAX_OBJECTS or count >= MAX_ATTACHMENTS or size > MAX_ATTACHED_IN_ALL:
            return
        if not isinstance(one, pikepdf.Dictionary) or "/EF" not in one:
            continue
        files = one.EF
        stream = files.get("/UF", files.get("/F")) if isinstance(files, pikepdf.Dictionary) else None
        if isinstance(stream, pikepdf.Stream):
            count += 1
            data = _plain(stream)
            size += len(data)
            if data:
                yield data


def _plain(stream: pikepdf.Stream) -> bytes:
    """A stream's content; empty for one that is packed in an unusual way or is larger than any badge."""
    raw, packing = stream.read_raw_bytes(), stream.get("/Filter")
    if packing is None:
        return raw if len(raw) <= MAX_ATTACHED else b""
    if re.sub(r"[\[\]\s]|pikepdf\.\w+|[()\"']", "", str(packing)) != "/FlateDecode" or "/DecodeParms" in stream:
        return b""
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(raw, MAX_ATTACHED + 1)
    except zlib.error:
        return b""
    return data if len(data) <= MAX_ATTACHED else b""


def _badge_in(data: bytes, unbaked: Callable[[bytes], Baked]) -> Baked | None:
    try:
        kind = kind_of(data)
        if kind in (Kind.PNG, Kind.SVG):
            return unbaked(data)
    except Unreadable:
        return None
    text = data.decode("utf-8-sig", "replace").strip()
    return Baked(text) if kind is Kind.JWS or (kind is Kind.JSON and _is_badge(data)) else None


def _is_badge(data: bytes) -> bool:
    if not _WORDS.search(data):
        return False  # reading a large table of something else would take long
    try:
        document = load(data)
    except Unreadable:
        return False
    return is_verifiable_credential(document) or is_open_badge(document)
