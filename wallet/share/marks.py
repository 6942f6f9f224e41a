"""How each verdict is marked on a card: its words, its colour, and the seal with its sign."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from wallet import i18n
from wallet.i18n import N_

from . import medallion
from .canvas import Colour

GREEN, AMBER, RED, GREY = (23, 96, 58), (122, 77, 0), (143, 29, 29), (91, 87, 77)


@dataclass(frozen=True)
class Mark:
    """What a verdict says (a msgid), in which colour, and with which of SIGNS in the seal."""

    words: str
    colour: Colour
    sign: str


MARKS: dict[str, Mark] = {
    "verified": Mark(N_("Verified"), GREEN, "check"),
    "unverified": Mark(N_("Could not be checked"), GREY, "dash"),
    "expired": Mark(N_("Expired"), AMBER, "clock"),
    "revoked": Mark(N_("Withdrawn by the issuer"), RED, "cross"),
    "invalid": Mark(N_("Not genuine, or altered"), RED, "cross"),
    "anothers": Mark(N_("Not awarded to this page’s owner"), RED, "cross"),
    "unknown": Mark(N_("Its issuer is not known here"), AMBER, "dash"),
    "unproved": Mark(N_("Not proved who issued it"), AMBER, "dash"),
    "described": Mark(N_("Not an awarded badge"), GREY, "dash"),
    "later": Mark(N_("Not yet valid"), AMBER, "clock"),
    "lasted": Mark(N_("Last verified"), AMBER, "clock"),
    "pending": Mark(N_("Being checked"), GREY, "dash"),
}

Stroke = tuple[tuple[float, float], ...]
SIGNS: dict[str, tuple[Stroke, ...]] = {
    "check": (((0.31, 0.52), (0.45, 0.66), (0.70, 0.37)),),
    "dash": (((0.32, 0.5), (0.68, 0.5)),),
    "clock": (((0.5, 0.28), (0.5, 0.52), (0.65, 0.62)),),
    "cross": (((0.36, 0.36), (0.64, 0.64)), ((0.64, 0.36), (0.36, 0.64))),
}


def mark(verified: str) -> Mark:
    """The mark of a key of MARKS; of any other, that it could not be checked."""
    return MARKS.get(verified, MARKS["unverified"])


def answer(verified: int, of: int) -> str:
    """How many of several badges are verified, in the language being spoken."""
    if verified == of:
        return i18n.ngettext("%(num)s badge, verified", "%(num)s badges, all verified", of)
    return i18n.ngettext(
        "%(verified)s of %(num)s badge verified", "%(verified)s of %(num)s badges verified", of, verified=verified
    )


@lru_cache(maxsize=32)
def seal(sign: str, side: int) -> Image.Image:
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
