"""Whatever a badge, its holder or issuer is called: each of forty cards is complete, small and leads to its page."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.share.contact import CARDS, contact_sheet
from wallet.share.card import draw
from wallet.share.frames import CARD, SQUARE, STORY, Frame
from wallet.share.tones import PAPER

FRAMES = {"card": CARD, "square": SQUARE, "story": STORY}


def pixels(image: Image.Image, box: tuple[int, int, int, int]) -> set[object]:
    part = image.crop(box)
    return {colour for _, colour in part.getcolors(part.width * part.height) or []}


def check_margins(image: Image.Image, frame: Frame) -> None:
    """Nothing stands beside the text, or between it and the foot."""
    (left, top, right, bottom), (_, _, _, end) = frame.text, frame.foot
    start = frame.band[2] if frame is CARD else 0
    assert pixels(image, (right + 1, top, image.width, end)) == {PAPER}
    assert pixels(image, (start, top, left - frame.px(16), end)) == {PAPER}
    assert pixels(image, (left, bottom, right - frame.px(170), frame.foot[1] - 2)) == {PAPER}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", CARDS)
def test_each_card_is_opaque_small_and_scans(name: str, frame: str) -> None:
    card, shape = CARDS[name][0], FRAMES[frame]
    drawing = draw(card, shape)
    image = Image.open(BytesIO(drawing.data))
    assert image.size == (drawing.width, drawing.height) == shape.size
    assert f"image/{(image.format or '').lower()}" == drawing.media_type
    assert "transparency" not in image.info
    plain = image.convert("RGB")
    assert [code.text for code in zxingcpp.read_barcodes(plain.convert("L"))] == [card.url]
    check_margins(plain, shape)
    assert len(drawing.data) <= (300_000 if name == "photograph" else 45_000 * shape.size[0] * shape.size[1] / 756_000)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", ["one word", "no title", "photograph", "wide picture", "longer than any card"])
def test_no_card_would_be_smaller_as_a_jpeg(name: str, frame: str) -> None:
    drawing, out = draw(CARDS[name][0], FRAMES[frame]), BytesIO()
    Image.open(BytesIO(drawing.data)).convert("RGB").save(out, "JPEG", quality=85, optimize=True)
    assert drawing.media_type == "image/jpeg" or len(drawing.data) <= len(out.getvalue())


def test_a_contact_sheet_shows_forty_cards() -> None:
    assert len(CARDS) == 40
    if folder := os.environ.get("WALLET_SCREENSHOTS"):
        contact_sheet().save(Path(folder, "cards.png"))
