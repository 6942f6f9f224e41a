"""The picture on a card: the badge's art brought to size, or a medallion drawn where there is none."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageOps

from .canvas import Colour, Picture
from .faces import Face, runs, width, write

FINE = 4  # shapes are drawn at four times their size, so that their edges come out smooth
ROUNDED = 14  # pixels: the corners of art that fills its whole square
PETALS = 30  # circles of a medallion's guilloche
LARGER = 3  # small art is not blown up further than this
WHITE = 246  # from here on a corner counts as white paper


@lru_cache(maxsize=32)
def opened(art: bytes, side: int) -> Image.Image:
    """The art as RGBA, fitted into a square of that side."""
    with Image.open(BytesIO(art), formats=["PNG"]) as image:
        # A gap lets a poster of thousands of pixels be halved cheaply before it is resampled well.
        image.thumbnail((side * 3, side * 3), Image.Resampling.BOX, reducing_gap=1.0)
        picture = image.convert("RGBA")
    share = min(side / max(picture.size), LARGER)
    return picture.resize((max(1, round(picture.width * share)), max(1, round(picture.height * share))), _filter(share))


def _filter(share: float) -> Image.Resampling:
    return Image.Resampling.LANCZOS if share <= 1 else Image.Resampling.BICUBIC


@lru_cache(maxsize=32)
def tone(art: bytes) -> Colour:
    """The colour that the art has on the whole, greys counting little."""
    small = opened(art, 24)
    sums, weight = [0.0, 0.0, 0.0], 0.0
    for red, green, blue, alpha in zip(*[iter(small.tobytes())] * 4, strict=True):
        counts = alpha * (max(red, green, blue) - min(red, green, blue) + 1)
        sums = [total + channel * counts for total, channel in zip(sums, (red, green, blue), strict=True)]
        weight += counts
    if not weight:
        return 128, 128, 128
    return round(sums[0] / weight), round(sums[1] / weight), round(sums[2] / weight)


@lru_cache(maxsize=64)
def picture(art: bytes, box: tuple[int, int, int, int], panel: Colour) -> Picture:
    """The art in the middle of a box, on a panel of that colour; white paper around it takes the panel's colour."""
    image = opened(art, min(box[2] - box[0], box[3] - box[1]))
    ground = Image.new("RGB", image.size, panel)
    if _opaque(image):
        colours = image.convert("RGB")
        on_paper = _white_corners(colours)
        ground = ImageChops.multiply(colours, ground) if on_paper else colours
        mask = _different(ground, panel) if on_paper else _rounded(image.size)
    else:
        ground.paste(image, mask=image.getchannel("A"))
        mask = _different(ground, panel)
    left, top = (box[0] + box[2] - image.width) // 2, (box[1] + box[3] - image.height) // 2
    return Picture(left, top, ground, mask)


def _opaque(image: Image.Image) -> bool:
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


@lru_cache(maxsize=64)
def monogram(letter: str, box: tuple[int, int, int, int], colours: tuple[Colour, Colour]) -> Picture:
    """A medallion of guilloche lines around a letter, in an accent on a panel, for a badge without art."""
    side = min(box[2] - box[0], box[3] - box[1])
    shape = _guilloche(side)
    size = round(side * 0.30)
    letters = Image.new("L", shape.size)
    emoji = write(
        letters, ((side - width(letter, Face.TITLE, size)) / 2, side / 2 + size * 0.34), runs(letter, Face.TITLE), size
    )
    shape.paste(0, mask=letters)
    image = ImageOps.colorize(ImageOps.posterize(shape, 4), colours[1], colours[0], whitepoint=240)
    for one in emoji:
        image.paste(one.image, (one.left, one.top), one.image)
    left, top = (box[0] + box[2] - side) // 2, (box[1] + box[3] - side) // 2
    return Picture(left, top, image, _different(image, colours[1]), colours=16 + 100 * len(emoji))


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
