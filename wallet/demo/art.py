"""The pictures of the demo's badges: one family, a lamp above a bridge, each with its own shape and colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageDraw

SIDE = 640  # pixels of a finished picture
FINE = 4  # drawn four times as large, so that edges come out smooth
UNITS = 240  # the grid on which the shapes below are described

Point = tuple[float, float]

CREAM = "#fbf3e0"
GOLD = "#f0b849"


@dataclass(frozen=True)
class Colours:
    """A badge's colours: rim, three skies from above to the horizon, hills, water and its light."""

    rim: str
    sky: tuple[str, str, str]
    hill: str
    water: str
    shine: str


BORDEAUX = Colours("#3b0a1e", ("#5c1130", "#7d1a3c", "#a32a48"), "#4a0d27", "#360a1f", "#c8546a")
PETROL = Colours("#06302f", ("#0a4744", "#0f5f5a", "#178078"), "#083c3a", "#052928", "#4fb3a5")
INDIGO = Colours("#17153f", ("#241f5e", "#342c83", "#4b40ad"), "#1c1950", "#131136", "#8f83e6")


@cache
def degree() -> bytes:
    """The degree's medal, a PNG: a round seal, the bridge of three arches under a rising lamp."""
    return _medal(BORDEAUX, scalloped(120, 116, 28, 0.03), _degree)


@cache
def course() -> bytes:
    """The online course's badge, a PNG: a hexagon, bars of a chart that carry the bridge."""
    return _medal(PETROL, regular(120, 117, 6, 0), _course)


@cache
def micro_credential() -> bytes:
    """The micro-credential's badge, a PNG: an octagon, a constellation over the arch."""
    return _medal(INDIGO, regular(120, 117, 8, pi / 8), _micro_credential)


@cache
def emblem() -> bytes:
    """The university's own emblem, a PNG: the lamp above one arch."""
    return _medal(BORDEAUX, regular(120, 117, 96, 0), _emblem)


