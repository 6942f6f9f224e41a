"""Sheets of paper with real text: a small PDF writer for the demo's documents, in the fonts every reader has."""

from __future__ import annotations

import unicodedata
import zlib
from dataclasses import dataclass, field
from enum import Enum
from io import BytesIO

import pikepdf
from PIL import Image

A4 = (595, 842)  # points
Colour = tuple[float, float, float]
INK: Colour = (0.11, 0.11, 0.09)
SOFT: Colour = (0.38, 0.36, 0.33)


class Font(Enum):
    """The fonts used, of the fourteen that need no embedding (ISO 32000-1 §9.6.2.2)."""

    TEXT = "Helvetica"
    STRONG = "Helvetica-Bold"
    SERIF = "Times-Roman"
    TITLE = "Times-Bold"


# Advance widths of the printable ASCII characters in thousandths of the size. The serif faces are narrower than the
# bold sans, so that its widths serve them as an upper bound.
_PLAIN = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 "
    "584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 "
    "333 611 556 778 556 556 500 389 280 389 584"
)
_WIDTHS = {font: [int(w) for w in (_PLAIN if font is Font.TEXT else _BOLD).split()] for font in Font}
_OTHERS = {
    "–": 556,
    "—": 1000,
    "’": 222,
    "‘": 222,
    "“": 333,
    "”": 333,
    "…": 1000,
    "•": 350,
    "·": 278,
    "°": 400,
    "€": 556,
}


def width(text: str, font: Font, size: float) -> float:
    """How wide a text is, in points; accented letters are as wide as their base."""
    widths, total = _WIDTHS[font], 0
    for character in text:
        base = unicodedata.normalize("NFKD", character)[:1]
        total += _OTHERS.get(character) or (widths[ord(base) - 32] if " " <= base <= "~" else 600)
    return total * size / 1000


def wrapped(text: str, font: Font, size: float, wide: float) -> list[str]:
    """The text in lines no wider than that, unless a single word is."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, font, size) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass
class Page:
    """One sheet's drawing, with the origin at its top left."""

    operators: list[bytes] = field(default_factory=list)

    def text(self, at: tuple[float, float], text: str, font: Font, size: float, colour: Colour = INK) -> None:
        """A line of text that starts at a point of its baseline."""
        hexadecimal = text.encode("cp1252", "replace").hex()
        place = f"{at[0]:.2f} {A4[1] - at[1]:.2f}"
        drawn = f"BT /{font.name} {size:g} Tf {_rgb(colour)} rg {place} Td <{hexadecimal}> Tj ET"
        self.operators.append(drawn.encode())

    def right(self, at: tuple[float, float], text: str, font: Font, size: float, colour: Colour = INK) -> None:
        """A line of text that ends at a point."""
        self.text((at[0] - width(text, font, size), at[1]), text, font, size, colour)

    def box(self, at: tuple[float, float], size: tuple[float, float], colour: Colour) -> None:
        """A filled rectangle from its top left."""
        numbers = f"{at[0]:.2f} {A4[1] - at[1] - size[1]:.2f} {size[0]:.2f} {size[1]:.2f}"
        self.operators.append(f"{_rgb(colour)} rg {numbers} re f".encode())

    def emblem(self, at: tuple[float, float], side: float) -> None:
        """The document's picture, square, from its top left."""
        self.operators.append(f"q {side} 0 0 {side} {at[0]} {A4[1] - at[1] - side} cm /Emblem Do Q".encode())


def _rgb(colour: Colour) -> str:
    return " ".join(f"{channel:.3f}" for channel in colour)


@dataclass(frozen=True)
class About:
    """What a document says of itself; `picture` is a square PNG."""

    title: str
    author: str
    language: str
    picture: bytes


def document(pages: list[Page], bookmarks: list[tuple[str, int]], about: About) -> bytes:
    """The PDF file of some pages; bookmarks are titles with the number of their page, from 0."""
    pdf = pikepdf.new()
    resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary({f"/{font.name}": _font(font) for font in Font}),
        XObject=pikepdf.Dictionary(Emblem=_image(pdf, about.picture)),
    )
    shared = pdf.make_indirect(resources)
    for page in pages:
        contents = pdf.make_stream(b"\n".join(page.operators))
        leaf = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, *A4], Resources=shared, Contents=contents)
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(leaf)))
    with pdf.open_outline() as outline:
        outline.root.extend(pikepdf.OutlineItem(title, number) for title, number in bookmarks)
    pdf.Root.Lang = pikepdf.String(about.language)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        meta["dc:title"], meta["dc:creator"], meta["dc:language"] = about.title, [about.author], {about.language}
    pdf.docinfo["/Title"], pdf.docinfo["/Author"] = about.title, about.author
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _font(font: Font) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(f"/{font.value}"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _image(pdf: pikepdf.Pdf, picture: bytes) -> pikepdf.Stream:
    with Image.open(BytesIO(picture)) as opened:
        image = opened.convert("RGBA").resize((256, 256), Image.Resampling.LANCZOS)
    mask = _pixels(pdf, image.getchannel("A"), pikepdf.Name.DeviceGray)
    stream = _pixels(pdf, image.convert("RGB"), pikepdf.Name.DeviceRGB)
    stream.SMask = mask
    return stream


def _pixels(pdf: pikepdf.Pdf, image: Image.Image, space: pikepdf.Name) -> pikepdf.Stream:
    return pikepdf.Stream(
        pdf,
        zlib.compress(image.tobytes(), 9),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=space,
        BitsPerComponent=8,
        Filter=pikepdf.Name.FlateDecode,
    )
