"""The card of a page of several badges: their art side by side, how many are verified, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil

from PIL import Image, ImageDraw

from wallet.i18n import speaking

from . import medallion
from .canvas import Colour, Palette, Picture, Pixels
from .card import letter_of, titles
from .faces import Face, runs, told, width, write
from .frames import CARD, Box, Frame
from .marks import answer, mark
from .sheet import ACCENT, SOFT, Drawing, Found, Line, Sheet, host_of, sheet
from .tones import Colours, palette

MOST = 4  # badges whose art is shown
GAP = 18  # pixels between two of them
BETWEEN = " · "  # two titles


@dataclass(frozen=True)
class Tile:
    """One of the badges: its title, and its art as a safe PNG."""

    title: str
    art: bytes | None


@dataclass(frozen=True)
class CardOfSeveral:
    """What a card of several badges shows: the first four as tiles, and of how many that there are so many verified.

    `worst` is a key of MARKS: how the badge stands that stands worst. `holder`, `issuer` and `colour` (#rrggbb) are
    those of all badges, or empty; `accent` is the operator's.
    """

    heading: str
    holder: str | None
    issuer: str
    tiles: tuple[Tile, ...]
    verified: int
    of: int
    worst: str
    checked: date | None
    url: str
    locale: str
    colour: str | None = None
    accent: str | None = None


def draw_several(card: CardOfSeveral, frame: Frame = CARD) -> Drawing:
    """The card as an opaque image: 1200×630 unless another frame is asked for."""
    found = mark("verified" if card.verified == card.of else card.worst)
    art = next((tile.art for tile in card.tiles if tile.art), None)
    colours = palette(Colours(card.colour, card.accent, art), found.colour)
    paper = sheet(frame, colours, (card.heading, card.issuer, card.holder or ""), card.locale)
    paper.canvas.pictures += _pictures(card, frame, colours)
    with speaking(card.locale):
        paper.block(_lines(paper, card))
        paper.foot(Found(found, answer(card.verified, card.of), card.checked, card.url))
    return paper.finished()


def _lines(paper: Sheet, card: CardOfSeveral) -> list[Line]:
    """The issuer, the heading, what the badges are called, and the holder."""
    px, (left, top, right, bottom) = paper.frame.px, paper.frame.text
    wide = right - left
    names = BETWEEN.join(filter(None, (told(tile.title, Face.TEXT, paper.tongue) for tile in card.tiles)))
    if names and card.of > len(card.tiles):
        names += f"{BETWEEN}…"
    head = paper.lines(Line(card.issuer, Face.STRONG, 0, ACCENT), wide, (28, 26, 24, 22))
    called = paper.lines(Line(names, Face.TEXT, 0, SOFT, px(12)), wide, (28, 26, 24))
    holder = paper.awarded(card.holder, wide)
    room = bottom - top - sum(line.height for line in (*head, *called, *holder))
    return [*head, *titles(paper, (card.heading, card.url), room), *called, *holder]


def _pictures(card: CardOfSeveral, frame: Frame, colours: Palette) -> Iterator[Picture]:
    cells = grid(frame.art, len(card.tiles))
    for tile, cell in zip(card.tiles, cells, strict=True):
        if tile.art:
            yield medallion.picture(tile.art, cell, colours.panel)
        else:
            text = letter_of((tile.title, host_of(card.url)), card.locale)
            yield medallion.monogram(text, cell, (colours.inks[ACCENT], colours.panel))
    more = card.of - len(card.tiles)
    if more > 0:
        side = frame.px(84)
        _, _, right, bottom = cells[-1]
        pixels = _chip(f"+{more}", side, (colours.inks[ACCENT], colours.panel, colours.paper))
        yield Picture(right - side + frame.px(14), bottom - side + frame.px(14), pixels)


def grid(box: Box, count: int) -> list[Box]:
    """So many equal squares in the middle of a box, as large as can be; a shorter last row stands in its middle."""
    (left, top, right, bottom), side, columns = box, 0, 1
    for tried in range(1, count + 1):
        rows = ceil(count / tried)
        fits = min((right - left - GAP * (tried - 1)) // tried, (bottom - top - GAP * (rows - 1)) // rows)
        if fits > side:
            side, columns = fits, tried
    rows, step = ceil(count / columns), side + GAP
    y = (top + bottom - rows * step + GAP) // 2
    cells = []
    for number in range(count):
        row, column = divmod(number, columns)
        here = min(columns, count - row * columns)
        x = (left + right - here * step + GAP) // 2 + column * step
        cells.append((x, y + row * step, x + side, y + row * step + side))
    return cells


@lru_cache(maxsize=64)
def _chip(text: str, side: int, colours: tuple[Colour, Colour, Colour]) -> Pixels:
    """A round label in an accent with a rim of the panel's colour and letters of the paper's."""
    accent, panel, paper = colours
    large = side * medallion.FINE
    image = Image.new("RGB", (large, large), panel)
    ImageDraw.Draw(image).circle((large / 2, large / 2), large * 0.44, fill=accent)
    image = image.resize((side, side), Image.Resampling.LANCZOS)
    size = round(side * (0.42 if len(text) < 3 else 0.34))
    letters = Image.new("L", (side, side))
    start = (side - width(text, Face.STRONG, size)) / 2
    write(letters, (start, side / 2 + size * 0.34), runs(text, Face.STRONG), size)
    image.paste(paper, mask=letters)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).circle((side / 2 - 0.5, side / 2 - 0.5), side * 0.49, fill=255)
    return Pixels(image, mask, colours=12)
