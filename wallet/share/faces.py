"""Typefaces for drawn images: each character in a font that has it, never an empty box.

Latin, Greek and Cyrillic come from a font package when one is installed, else from the system, else from
Pillow; every other script from the system's Noto fonts, whose files are named after the script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from .directions import direction, right_to_left, ways

SHAPES = features.check("raqm")  # without it scripts still show, but unjoined and without reordering
NOWHERE = "\U0010ffff"  # no font has it: what it draws is the font's empty box
EMOJI = "NotoColorEmoji.ttf"
EMOJI_SIZE = 109  # the one size its bitmaps have


class Face(StrEnum):
    """What a text is for."""

    TITLE = "title"
    TEXT = "text"
    STRONG = "strong"


FILES: dict[Face, tuple[str, ...]] = {
    Face.TITLE: ("SourceSerifPro-Semibold.otf", "NotoSerif-Bold.ttf", "DejaVuSerif-Bold.ttf", "georgiab.ttf"),
    Face.TEXT: ("SourceSansPro-Regular.otf", "NotoSans-Regular.ttf", "DejaVuSans.ttf", "arial.ttf"),
    Face.STRONG: ("SourceSansPro-Semibold.otf", "NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf", "arialbd.ttf"),
}
SYMBOLS = ("NotoSansSymbols2-Regular.ttf", "NotoSansSymbols-Regular.ttf", "NotoSansMath-Regular.ttf", "DejaVuSans.ttf")
PACKAGES = {"SourceSerifPro": "font_source_serif_pro", "SourceSansPro": "font_source_sans_pro"}
JOINERS = "\u200c\u200d"
EMOJI_STYLE = "\ufe0f"  # asks for the coloured shape of the character before it
SELECTORS = "".join(map(chr, range(0xFE00, 0xFE10)))
MOST_MARKS = 6  # of one character; more would only cover its neighbours
BUILT_IN = ""  # Pillow's own font: little more than ASCII, but always there

# The shape of a Han character differs by language: the number of the face inside Noto's collections.
HAN = {"ja": 0, "ko": 1, "zh": 2, "zh-tw": 3, "zh-hant": 3, "zh-hk": 4}
CJK = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH")


@dataclass(frozen=True)
class Source:
    """A font file, or Pillow's own font when `name` is empty; `index` counts inside a collection."""

    name: str
    index: int = 0


@dataclass(frozen=True)
class Run:
    """Neighbouring characters drawn with one font in one direction."""

    text: str
    source: Source
    rtl: bool


@lru_cache(maxsize=512)
def font(source: Source, size: int) -> ImageFont.FreeTypeFont | None:
    """The font at a size in pixels, or None where the machine lacks it."""
    if source.name == BUILT_IN:
        built_in = ImageFont.load_default(size)
        return built_in if isinstance(built_in, ImageFont.FreeTypeFont) else None
    try:
        return ImageFont.truetype(_place(source.name), size, index=source.index)
    except OSError:
        return None


def _place(name: str) -> str | BytesIO:
    """Where a font file is: inside an installed package, else a bare name that Pillow looks for."""
    spec = find_spec(PACKAGES.get(name.partition("-")[0], "")) if name.partition("-")[0] in PACKAGES else None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        return str(Path(folder, "files", name))
    return name


@lru_cache(maxsize=8192)
def has(source: Source, character: str) -> bool:
    """Whether the font has a shape of its own for the character."""
    face = font(source, EMOJI_SIZE if source.name == EMOJI else 20)
    if face is None:
        return False
    if character.isspace():
        return source.name != EMOJI
    if source.name == EMOJI:  # its empty box is empty indeed
        return bool(face.getmask(character, mode="RGBA").size[1])
    shape, missing = face.getmask(character), face.getmask(NOWHERE)
    return (shape.size, bytes(shape)) != (missing.size, bytes(missing))


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def _candidates(character: str, face: Face, locale: str) -> Iterator[Source]:
    yield from (Source(name) for name in FILES[face])
    script, families = _script(character), ("Serif", "Naskh", "Sans") if face is Face.TITLE else ("Sans", "Serif")
    weights = ("Regular",) if face is Face.TEXT else ("Bold", "Regular")
    if script in CJK or unicodedata.east_asian_width(character) in "WF":
        index = 1 if script == "HANGUL" else HAN.get(locale.lower(), HAN.get(locale.lower()[:2], 2))
        yield from (Source(f"Noto{family}CJK-{weight}.ttc", index) for family in families for weight in weights)
    yield from (Source(f"Noto{family}{script.title()}-{weight}.ttf") for family in families for weight in weights)
    yield Source(EMOJI)
    yield from (Source(name) for name in SYMBOLS)
    yield Source(BUILT_IN)


@lru_cache(maxsize=8192)
def source_of(cluster: str, face: Face, locale: str) -> Source | None:
    """The first font that shows a character with all its marks, or None when no font on this machine does."""
    candidates = [*([Source(EMOJI)] if EMOJI_STYLE in cluster else ()), *_candidates(cluster[0], face, locale)]
    return next((source for source in candidates if all(_stands(source, each) for each in cluster)), None)


def _stands(source: Source, character: str) -> bool:
    """Whether a font shows a character; what has no shape of its own is right in a font that shapes."""
    if character in JOINERS:
        return source.name != BUILT_IN
    if character in SELECTORS or "\U000e0020" <= character <= "\U000e007f":
        return source.name == EMOJI
    return has(source, character)


def clusters(text: str) -> Iterator[str]:
    """Each character of a text with the marks, joiners and skin tones that follow it."""
    start = 0
    for place, character in enumerate(text):
        if place > start and not joins(character):
            yield text[start:place]
            start = place
    if text:
        yield text[start:]


