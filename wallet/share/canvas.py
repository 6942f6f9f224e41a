"""A drawn image kept as ink, so that it is saved without being quantised: a ramp of shades for each colour."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops

from .faces import Emoji

Colour = tuple[int, int, int]

SHADES = 16  # steps from paper to full ink: what smooth edges of letters need
ENOUGH = 45_000  # bytes; above it JPEG is tried too, since networks load small images first


@dataclass(frozen=True)
class Palette:
    """The paper, the panel behind the picture, the hairlines, and the inks by their number."""

    paper: Colour
    panel: Colour
    line: Colour
    inks: tuple[Colour, ...]

    def entries(self) -> list[int]:
        """The palette of an image: paper to each ink in even steps, then the panel and the line."""
        ramps = [mix(self.paper, ink, step / (SHADES - 1)) for ink in self.inks for step in range(SHADES)]
        return [channel for colour in (*ramps, self.panel, self.line) for channel in colour]


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


@dataclass(frozen=True, eq=False)  # the same object is the same picture: its colours are chosen once
class Picture:
    """A coloured picture: where its left top is, its pixels (RGB), and which of them count (mode L or None)."""

    left: int
    top: int
    image: Image.Image
    mask: Image.Image | None = None
    colours: int = 96  # as many as are worth their bytes


@dataclass
class Canvas:
    """A sheet of paper with panels (boxes: left, top, right, bottom), inks and pictures on it."""

    size: tuple[int, int]
    palette: Palette
    panels: tuple[tuple[int, int, int, int], ...] = ()
    lines: list[tuple[int, int, int, int]] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def place(self, emoji: Emoji) -> None:
        """Stand a coloured emoji on the paper."""
        ground = Image.new("RGB", emoji.image.size, self.palette.paper)
        ground.paste(emoji.image, mask=emoji.image.getchannel("A"))
        self.pictures.append(Picture(emoji.left, emoji.top, ground, colours=24))

    def encoded(self) -> tuple[bytes, str]:
        """The image's bytes and media type: a palette PNG, or a JPEG of quality 85 where that is smaller."""
        png = _saved(self._indexed(), "PNG", compress_level=6)
        if len(png) <= ENOUGH:
            return png, "image/png"
        jpeg = _saved(self._full(), "JPEG", quality=85, optimize=True)
        return (jpeg, "image/jpeg") if len(jpeg) < len(png) else (png, "image/png")

    def _indexed(self) -> Image.Image:
        """The image in palette mode; only the pictures' own colours have to be chosen."""
        sheet, fixed = Image.new("L", self.size, 0), self.palette.entries()
        first = len(fixed) // 3
        for boxes, index in ((self.panels, first - 2), (self.lines, first - 1)):
            for box in boxes:
                sheet.paste(index, box)
        for ink in self.inks:
            sheet.paste(ink.mask.point(_ramp(ink.ink)), (ink.left, ink.top), ink.mask.point(_touched()))
        colours, numbers = _quantised(tuple(self.pictures), first)
        for picture, pixels in zip(self.pictures, numbers, strict=True):
            sheet.paste(pixels, (picture.left, picture.top), picture.mask)
        image = Image.frombytes("P", self.size, sheet.tobytes())
        image.putpalette(fixed + colours)
        return image

    def _full(self) -> Image.Image:
        """The image in full colour."""
        sheet = Image.new("RGB", self.size, self.palette.paper)
        for boxes, colour in ((self.panels, self.palette.panel), (self.lines, self.palette.line)):
            for box in boxes:
                sheet.paste(colour, box)
        for ink in self.inks:
            sheet.paste(self.palette.inks[ink.ink], (ink.left, ink.top), ink.mask)
        for picture in self.pictures:
            sheet.paste(picture.image, (picture.left, picture.top), picture.mask)
        return sheet


@lru_cache
def _ramp(ink: int) -> list[int]:
    return [ink * SHADES + round(covered * (SHADES - 1) / 255) for covered in range(256)]


@lru_cache
def _touched() -> list[int]:
    return [0] + [255] * 255


@lru_cache(maxsize=64)
def _quantised(pictures: tuple[Picture, ...], first: int) -> tuple[list[int], list[Image.Image]]:
    """The pictures' common palette, and each of them (mode L) as numbers in it that count from `first`."""
    if not pictures:
        return [], []
    images, most = (
        [picture.image for picture in pictures],
        min(256 - first, sum(picture.colours for picture in pictures)),
    )
    tops = [sum(image.height for image in images[:place]) for place in range(len(images))]
    strip = Image.new("RGB", (max(image.width for image in images), tops[-1] + images[-1].height))
    for image, top in zip(images, tops, strict=True):
        strip.paste(image, (0, top))
    chosen = strip.quantize(most, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    numbers = ImageChops.add(Image.frombytes("L", chosen.size, chosen.tobytes()), Image.new("L", chosen.size, first))
    pieces = [numbers.crop((0, top, image.width, top + image.height)) for image, top in zip(images, tops, strict=True)]
    return (chosen.getpalette() or [])[: most * 3], pieces


def _saved(image: Image.Image, form: str, **options: int | bool) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
