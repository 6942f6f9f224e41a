"""Whether a PDF can be kept for a learner: whole, and open to whoever receives it."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from wallet.errors import Unprocessable

MAGIC = b"%PDF-"


def check(data: bytes) -> int:
    """The number of a PDF's pages; run it confined. Raises Unprocessable when it is broken or locked.

    Nothing in it is decoded or run; what is active in it does no harm where it is only handed on.
    """
    try:
        with pikepdf.open(BytesIO(data)) as document:
            if document.is_encrypted:
                raise Unprocessable("The PDF is locked by encryption. Send one that everybody can open and print.")
            pages = len(document.pages)
    except pikepdf.PasswordError as e:
        raise Unprocessable("The PDF needs a password. Send one that everybody can open.") from e
    except (pikepdf.PdfError, ValueError, RuntimeError) as e:
        raise Unprocessable("The PDF is damaged and cannot be opened. Make it again and send it.") from e
    if not pages:
        raise Unprocessable("The PDF has no page. Make it again and send it.")
    return pages
