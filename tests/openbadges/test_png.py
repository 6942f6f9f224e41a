from __future__ import annotations

import zlib

import pytest

from tests.openbadges.pictures import chunk, pixels, png, with_chunk
from wallet.openbadges.document import NotBaked, Unreadable
from wallet.openbadges.png import bake, find

TEXT = '{"name": "Università"}'


@pytest.mark.parametrize("keyword", ["openbadges", "openbadgecredential"])
def test_what_was_baked_is_found_and_no_pixel_changed(keyword: str) -> None:
    baked = bake(png(), TEXT, keyword)
    assert find(baked).text == TEXT
    assert find(baked).oddities == ()
    assert pixels(baked) == pixels(png())


def test_baking_again_replaces_the_badge_and_leaves_every_other_byte() -> None:
    plain = with_chunk(b"tEXt", b"Author\0somebody")
    twice = bake(bake(plain, "https://issuer.example/1", "openbadges"), TEXT, "openbadgecredential")
    once = bake(plain, TEXT, "openbadgecredential")
    assert twice == once
    assert len(once) - len(plain) == len(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + TEXT.encode()))
    assert b"Author\0somebody" in once


def test_a_compressed_badge_with_a_language_is_read_and_said_to_be_odd() -> None:
    data = b"openbadges\0\1\0en-GB\0Badge\0" + zlib.compress(TEXT.encode())
    found = find(with_chunk(b"iTXt", data))
    assert found.text == TEXT
    assert "compressed" in found.oddities[0]


def test_an_old_badge_is_a_url_in_plain_text() -> None:
    found = find(with_chunk(b"tEXt", b"openbadges\0https://issuer.example/a/1"))
    assert found.text == "https://issuer.example/a/1"
    assert "old way" in found.oddities[0]


def test_a_plain_picture_is_refused() -> None:
    with pytest.raises(NotBaked, match="carries no badge"):
        find(png())


def test_a_badge_after_the_picture_s_end_is_not_seen() -> None:
    with pytest.raises(NotBaked):
        find(png() + chunk(b"iTXt", b"openbadges\0\0\0\0\0" + TEXT.encode()))


def test_bytes_after_the_picture_s_end_are_said_to_be_odd() -> None:
    assert "after its end" in find(bake(png(), TEXT, "openbadges") + b"PK\x03\x04").oddities[0]


def test_two_different_badges_are_refused_and_the_same_one_twice_is_odd() -> None:
    baked = bake(png(), TEXT, "openbadges")
    same = baked[:33] + chunk(b"tEXt", b"openbadges\0" + TEXT.encode()) + baked[33:]
    other = baked[:33] + chunk(b"tEXt", b"openbadgecredential\0{}") + baked[33:]
    assert any("twice" in oddity for oddity in find(same).oddities)
    with pytest.raises(Unreadable, match="two different badges"):
        find(other)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"openbadges\0\1\0\0\0" + zlib.compress(b"x" * (5 << 20)), "1 MiB"),
        (b"openbadges\0\1\0\0\0" + zlib.compress(TEXT.encode())[:-5], "cut off"),
        (b"openbadges\0\1\0\0\0" + zlib.compress(TEXT.encode()) + b'{"another": "badge"}', "cut off"),
        (b"openbadges\0\1\0\0\0plain", "unpacked"),
        (b"openbadges\0\1\7\0\0" + zlib.compress(b"x"), "cut off"),
        (b"openbadges\0\0", "cut off"),
        (b"openbadges\0\0\0\0\0\xff\xfe", "UTF-8"),
    ],
)
def test_a_badge_that_is_a_bomb_or_broken_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        find(with_chunk(b"iTXt", data))


def test_a_damaged_or_cut_picture_is_refused() -> None:
    baked = bytearray(bake(png(), TEXT, "openbadges"))
    with pytest.raises(Unreadable, match="cut off"):
        find(bytes(baked[:-6]))
    baked[45] ^= 1
    with pytest.raises(Unreadable, match="checksum"):
        find(bytes(baked))


def test_a_picture_that_claims_more_pixels_than_any_badge_is_refused() -> None:
    flood = png()[:8] + chunk(b"IHDR", (65_535).to_bytes(4, "big") * 2 + b"\x08\2\0\0\0") + png()[33:]
    with pytest.raises(Unreadable, match="65535 × 65535"):
        find(flood)


@pytest.mark.parametrize("keyword", [b"openbadges", b"openbadgecredential"])
def test_a_badge_packed_as_no_standard_packs_one_is_refused_and_replaced(keyword: bytes) -> None:
    packed = chunk(b"zTXt", keyword + b"\0\0" + zlib.compress(b'{"another": "badge"}'))
    baked = bake(png(), TEXT, "openbadges")
    for picture in (png(), baked):
        with pytest.raises(Unreadable, match="packed as none may be"):
            find(picture[:33] + packed + picture[33:])
    assert bake(png()[:33] + packed + png()[33:], TEXT, "openbadges") == baked


def test_a_picture_with_two_headers_or_one_that_no_decoder_takes_is_refused() -> None:
    baked = bake(png(), TEXT, "openbadges")
    with pytest.raises(Unreadable, match="two headers"):
        find(baked[:33] + baked[8:33] + baked[33:])
    for kind in (b"\x03\2\0\0\0", b"\x08\5\0\0\0", b"\x10\3\0\0\0", b"\x08\2\1\0\0", b"\x08\2\0\1\0", b"\x08\2\0\0\2"):
        with pytest.raises(Unreadable, match="no picture can be"):
            find(baked[:8] + chunk(b"IHDR", baked[16:24] + kind) + baked[33:])
