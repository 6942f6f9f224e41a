"""The card of a page of several badges: all art, how many are verified, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from tests.share.contact import LONG, art
from wallet.share.card import card_hash
from wallet.share.card_of_several import MOST, CardOfSeveral, Tile, draw_several, grid
from wallet.share.frames import CARD, SQUARE, STORY, Frame
from wallet.share.marks import MARKS
from wallet.share.tones import SOFT

TILES = (
    Tile("Managing Change", art((600, 600))),
    Tile("Python 3: foundations of data analysis", art((600, 600), None, "#166534", "#fef08a")),
    Tile("إدارة التغيير", art((600, 300), "#0b1020", "#312e81", "#a5b4fc")),
    Tile("Leadership", None),
)
SEVERAL = CardOfSeveral(
    heading="For my application at Company X",
    holder="Giulia Ferràri",
    issuer="University of Example",
    tiles=TILES,
    verified=4,
    of=4,
    worst="verified",
    checked=date(2026, 11, 22),
    url="https://wallet.example/b/q1Yb0m7JrXUuV3mFzW8k5g",
    locale="en",
)


def seen(card: CardOfSeveral, frame: Frame = CARD) -> Image.Image:
    return Image.open(BytesIO(draw_several(card, frame).data)).convert("RGB")


@pytest.mark.parametrize("frame", [CARD, SQUARE, STORY], ids=["card", "square", "story"])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 40])
@pytest.mark.parametrize("heading", ["", "4 badges", LONG])
def test_any_number_of_badges_gives_a_small_opaque_image_that_scans(frame: Frame, count: int, heading: str) -> None:
    card = replace(SEVERAL, heading=heading, tiles=TILES[: min(count, MOST)], of=count, verified=count)
    drawing = draw_several(card, frame)
    image = Image.open(BytesIO(drawing.data))
    assert image.size == frame.size
    assert "transparency" not in image.info
    assert len(drawing.data) <= 50_000 * frame.size[0] * frame.size[1] / 756_000
    assert [code.text for code in zxingcpp.read_barcodes(image.convert("L"))] == [card.url]


@pytest.mark.parametrize("frame", [CARD, SQUARE, STORY], ids=["card", "square", "story"])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_art_stands_in_equal_squares_apart_and_inside_their_place(frame: Frame, count: int) -> None:
    cells = grid(frame.art, count)
    left, top, right, bottom = frame.art
    assert len(cells) == count
    assert len({(c[2] - c[0], c[3] - c[1]) for c in cells}) == 1
    assert all(left <= c[0] < c[2] <= right and top <= c[1] < c[3] <= bottom for c in cells)
    apart = [(a, b) for a in cells for b in cells if a < b]
    assert all(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for a, b in apart)


def test_only_all_verified_is_marked_as_verified() -> None:
    marks: set[object] = {mark.colour for mark in MARKS.values()}

    def marked(card: CardOfSeveral) -> set[object]:
        part = seen(card).crop((512, 480, 900, 600))
        return marks.intersection(colour for _, colour in part.getcolors(part.width * part.height) or [])

    green, amber = MARKS["verified"].colour, MARKS["expired"].colour
    assert marked(SEVERAL) == {green, SOFT}
    assert marked(replace(SEVERAL, verified=3, worst="expired")) == {amber, SOFT}


def test_what_is_not_shown_is_counted() -> None:
    assert seen(replace(SEVERAL, of=7, verified=7)).tobytes() != seen(SEVERAL).tobytes()
    assert seen(replace(SEVERAL, of=8, verified=8)).tobytes() != seen(replace(SEVERAL, of=7, verified=7)).tobytes()


def test_the_hash_follows_what_is_shown() -> None:
    assert card_hash(SEVERAL) == card_hash(replace(SEVERAL))
    others = [
        {"heading": "x"},
        {"verified": 3},
        {"of": 5},
        {"tiles": TILES[:3]},
        {"checked": None},
        {"colour": "#123456"},
    ]
    names = {card_hash(replace(SEVERAL, **other)) for other in others}  # type: ignore[arg-type]  # any field of it
    assert len(names | {card_hash(SEVERAL)}) == len(others) + 1


def test_a_card_of_several_speaks_the_language_of_its_page() -> None:
    assert draw_several(replace(SEVERAL, locale="it")).data != draw_several(SEVERAL).data
