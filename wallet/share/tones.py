"""The colours of a card: of its issuer where known, else of its art, else of the operator."""

from __future__ import annotations

import re
from colorsys import rgb_to_hsv
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from . import medallion
from .canvas import Colour, Palette, mix

PAPER: Colour = (250, 248, 244)
BLACK: Colour = (29, 27, 22)
SOFT: Colour = (91, 87, 77)
GREEN: Colour = (20, 83, 45)

SAMPLED = 20  # pixels a side that are enough to tell the colours of art
HUES = 12  # parts of the circle of colours, of which the strongest gives its tone
COLOURLESS = 0.004  # art with less colour than this on average (of 1, squared) has no tone
PALE = 0.72  # art above this lightness, of 1, needs a dark panel


@dataclass(frozen=True)
class Colours:
    """Where a card's colours come from: its issuer's and the operator's as #rrggbb, where known, and its art."""

    issuer: str | None
    operator: str | None
    art: bytes | None


def palette(given: Colours, mark: Colour) -> Palette:
    """Paper and its inks (text, soft text, accent, mark), and the panel behind the art with what is engraved in it."""
    base = parsed(given.issuer) or (tone(given.art) if given.art else None) or parsed(given.operator) or GREEN
    accent = legible(base)
    dark = given.art is not None and pale(given.art)
    panel = mix(accent, BLACK, 0.1) if dark else mix(PAPER, base, 0.15)
    return Palette(
        paper=PAPER,
        panel=panel,
        line=mix(PAPER, BLACK, 0.14),
        band=mix(panel, PAPER, 0.25) if dark else base,
        engraved=mix(panel, PAPER, 0.13) if dark else mix(panel, base, 0.16),
        inks=(BLACK, SOFT, accent, mark),
    )


def parsed(colour: str | None) -> Colour | None:
    """A colour written as #rrggbb; None for anything else."""
    if not colour or not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return None
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache
def legible(colour: Colour) -> Colour:
    """The colour, darkened until letters in it can be read on paper (WCAG 2.2, 1.4.3)."""
    while (light(PAPER) + 0.05) / (light(colour) + 0.05) < 4.5:
        colour = mix(colour, (0, 0, 0), 0.1)
    return colour


def light(colour: Colour) -> float:
    """The relative luminance (WCAG 2.2), from 0 to 1."""
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@lru_cache(maxsize=32)
def tone(art: bytes) -> Colour | None:
    """The hue that art has most of, as bright as it has it; None for art without colours."""
    pixels = _pixels(art)
    weights = [0.0] * HUES
    sums = [[0.0, 0.0, 0.0] for _ in range(HUES)]
    for red, green, blue, alpha in pixels:
        colour = (max(red, green, blue) - min(red, green, blue)) / 255
        weight = alpha * colour * colour
        hue = int(rgb_to_hsv(red / 255, green / 255, blue / 255)[0] * HUES) % HUES
        weights[hue] += weight
        sums[hue] = [total + channel * weight for total, channel in zip(sums[hue], (red, green, blue), strict=True)]
    if sum(weights) < COLOURLESS * sum(alpha for *_, alpha in pixels):
        return None
    strongest = max(range(HUES), key=weights.__getitem__)
    red, green, blue = (round(total / weights[strongest]) for total in sums[strongest])
    return red, green, blue


@lru_cache(maxsize=32)
def pale(art: bytes) -> bool:
    """Whether art stands free, and is so light that it would be lost on paper."""
    pixels = _pixels(art)
    shown = sum(alpha for *_, alpha in pixels)
    if shown > 250 * len(pixels):
        return False
    return shown > 0 and sum(light((r, g, b)) * alpha for r, g, b, alpha in pixels) / shown > PALE


@lru_cache(maxsize=4)
def _pixels(art: bytes) -> list[tuple[int, int, int, int]]:
    small = medallion.decoded(art).resize((SAMPLED, SAMPLED), Image.Resampling.NEAREST).convert("RGBA")
    return list(zip(*[iter(small.tobytes())] * 4, strict=True))
