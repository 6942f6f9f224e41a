"""The card: the image that networks show of a shared page, drawn from one frozen value and nothing else."""

from __future__ import annotations

import hashlib
import re
from dataclasses import astuple, dataclass, replace
from datetime import date
from functools import lru_cache, partial
from urllib.parse import urlsplit

from PIL import Image, ImageDraw

from wallet.i18n import N_, day, gettext, speaking
from wallet.qr import QUIET, bitmap

from . import medallion
from .canvas import Canvas, Colour, Ink, Palette, Picture, mix
from .faces import Emoji, Face, language, readable, right_to_left, runs, width, write
from .fitting import LEADING, Measure, cut, fit

DESIGN = 1  # counted up when the drawing changes, so that cards made before get new addresses


@dataclass(frozen=True)
class Card:
    """What a card shows; `verified` is a key of MARKS, `art` a safe PNG."""

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


@dataclass(frozen=True)
class Drawing:
    """A finished image: its bytes, media type and size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Frame:
    """Where things stand: panel, art, text and foot are boxes (left, top, right, bottom); `scale` is of letters."""

    size: tuple[int, int]
    panel: Box
    art: Box
    text: Box
    foot: Box
    scale: float


CARD = Frame((1200, 630), (0, 0, 452, 630), (46, 135, 406, 495), (512, 58, 1136, 446), (512, 470, 1136, 578), 1)
SQUARE = Frame((1080, 1080), (0, 0, 1080, 500), (335, 45, 745, 455), (80, 540, 1000, 870), (80, 900, 1000, 1020), 1.15)
STORY = Frame((1080, 1920), (0, 0, 1080, 960), (230, 200, 850, 820), (90, 1030, 990, 1560), (90, 1610, 990, 1740), 1.3)

INK, SOFT, ACCENT, MARK = range(4)
PAPER: Colour = (250, 248, 244)
GREEN: Colour = (20, 83, 45)
TITLES = (66, 60, 54, 49, 44, 40, 36)  # sizes of a title in pixels, largest first

# How each verdict is marked: what it says, in which colour, and with which sign in the seal.
MARKS: dict[str, tuple[str, Colour, str]] = {
    "verified": (N_("Verified"), (23, 96, 58), "check"),
    "unverified": (N_("Could not be checked"), (91, 87, 77), "dash"),
    "expired": (N_("Expired"), (122, 77, 0), "clock"),
    "revoked": (N_("Withdrawn by the issuer"), (143, 29, 29), "cross"),
    "invalid": (N_("Not genuine, or altered"), (143, 29, 29), "cross"),
    "anothers": (N_("Not awarded to this page’s owner"), (143, 29, 29), "cross"),
    "unknown": (N_("Its issuer is not known here"), (122, 77, 0), "dash"),
    "unproved": (N_("Not proved who issued it"), (122, 77, 0), "dash"),
    "described": (N_("Not an awarded badge"), (91, 87, 77), "dash"),
    "later": (N_("Not yet valid"), (122, 77, 0), "clock"),
    "lasted": (N_("Last verified"), (122, 77, 0), "clock"),
    "pending": (N_("Being checked"), (91, 87, 77), "dash"),
}


def draw(card: Card, frame: Frame = CARD) -> Drawing:
    """The card as an opaque image: 1200×630 unless another frame is asked for."""
    tongue = language(card.title + card.issuer + (card.holder or ""), card.locale)
    sheet = Sheet(card, frame, Canvas(frame.size, _palette(card), (frame.panel,)), tongue)
    sheet.canvas.pictures.append(_art(card, frame, sheet.canvas.palette))
    with speaking(card.locale):
        _text(sheet)
        _foot(sheet)
    data, media_type = sheet.canvas.encoded()
    return Drawing(data, media_type, *frame.size)


square = partial(draw, frame=SQUARE)
story = partial(draw, frame=STORY)


def card_hash(card: Card) -> str:
    """The hash of what the card shows: 16 hexadecimal digits, the same on every machine."""
    return hashlib.sha256(repr((DESIGN, *astuple(card))).encode()).hexdigest()[:16]


def _palette(card: Card) -> Palette:
    accent = _accent(card.colour)
    tone = medallion.tone(card.art) if card.art else accent
    panel = mix(PAPER, tone, 0.13)
    return Palette(PAPER, panel, mix(PAPER, (29, 27, 22), 0.14), ((29, 27, 22), (91, 87, 77), accent, _mark(card)[1]))


def _mark(card: Card) -> tuple[str, Colour, str]:
    return MARKS.get(card.verified, MARKS["unverified"])


@lru_cache
def _accent(colour: str | None) -> Colour:
    """The operator's colour, darkened until letters in it can be read on paper (WCAG 2.2, 1.4.3)."""
    if not colour or not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return GREEN
    accent: Colour = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
    while (_light(PAPER) + 0.05) / (_light(accent) + 0.05) < 4.5:
        accent = mix(accent, (0, 0, 0), 0.1)
    return accent


