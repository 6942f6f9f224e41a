"""What is pasted, taken apart; and the table's cells, made harmless."""

from __future__ import annotations

import csv
import time
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.pasted import as_link, pieces
from wallet.verify.result import FORMULA, Row, csv_of

TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n\t ", []),
        ("https://a.example/1", ["https://a.example/1"]),
        ("https://a.example/1 https://b.example/2\nhttps://c.example", 3),
        ('{"a": {"b": "}"}}', ['{"a": {"b": "}"}}']),
        ('{"a":\n\n1}{"b": 2}\nhttps://a.example', ['{"a":\n\n1}', '{"b": 2}', "https://a.example"]),
        (TOKEN, [TOKEN]),
        (f"{TOKEN}\n{TOKEN}", [TOKEN, TOKEN]),
        (f"{TOKEN[:30]}\n  {TOKEN[30:]}\n", [TOKEN]),
        (f'{{"broken": \n\n{TOKEN}', ['{"broken":', TOKEN]),
        ("<svg a='1'>\n\n</svg> https://a.example", ["<svg a='1'>\n\n</svg>", "https://a.example"]),
        ("<svg never ends", ["<svg never ends"]),
        ("words of a person\nin two lines", ["words of a person", "in two lines"]),
    ],
)
def test_each_badge_in_a_text_is_one(text: str, found: list[str] | int) -> None:
    told = pieces(text, 20)
    assert (len(told) if isinstance(found, int) else told) == found


@pytest.mark.parametrize(
    ("piece", "link"),
    [
        ("badges.example", "https://badges.example"),
        ("badges.example.edu/assertions/1?x=a.b", "https://badges.example.edu/assertions/1?x=a.b"),
        ("localhost.example:8202/x", "https://localhost.example:8202/x"),
        (TOKEN, TOKEN),
        (f"ew0KIC.{'a.' * 60}b", f"ew0KIC.{'a.' * 60}b"),
        ("https://a.example", "https://a.example"),
        ("ada@a.example", "ada@a.example"),
        ("two words.example", "two words.example"),
        ('{"a": 1}', '{"a": 1}'),
    ],
)
def test_a_link_needs_no_https(piece: str, link: str) -> None:
    assert as_link(piece) == link


def test_too_many_are_told_to_be_so_without_looking_at_all_of_them() -> None:
    assert len(pieces("x\n" * 100_000, 20)) == 21


@given(st.text(alphabet='{}[]":,.<>/svg \n\thtpe01\u2028é', max_size=400))
def test_nothing_of_a_text_is_lost_but_spaces(text: str) -> None:
    assert "".join("".join(pieces(text, 1000)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text", ["{" * 1_000_000, '{"a":' * 200_000, "<" * 1_000_000, "\n \n" * 300_000, "a.b." * 250_000]
)
def test_a_text_made_to_be_slow_is_not(text: str) -> None:
    began = time.process_time()
    pieces(text, 20)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =cmd|'/c calc'!A0", "＝1", "＠x"])
def test_a_cell_that_begins_like_a_formula_is_a_text(cell: str) -> None:
    (row,) = csv.DictReader(StringIO(csv_of([Row(cell, "valid", title=cell)]), newline=""))
    assert row["name"] == row["title"] == f"'{cell}"


@given(st.text(max_size=60))
def test_a_table_is_read_back_as_it_was_written(text: str) -> None:
    (row,) = csv.DictReader(StringIO(csv_of([Row("a", "valid", title=text)]), newline=""))
    assert row["title"].removeprefix("'").lstrip(" ") == text.removeprefix("'").lstrip(" ")
    assert not row["title"].lstrip(" ").startswith(FORMULA)
