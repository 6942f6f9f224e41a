"""A drawn image kept as ink, so that it is saved without being quantised: a ramp of shades for each colour."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops

from .faces import Emoji, Glyph

Colour = tuple[int, int, int]

SHADES = 9  # steps from paper to full ink: what smooth edges of letters need
ENOUGH = 0.0595  # bytes a pixel, 45 kB of a card; no JPEG of a drawn card is smaller, so above it only is one tried
DEPTH = 3  # shades of what is engraved in a panel
EMOJI_COLOURS, MOST = 24, 144  # of an emoji, and of all pictures


@dataclass(frozen=True)
class Palette:
    """The paper, the panel behind the picture and what is engraved in it, its band, the hairlines, and the inks."""

    paper: Colour
    panel: Colour
    line: Colour
    band: Colour
    engraved: Colour
    inks: tuple[Colour, ...]

    def entries(self) -> list[int]:
        """The palette of an image: paper to each ink in even steps, line, band, and the panel to what is engraved."""
        ramps = [mix(self.paper, ink, step / (SHADES - 1)) for ink in self.inks for step in range(SHADES)]
        depths = [mix(self.panel, self.engraved, step / DEPTH) for step in range(DEPTH + 1)]
        return [channel for colour in (*ramps, self.line, self.band, *depths) for channel in colour]


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour between two: 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Ink:
    """A shape in one ink on paper: where its left top is, how much covers each pixel (mode L), which ink."""

    left: int
    top: int
    mask: Image.Image
    ink: int


@dataclass(frozen=True, eq=False)  # the same object is the same pixels: their colours are chosen once
class Pixels:
    """Coloured pixels (RGB), which of them count (mode L, or None for all), and how many colours they are worth."""

    image: Image.Image
    mask: Image.Image | None = None
    colours: int = 96


@dataclass(frozen=True)
class Picture:
    """Pixels and where their left top is."""

    left: int
    top: int
    pixels: Pixels


@dataclass(frozen=True, eq=False)  # the same object is the same panel
class Panel:
    """A tinted part of the sheet: where its left top is, and how deep it is engraved (mode L, 0 to DEPTH)."""

    left: int
    top: int
    depths: Image.Image


@dataclass
class Canvas:
    """A sheet of paper with panels, bands and lines (boxes: left, top, right, bottom), inks and pictures on it."""

    size: tuple[int, int]
    palette: Palette
    panels: tuple[Panel, ...] = ()
    bands: tuple[tuple[int, int, int, int], ...] = ()
    lines: list[tuple[int, int, int, int]] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def place(self, emoji: Emoji, left: int, top: int) -> None:
        """Stand a coloured emoji on the paper, so far from where it was written."""
        self.pictures.append(Picture(emoji.left + left, emoji.top + top, _on(emoji.glyph, self.palette.paper)))

    def encoded(self) -> tuple[bytes, str]:
        """The image's bytes and media type: the smaller of a palette PNG and a JPEG of quality 85."""
        image = self._indexed()
        for level in (3, 6):  # the first is twice as fast, and mostly enough
            png = _saved(image, "PNG", compress_level=level)
            if len(png) <= ENOUGH * self.size[0] * self.size[1]:
                return png, "image/png"
        jpeg = _saved(self._full(), "JPEG", quality=85, optimize=True)
        return (jpeg, "image/jpeg") if len(jpeg) < len(png) else (png, "image/png")

    def _indexed(self) -> Image.Image:
        """The image in palette mode; only the pictures' own colours have to be chosen."""
        sheet, fixed = Image.new("L", self.size, 0), self.palette.entries()
        line = len(self.palette.inks) * SHADES
        band, panel, first = line + 1, line + 2, len(fixed) // 3
        for ground in self.panels:
            sheet.paste(_numbered(ground, panel), (ground.left, ground.top))
        for boxes, index in ((self.bands, band), (self.lines, line)):
            for box in boxes:
                sheet.paste(index, box)
        for ink in self.inks:
            shape = ink.mask.point(_ramp(ink.ink))
            box = (ink.left, ink.top, ink.left + shape.width, ink.top + shape.height)
            sheet.paste(ImageChops.lighter(sheet.crop(box), shape), box)  # what stands there already stays
        colours = self._pictured(sheet, first)
        image = Image.frombytes("P", self.size, sheet.tobytes())
        image.putpalette(fixed + colours)
        return image

    def _pictured(self, sheet: Image.Image, first: int) -> list[int]:
        """Put the pictures onto a sheet of numbers that count from `first`; returns their colours."""
        different = list(dict.fromkeys(picture.pixels for picture in self.pictures))
        wanted = sum(pixels.colours for pixels in different)
        share = min(1.0, min(256 - first, MOST) / wanted) if wanted else 1.0
        colours, starts = list[int](), dict[Pixels, int]()
        for pixels in different:
            starts[pixels] = first + len(colours) // 3
            colours += _quantised(pixels, max(1, int(pixels.colours * share)))[0]
        for picture in self.pictures:
            pixels = picture.pixels
            _, numbers = _quantised(pixels, max(1, int(pixels.colours * share)))
            sheet.paste(numbers.point(_counted(starts[pixels])), (picture.left, picture.top), pixels.mask)
        return colours

    def _full(self) -> Image.Image:
        """The image in full colour."""
        sheet, palette = Image.new("RGB", self.size, self.palette.paper), self.palette
        for ground in self.panels:
            sheet.paste(palette.panel, (ground.left, ground.top), Image.new("L", ground.depths.size, 255))
            covered = ground.depths.point([min(255, depth * 255 // DEPTH) for depth in range(256)])
            sheet.paste(palette.engraved, (ground.left, ground.top), covered)
        for boxes, colour in ((self.bands, palette.band), (self.lines, palette.line)):
            for box in boxes:
                sheet.paste(colour, box)
        for ink in self.inks:
            sheet.paste(palette.inks[ink.ink], (ink.left, ink.top), ink.mask)
        for picture in self.pictures:
            sheet.paste(picture.pixels.image, (picture.left, picture.top), picture.pixels.mask)
        return sheet


@lru_cache(maxsize=512)
def _on(glyph: Glyph, paper: Colour) -> Pixels:
    """A glyph on paper."""
    ground = Image.new("RGB", glyph.image.size, paper)
    alpha = glyph.image.getchannel("A")
    ground.paste(glyph.image, mask=alpha)
    return Pixels(ground, alpha.point([0] * 8 + [255] * 248), colours=EMOJI_COLOURS)


@lru_cache
def _ramp(ink: int) -> list[int]:
    shades = [round(covered * (SHADES - 1) / 255) for covered in range(256)]
    return [ink * SHADES + shade if shade else 0 for shade in shades]


@lru_cache(maxsize=32)
def _numbered(panel: Panel, first: int) -> Image.Image:
    return panel.depths.point(_counted(first))


@lru_cache
def _counted(first: int) -> list[int]:
    return [min(255, number + first) for number in range(256)]


@lru_cache(maxsize=64)
def _quantised(pixels: Pixels, most: int) -> tuple[list[int], Image.Image]:
    """The colours of pixels, at most so many, and each pixel (mode L) as a number in them."""
    # Chosen from a quarter of the pixels: three times faster, and no eye sees it.
    image, plain = pixels.image, Image.Dither.NONE
    half = image.resize((max(1, image.width // 2), max(1, image.height // 2)), Image.Resampling.NEAREST)
    chosen = image.quantize(palette=half.quantize(most, Image.Quantize.MEDIANCUT, dither=plain), dither=plain)
    colours = (chosen.getpalette() or [])[: most * 3]
    return colours, Image.frombytes("L", chosen.size, chosen.tobytes())


def _saved(image: Image.Image, form: str, **options: int | bool) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
