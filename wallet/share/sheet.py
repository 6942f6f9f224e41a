"""A card being drawn: lines of text, the foot with the seal and the QR code, in the frame's places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from PIL import Image

from wallet.i18n import day, gettext
from wallet.qr import QUIET, bitmap

from . import medallion
from .canvas import Canvas, Ink, Palette
from .directions import right_to_left
from .faces import Emoji, Face, language, readable, runs, told, width, write
from .fitting import LEADING, Measure, cut, ended, fit
from .frames import Frame
from .marks import Mark, seal

INK, SOFT, ACCENT, MARK = range(4)  # inks by their number in the palette


@dataclass(frozen=True)
class Drawing:
    """A finished image: its bytes, media type and size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    """One line of text: face, size, ink, and the white space above it."""

    text: str
    face: Face
    size: int
    ink: int
    above: int = 0

    @property
    def height(self) -> int:
        """How much of the sheet it takes."""
        return self.above + round(self.size * LEADING)


@dataclass(frozen=True)
class Found:
    """What the foot says: the mark, what was found in words, when, and the page that tells more."""

    mark: Mark
    words: str
    checked: date | None
    url: str


@dataclass(frozen=True)
class Sheet:
    """What is drawn onto, in which frame and in which language's letters; `rtl`: read from the right."""

    frame: Frame
    canvas: Canvas
    tongue: str
    rtl: bool

    def finished(self) -> Drawing:
        """The image."""
        data, media_type = self.canvas.encoded()
        return Drawing(data, media_type, *self.frame.size)

    def lines(self, line: Line, wide: int, sizes: Sequence[int]) -> list[Line]:
        """A text in one line of that width, at the first of the sizes (before scaling) that fits, or else in two."""
        text, measure = told(line.text, line.face, self.tongue), Measure(line.face, self.tongue)
        if not text:
            return []
        scaled = [self.frame.px(size) for size in sizes]
        for size in scaled:
            if measure(text, size) <= wide:
                return [replace(line, text=text, size=size)]
        setting = fit(text, (wide, round(2 * scaled[0] * LEADING) + 1), scaled, measure)
        first = replace(line, size=setting.size)
        return [replace(first, text=each, above=0 if n else line.above) for n, each in enumerate(setting.lines)]

    def awarded(self, holder: str | None, wide: int) -> list[Line]:
        """To whom it was awarded; nothing where that is not known or cannot be written here."""
        if not holder or not told(holder, Face.STRONG, self.tongue):
            return []
        words = gettext("Awarded to %(holder)s", holder=holder)
        return self.lines(Line(words, Face.STRONG, 0, INK, self.frame.px(22)), wide, (32, 30, 28, 26, 24))

    def line(self, line: Line, wide: int) -> list[Line]:
        """A text in one line, cut where it is longer; none where it is empty."""
        text = readable(line.text, line.face, self.tongue)
        return [replace(line, text=cut(text, wide, line.size, Measure(line.face, self.tongue)))] if text else []

    def block(self, lines: Sequence[Line]) -> None:
        """Draw lines in the middle of the frame's place for text."""
        left, top, right, bottom = self.frame.text
        y = top + max(0, (bottom - top - sum(line.height for line in lines)) // 2)
        for line in lines:
            self.put(line, (left, y + line.above, right), rtl=self.rtl)
            y += line.height

    def put(self, line: Line, place: tuple[int, int, int], *, rtl: bool = False) -> None:
        """Draw a line below the top between left and right; one that is read from the right begins there."""
        left, top, right = place
        mask, emojis = _drawn(line.text, line.face, line.size, self.tongue)
        margin = line.size // 2
        x = right - mask.width + margin if rtl else left - margin
        y = top - round(line.size * 0.18)
        for emoji in emojis:
            self.canvas.place(emoji, x, y)
        self.canvas.inks.append(Ink(x, y, mask, line.ink))

    def foot(self, found: Found) -> None:
        """The seal with what was found and when, above a hairline that ends at the QR code."""
        left, top, _, bottom = self.frame.foot
        edge, px = self._code(found.url), self.frame.px
        self.canvas.lines.append((left, top - 1, edge, top))
        middle, side = (top + bottom) // 2 + px(4), px(60)
        self.canvas.inks.append(Ink(left, middle - side // 2, seal(found.mark.sign, side), MARK))
        x = left + side + px(18)
        said = self._said(found, edge - x)
        y = middle - sum(line.height for line in said) // 2
        for line in said:
            self.put(line, (x, y + line.above, edge))
            y += line.height

    def _said(self, found: Found, wide: int) -> list[Line]:
        px = self.frame.px
        said = self.lines(Line(found.words, Face.STRONG, 0, MARK), wide, (30, 28, 26, 24, 22))
        if found.checked:
            checked = gettext("Checked on %(date)s", date=day(found.checked))
            said += self.line(Line(checked, Face.TEXT, px(22), SOFT, px(2)), wide)
        host = ended(host_of(found.url), wide, px(22), Measure(Face.TEXT, self.tongue))
        return [*said, Line(host, Face.TEXT, px(22), SOFT)]

    def _code(self, url: str) -> int:
        """Draw the QR code so that its dark modules end in the corner; returns where its quiet zone begins."""
        _, top, right, bottom = self.frame.foot
        code = bitmap(url)
        scale = max(2, round((bottom - top + 40) / code.width))
        large = code.resize((code.width * scale, code.height * scale), Image.Resampling.NEAREST)
        corner = right - large.width + QUIET * scale, bottom - large.height + QUIET * scale
        self.canvas.inks.append(Ink(*corner, large, INK))
        return corner[0]


def sheet(frame: Frame, palette: Palette, texts: Sequence[str], locale: str) -> Sheet:
    """An empty sheet with its panels, for texts of which the first that says something gives the direction."""
    left, top, right, bottom = frame.art
    middle, radius = ((left + right) // 2, (top + bottom) // 2), min(right - left, bottom - top) // 2
    panels = tuple(medallion.panel(box, middle, radius) for box in frame.panels)
    canvas = Canvas(frame.size, palette, panels, (frame.band,))
    return Sheet(frame, canvas, language("".join(texts), locale), right_to_left("".join(texts)))


def host_of(url: str) -> str:
    """Where a page is, as people read it."""
    return urlsplit(url).netloc


@lru_cache(maxsize=512)
def _drawn(text: str, face: Face, size: int, tongue: str) -> tuple[Image.Image, list[Emoji]]:
    """A line as a mask with a margin of half its size around; its baseline stands 1.05 sizes from the top."""
    mask = Image.new("L", (round(width(text, face, size, tongue)) + 2 * (size // 2), round(size * 1.5)))
    return mask, write(mask, (size // 2, round(size * 1.05)), runs(text, face, tongue), size)
