"""The pieces of a document as its owner's page has them: a switch for each, and presets that move several at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wallet import i18n
from wallet.i18n import N_
from wallet.models import Attachment
from wallet.sections import BENEATH, name_of
from wallet.supplement import EVERYTHING, Piece, switched_on

_TELLS: Final = {
    Piece.HOLDER: N_("Your name, as the document has it."),
    Piece.PERSONAL: N_("Date of birth, student number and the like: hidden unless you switch it on here."),
    Piece.QUALIFICATION: N_("What the qualification is called, its field, the institution, the language of teaching."),
    Piece.LEVEL: N_("Its level, how long it takes, what it took to be admitted."),
    Piece.CONTENTS: N_("What was learned, and the courses with their credits."),
    Piece.GRADES: N_("Every mark, the final result, how grades are given and how they were spread."),
    Piece.FUNCTION: N_("Which studies and which profession it opens."),
    Piece.ADDITIONAL: N_("Whatever the institution added, and where to find more."),
    Piece.CERTIFICATION: N_("Who certified the document, when and in which office."),
    Piece.SYSTEM: N_("How higher education works in the country."),
    Piece.UNPLACED: N_("What stands outside the eight sections. Read it before you show it: it may tell anything."),
    Piece.ENCLOSED: N_("They are shown whole, with their section: each may tell your grades or your date of birth."),
}
_APART: Final = {  # what the preset of everything leaves to switches of their own
    Piece.PERSONAL: N_("personal data"),
    Piece.UNPLACED: N_("other content"),
    Piece.ENCLOSED: N_("enclosed files"),
}
_EVERYTHING: Final = N_("“Everything”: all sections and grades. With switches of their own, below: %(pieces)s.")
_COVERED: Final = {
    Piece.GRADES: N_("Section 4 is hidden, and the grades in it with it."),
    Piece.PERSONAL: N_("Section 1 is hidden, and the personal data in it with it."),
}


class Preset(StrEnum):
    """A choice of pieces that one button makes."""

    EVERYTHING = "everything"
    WITHOUT_GRADES = "without-grades"
    LEVEL_AND_PROGRAMME = "level-and-programme"


_PRESETS: Final = {
    Preset.EVERYTHING: N_("Everything"),
    Preset.WITHOUT_GRADES: N_("Without grades"),
    Preset.LEVEL_AND_PROGRAMME: N_("Level and programme only"),
}


@dataclass(frozen=True)
class Switch:
    """The switch of a piece, and below it those of its parts; `covered` says why a part is hidden with its section."""

    piece: str
    number: str
    title: str
    tells: str
    on: bool
    covered: str = ""
    parts: tuple[Switch, ...] = ()


@dataclass(frozen=True)
class Button:
    """The button of a preset; `current`: the choice is this one."""

    value: str
    label: str
    current: bool


@dataclass(frozen=True)
class Choices:
    """What its owner can choose of a document.

    `everything` says what the preset of that name means, `whole` that all of it is chosen, so that its file is offered
    too, and `begun` that its owner has chosen.
    """

    buttons: tuple[Button, ...]
    switches: tuple[Switch, ...]
    everything: str
    whole: bool
    begun: bool


def choices(attachment: Attachment) -> Choices | None:
    """The switches and presets of a document, in the language being spoken; None for one that is shown whole."""
    pieces = had(attachment)
    if not pieces:
        return None
    chosen = chosen_of(attachment)
    top = [piece for piece in pieces if BENEATH.get(piece) not in pieces]
    return Choices(
        buttons=tuple(_buttons(pieces, chosen)),
        switches=tuple(_switch(piece, pieces, chosen) for piece in top),
        everything=_everything(pieces),
        whole=frozenset(pieces) <= chosen,
        begun=attachment.choice is not None,
    )


def _everything(pieces: Collection[Piece]) -> str:
    apart = [i18n.gettext(words) for piece, words in _APART.items() if piece in pieces]
    return i18n.gettext(_EVERYTHING, pieces=", ".join(apart)) if apart else ""


def had(attachment: Attachment) -> tuple[Piece, ...]:
    """What a document has, in the order of the template; empty for one that is shown whole."""
    known = set(attachment.pieces or ())
    return tuple(piece for piece in Piece if piece.value in known)


def chosen_of(attachment: Attachment) -> frozenset[Piece]:
    """What is shown of a document while it is visible."""
    choice = switched_on(attachment.pieces or (), attachment.choice)
    return frozenset(piece for piece in had(attachment) if piece in choice)


def preset(name: Preset, pieces: Collection[Piece], chosen: Collection[Piece]) -> frozenset[Piece]:
    """The choice that a preset makes: it turns on nothing that has to be turned on by itself."""
    if name is Preset.LEVEL_AND_PROGRAMME:
        return frozenset(pieces) & {Piece.QUALIFICATION, Piece.LEVEL}
    kept = frozenset(chosen) - EVERYTHING
    if name is Preset.WITHOUT_GRADES:  # what could not be placed, and files, which are shown whole, may tell grades
        return (EVERYTHING - {Piece.GRADES}) & frozenset(pieces) | (kept & {Piece.PERSONAL})
    return (EVERYTHING & frozenset(pieces)) | kept


def _buttons(pieces: Collection[Piece], chosen: frozenset[Piece]) -> Iterable[Button]:
    """The presets that differ for this document and show something of it."""
    made: dict[frozenset[Piece], Preset] = {}
    for name in Preset:
        wanted = preset(name, pieces, chosen)
        if wanted:
            made.setdefault(wanted, name)
    if len(made) > 1:
        for wanted, name in made.items():
            yield Button(name.value, i18n.gettext(_PRESETS[name]), wanted == chosen)


def _switch(piece: Piece, pieces: Collection[Piece], chosen: frozenset[Piece]) -> Switch:
    parts = (part for part, section in BENEATH.items() if section is piece and part in pieces)
    return Switch(
        piece=piece.value,
        number=piece.value if piece.value.isdigit() and piece is not Piece.UNPLACED else "",
        title=i18n.gettext(name_of(piece)),
        tells=i18n.gettext(_TELLS[piece]),
        on=piece in chosen,
        covered=i18n.gettext(_COVERED.get(piece, "")),
        parts=tuple(_switch(part, pieces, chosen) for part in parts),
    )