def readable(text: str, face: Face, locale: str = "en") -> str:
    """The text as this machine can show it: composed, one line, unknown characters simplified or left out."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    shown = "".join(_shown(cluster, face, locale) for cluster in clusters(words))
    return " ".join(shown.split())


def told(text: str, face: Face, locale: str = "en") -> str:
    """The readable text, or nothing where this machine lacks most of its letters: a rest of a name is no name."""
    shown = readable(text, face, locale)
    letters, left = (sum(character.isalnum() for character in each) for each in (text, shown))
    return shown if shown and 2 * left >= letters else ""


@lru_cache(maxsize=8192)
def _shown(cluster: str, face: Face, locale: str) -> str:
    """A character with as many of its marks as one font has; nothing of a mark that stands alone."""
    base, marks = cluster[0], cluster[1 : 1 + MOST_MARKS]
    # Controls, bidi overrides and unassigned characters say nothing, and a mark needs something to stand on.
    if unicodedata.category(base)[0] == "C" or joins(base):
        return ""
    if source_of(base + marks, face, locale):
        return base + marks
    source = source_of(base, face, locale)
    if source is None:
        return "".join(part for part in unicodedata.normalize("NFKD", base) if source_of(part, face, locale))
    return base + "".join(mark for mark in marks if _stands(source, mark))


def joins(character: str) -> bool:
    """Whether the character only changes its neighbour: accents, variation selectors, joiners, skin tones, tags."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character in JOINERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def language(text: str, locale: str) -> str:
    """The language that decides how Han characters look: the page's if it is one that has them, else the text's."""
    if locale.lower()[:2] in HAN:
        return locale
    kana = any(_script(character) in ("HIRAGANA", "KATAKANA") for character in text)
    return "ja" if kana else "zh"


@lru_cache(maxsize=2048)
def runs(text: str, face: Face, locale: str = "en") -> tuple[Run, ...]:
    """The text in the order in which it is drawn, from left to right."""
    base, parts, found = right_to_left(text), tuple(clusters(text)), list[Run]()
    for cluster, rtl in zip(parts, ways(parts, base), strict=True):
        last = found[-1] if found else None
        source = _setting(cluster, face, locale, last if last and last.rtl == rtl else None)
        if last and (last.source, last.rtl) == (source, rtl):
            found[-1] = Run(last.text + cluster, source, rtl)
        else:
            found.append(Run(cluster, source, rtl))
    return tuple(_ordered(found, base))


def _setting(cluster: str, face: Face, locale: str, last: Run | None) -> Source:
    """The font of a character that follows `last`; one of no script stays with that if it can."""
    neutral = direction(cluster[0]) is None and EMOJI_STYLE not in cluster
    if last and neutral and all(_stands(last.source, each) for each in cluster):
        return last.source
    found = source_of(cluster, face, locale) or source_of(cluster[0], face, locale)
    return found or (last.source if last else Source(BUILT_IN))


def _ordered(found: list[Run], base: bool) -> list[Run]:
    groups = [list(group) for _, group in groupby(found, key=lambda run: run.rtl)]
    visual = [group[::-1] if group[0].rtl else group for group in groups]
    return [run for group in (visual[::-1] if base else visual) for run in group]


@lru_cache(maxsize=4096)
def width(text: str, face: Face, size: int, locale: str = "en") -> float:
    """The width in pixels of a line of text."""
    return sum(_advance(run, size) for run in runs(text, face, locale))


def _advance(run: Run, size: int) -> float:
    if run.source.name == EMOJI:
        emoji = font(run.source, EMOJI_SIZE)
        return emoji.getlength(run.text) * size / EMOJI_SIZE if emoji else 0
    face = font(run.source, size)
    return face.getlength(run.text, direction=_way(run)) if face else 0


def _way(run: Run) -> str | None:
    return ("rtl" if run.rtl else "ltr") if SHAPES and run.source.name != BUILT_IN else None


@dataclass(frozen=True, eq=False)  # the same object is the same glyph
class Glyph:
    """The coloured pixels (RGBA) of emoji."""

    image: Image.Image


@dataclass(frozen=True)
class Emoji:
    """Coloured glyphs that stand in a line, and where their left top is."""

    left: int
    top: int
    glyph: Glyph


def write(mask: Image.Image, at: tuple[float, float], line: tuple[Run, ...], size: int) -> list[Emoji]:
    """Draw runs into a coverage mask (mode L) from the left end of their baseline; returns the coloured emoji."""
    draw, (x, baseline), coloured = ImageDraw.Draw(mask), at, list[Emoji]()
    for run in line:
        face = font(run.source, size)
        if run.source.name == EMOJI:
            coloured.append(Emoji(round(x), round(baseline - size * 0.93), _glyph(run, size)))
        elif face:
            draw.text((x, baseline), run.text, font=face, fill=255, anchor="ls", direction=_way(run))
        x += _advance(run, size)
    return coloured


@lru_cache(maxsize=512)
def _glyph(run: Run, size: int) -> Glyph:
    face = font(run.source, EMOJI_SIZE)
    if face is None:
        raise LookupError(EMOJI)
    wide = max(1, round(face.getlength(run.text)))
    picture = Image.new("RGBA", (wide, 128))
    ImageDraw.Draw(picture).text((0, 0), run.text, font=face, embedded_color=True)
    small = picture.resize((max(1, wide * size // EMOJI_SIZE), 128 * size // EMOJI_SIZE), Image.Resampling.LANCZOS)
    return Glyph(small)
