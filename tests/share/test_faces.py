"""Texts in drawn images: broken evenly, each character in a font that has it, marks with what they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.share.contact import PLAIN
from wallet.share import faces
from wallet.share.card import draw
from wallet.share.directions import right_to_left
from wallet.share.faces import EMOJI, Face, clusters, readable, runs, source_of, told
from wallet.share.fitting import Measure, ended, fit

THAI = "การจัดการการเปลี่ยนแปลงองค์กรและผู้คน"
TITLE = Measure(Face.TITLE, "en")


def test_lines_are_even_and_none_is_lost() -> None:
    measure = Measure(Face.TITLE, "en")
    setting = fit(PLAIN.title, (624, 300), (66, 54, 44, 36), measure)
    widths = [measure(line, setting.size) for line in setting.lines]
    assert " ".join(setting.lines) == PLAIN.title
    assert max(widths) <= 624
    assert min(widths) > max(widths) / 2


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    setting = fit("lorem ipsum " * 90, (400, 120), (40, 30), Measure(Face.TITLE, "en"))
    assert setting.lines[-1].endswith("…")
    assert setting.height <= 120


def test_thai_lines_break_between_syllables_and_keep_their_marks() -> None:
    setting = fit(THAI, (400, 400), (66, 49, 36), Measure(Face.TITLE, "th"))
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
    for kept in (faces.font, faces.has, faces.source_of, faces._shown, faces.runs, faces.width):
        kept.cache_clear()


@pytest.mark.usefixtures("bare")
def test_without_fonts_letters_lose_their_accents_and_never_become_boxes() -> None:
    assert readable("Città “aperta” № 1", Face.TITLE) == "Citta “aperta” No 1"
    assert readable("变革管理 Change", Face.TITLE) == "Change"
    assert source_of("变", Face.TITLE, "zh") is None
    assert len(draw(replace(PLAIN, title="变革管理")).data) <= 45_000


@pytest.mark.usefixtures("bare")
def test_without_fonts_no_rest_of_a_name_stands_for_the_name() -> None:
    assert told("变革管理：Py", Face.TITLE) == ""
    assert told("Python 变", Face.TITLE) == "Python"
    nobody = draw(replace(PLAIN, holder=None, art=None, title=""))
    assert draw(replace(PLAIN, holder="王小明", art=None, title="变革管理")).data == nobody.data


def test_a_mark_that_the_font_of_its_letter_lacks_comes_from_one_that_has_both() -> None:
    underlined = "y\u0332e\u0332s\u0332"
    assert readable(underlined, Face.TITLE) == underlined
    assert {run.source.name for run in runs(underlined, Face.TITLE)}.isdisjoint({"SourceSerifPro-Semibold.otf"})


def test_marks_that_nothing_shows_are_left_out_and_heaps_of_them_are_cut() -> None:
    assert readable("A\U0001f3fdB", Face.TEXT) == "AB"  # a skin tone on a letter
    assert readable("\u0301 alone", Face.TEXT) == "alone"
    assert len(readable("a" + "\u0323" * 90, Face.TEXT)) < 10


def test_joined_emoji_stay_one_and_are_drawn_in_colour() -> None:
    coder = "\U0001f469\U0001f3fd\u200d\U0001f4bb"
    assert readable(coder, Face.TITLE) == coder
    assert [run.source.name for run in runs(f"{coder} ok", Face.TITLE)][0] == EMOJI
    assert [run.source.name for run in runs("\u2764\ufe0f", Face.TITLE)] == [EMOJI]
    assert list(clusters("e\u0301a")) == ["e\u0301", "a"]


def test_a_long_word_is_not_broken_between_a_letter_and_its_mark() -> None:
    setting = fit("n\u0303" * 60, (300, 400), (40, 30), TITLE)
    assert all(line.startswith("n") and line.endswith("\u0303") for line in setting.lines)


def test_no_line_begins_with_a_dash() -> None:
    setting = fit("Quality management — introduction · part one", (420, 400), (66, 49, 36), TITLE)
    assert len(setting.lines) > 1
    assert not any(line[0] in "—·" for line in setting.lines)


def test_of_a_long_host_the_end_stays_which_says_whose_it_is() -> None:
    host = "badges.lifelong-learning.a-very-long-name.university.example"
    shown = ended(host, 260, 22, TITLE)
    assert shown.startswith("…")
    assert shown.endswith("university.example")
    assert TITLE(shown, 22) <= 260
    assert ended("short.example", 260, 22, TITLE) == "short.example"


def test_what_stands_between_two_directions_goes_with_the_line() -> None:
    assert [run.text for run in runs("One · بر · Two", Face.TEXT)] == ["One · ", "بر", " · Two"]
    assert "Python 3.11" in [run.text for run in runs("بر Python 3.11 ب", Face.TEXT)]
