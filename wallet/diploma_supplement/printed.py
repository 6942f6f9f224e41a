"""The A4 PDF of what is shown of a Diploma Supplement: tagged, searchable, with its outline and a way to its page.

Pure, and made for a confined worker: `await confined.run(printed, view, about)`.
"""

from __future__ import annotations

from wallet.printing.code import drawing
from wallet.printing.press import Sheet, families, fonts, pressed

from .printing.about import About, Labels, Line, labels
from .printing.contents import contents
from .view import View

__all__ = ["About", "Labels", "Line", "labels", "printed", "sheet"]


def printed(view: View, about: About) -> bytes:
    """The PDF (PDF/A-2a, PDF/UA-1), the same bytes for the same values; raises Refused when the URL is too long."""
    return pressed(sheet(about.url), contents(view, about, fonts(), families()), about.made_at)


def sheet(url: str) -> Sheet:
    """What the pages are drawn by, with the code that leads to an address."""
    return Sheet("diploma_supplement/supplement.typ", {"code.svg": drawing(url).encode()})
