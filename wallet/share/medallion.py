"""The picture on a card: the badge's art brought to size, or a medallion drawn where there is none."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageOps

from .canvas import DEPTH, Colour, Panel, Picture, Pixels
from .faces import Face, clusters, runs, width, write
from .frames import Box

FINE = 4  # shapes are drawn at four times their size, so that their edges come out smooth
ROUNDED = 14  # pixels: the corners of art that fills its whole square
PETALS = 30  # circles of a medallion's guilloche
WORKED = 1024  # pixels of art's longer side that are enough to draw it from
LARGER = 3  # small art is not blown up further than this
PITCH, FAINT = 7, 90  # of the lines in a panel: pixels apart, and how deep of 255
RING, STRANDS, WAVES, SWING = 1.13, 2, 24, 0.03  # of the ring around the art: its size in that of the art
WHITE = 246  # from here on a corner counts as white paper


@lru_cache(maxsize=4)
def decoded(art: bytes) -> Image.Image:
    """The pixels of art, RGB or RGBA; a poster of thousands of pixels is halved until it is no larger than needed."""
    with Image.open(BytesIO(art), formats=["PNG"]) as image:
        # Colours of a palette are no numbers to be mixed.
        picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return picture.reduce(max(1, max(picture.size) // WORKED))


def picture(art: bytes, box: Box, panel: Colour) -> Picture:
    """The art in the middle of a box, on a panel of that colour; white paper around it takes the panel's colour."""
    pixels = _pixels(art, (box[2] - box[0], box[3] - box[1]), panel)
    return Picture(*_corner(box, pixels.image.size), pixels)


@lru_cache(maxsize=64)
def _pixels(art: bytes, size: tuple[int, int], panel: Colour) -> Pixels:
    image = decoded(art)
    ground = Image.new("RGB", image.size, panel)
    if _opaque(image):
        colours = image.convert("RGB")
        on_paper = _white_corners(colours)
        ground = _sized(ImageChops.multiply(colours, ground) if on_paper else colours, size)
        return Pixels(ground, _different(ground, panel) if on_paper else _rounded(ground.size))
    ground.paste(image, mask=image.getchannel("A"))
    ground = _sized(ground, size)
    return Pixels(ground, _different(ground, panel))


def _sized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A picture fitted into a size; a small one grows to three times its own at most."""
    share = min(size[0] / picture.width, size[1] / picture.height, LARGER)
    wanted = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return picture.resize(wanted, Image.Resampling.HAMMING if share <= 1 else Image.Resampling.BICUBIC)


def _corner(box: Box, size: tuple[int, int]) -> tuple[int, int]:
    """Where the left top of something stands that is in the middle of a box."""
    return (box[0] + box[2] - size[0]) // 2, (box[1] + box[3] - size[1]) // 2


def _opaque(image: Image.Image) -> bool:
    if image.mode == "RGB":
        return True
    lowest, _ = image.getchannel("A").getextrema()
    return isinstance(lowest, int) and lowest > 250


def _white_corners(image: Image.Image) -> bool:
    right, bottom = image.width - 1, image.height - 1
    corners = [image.getpixel(at) for at in ((0, 0), (right, 0), (0, bottom), (right, bottom))]
    return all(isinstance(corner, tuple) and min(corner) >= WHITE for corner in corners)


def _different(image: Image.Image, colour: Colour) -> Image.Image:
    bands = ImageChops.difference(image, Image.new("RGB", image.size, colour)).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return most.point([0, 0] + [255] * 254)


def _rounded(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), ROUNDED, fill=255)
    return mask


def monogram(text: str, box: Box, colours: tuple[Colour, Colour]) -> Picture:
    """A medallion of guilloche lines around a text's first letter, in an accent on a panel, for a badge without art."""
    letter = next(clusters(text), "").upper()
    pixels = _monogram(letter, min(box[2] - box[0], box[3] - box[1]), colours)
    return Picture(*_corner(box, pixels.image.size), pixels)


@lru_cache(maxsize=64)
def _monogram(letter: str, side: int, colours: tuple[Colour, Colour]) -> Pixels:
    shape, size = _guilloche(side).copy(), round(side * 0.30)
    letters, start = Image.new("L", shape.size), (side - width(letter, Face.TITLE, size)) / 2
    emoji = write(letters, (start, side / 2 + size * 0.34), runs(letter, Face.TITLE), size)
    shape.paste(0, mask=letters)
    image = ImageOps.colorize(ImageOps.posterize(shape, 4), colours[1], colours[0], whitepoint=240)
    for one in emoji:
        image.paste(one.glyph.image, (one.left, one.top), one.glyph.image)
    return Pixels(image, _different(image, colours[1]), colours=12 + 100 * len(emoji))


@lru_cache(maxsize=16)
def _guilloche(side: int) -> Image.Image:
    """A scalloped disc with circles engraved in its rim, as a mask."""
    large, middle = side * FINE, side * FINE / 2
    image = Image.new("L", (large, large))
    draw = ImageDraw.Draw(image)
    draw.polygon(lobed(middle, middle * 0.99, 36, 0.016), fill=255)
    for turn in range(PETALS):
        draw.line(_petal(middle, turn * 2 * pi / PETALS), fill=170, width=FINE + 1, joint="curve")
    for radius in (0.9, 0.52):
        draw.circle((middle, middle), middle * radius, outline=90, width=FINE + 2)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def lobed(middle: float, radius: float, lobes: int, depth: float) -> list[tuple[float, float]]:
    """The points of a circle with a scalloped edge."""
    points = []
    for step in range(720):
        angle = step * pi / 360
        far = radius * (1 - depth + depth * cos(lobes * angle))
        points.append((middle + far * sin(angle), middle - far * cos(angle)))
    return points


def _petal(middle: float, turn: float) -> list[tuple[float, float]]:
    centre = (middle + middle * 0.7 * sin(turn), middle - middle * 0.7 * cos(turn))
    steps = (step * pi / 40 for step in range(81))
    return [(centre[0] + middle * 0.17 * sin(angle), centre[1] - middle * 0.17 * cos(angle)) for angle in steps]


@lru_cache(maxsize=16)
def panel(box: Box, middle: tuple[int, int], radius: int) -> Panel:
    """A panel engraved as the paper of a diploma: fine lines, and a ring of waves around a point.

    Lines that run with the rows of the image cost next to nothing in its bytes; anything else would double them.
    """
    wide, high = box[2] - box[0], box[3] - box[1]
    image = Image.new("L", (wide * FINE, high * FINE))
    draw = ImageDraw.Draw(image)
    for y in range(PITCH // 2, high, PITCH):
        draw.rectangle((0, y * FINE, wide * FINE, y * FINE + FINE - 1), fill=FAINT)
    x, y, far = (middle[0] - box[0]) * FINE, (middle[1] - box[1]) * FINE, radius * FINE * RING
    draw.circle((x, y), far * (1 + SWING), fill=0)
    for phase in range(STRANDS):
        draw.line(_wave((x, y), far, phase * 2 * pi / STRANDS), fill=255, width=FINE + 2, joint="curve")
    small = image.resize((wide, high), Image.Resampling.BOX)
    return Panel(box[0], box[1], small.point([round(covered * DEPTH / 255) for covered in range(256)]))


def _wave(middle: tuple[float, float], far: float, phase: float) -> list[tuple[float, float]]:
    """A circle that swings, closed."""
    points = []
    for step in range(721):
        angle = step * pi / 360
        reach = far * (1 + SWING * cos(WAVES * angle + phase))
        points.append((middle[0] + reach * sin(angle), middle[1] - reach * cos(angle)))
    return points
