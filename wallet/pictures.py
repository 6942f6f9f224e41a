"""Strangers' pictures made into plain ones: told by their bytes, decoded, shrunk and encoded anew as PNG.

Everything here is bounded in pixels but not in time: run it by `confined`.
"""

from __future__ import annotations

import re
import struct
import warnings
import xml.etree.ElementTree as ET  # its parser here knows no DTD
import zlib
from functools import lru_cache
from io import BytesIO
from typing import Any, NoReturn

import resvg_py
from PIL import Image, ImageCms, ImageFont, ImageOps

from . import errors
from .openbadges import png
from .openbadges.report import N_

LARGEST = (1024, 1024)
MOST_PIXELS = png.MAX_PIXELS
MOST_SVG_BYTES = 2 * 1024 * 1024
MOST_ELEMENTS = 20_000
DEEPEST = 128

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}
# What may stand before the root element: a declaration, comments, instructions, a DOCTYPE (refused when it is read).
# The groups never give back what they took, so that no file makes the search long.
SVG_START = re.compile(
    r"\s*+(?>(?><\?[^>]*+>|<!--(?>.*?-->)|<!DOCTYPE[^>\[]*+(?>\[[^\]]*+\]\s*+)?+>)\s*+)*+<(?>[\w-]++:)?+svg[\s/>]", re.S
)
SVG_TEXT_SIZE = 16
# Families that a machine is likely to have, by the name of a file that shows it.
FONTS = {
    "DejaVuSans.ttf": "DejaVu Sans",
    "NotoSans-Regular.ttf": "Noto Sans",
    "LiberationSans-Regular.ttf": "Liberation Sans",
    "arial.ttf": "Arial",
    "Arial.ttf": "Arial",
}
# What the decoder raises over broken pictures: some of its readers trust that what they need is there.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    AssertionError,
    LookupError,
    ArithmeticError,
    TypeError,
    EOFError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Warning,
)


class NotAPicture(errors.Unprocessable):
    """Bytes that cannot be shown as a picture; the sentence says why."""


def sniff(data: bytes) -> str:
    """The media type that bytes show by themselves, whatever they are called; application/octet-stream if unknown."""
    for signature, media_type in SIGNATURES:
        if data.startswith(signature):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if SVG_START.match(data[:65536].decode(encoding, "replace")):
        return "image/svg+xml"
    return "application/octet-stream"


def normalise(data: bytes, size: tuple[int, int] = LARGEST) -> bytes:
    """A PNG of a PNG, JPEG or SVG that fits into `size` (at most 1024 × 1024), without metadata, in sRGB.

    An animation gives its first frame; nothing is enlarged but an SVG. Raises NotAPicture, or Unprocessable of the PNG
    reader, with a sentence.
    """
    width, height = (max(1, min(side, most)) for side, most in zip(size, LARGEST, strict=True))
    media_type = sniff(data)
    if media_type == "image/svg+xml":
        return _encoded(_decoded(_drawn(data, width, height), "PNG", (width, height)))
    if media_type == "image/png":
        _prove(data)
    if media_type in FORMATS:
        return _encoded(_decoded(data, FORMATS[media_type], (width, height)))
    raise NotAPicture(N_("This is not a picture that the wallet can show. It takes PNG, JPEG and SVG."))


def _prove(data: bytes) -> None:
    """Walk a PNG's chunks to its end: every checksum is right. Raises the reader's Unreadable."""
    for _ in png.chunks(data):
        pass


