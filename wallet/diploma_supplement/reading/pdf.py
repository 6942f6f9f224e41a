"""A PDF as a document: whole, open to whoever receives it, and shown page by page or not at all."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Document, Said, Words

from .cautions import cautions
from .enclosing import Read

if TYPE_CHECKING:
    import pikepdf

LONGEST_TITLE = 300
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")
# What programs write when nobody gave a title: their own names, and names of files.
NO_TITLE: Final = re.compile(
    r"(microsoft \w+ - .*|untitled.*|.*\.(docx?|odt|rtf|pdf|xlsx?|xml|html?|tmp|indd|tex|dvi)|\W*)",
    re.IGNORECASE | re.DOTALL,
)


def read(data: bytes) -> Read:
    """What can be told of a PDF without looking at its pages; run it confined.

    Nothing in it is decoded or run. Raises Unprocessable when it is broken or locked.
    """
    import pikepdf

    _hush()
    try:
        with pikepdf.open(BytesIO(data), inherit_page_attributes=False) as document:
            if document.is_encrypted:
                raise Unprocessable(N_("The PDF is locked by encryption. Send one that everybody can open and print."))
            found = _document(document)
    except pikepdf.PasswordError as e:
        raise Unprocessable(N_("The PDF needs a password. Send one that everybody can open.")) from e
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError, AttributeError) as e:
        raise Unprocessable(N_("The PDF is damaged and cannot be opened. Make it again and send it.")) from e
    if not found.pages:
        raise Unprocessable(N_("The PDF has no page. Make it again and send it."))
    return Read(found)


@cache
def _hush() -> None:
    """What pikepdf warns of is of no use to whoever reads a log: the file is read or refused."""
    logging.getLogger("pikepdf").addHandler(logging.NullHandler())


def _document(document: pikepdf.Pdf) -> Document:
    language = _told(lambda: str(document.Root.get("/Lang", "")))
    if not LANGUAGE.fullmatch(language):
        language = ""
    return Document(
        format="PDF",
        title=_title(document, language),
        languages=(language,) if language else (),
        pages=len(document.pages),
        cautions=cautions(document),
    )


def _title(document: pikepdf.Pdf, language: str) -> Words:
    """The title in the PDF's own description, where somebody gave it one."""
    text = _told(lambda: str(document.docinfo.get("/Title", "")))
    text = " ".join("".join(each if each.isprintable() else " " for each in text).split())[:LONGEST_TITLE]
    return () if NO_TITLE.fullmatch(text) else (Said(language, text),)


def _told(read: Callable[[], str]) -> str:
    """What a PDF says of itself, or nothing: a document is none the worse for saying nonsense there."""
    import pikepdf

    try:
        return read()
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError, AttributeError):
        return ""
