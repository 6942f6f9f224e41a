"""Which way texts run: from the left, or from the right as Arabic and Hebrew do (UAX #9, for lines without marks)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby


def direction(character: str) -> bool | None:
    """Whether a character stands from right to left; None for one that goes with its neighbours."""
    return {"R": True, "AL": True, "L": False}.get(unicodedata.bidirectional(character))


def right_to_left(text: str) -> bool:
    """Whether the text begins in a script that is written from the right."""
    return next((way for way in map(direction, text) if way is not None), False)


def ways(parts: Sequence[str], base: bool) -> list[bool]:
    """Whether each part stands from right to left, as UAX #9 has it for a line without explicit marks.

    Digits go with the letters before them (W7); what lies between two directions goes with the line (N1, N2).
    """
    given, strong = list[bool | None](), base
    for part in parts:
        way = strong if part[0].isdigit() else direction(part[0])
        strong = strong if way is None else way
        given.append(way)
    resolved, before = list[bool](), base
    for way, group in groupby(enumerate(given), key=lambda numbered: numbered[1]):
        places = [place for place, _ in group]
        if way is None:
            after = next((each for each in given[places[-1] + 1 :] if each is not None), base)
            resolved += [before if before == after else base] * len(places)
        else:
            resolved, before = resolved + [way] * len(places), way
    return resolved
