"""The A4 PDF of what is shown of a Diploma Supplement: tagged, searchable, with its outline and a way to its page.

Pure, and made for a confined worker: `await confined.run(printed, view, about)`.
"""

from __future__ import annotations

from .printing.about import About, Labels, Line, labels
from .printing.code import drawing
from .printing.contents import contents
from .printing.press import families, fonts, pressed
from .view import View

__all__ = ["About", "Labels", "Line", "labels", "printed"]


def printed(view: View, about: About) -> bytes:
    """The PDF (PDF/A-2a, PDF/UA-1), the same bytes for the same values; raises Refused when the URL is too long."""
    return pressed(contents(view, about, fonts(), families()), drawing(about.url), about.made_at)
