"""QR codes are read back by a scanner that is not ours."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from wallet import qr
from wallet.errors import Refused

URLS = [
    "https://wallet.example/b/managing-change-7Qx2",
    "http://127.0.0.1:8000/b/a",
    "https://wallet.example/b/" + "0123456789abcdef" * 12,
    "https://università.example/b/è?x=1&y=2#z",
]


def scanned(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return str(found[0].text)


@pytest.mark.parametrize("url", URLS)
def test_the_picture_scans_to_the_address(url: str) -> None:
    assert scanned(Image.open(BytesIO(qr.png(url))).convert("L")) == url


@pytest.mark.parametrize("url", URLS)
def test_the_drawing_scans_to_the_address(url: str) -> None:
    drawing = qr.svg(url)
    size = int(re.findall(r'viewBox="0 0 (\d+) \1"', drawing)[0])
    page = Image.new("L", (size * 4, size * 4), 255)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawing):
        ImageDraw.Draw(page).rectangle((int(x) * 4, int(y) * 4, int(x) * 4 + 3, int(y) * 4 + 3), fill=0)
    assert scanned(page) == url


def test_the_quiet_zone_is_four_modules_of_light() -> None:
    rows = qr.modules(URLS[0])
    assert not any(any(row) for row in (*rows[:4], *rows[-4:]))
    assert not any(any(row[:4]) or any(row[-4:]) for row in rows)
    assert rows[4][4]


def test_an_address_beyond_the_largest_code_is_refused() -> None:
    with pytest.raises(Refused):
        qr.svg("https://wallet.example/" + "a" * 3000)
