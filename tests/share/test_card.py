"""The card that networks show: its art, its colours, its marks, and when it gets another address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from time import process_time

import pytest
from PIL import Image, ImageDraw

from tests.share.contact import PLAIN, art
from wallet.share.canvas import Colour, mix
from wallet.share.card import Card, card_hash, draw
from wallet.share.frames import CARD
from wallet.share.marks import MARKS
from wallet.share.tones import BLACK, GREEN, PAPER, SOFT, legible, light, pale, palette, tone
from wallet.share.tones import Colours as Given

BLUE = "#1d4ed8"
FOOT, HEAD, BAND = (512, 480, 900, 600), (512, 40, 900, 140), (448, 315)
CORNER = (2, 2)  # of the panel, above its first line


def disc(size: tuple[int, int], ground: str | None = None, fill: str = BLUE) -> bytes:
    """A badge of one disc, on nothing or on a ground."""
    image = Image.new("RGBA" if ground is None else "RGB", size, ground or (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((size[0] * 0.1, size[1] * 0.1, size[0] * 0.9, size[1] * 0.9), fill=fill)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def seen(card: Card) -> Image.Image:
    return Image.open(BytesIO(draw(card).data)).convert("RGB")


def colours(image: Image.Image) -> set[object]:
    return {colour for _, colour in image.getcolors(image.width * image.height) or []}


def engraved(panel: Colour, base: Colour) -> set[object]:
    """The shades of a panel and of what is engraved in it."""
    return {mix(panel, mix(panel, base, 0.16), step / 3) for step in range(4)}


@pytest.mark.parametrize("size", [(48, 48), (5000, 5000), (1600, 200), (100, 900), (1, 1)])
def test_art_of_any_size_stands_whole_inside_its_box(size: tuple[int, int]) -> None:
    image = seen(replace(PLAIN, art=disc(size), colour=BLUE))
    left, top, right, bottom = CARD.art
    panel = palette(Given(BLUE, None, None), SOFT).panel
    shades = engraved(panel, (0x1D, 0x4E, 0xD8))
    assert colours(image.crop((0, 0, CARD.panel[2], top - 1))) <= shades
    assert colours(image.crop((0, bottom + 1, CARD.panel[2], 630))) <= shades
    assert size == (1, 1) or colours(image.crop((left, top, right, bottom))) - shades


def test_white_paper_around_art_becomes_the_panel() -> None:
    image = seen(replace(PLAIN, art=disc((600, 600), "white")))
    assert image.getpixel((48, 141)) == image.getpixel(CORNER)


def test_art_that_fills_its_square_keeps_its_colours_with_rounded_corners() -> None:
    image = seen(replace(PLAIN, art=disc((600, 600), "#fde68a"), colour=BLUE))
    left, top = CARD.art[0], 135
    assert image.getpixel((left, top)) != (0xFD, 0xE6, 0x8A)
    kept = image.crop((left + 20, top + 6, left + 21, top + 7)).tobytes()
    assert all(abs(a - b) <= 2 for a, b in zip(kept, (0xFD, 0xE6, 0x8A), strict=True))


def test_light_art_that_stands_free_gets_a_dark_panel() -> None:
    white = disc((400, 400), fill="white")
    assert pale(white)
    assert not pale(disc((400, 400), "white", "white"))  # on paper of its own
    assert not pale(disc((400, 400)))
    panel = palette(Given(None, None, white), SOFT).panel
    assert (light((255, 255, 255)) + 0.05) / (light(panel) + 0.05) > 4.5


def test_a_photograph_stays_below_what_networks_load() -> None:
    noise = [Image.effect_noise((450, 450), 90).resize((900, 900)) for _ in range(3)]
    out = BytesIO()
    Image.merge("RGB", noise).save(out, "PNG")
    assert len(draw(replace(PLAIN, art=out.getvalue())).data) < 300_000


def test_each_verdict_is_marked_in_its_own_colour() -> None:
    every = {mark.colour for mark in MARKS.values()}
    for verdict, mark in MARKS.items():
        shown = colours(seen(replace(PLAIN, verified=verdict)).crop(FOOT))
        assert shown & every == {mark.colour, SOFT}  # soft is the ink of the date and the address too


def test_a_verdict_that_no_card_knows_is_not_shown_as_verified() -> None:
    assert draw(replace(PLAIN, verified="valid")).data == draw(replace(PLAIN, verified="unverified")).data


def test_a_card_speaks_the_language_of_its_page() -> None:
    assert draw(replace(PLAIN, locale="it")).data != draw(PLAIN).data


@pytest.mark.parametrize("colour", ["#ffff00", "#fefefe", BLUE])
def test_a_colour_is_darkened_until_its_letters_can_be_read(colour: str) -> None:
    ink = palette(Given(colour, None, None), SOFT).inks[2]
    assert (light(PAPER) + 0.05) / (light(ink) + 0.05) >= 4.5
    assert ink in colours(seen(replace(PLAIN, colour=colour)).crop(HEAD))


def test_a_card_has_its_issuers_colour_where_known_else_that_of_its_art_else_the_operators() -> None:
    assert seen(replace(PLAIN, colour="#e4002b", accent="#102c53")).getpixel(BAND) == (0xE4, 0x00, 0x2B)
    assert seen(replace(PLAIN, art=disc((400, 400)), accent="#102c53")).getpixel(BAND) == tone(disc((400, 400)))
    assert seen(replace(PLAIN, art=None, accent="#102c53")).getpixel(BAND) == (0x10, 0x2C, 0x53)
    assert seen(replace(PLAIN, art=None)).getpixel(BAND) == GREEN


def test_art_has_the_colour_that_it_has_most_of_and_greys_have_none() -> None:
    assert tone(disc((400, 400), "#808080", "#404040")) is None
    red, green, blue = tone(art((600, 600))) or BLACK  # a blue badge with a golden ring
    assert blue > 2 * red
    assert blue > 2 * green
    assert legible((0xFB, 0xBF, 0x24)) != (0xFB, 0xBF, 0x24)


def test_a_colour_that_is_none_falls_back_to_the_arts() -> None:
    assert draw(replace(PLAIN, colour="red; drop table")).data == draw(PLAIN).data


def test_the_hash_follows_what_is_shown_and_nothing_else() -> None:
    assert card_hash(PLAIN) == card_hash(replace(PLAIN)) != card_hash(replace(PLAIN, checked=date(2026, 11, 23)))
    assert card_hash(replace(PLAIN, art=b"a")) != card_hash(replace(PLAIN, art=b"b"))
    assert len(card_hash(PLAIN)) == 16
    assert int(card_hash(PLAIN), 16)


def test_long_names_stand_whole_in_two_lines() -> None:
    name = "Maria Antonietta Giuseppina Bartolomea della Rovere-Montecuccoli di Sant’Angelo in Vado"
    assert draw(replace(PLAIN, holder=name)).data != draw(replace(PLAIN, holder=f"{name[:-4]}…")).data


def test_a_warm_card_is_drawn_quickly() -> None:
    draw(PLAIN)
    times = []
    for _ in range(5):
        began = process_time()
        draw(PLAIN)
        times.append(process_time() - began)
    assert min(times) < 0.05  # about 8 ms on an idle core