class Sheet:
    """A large sheet on which shapes are drawn in units of the grid."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (SIDE * FINE, SIDE * FINE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def area(self, points: Sequence[Point], fill: str) -> None:
        """A filled polygon."""
        self.pen.polygon([_px(point) for point in points], fill=fill)

    def line(self, points: Sequence[Point], fill: str, width: float) -> None:
        """A line with round ends and joints."""
        self.pen.line([_px(point) for point in points], fill=fill, width=round(_scale(width)), joint="curve")
        for point in (points[0], points[-1]):
            self.disc(point, width / 2, fill)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        """A filled circle."""
        self.pen.circle(_px(centre), _scale(radius), fill=fill)

    def mix(self, centre: Point, radius: float, fill: str, share: float) -> None:
        """A circle of light laid thinly over what is there."""
        veil = Image.new("L", self.image.size)
        ImageDraw.Draw(veil).circle(_px(centre), _scale(radius), fill=round(255 * share))
        self.image.paste(fill, mask=veil)


def _scale(length: float) -> float:
    return length * SIDE * FINE / UNITS


def _px(point: Point) -> Point:
    return _scale(point[0]), _scale(point[1])


def _medal(colours: Colours, outline: Sequence[Point], scene: Callable[[Sheet, Colours], None]) -> bytes:
    """A scene inside an outline, with a rim, a gold thread and transparent surroundings."""
    sheet = Sheet(colours.sky[0])
    scene(sheet, colours)
    inner, thread, edge = (_shrunk(outline, share) for share in (0.885, 0.905, 0.925))
    rim = Image.new("RGB", sheet.image.size, colours.rim)
    _within(rim, edge, GOLD)
    rim.paste(sheet.image, mask=_mask(inner))
    pen = ImageDraw.Draw(rim)
    pen.line([_px(point) for point in (*thread, thread[0])], fill=GOLD, width=round(_scale(1.1)), joint="curve")
    picture = rim.convert("RGBA")
    picture.putalpha(_mask(outline))
    small = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.quantize(128, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _mask(points: Sequence[Point]) -> Image.Image:
    mask = Image.new("L", (SIDE * FINE, SIDE * FINE))
    ImageDraw.Draw(mask).polygon([_px(point) for point in points], fill=255)
    return mask


def _within(image: Image.Image, points: Sequence[Point], fill: str) -> None:
    ring = ImageChops.subtract(_mask(points), _mask(_shrunk(points, 0.987)))
    image.paste(fill, mask=ring)


def _shrunk(points: Sequence[Point], share: float) -> list[Point]:
    return [(120 + (x - 120) * share, 120 + (y - 120) * share) for x, y in points]


def regular(middle: float, radius: float, corners: int, turn: float) -> list[Point]:
    """The corners of a regular polygon."""
    angles = (turn + 2 * pi * corner / corners for corner in range(corners))
    return [(middle + radius * sin(angle), middle - radius * cos(angle)) for angle in angles]


def scalloped(middle: float, radius: float, lobes: int, depth: float) -> list[Point]:
    """A circle with a softly lobed edge."""
    points = []
    for step in range(1440):
        angle = step * pi / 720
        far = radius * (1 - depth / 2 + depth / 2 * cos(lobes * angle))
        points.append((middle + far * sin(angle), middle - far * cos(angle)))
    return points


def arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    """Points along a circle from one angle to another, in degrees, 0 to the right and 90 downwards."""
    angles = (start + (end - start) * step / 60 for step in range(61))
    return [
        (centre[0] + radius * cos(angle * pi / 180), centre[1] + radius * sin(angle * pi / 180)) for angle in angles
    ]


def _lamp(sheet: Sheet, centre: Point, radius: float) -> None:
    """The lamp: a gold disc with two thin rings of light around it."""
    sheet.mix(centre, radius * 2.6, GOLD, 0.10)
    sheet.mix(centre, radius * 1.75, GOLD, 0.16)
    sheet.disc(centre, radius, GOLD)


def _sky(sheet: Sheet, colours: Colours, horizon: float) -> None:
    """Three broad bands, lighter towards the horizon, and the hills on both sides."""
    for number, colour in enumerate(colours.sky):
        top = horizon * (0, 0.42, 0.72)[number]
        sheet.area([(0, top), (UNITS, top), (UNITS, UNITS), (0, UNITS)], colour)
    sheet.area([(0, horizon - 34), (52, horizon - 20), (104, horizon), (104, UNITS), (0, UNITS)], colours.hill)
    sheet.area([(240, horizon - 44), (196, horizon - 26), (136, horizon), (136, UNITS), (240, UNITS)], colours.hill)


def _river(sheet: Sheet, colours: Colours, horizon: float, rows: int = 5) -> None:
    """Water from the horizon down, with strokes of light that grow towards us."""
    sheet.area([(0, horizon), (UNITS, horizon), (UNITS, UNITS), (0, UNITS)], colours.water)
    for row, (x, length) in enumerate(((104, 32), (78, 40), (128, 44), (92, 62), (110, 30))[:rows]):
        y = horizon + 12 + row * 10.5
        sheet.line([(x, y), (x + length, y)], GOLD if row % 2 == 0 else colours.shine, 2.4)


def _bridge(sheet: Sheet, colours: Colours, deck: float, arches: Sequence[tuple[float, float]]) -> None:
    """A stone bridge: a gently rising deck on arches given by their middle and radius."""
    top = [(x, deck - 9 * (1 - ((x - 120) / 120) ** 2)) for x in range(0, UNITS + 1, 6)]
    sheet.area([*top, (UNITS, deck + 34), (0, deck + 34)], CREAM)
    for middle, radius in arches:
        foot = deck + 34
        span = arc((middle, foot), radius, 180, 360)
        sheet.area([*span, (middle + radius, foot + 1), (middle - radius, foot + 1)], colours.hill)
    sheet.line([(x, y - 5.5) for x, y in top], CREAM, 1.8)
    for x, y in top[1::2]:
        sheet.line([(x, y - 5.5), (x, y)], CREAM, 1.2)


def _degree(sheet: Sheet, colours: Colours) -> None:
    horizon = 162
    _sky(sheet, colours, horizon)
    _lamp(sheet, (120, 82), 26)
    for angle in range(-72, 73, 18):
        far, near = arc((120, 82), 58, angle - 90, angle - 90)[0], arc((120, 82), 44, angle - 90, angle - 90)[0]
        sheet.line([near, far], GOLD, 2.2)
    _river(sheet, colours, horizon)
    _bridge(sheet, colours, horizon - 34, ((52, 21), (120, 29), (188, 21)))
    for middle, radius in ((52, 21), (120, 29), (188, 21)):
        sheet.line(arc((middle, horizon), radius + 4, 180, 360), colours.sky[1], 1.3)


def _course(sheet: Sheet, colours: Colours) -> None:
    horizon = 166
    _sky(sheet, colours, horizon)
    _river(sheet, colours, horizon, rows=3)
    _lamp(sheet, (174.5, 67), 15)
    tops = []
    for number, height in enumerate((26, 42, 36, 56, 66, 80)):
        left, top = 38 + number * 25.5, horizon - height
        sheet.area([(left, horizon), (left, top), (left + 18, top), (left + 18, horizon)], CREAM)
        foot = horizon - 14 if number % 2 else horizon - 7
        sheet.area([(left, horizon), (left, foot), (left + 18, foot), (left + 18, horizon)], colours.shine)
        tops.append((left + 9, top - 15))
    sheet.line(tops, GOLD, 3)
    for point in tops[:-1]:
        sheet.disc(point, 5.5, GOLD)
        sheet.disc(point, 2.6, colours.sky[1])
    sheet.disc((174.5, 67), 15, GOLD)
    sheet.line([(14, horizon), (226, horizon)], CREAM, 4)


def _micro_credential(sheet: Sheet, colours: Colours) -> None:
    horizon = 166
    _sky(sheet, colours, horizon)
    stars = ((58, 112), (76, 70), (120, 96), (120, 46), (164, 70), (182, 112))
    for first, second in ((0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (2, 5), (4, 5)):
        sheet.line([stars[first], stars[second]], colours.shine, 2)
    for number, star in enumerate(stars):
        if number != 3:
            sheet.disc(star, 9 if number == 2 else 6.5, CREAM)
            sheet.disc(star, 4.5 if number == 2 else 3, colours.sky[2])
    _lamp(sheet, stars[3], 15)
    _river(sheet, colours, horizon)
    sheet.line(arc((120, 196), 76, 204, 336), CREAM, 11)
    sheet.line(arc((120, 196), 76, 206, 334), colours.sky[1], 1.6)
    sheet.area([(0, horizon), (UNITS, horizon), (UNITS, horizon + 9), (0, horizon + 9)], colours.water)
    sheet.line([(8, horizon), (232, horizon)], CREAM, 5)
    for x in range(66, 180, 12):
        y = 196 - (76**2 - (x - 120) ** 2) ** 0.5
        sheet.line([(x, y), (x, horizon)], CREAM, 1.5)


def _emblem(sheet: Sheet, colours: Colours) -> None:
    horizon = 158
    _sky(sheet, colours, horizon)
    _lamp(sheet, (120, 78), 28)
    _river(sheet, colours, horizon)
    _bridge(sheet, colours, horizon - 34, ((120, 30),))
