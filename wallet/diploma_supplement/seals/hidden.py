"""Seals in PDFs that a plain look does not find: what it covers must stand in plain sight, or it covers nothing."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Final

NAME: Final = "ByteRange"
# A name may be written with the numbers of its letters (ISO 32000-2 §7.3.5).
SPELLED: Final = re.compile(rb"/" + b"".join(rb"(?:%c|#%02X|#%02x)" % (each, each, each) for each in NAME.encode()))
PACKED: Final = b"/ObjStm"
MOST_FIELDS: Final = 1000


def is_there(data: bytes) -> bool:
    """Whether a PDF without the plain name of what a seal covers has a seal all the same.

    Programs that write a PDF anew may pack its seals away (ISO 32000-2 §7.5.7), or spell their names in another way.
    """
    if SPELLED.search(data):
        return True
    return PACKED in data and _has_signed_field(data)


def _has_signed_field(data: bytes) -> bool:
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data), inherit_page_attributes=False) as document:
            waiting = list(_listed(document.Root.get("/AcroForm"), "/Fields"))
            for _ in range(MOST_FIELDS):
                if not waiting:
                    return "/Perms" in document.Root
                field = waiting.pop()
                if _is_signed(field):
                    return True
                waiting += _listed(field, "/Kids")
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError, AttributeError):
        return False  # reading refuses it
    return False


def _listed(holder: Any, name: str) -> list[Any]:
    import pikepdf

    found = holder.get(name) if isinstance(holder, pikepdf.Dictionary) else None
    return list(found)[:MOST_FIELDS] if isinstance(found, pikepdf.Array) else []


def _is_signed(field: Any) -> bool:
    import pikepdf

    value = field.get("/V") if isinstance(field, pikepdf.Dictionary) else None
    return isinstance(value, pikepdf.Dictionary) and f"/{NAME}" in value
