"""Names that strangers chose, fit to stand among the wallet's own words."""

from __future__ import annotations

import unicodedata

# Embeddings, overrides and isolates: right-to-left names need none, and the title of a window or a network's card
# cannot keep their effect inside the name. Controls, but for spaces and new lines, steer terminals.
_TURNING = dict.fromkeys(
    [
        *range(0x00, 0x09),
        *range(0x0E, 0x1C),
        0x7F,
        *range(0x80, 0x85),
        *range(0x86, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_ISOLATE, _END = "\u2068", "\u2069"  # Unicode's FSI and PDI, where no <bdi> can be written


def line(text: str) -> str:
    """A text in one line, without what would turn the text around it."""
    return " ".join(text.translate(_TURNING).split())


def can_be_seen(text: str) -> bool:
    """Whether a text has a sign that shows: not spaces, joiners, controls and the like alone (Unicode's C and Z)."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


def isolated(text: str) -> str:
    """A name to be put into a sentence, whichever direction either is written in."""
    return f"{_ISOLATE}{line(text)}{_END}"
