"""A stranger's text as runs that the template sets: nothing in them is markup, and no word is too long for a line."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

Run = str | list[str] | dict[str, Any]  # words; one long word in parts; either with marks (b, i, ^, _)
BREAK = "\n"

LONGEST, PART = 38, 8  # characters of a word that stays whole, and of the parts of one that does not
IN_A_CELL, CELL_PART = 14, 4
ACCENT = "#14532d"
IN_A_TITLE, IN_A_HEADING = (20, 3), (22, 4)
MISSING = "\ufffd"
# Between letters of these scripts lines break by themselves: ideographs, kana, hangul, full-width forms.
_BREAKING = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef"
_KEPT = frozenset("\n\u200c\u200d\u200e\u200f")  # a break, joiners and marks of direction


def clean(text: str) -> str:
    """Composed text without controls and overrides; what no typeface can have becomes the replacement character."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(map(_clean, unicodedata.normalize("NFC", lines)))


def _clean(character: str) -> str:
    kind = unicodedata.category(character)
    if kind[0] != "C" or character in _KEPT:
        return character
    return MISSING if kind in ("Co", "Cn", "Cs") else ""


def line(text: str, longest: int = 0) -> str:
    """The text in one line, cut with an ellipsis past `longest` characters."""
    whole = " ".join(clean(text).split())
    return whole[: longest - 1].rstrip() + "…" if 0 < longest < len(whole) else whole


def runs(text: str, longest: int = LONGEST, part: int = PART) -> list[Run]:
    """Cleaned text as runs: breaks stand alone, words past `longest` characters come in parts."""
    found: list[Run] = []
    for number, row in enumerate(clean(text).split("\n")):
        if number:
            found.append(BREAK)
        for at, piece in enumerate(re.split(rf"([^\s/–—{_BREAKING}-]{{{longest + 1},}})", row)):
            if at % 2:
                found.append([piece[start : start + part] for start in range(0, len(piece), part)])
            elif piece:
                found.append(piece)
    return found


def one_line(text: str) -> list[Run]:
    """The runs of a title or a value."""
    return runs(line(text), *IN_A_TITLE)


def cell(text: str) -> list[Run]:
    """The runs of a cell in a narrow column."""
    return runs(clean(text).strip(), IN_A_CELL, CELL_PART)


def plain(runs: list[Run]) -> str:
    """The letters of runs, to measure them."""
    return "".join(plain([run["text"]]) if isinstance(run, dict) else "".join(run) for run in runs)


def right_to_left(text: str) -> bool:
    """Whether the first letter with a direction belongs to a script written from the right."""
    ways = (unicodedata.bidirectional(character) for character in text)
    return next((way != "L" for way in ways if way in ("L", "R", "AL")), False)


def colour(accent: str) -> str:
    """The operator's colour where it is one (`#rrggbb`), else the wallet's."""
    return accent if re.fullmatch(r"#[0-9A-Fa-f]{6}", accent, re.ASCII) else ACCENT
