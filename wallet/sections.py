"""The pieces of a document by their names, and in a sentence which of them are shown.

Titles are the Diploma Supplement's as revised in 2018 (Paris Communiqué, Appendix IV).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from wallet import i18n
from wallet.i18n import N_
from wallet.supplement import Piece

SECTIONS: Final = {
    0: N_("Other content"),
    1: N_("Information identifying the holder of the qualification"),
    2: N_("Information identifying the qualification"),
    3: N_("Information on the level and duration of the qualification"),
    4: N_("Information on the programme completed and the results obtained"),
    5: N_("Information on the function of the qualification"),
    6: N_("Additional information"),
    7: N_("Certification of the supplement"),
    8: N_("Information on the national higher education system"),
}
_NAMES: Final = {
    Piece.GRADES: N_("Grades"),
    Piece.PERSONAL: N_("Personal data"),
    Piece.ENCLOSED: N_("Enclosed files"),
}
_WORDS: Final = {
    Piece.UNPLACED: N_("other content"),
    Piece.ENCLOSED: N_("enclosed files"),
    Piece.PERSONAL: N_("personal data"),
}
BENEATH: Final = {Piece.GRADES: Piece.CONTENTS, Piece.PERSONAL: Piece.HOLDER}  # hidden with their section


def name_of(piece: Piece) -> str:
    """The name of a piece (a msgid): the template's title of a section."""
    return _NAMES.get(piece) or SECTIONS[int(piece.value)]


def told(shown: Collection[str], hidden: Collection[str]) -> str:
    """Which pieces of a document are shown, to follow its name: whether its grades, sections by number, the rest.

    Empty for a document without pieces, which is shown whole.
    """
    if not (shown or hidden):
        return ""
    gone = {piece for piece in Piece if piece in hidden}
    seen = [piece for piece in Piece if piece in shown and BENEATH.get(piece) not in gone]
    grades = N_(", with grades") if Piece.GRADES in seen else N_(", without grades")
    said = i18n.gettext(grades) if Piece.GRADES in {*shown, *gone} else ""
    return f"{said} ({_listed(seen)})"


def _listed(pieces: Iterable[Piece]) -> str:
    others = [piece for piece in pieces if piece is not Piece.GRADES]
    numbers = [piece.value for piece in others if piece not in _WORDS]
    words = [i18n.gettext(_WORDS[piece]) for piece in others if piece in _WORDS]
    if numbers:
        sections = i18n.ngettext(
            "section %(numbers)s", "sections %(numbers)s", len(numbers), numbers=", ".join(numbers)
        )
        words.insert(0, sections)
    return ", ".join(words) or i18n.gettext(N_("nothing of it"))
