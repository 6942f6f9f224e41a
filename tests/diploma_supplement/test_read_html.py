"""HTML of documents: made harmless, and plain where it is none."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shared import cases
from wallet.diploma_supplement.reading.html import TAGS, plain, said, sniffed
from wallet.supplement import Said

ATTRIBUTES = {"a": {"href", "rel"}, "td": {"colspan", "rowspan", "scope"}, "th": {"colspan", "rowspan", "scope"}}


class Harmless(HTMLParser):
    """Fails on whatever rich text may not hold."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, ())
            if name == "href":
                assert re.match("(https?://|mailto:)", value or "", re.IGNORECASE)


def harmless(found: Said) -> bool:
    """Whether a wording is plain, or holds only what it may."""
    if found.rich:
        Harmless().feed(found.text)
    return True


@pytest.mark.parametrize("row", cases("attacks/strings/html_markdown.open.jsonl"), ids=lambda row: str(row["id"]))
def test_nothing_of_the_attacks_stays_active(row: dict[str, Any]) -> None:
    started = time.monotonic()
    assert harmless(said("en", row["text"]))
    assert harmless(sniffed("en", f"<p>{row['text']}</p>"))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("row", cases("attacks/strings/link_urls.open.jsonl"), ids=lambda row: str(row["id"]))
def test_links_of_the_attacks_lead_to_web_pages_and_mail_alone(row: dict[str, Any]) -> None:
    assert harmless(said("en", f'<a href="{row["url"]}">x</a>'))


@given(
    st.lists(
        st.sampled_from([*"<>/\"'& =", "<p>", "</p", "<svg", "<b>", "onload=x", "<a href=", "&lt;", "script", "x"])
    )
)
@settings(max_examples=200, deadline=None)
def test_no_mixture_of_brackets_becomes_active(pieces: list[str]) -> None:
    assert harmless(said("", "".join(pieces)))
    assert harmless(sniffed("", "".join(pieces)))


def test_scripts_styles_pictures_and_classes_are_gone_and_the_words_stay() -> None:
    found = said("en", '<style>p{}</style><p class="x" style="y" onclick="z()">One<img src="http://t/t.gif"> two</p>')
    assert found == Said("en", "<p>One two</p>", rich=True)


def test_a_link_into_the_wallet_loses_its_address() -> None:
    assert "href" not in said("", '<p><a href="/settings/delete">x</a> <a href="//evil.example">y</a></p>').text


def test_large_headings_become_those_that_fit_the_page() -> None:
    assert said("", "<h1>A</h1><h2>B</h2><h4>C</h4>").text == "<h3>A</h3><h3>B</h3><h4>C</h4>"


def test_a_table_keeps_its_spans_but_not_absurd_ones() -> None:
    found = said("", '<table><tr><td colspan="2">a</td><td colspan="9999">b</td></tr></table>').text
    assert 'colspan="2"' in found
    assert "9999" not in found


def test_html_that_was_escaped_twice_is_read_once() -> None:
    assert sniffed("en", "&lt;p&gt;5 &amp;lt; 6&lt;/p&gt;") == Said("en", "<p>5 &lt; 6</p>", rich=True)


@pytest.mark.parametrize("text", ["a < b and b > c", "x <y> z", "5 <b", "if (a<i && i>p)", "plain"])
def test_plain_text_stays_plain(text: str) -> None:
    assert sniffed("it", f" {text} ") == Said("it", text)


def test_plain_text_that_claims_to_be_html_is_plain_with_its_entities_resolved() -> None:
    assert said("en", "Arts &amp; Crafts") == Said("en", "Arts & Crafts")


def test_html_of_which_no_element_may_stay_is_plain() -> None:
    assert said("en", "<span>Arts &amp; <font>Crafts</font></span>") == Said("en", "Arts & Crafts")


@pytest.mark.parametrize("piece", ["<div>", "<b>", "<table>", "<p><a href=x>", "<", "&lt;b ", "<b ", "<svg><style>"])
def test_endless_html_is_read_in_time(piece: str) -> None:
    started = time.monotonic()
    assert harmless(said("", "<p>" + piece * 9_000))
    assert harmless(said("", "<p>" + piece * 200_000))
    assert time.monotonic() - started < 3


def test_the_words_of_rich_text_are_there_without_it() -> None:
    assert plain(said("", "<p>5 &lt; 6</p>")) == "5 < 6"
    assert plain(Said("", "<p>")) == "<p>"
