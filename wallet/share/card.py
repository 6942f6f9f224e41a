"""The card: the image that networks show of a shared badge, drawn from one frozen value and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from wallet.i18n import day, gettext, speaking

from . import medallion
from .canvas import Palette, Picture
from .faces import Face, told
from .fitting import Measure, fit
from .frames import CARD, Frame
from .marks import mark
from .sheet import ACCENT, INK, SOFT, Drawing, Found, Line, Sheet, host_of, sheet
from .tones import Colours, palette

DESIGN = 2  # counted up when the drawing changes, so that cards made before get new addresses
TITLES = (72, 66, 60, 54, 49, 44, 40, 36)  # sizes of a title in pixels, largest first


@dataclass(frozen=True)
class Card:
    """What a card shows; `verified` is a key of MARKS, `art` a safe PNG, colours are written as #rrggbb.

    `colour` is the issuer's; where that is unknown, the art gives its own, and `accent` is the operator's.
    """

    title: str
    issuer: str
    holder: str | None
    issued: date | None
    verified: str
    checked: date | None
    art: bytes | None
    url: str
    locale: str
    colour: str | None = None
    accent: str | None = None


def draw(card: Card, frame: Frame = CARD) -> Drawing:
    """The card as an opaque image: 1200×630 unless another frame is asked for."""
    found = mark(card.verified)
    colours = palette(Colours(card.colour, card.accent, card.art), found.colour)
    paper = sheet(frame, colours, (card.title, card.issuer, card.holder or ""), card.locale)
    paper.canvas.pictures.append(_art(card, frame, colours))
    with speaking(card.locale):
        paper.block(_lines(paper, card))
        paper.foot(Found(found, gettext(found.words), card.checked, card.url))
    return paper.finished()


def card_hash(card: Any) -> str:
    """The hash of what a card shows, a frozen value: 16 hexadecimal digits, the same on every machine."""
    return hashlib.sha256(repr((DESIGN, type(card).__name__, *astuple(card))).encode()).hexdigest()[:16]


def _art(card: Card, frame: Frame, colours: Palette) -> Picture:
    if card.art:
        return medallion.picture(card.art, frame.art, colours.panel)
    text = letter_of((card.title, card.issuer, host_of(card.url)), card.locale)
    return medallion.monogram(text, frame.art, (colours.inks[ACCENT], colours.panel))


def _lines(paper: Sheet, card: Card) -> list[Line]:
    """The issuer, the title, the holder and the date."""
    px, (left, top, right, bottom) = paper.frame.px, paper.frame.text
    wide = right - left
    head = paper.lines(Line(card.issuer, Face.STRONG, 0, ACCENT), wide, (28, 26, 24, 22))
    holder = paper.awarded(card.holder, wide)
    gap = px(6 if holder else 18)
    issued = paper.line(Line(day(card.issued) if card.issued else "", Face.TEXT, px(26), SOFT, gap), wide)
    room = bottom - top - sum(line.height for line in (*head, *holder, *issued))
    return [*head, *titles(paper, (card.title, card.url), room), *holder, *issued]


def titles(paper: Sheet, named: tuple[str, str], room: int, above: int = 14) -> list[Line]:
    """A title, or else the host of its page's address, as large as the room (in pixels) lets it be."""
    px, wide = paper.frame.px, paper.frame.text[2] - paper.frame.text[0]
    shown = told(named[0], Face.TITLE, paper.tongue) or host_of(named[1])
    sizes = [px(size) for size in TITLES]
    setting = fit(shown, (wide, room - px(above)), sizes, Measure(Face.TITLE, paper.tongue))
    return [
        Line(line, Face.TITLE, setting.size, INK, 0 if number else px(above))
        for number, line in enumerate(setting.lines)
    ]


def letter_of(texts: Sequence[str], locale: str) -> str:
    """The first of the texts that can be written here, for a medallion."""
    return next(filter(None, (told(text, Face.TITLE, locale) for text in texts)), "")
