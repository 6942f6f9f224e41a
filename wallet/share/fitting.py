"""Titles of any length in a box of one size: measured, wrapped evenly, made smaller, cut at last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .faces import Face, joins, width

LEADING = 1.12  # line height, in sizes
RULER = 64  # words are measured once at this size; other sizes are in proportion
NEAR = 0.88  # of the largest size that fits: as far as a line may be saved by smaller letters
ELLIPSIS, JOINER = "…", "\u200d"

# Chinese and Japanese lines break almost anywhere, though not before closing signs; Thai lines between syllables,
# here between a consonant with its marks and the next one.
HAN = r"\u3041-\u30ff\u3400-\u9fff"
CLOSING = r"\u3001\u3002\u300d\u300f\u3011\u30fc\uff01\uff09\uff0c\uff1a\uff1b\uff1f"
THAI = r"[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45-\u0e4e]*"
# Elsewhere they break at spaces, and after a hyphen, a dash or a slash inside a word.
DASHES = tuple("-–—·•|/:")
WORD = rf"[^\s{HAN}]+?(?:[-–—/](?=\w)|(?=[\s{HAN}]|$))"
ATOMS = re.compile(rf"(\s*)([{HAN}][{CLOSING}]*|{THAI}|{WORD})")


@dataclass(frozen=True)
class Measure:
    """How wide texts are in one face and language."""

    face: Face
    locale: str

    def __call__(self, text: str, size: int) -> float:
        """The width of the text in pixels."""
        return width(text, self.face, RULER, self.locale) * size / RULER


@dataclass(frozen=True)
class Atom:
    """What a line cannot break inside: the space before it, itself, and how wide both are at size 1."""

    gap: str
    text: str
    space: float
    width: float


@dataclass(frozen=True)
class Setting:
    """A text broken into lines at a size in pixels."""

    lines: tuple[str, ...]
    size: int

    @property
    def height(self) -> int:
        """The height of all lines."""
        return round(len(self.lines) * self.size * LEADING)


def fit(text: str, box: tuple[int, int], sizes: Sequence[int], measure: Measure) -> Setting:
    """The largest of the sizes at which the text stays inside the box (width, height); the smallest cuts it.

    A little smaller is better where that saves a line, and more than three lines are for small sizes only: a long
    title should not shout.
    """
    atoms = _atoms(text, measure, box[0] / sizes[-1])
    widest = max((atom.width for atom in atoms), default=0)
    fitting: list[tuple[int, list[list[Atom]]]] = []
    for size in sizes:
        lines = wrap(atoms, box[0] / size)
        few = len(lines) <= 3 or size <= sizes[len(sizes) // 2]
        if few and widest * size <= box[0] and len(lines) * size * LEADING <= box[1]:
            fitting.append((size, lines))
    if not fitting:
        return _cut_short(wrap(atoms, box[0] / sizes[-1]), box, sizes[-1], measure)
    near = [one for one in fitting if one[0] >= NEAR * fitting[0][0]]
    size, lines = min(near, key=lambda one: len(one[1]))
    return Setting(_texts(_even(atoms, lines, box[0] / size, widest)), size)


def _cut_short(lines: list[list[Atom]], box: tuple[int, int], size: int, measure: Measure) -> Setting:
    """As many lines as there is room for, the last with an ellipsis when more follow."""
    most, shown = max(1, int(box[1] / (size * LEADING))), list(_texts(lines)) or [""]
    if len(shown) > most:
        shown[most - 1] = shown[most - 1].rstrip(".,;:–— ") + ELLIPSIS
    return Setting(tuple(cut(line, box[0], size, measure) for line in shown[:most]), size)


def cut(text: str, wide: float, size: int, measure: Measure) -> str:
    """The text, shortened by an ellipsis when it is wider than that."""
    if measure(text, size) <= wide:
        return text
    text = text.removesuffix(ELLIPSIS)
    while text and measure(text + ELLIPSIS, size) > wide:
        text = text[:-1].rstrip(f".,;:–— {JOINER}")
    return text + ELLIPSIS


def ended(text: str, wide: float, size: int, measure: Measure) -> str:
    """The end of a text, after an ellipsis when it is wider than that: of a host its end says whose it is."""
    if measure(text, size) <= wide:
        return text
    while text and measure(ELLIPSIS + text, size) > wide:
        text = text[1:]
    return ELLIPSIS + text


def _atoms(text: str, measure: Measure, longest: float) -> list[Atom]:
    """What the text is broken into; a word that no line can hold is broken inside."""
    found: list[Atom] = []
    for match in ATOMS.finditer(text):
        gap, pieces = match.group(1), [match.group(2)]
        while measure(pieces[-1], 1) > longest and len(pieces[-1]) > 1:
            head = _head(pieces[-1], longest, measure)
            pieces[-1:] = [head, pieces[-1][len(head) :]]
        last = found[-1] if found else None
        if last and gap and _bound(last.text, pieces[0]):
            pieces[0] = f"{last.text} {pieces[0]}"
            gap = found.pop().gap
        found.append(Atom(gap, pieces[0], measure(gap, 1) if gap else 0, measure(pieces[0], 1)))
        found.extend(Atom("", piece, 0, measure(piece, 1)) for piece in pieces[1:])
    return found


def _bound(word: str, following: str) -> bool:
    """Whether no line breaks between them: none ends in a lonely “i” or “a”, or begins with a dash."""
    return (len(word) == 1 and word.isalpha()) or following in DASHES


def _head(word: str, longest: float, measure: Measure) -> str:
    length = max(1, int(len(word) * longest / measure(word, 1)))
    while length > 1 and (measure(word[:length], 1) > longest or joins(word[length]) or word[length - 1] == JOINER):
        length -= 1
    return word[:length]


def wrap(atoms: Sequence[Atom], wide: float) -> list[list[Atom]]:
    """The lines, each as full as the width (at size 1) allows; an atom wider than that stands alone."""
    lines: list[list[Atom]] = []
    used = 0.0
    for atom in atoms:
        if lines and used + atom.space + atom.width <= wide:
            lines[-1].append(atom)
            used += atom.space + atom.width
        else:
            lines.append([atom])
            used = atom.width
    return lines


def _even(atoms: Sequence[Atom], lines: list[list[Atom]], wide: float, widest: float) -> list[list[Atom]]:
    """As many lines with the least difference between them, as CSS calls balanced."""
    low = max(widest, wide / 2)
    for _ in range(6):
        middle = (low + wide) / 2
        tried = wrap(atoms, middle)
        if len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            low = middle
    return lines


def _texts(lines: list[list[Atom]]) -> tuple[str, ...]:
    return tuple("".join(atom.gap + atom.text for atom in line).strip() for line in lines)
