"""Harmless HTML becomes blocks, tags become languages; whatever is unknown gives its text."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.diploma_supplement.pdf_text import squeezed, text
from tests.diploma_supplement.views import about, part, said, told, view
from wallet.diploma_supplement.printed import printed
from wallet.printing import rich
from wallet.printing.texts import clean, plain, runs
from wallet.printing.tongues import tongue


def outline(blocks: list[dict[str, Any]]) -> list[Any]:
    """Blocks in short: kind and words, items, or rows of cells."""
    found: list[Any] = []
    for block in blocks:
        if "runs" in block:
            found.append((block["kind"], plain(block["runs"])))
        elif "items" in block:
            found.append((block["kind"], [outline(item) for item in block["items"]]))
        else:
            found.append((block["heads"], [[(c["span"], outline(c["blocks"])) for c in row] for row in block["rows"]]))
    return found


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("plain &amp; simple", [("p", "plain & simple")]),
        ("<p>a</p>  <p> b <br> c</p>tail", [("p", "a"), ("p", "b \nc"), ("p", "tail")]),
        ("<h3>T</h3><section>x<marquee>y</marquee></section>", [("h", "T"), ("p", "xy")]),
        ("<ul><li>a<ol><li>b</li></ol></li><li></li></ul>", [("ul", [[("p", "a"), ("ol", [[("p", "b")]])]])]),
        ("<!-- no --><script>no</script><style>no</style>yes<?php no ?>", [("p", "yes")]),
        ("<dl><dt>a</dt><dd>b</dd></dl><hr>", [("h", "a"), ("p", "b")]),
        ("<td>x</td><li>y</li>", [("p", "x"), ("p", "y")]),
        ("<table></table>", []),
    ],
    ids=["empty", "text", "paragraphs", "unknown", "lists", "unread", "definitions", "stray", "no rows"],
)
def test_html_becomes_blocks(html: str, expected: list[Any]) -> None:
    assert outline(rich.blocks(html)) == expected


def test_marks_are_kept_and_add_up() -> None:
    (block,) = rich.blocks("a<b>b<em>c</em></b>H<sub>2</sub>O<sup>+</sup>")
    marks = [(run["text"], run["marks"]) if isinstance(run, dict) else run for run in block["runs"]]
    assert marks == ["a", ("b", ["b"]), ("c", ["b", "i"]), "H", ("2", ["_"]), "O", ("+", ["^"])]


def test_tables_have_as_many_cells_in_each_row() -> None:
    html = (
        "<table><caption>C</caption><tr><th>A<th>B<th>C</tr><tr><td rowspan=2>1<td colspan=2>2</tr>"
        "<tr><td>3</tr><tr><td colspan=999>4<td rowspan=0>5</tr></table>"
    )
    caption, table = rich.blocks(html.replace("colspan=999", "colspan=2"))
    assert plain(caption["runs"]) == "C"
    assert table["heads"] == 1
    assert {sum(cell["span"] for cell in row) for row in table["rows"]} == {3}
    assert [plain(c["blocks"][0]["runs"]) if c["blocks"] else "" for c in table["rows"][2]] == ["", "3", ""]
    assert outline(rich.blocks(html))[-1] == ("p", "4 · 5")  # too wide for the page: a paragraph for each row


@pytest.mark.parametrize("tag", ["b", "ul><li", "div", "table><tr><td", "blockquote"])
def test_deep_html_is_printed_in_bounded_time(tag: str) -> None:
    began = time.process_time()
    data = printed(view(part(1, told("1.1", said(f"<{tag}>x" * 3000 + "end", rich=True)))), about())
    assert "end" in text(data)
    assert time.process_time() - began < 5


def test_rich_words_are_found_in_the_document() -> None:
    html = "<p>one <strong>two</strong></p><ol start='7'><li>three</li></ol><table><tr><td>four</td></tr></table>"
    found = text(printed(view(part(1, told("1.1", said(html, rich=True)))), about()))
    assert "onetwo" in found
    assert "7.three" in found
    assert "four" in found


def test_plain_text_keeps_its_lines_and_paragraphs() -> None:
    assert outline(rich.paragraphs("a\nb\r\n \n\nc <b>")) == [("p", "a\nb"), ("p", "c <b>")]


def test_texts_lose_what_cannot_be_seen_or_turns_others_around() -> None:
    assert clean("a\x00b\u202ec\u2066d\ufeff e\u0301") == "abcd é"
    assert clean("\ud800\ue000\U0010ffff") == "\ufffd" * 3
    assert runs("x " + "y" * 10, longest=8, part=4) == ["x ", ["yyyy", "yyyy", "yy"]]
    assert squeezed(plain(runs("https://a.example/" + "b" * 90))) == "https://a.example/" + "b" * 90


@pytest.mark.parametrize(
    ("tag", "words", "expected"),
    [
        ("en", "", ("en", None, False)),
        ("pt-BR", "", ("pt", "BR", False)),
        ("zh-Hant-TW", "", ("zh", "TW", False)),
        ("ar", "BSc", ("ar", None, True)),
        ("az-Arab", "", ("az", None, True)),
        ("pa", "", ("pa", None, False)),
        ("", "תואר", ("en", None, True)),
        ("x;evil", "abc", ("en", None, False)),
        ("ｅｎ", "", ("en", None, False)),
    ],
    ids=range(9),
)
def test_a_tag_gives_code_region_and_direction(tag: str, words: str, expected: tuple[str, str | None, bool]) -> None:
    found = tongue(tag, words)
    assert (found["code"], found["region"], found["rtl"]) == expected


def test_the_shape_of_han_characters_follows_the_language() -> None:
    both = ("Noto Sans CJK JP", "Noto Sans CJK SC")
    assert tongue("ja", families=both)["fonts"] == ["Noto Sans CJK JP"]
    assert tongue("zh", families=both)["fonts"] == ["Noto Sans CJK SC"]
    assert tongue("zh-TW", families=both)["fonts"] == []
