"""The demo's pictures are a family, and each is its own."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from wallet.demo import art

PICTURES = [art.degree, art.course, art.micro_credential, art.emblem]


def opened(picture: bytes) -> Image.Image:
    image = Image.open(BytesIO(picture))
    assert image.format == "PNG"
    return image.convert("RGBA")


@pytest.mark.parametrize("draw", PICTURES)
def test_a_badge_is_a_small_square_picture_on_nothing(draw: Callable[[], bytes]) -> None:
    image = opened(draw())
    assert image.size == (640, 640)
    assert len(draw()) < 40_000
    alpha = image.getchannel("A")
    assert [alpha.getpixel(corner) for corner in ((0, 0), (639, 0), (0, 639), (639, 639))] == [0, 0, 0, 0]
    assert alpha.getpixel((320, 320)) == 255


@pytest.mark.parametrize("draw", PICTURES)
def test_edges_are_smooth(draw: Callable[[], bytes]) -> None:
    counts = opened(draw()).getchannel("A").histogram()
    assert sum(counts[1:255]) > 300


def test_no_two_look_alike_even_when_small() -> None:
    small = [opened(draw()).convert("RGB").resize((24, 24)) for draw in PICTURES]
    for place, one in enumerate(small):
        for other in small[place + 1 :]:
            assert sum(ImageChops.difference(one, other).convert("L").tobytes()) / 576 > 5