def _light(colour: Colour) -> float:
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _art(card: Card, frame: Frame, palette: Palette) -> Picture:
    if card.art:
        return medallion.picture(card.art, frame.art, palette.panel)
    letter = readable(card.title or card.issuer or _host(card.url), Face.TITLE, card.locale)[:1].upper()
    return medallion.monogram(letter, frame.art, (palette.inks[ACCENT], palette.panel))


@dataclass(frozen=True)
class Sheet:
    """A card being drawn: what, where, onto what, and in which language's letters."""

    card: Card
    frame: Frame
    canvas: Canvas
    tongue: str

    def px(self, size: int) -> int:
        """A length in pixels at the frame's scale."""
        return round(size * self.frame.scale)


@dataclass(frozen=True)
class Line:
    """One line of text: face, size, ink, and the white space above it."""

    text: str
    face: Face
    size: int
    ink: int
    above: int = 0


def _text(sheet: Sheet) -> None:
    """The issuer, the title, the holder and the date, as one block in the middle of its box."""
    left, top, right, bottom = sheet.frame.text
    lines = _lines(sheet)
    y = top + max(0, (bottom - top - _height(lines)) // 2)
    rtl = right_to_left(sheet.card.title)
    for line in lines:
        _put(sheet, line, (left, y + line.above, right), rtl)
        y += _height([line])


def _height(lines: list[Line]) -> int:
    return sum(line.above + round(line.size * LEADING) for line in lines)


def _lines(sheet: Sheet) -> list[Line]:
    card, px = sheet.card, sheet.px
    wide, high = sheet.frame.text[2] - sheet.frame.text[0], sheet.frame.text[3] - sheet.frame.text[1]
    awarded = gettext("Awarded to %(holder)s", holder=card.holder) if card.holder else ""
    head = _shown(Line(card.issuer, Face.STRONG, px(26), ACCENT), wide, sheet.tongue)
    holder = _shown(Line(awarded, Face.TEXT, px(30), INK, px(22)), wide, sheet.tongue)
    issued, gap = day(card.issued) if card.issued else "", px(6 if awarded else 18)
    date = _shown(Line(issued, Face.TEXT, px(26), SOFT, gap), wide, sheet.tongue)
    others = [line for line in (head, holder, date) if line.text]
    title = readable(card.title, Face.TITLE, sheet.tongue) or _host(card.url)
    room = high - _height(others) - px(14)
    setting = fit(title, (wide, room), [px(size) for size in TITLES], Measure(Face.TITLE, sheet.tongue))
    above = [px(14)] + [0] * len(setting.lines)
    titles = [Line(text, Face.TITLE, setting.size, INK, gap) for text, gap in zip(setting.lines, above, strict=False)]
    return [line for line in (head, *titles, holder, date) if line.text]


def _shown(line: Line, wide: int, tongue: str) -> Line:
    """The line as it can be shown in that width."""
    text = readable(line.text, line.face, tongue)
    return replace(line, text=cut(text, wide, line.size, Measure(line.face, tongue)) if text else "")


def _put(sheet: Sheet, line: Line, place: tuple[int, int, int], rtl: bool = False) -> None:
    """Draw a line below the top between left and right; one that is read from the right begins there."""
    left, top, right = place
    mask, emojis = _drawn(line.text, line.face, line.size, sheet.tongue)
    margin = line.size // 2
    x = right - mask.width + margin if rtl else left - margin
    y = top - round(line.size * 0.18)
    for emoji in emojis:
        sheet.canvas.place(Emoji(emoji.left + x, emoji.top + y, emoji.image))
    sheet.canvas.inks.append(Ink(x, y, mask, line.ink))


@lru_cache(maxsize=512)
def _drawn(text: str, face: Face, size: int, tongue: str) -> tuple[Image.Image, list[Emoji]]:
    """A line as a mask with a margin of half its size around; its baseline stands 1.05 sizes from the top."""
    mask = Image.new("L", (round(width(text, face, size, tongue)) + 2 * (size // 2), round(size * 1.5)))
    return mask, write(mask, (size // 2, round(size * 1.05)), runs(text, face, tongue), size)


def _foot(sheet: Sheet) -> None:
    """The seal with what was found and when, above a hairline that ends at the QR code."""
    left, top, _, bottom = sheet.frame.foot
    edge, px = _code(sheet), sheet.px
    sheet.canvas.lines.append((left, top - 1, edge, top))
    words, _, sign = _mark(sheet.card)
    said = [Line(gettext(words), Face.STRONG, px(26), MARK)]
    if sheet.card.checked:
        said.append(Line(gettext("Checked on %(date)s", date=day(sheet.card.checked)), Face.TEXT, px(20), SOFT, px(2)))
    said.append(Line(_host(sheet.card.url), Face.TEXT, px(20), SOFT))
    middle, side = (top + bottom) // 2 + px(4), px(52)
    sheet.canvas.inks.append(Ink(left, middle - side // 2, _seal(sign, side), MARK))
    y, x = middle - _height(said) // 2, left + side + px(18)
    for line in said:
        _put(sheet, _shown(line, edge - x, sheet.tongue), (x, y + line.above, edge))
        y += _height([line])


def _code(sheet: Sheet) -> int:
    """Draw the QR code so that its dark modules end in the corner; returns where its quiet zone begins."""
    _, top, right, bottom = sheet.frame.foot
    code = bitmap(sheet.card.url)
    scale = max(2, round((bottom - top + 40) / code.width))
    large = code.resize((code.width * scale, code.height * scale), Image.Resampling.NEAREST)
    corner = right - large.width + QUIET * scale, bottom - large.height + QUIET * scale
    sheet.canvas.inks.append(Ink(*corner, large, INK))
    return corner[0]


def _host(url: str) -> str:
    return urlsplit(url).netloc


@lru_cache(maxsize=32)
def _seal(sign: str, side: int) -> Image.Image:
    """A scalloped seal with its sign cut out, as a mask."""
    large = side * medallion.FINE
    mask = Image.new("L", (large, large))
    draw = ImageDraw.Draw(mask)
    draw.polygon(medallion.lobed(large / 2, large * 0.49, 12, 0.045), fill=255)
    for stroke in SIGNS[sign]:
        points = [(x * large, y * large) for x, y in stroke]
        draw.line(points, fill=0, width=round(large * 0.085), joint="curve")
        for x, y in (points[0], points[-1]):
            draw.circle((x, y), large * 0.0425, fill=0)
    return mask.resize((side, side), Image.Resampling.LANCZOS)


SIGNS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "check": (((0.31, 0.52), (0.45, 0.66), (0.70, 0.37)),),
    "dash": (((0.32, 0.5), (0.68, 0.5)),),
    "clock": (((0.5, 0.28), (0.5, 0.52), (0.65, 0.62)),),
    "cross": (((0.36, 0.36), (0.64, 0.64)), ((0.64, 0.36), (0.36, 0.64))),
}
