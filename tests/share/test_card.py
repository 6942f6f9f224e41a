"""The card that networks show: complete, small, opaque and right whatever the badge is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from time import process_time

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from wallet.share import faces
from wallet.share.card import CARD, MARKS, SQUARE, STORY, Card, card_hash, draw
from wallet.share.faces import Face, readable, right_to_left, runs, source_of
from wallet.share.fitting import Measure, fit

CARDED = Card(
    title="Managing Change: leading people through transformation",
    issuer="University of Example",
    holder="Giulia Ferràri",
    issued=date(2026, 6, 14),
    verified="verified",
    checked=date(2026, 11, 22),
    art=None,
    url="https://wallet.example/b/managing-change-7Qx2",
    locale="en",
)
LONG = "Corso di perfezionamento in progettazione, valutazione e certificazione delle competenze digitali per l’impresa"
PAPER, PANEL = (250, 248, 244), (20, 20)


def picture(size: tuple[int, int], ground: str | None = None) -> bytes:
    """A badge of one blue disc, on nothing or on a ground."""
    image = Image.new("RGBA" if ground is None else "RGB", size, ground or (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((size[0] * 0.1, size[1] * 0.1, size[0] * 0.9, size[1] * 0.9), fill="#1d4ed8")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def seen(card: Card) -> Image.Image:
    return Image.open(BytesIO(draw(card).data)).convert("RGB")


def colours(image: Image.Image) -> set[tuple[int, int, int]]:
    found = image.getcolors(image.width * image.height) or []
    return {colour for _, colour in found if isinstance(colour, tuple) and len(colour) == 3}


TITLES = {
    "one word": "Python",
    "120 characters of Italian": LONG,
    "a word wider than the card": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "longer than any card": "lorem ipsum dolor sit amet " * 40,
    "nothing": "",
    "Arabic": "إدارة التغيير: قيادة الناس خلال التحول",
    "Chinese": "变革管理：引领组织与人的转型之路",
    "Japanese": "変化のマネジメント：人と組織を導くためのリーダーシップ実践講座（応用編）",
    "Thai": "การจัดการการเปลี่ยนแปลงองค์กรและผู้คน",
    "emoji": "🎓 Learning by doing 🚀 2026 👩🏽‍💻 🇮🇹",
    "markup, controls and overrides": "R&D <script>alert(1)</script>\n\tnew\x00line \u202eevil",
}


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("art", [None, (512, 512)])
def test_any_title_gives_a_small_opaque_image_that_leads_to_the_page(name: str, art: tuple[int, int] | None) -> None:
    card = replace(CARDED, title=TITLES[name], art=picture(art) if art else None)
    drawing = draw(card)
    image = Image.open(BytesIO(drawing.data))
    assert (image.width, image.height) == (drawing.width, drawing.height) == (1200, 630)
    assert f"image/{(image.format or '').lower()}" == drawing.media_type
    assert "transparency" not in image.info
    assert len(drawing.data) <= 50_000
    assert [code.text for code in zxingcpp.read_barcodes(image.convert("L"))] == [card.url]


@pytest.mark.parametrize("name", TITLES)
def test_no_title_runs_into_the_margin_or_the_foot(name: str) -> None:
    image = seen(replace(CARDED, title=TITLES[name]))
    left, _, right, bottom = CARD.text
    assert colours(image.crop((right + 1, 0, 1200, CARD.foot[1] - 40))) == {PAPER}
    assert colours(image.crop((CARD.panel[2], 0, left - 16, 630))) == {PAPER}
    assert colours(image.crop((left, bottom, right - 140, CARD.foot[1] - 2))) == {PAPER}


@pytest.mark.parametrize("size", [(48, 48), (5000, 5000), (1600, 200), (100, 900), (1, 1)])
def test_art_of_any_size_stands_whole_inside_its_box(size: tuple[int, int]) -> None:
    image = seen(replace(CARDED, art=picture(size)))
    left, top, right, bottom = CARD.art
    panel = image.getpixel(PANEL)
    assert colours(image.crop((0, 0, CARD.panel[2], top - 1))) == {panel}
    assert colours(image.crop((0, bottom + 1, CARD.panel[2], 630))) == {panel}
    assert size == (1, 1) or len(colours(image.crop((left, top, right, bottom)))) > 1


def test_white_paper_around_art_becomes_the_panel() -> None:
    image = seen(replace(CARDED, art=picture((600, 600), "white")))
    left, top, _, _ = CARD.art
    assert image.getpixel((left + 3, top + 3)) == image.getpixel(PANEL)


def test_art_that_fills_its_square_keeps_its_colours_with_rounded_corners() -> None:
    image = seen(replace(CARDED, art=picture((600, 600), "#fde68a")))
    left, top, _, _ = CARD.art
    assert image.getpixel((left, top)) == image.getpixel(PANEL)
    assert image.getpixel((left + 20, top + 6)) == (0xFD, 0xE6, 0x8A)


def test_a_photograph_stays_below_what_networks_load() -> None:
    noise = [Image.effect_noise((450, 450), 90).resize((900, 900)) for _ in range(3)]
    out = BytesIO()
    Image.merge("RGB", noise).save(out, "PNG")
    assert len(draw(replace(CARDED, art=out.getvalue())).data) < 300_000


def test_each_verdict_is_marked_in_its_own_colour() -> None:
    soft = MARKS["unverified"][1]  # the ink of the date and the address too
    for verdict, (_, ink, _) in MARKS.items():
        shown = colours(seen(replace(CARDED, verified=verdict)).crop((512, 480, 900, 600)))
        assert {mark for _, mark, _ in MARKS.values() if mark in shown} == {ink, soft}


def test_a_verdict_that_no_card_knows_is_not_shown_as_verified() -> None:
    assert draw(replace(CARDED, verified="valid")).data == draw(replace(CARDED, verified="unverified")).data


def test_a_card_speaks_the_language_of_its_page() -> None:
    assert draw(replace(CARDED, locale="it")).data != draw(CARDED).data


@pytest.mark.parametrize("colour", ["#ffff00", "#fefefe", "#1d4ed8"])
def test_the_operators_colour_is_darkened_until_it_can_be_read(colour: str) -> None:
    shown = colours(seen(replace(CARDED, colour=colour)).crop((512, 40, 900, 140)))
    assert min(sum(channels) for channels in shown) < 3 * 140


def test_a_colour_that_is_none_falls_back_to_the_wallets() -> None:
    assert draw(replace(CARDED, colour="red; drop table")).data == draw(CARDED).data


def test_the_hash_follows_what_is_shown_and_nothing_else() -> None:
    assert card_hash(CARDED) == card_hash(replace(CARDED)) != card_hash(replace(CARDED, checked=date(2026, 11, 23)))
    assert card_hash(replace(CARDED, art=b"a")) != card_hash(replace(CARDED, art=b"b"))
    assert len(card_hash(CARDED)) == 16
    assert int(card_hash(CARDED), 16)


@pytest.mark.parametrize("frame", [SQUARE, STORY])
def test_square_and_story_show_the_same_and_scan_too(frame: object) -> None:
    shape = SQUARE if frame is SQUARE else STORY
    drawing = draw(replace(CARDED, title=LONG, art=picture((400, 400))), shape)
    image = Image.open(BytesIO(drawing.data)).convert("L")
    assert image.size == shape.size
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [CARDED.url]


def test_a_warm_card_is_drawn_quickly() -> None:
    card = replace(CARDED, art=picture((512, 512)))
    draw(card)
    times = []
    for _ in range(5):
        began = process_time()
        draw(card)
        times.append(process_time() - began)
    assert min(times) < 0.05  # about 8 ms on an idle core


def test_lines_are_even_and_none_is_lost() -> None:
    measure = Measure(Face.TITLE, "en")
    setting = fit(CARDED.title, (624, 300), (66, 54, 44, 36), measure)
    widths = [measure(line, setting.size) for line in setting.lines]
    assert " ".join(setting.lines) == CARDED.title
    assert max(widths) <= 624
    assert min(widths) > max(widths) / 2


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    setting = fit("lorem ipsum " * 90, (400, 120), (40, 30), Measure(Face.TITLE, "en"))
    assert setting.lines[-1].endswith("…")
    assert setting.height <= 120


def test_thai_lines_break_between_syllables_and_keep_their_marks() -> None:
    setting = fit(TITLES["Thai"], (400, 400), (66, 49, 36), Measure(Face.TITLE, "th"))
    assert len(setting.lines) > 1
    assert not any("\u0e31" <= line[0] <= "\u0e3a" or "\u0e47" <= line[0] <= "\u0e4e" for line in setting.lines)


def test_words_of_two_directions_stand_in_the_order_in_which_they_are_read() -> None:
    assert right_to_left("جامعة Example")
    assert not right_to_left("Example جامعة")
    line = "جامعة Example"
    assert "".join(run.text for run in runs(line, Face.TEXT)[:1]).strip() == "Example"


def test_overrides_controls_and_line_breaks_are_left_out() -> None:
    assert readable("a\u202eb\x00c\n d", Face.TEXT) == "abc d"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without fonts: only Pillow's own."""
    monkeypatch.setenv("XDG_DATA_DIRS", "/nowhere")
    monkeypatch.setenv("XDG_DATA_HOME", "/nowhere")
    monkeypatch.setattr(faces, "PACKAGES", {})
    forget()
    yield
    forget()


def forget() -> None:
    for kept in (faces.font, faces.has, faces.source_of, faces.runs, faces.width):
        kept.cache_clear()


@pytest.mark.usefixtures("bare")
def test_without_fonts_letters_lose_their_accents_and_never_become_boxes() -> None:
    assert readable("Città “aperta” № 1", Face.TITLE) == "Citta “aperta” No 1"
    assert readable("变革管理 Change", Face.TITLE) == "Change"
    assert source_of("变", Face.TITLE, "zh") is None
    assert len(draw(replace(CARDED, title="变革管理")).data) <= 45_000