def _decoded(data: bytes, kind: str, size: tuple[int, int]) -> Image.Image:
    """A picture read by one decoder alone, upright, shrunk to fit, in sRGB with or without alpha."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=[kind]) as picture:
                _limit(picture)
                picture.draft("RGB", (2 * size[0], 2 * size[1]))
                picture.load()
                return _plain(picture, size)
    except BROKEN as error:
        raise NotAPicture(N_("This picture is damaged. Download it again, or ask its issuer for it.")) from error


def _limit(picture: Image.Image) -> None:
    """Refuse a picture by the size that it states, before a pixel is decoded."""
    if picture.width * picture.height > MOST_PIXELS:
        raise NotAPicture(
            N_("This picture has %(width)d × %(height)d pixels, more than the wallet takes."),
            width=picture.width,
            height=picture.height,
        )


def _plain(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The pixels alone, upright and in sRGB, with an alpha channel where something is transparent."""
    profile = picture.info.get("icc_profile")
    see_through = picture.has_transparency_data
    if picture.mode.startswith("I"):  # 16 bits of grey; Pillow would cut them off, not scale them
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode not in ("L", "RGB", "RGBA", "CMYK"):
        picture = picture.convert("RGBA" if see_through else "RGB")
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail(size, Image.Resampling.LANCZOS)
    picture = _in_srgb(picture, profile)
    picture = picture.convert("RGBA" if see_through else "RGB")
    picture.info = {}
    return picture


def _in_srgb(picture: Image.Image, profile: Any) -> Image.Image:
    """The colours that a profile means; a profile that cannot be used is left aside, as browsers do."""
    if not isinstance(profile, bytes) or picture.mode == "L":
        return picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _encoded(picture: Image.Image) -> bytes:
    """The picture as PNG and nothing else."""
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _drawn(data: bytes, width: int, height: int) -> bytes:
    """An SVG drawn as PNG at the size that fits, from what is inside it alone and the fonts of this machine."""
    text = _cleaned(data)
    family = _family()
    try:
        # Both sides are given: with one alone, the other may be as long as the picture claims.
        return resvg_py.svg_to_bytes(
            svg_string=text,
            width=width,
            height=height,
            dpi=96,
            font_size=SVG_TEXT_SIZE,
            font_family=family,
            serif_family=family,
            sans_serif_family=family,
            cursive_family=family,
            fantasy_family=family,
        )
    except ValueError as error:
        raise NotAPicture(N_("This SVG picture cannot be drawn. Ask its issuer for a PNG.")) from error


@lru_cache
def _family() -> str | None:
    """A family of fonts that this machine has, for text whose own font it lacks."""
    for file, family in FONTS.items():
        try:
            ImageFont.truetype(file)
        except OSError:
            continue
        return family
    return None


def _cleaned(data: bytes) -> str:
    """An SVG written anew without whatever draws on something outside it: resvg reads files that an `href` names."""
    if len(data) > MOST_SVG_BYTES:
        raise NotAPicture(N_("This SVG picture is too large."))
    parser = ET.XMLParser(target=_Cleaner())  # noqa: S314  # DTDs are refused, depth and count are limited
    try:
        parser.feed(data)
        root: ET.Element = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise NotAPicture(N_("This SVG picture is damaged. Download it again, or ask its issuer for it.")) from error
    return ET.tostring(root, encoding="unicode")


class _Cleaner(ET.TreeBuilder):
    """Builds the tree of an SVG within limits, keeping only references into the picture itself."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def doctype(self, *_: object) -> NoReturn:
        """Refuse a DOCTYPE: entities come with it."""
        raise NotAPicture(N_("This SVG picture has a DOCTYPE, which the wallet does not read. Ask for a PNG."))

    def start(self, tag: Any, attrs: Any, /) -> ET.Element:
        """Open an element, with the attributes that stay."""
        self._depth, self._count = self._depth + 1, self._count + 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise NotAPicture(N_("This SVG picture is too intricate to be drawn."))
        return super().start(tag, {name: value for name, value in attrs.items() if _stays(name, value)})

    def end(self, tag: str, /) -> ET.Element:
        """Close an element."""
        self._depth -= 1
        return super().end(tag)


INSIDE = re.compile(r"#|data:image/(?:png|jpeg|jpg)[;,]")


def _stays(name: str, value: str) -> bool:
    """Whether an attribute is kept: a reference only into the picture, or to one that it carries itself."""
    return name.rpartition("}")[2] not in ("href", "base") or INSIDE.match(value.strip()) is not None
