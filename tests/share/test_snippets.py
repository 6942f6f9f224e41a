"""Texts to copy say what was shared, whatever signs are in it, and nothing that anybody could slip into them."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.shared import rows
from tests.shared import shared as shared_file
from wallet.names import line
from wallet.share import snippets
from wallet.share.describing import Address
from wallet.story import Story, tell

TITLE, ISSUER = "R&D + AI: l'innovazione #1", 'Università & "Co." <b>'
ADDRESS = Address("https://wallet.example/b/abc", "https://wallet.example/b/abc/image.png")
HOSTILE = (
    "](javascript:alert(1))",
    "`x` \\",
    "a | b\n\n# c",
    '"><script>alert(1)</script>',
    "*_~![]()<>&amp;",
    "<!--",
    "\\",
)


def story(title: str = TITLE, issuer: str = ISSUER) -> Story:
    """A badge of that title by that issuer."""
    told = tell(json.dumps({"type": "Assertion", "badge": {"type": "BadgeClass", "name": "x"}}))
    return replace(told, title=title, issuer=replace(told.issuer, name=issuer))


def strange() -> list[str]:
    """Titles of all kinds."""
    named = [row["text"] for row in rows("attacks/strings/names.open.jsonl")]
    naughty = json.loads(shared_file("attacks/strings/blns.json").read_text())
    return [TITLE, *HOSTILE, *(text for text in (*named, *naughty) if line(text))]


def test_html_says_title_and_address_and_nothing_else() -> None:
    for title in strange():
        link = lxml.html.fragment_fromstring(snippets.html(ADDRESS, story(title)))
        (image,) = link
        assert (link.tag, dict(link.attrib)) == ("a", {"href": ADDRESS.page})
        assert (image.tag, image.get("src"), set(image.attrib)) == ("img", ADDRESS.image, {"src", "alt", "width"})
        assert image.get("alt").replace("\ufffd", "") == html_text(f"{title} — {ISSUER}")


def html_text(text: str) -> str:
    """A text as an HTML parser gives it back."""
    return line(text).replace("\ufffd", "")


def test_markdown_says_title_and_address_and_nothing_else() -> None:
    for title in strange():
        inline = [token for token in MarkdownIt().parse(snippets.markdown(ADDRESS, story(title))) if token.children]
        children = inline[0].children or []
        assert len(inline) == 1, title
        assert [child.type for child in children] == ["link_open", "image", "link_close"], title
        assert children[0].attrGet("href") == ADDRESS.page
        assert children[1].attrGet("src") == ADDRESS.image
        assert said(children[1]).replace("\ufffd", "") == html_text(f"{title} — {ISSUER}")


def said(image: Token) -> str:
    """The text of a picture."""
    return "".join(child.content for child in image.children or [])


def test_a_signature_is_plain_html_that_mail_programs_keep() -> None:
    for title in strange():
        whole = lxml.html.fragment_fromstring(snippets.signature(ADDRESS, story(title)), create_parent="div")
        assert {each.tag for each in whole.iter()} == {"div", "a", "img", "b", "br"}
        assert {each.get("href") for each in whole.iter("a")} == {ADDRESS.page}
        (image,) = whole.iter("img")
        assert image.get("src") == f"{ADDRESS.page}/badge.png"
        assert "height" not in image.attrib  # pictures are of all proportions
        assert not {"style", "class"} & {name for each in whole.iter() for name in each.attrib}
        assert html_text(title) in whole.text_content().replace("\ufffd", "")


def test_a_signature_of_a_badge_without_a_picture_has_none() -> None:
    whole = lxml.html.fragment_fromstring(snippets.signature(ADDRESS, story(), art=False), create_parent="div")
    assert {each.tag for each in whole.iter()} == {"div", "a", "b", "br"}
    assert whole.text_content() == f"{TITLE}{ISSUER}"


def test_the_address_for_programs_names_the_page() -> None:
    url = snippets.oembed("https://wallet.example/oembed", "https://wallet.example/b/a?x=1&y=2#è")
    assert url.startswith("https://wallet.example/oembed?")
    assert parse_qs(urlsplit(url).query) == {"url": ["https://wallet.example/b/a?x=1&y=2#è"]}


def test_a_frame_has_its_address_its_name_and_no_rights() -> None:
    for title in strange():
        frame = lxml.html.fragment_fromstring(snippets.frame(f"{ADDRESS.page}/embed?a=1&b=2", title))
        assert (frame.tag, frame.get("src")) == ("iframe", f"{ADDRESS.page}/embed?a=1&b=2")
        assert frame.get("sandbox") == "allow-popups allow-popups-to-escape-sandbox"
        assert set(frame.attrib) == {"src", "width", "height", "title", "sandbox", "loading", "frameborder"}


@pytest.mark.parametrize(
    ("fields", "tags"),
    [
        ((), "#OpenBadges"),
        (("Energy engineering", "0713 Electricity & energy"), "#OpenBadges #EnergyEngineering #0713ElectricityEnergy"),
        (("a very long name of a field indeed",), "#OpenBadges"),
        (("Física", "Física", "物理", "!!!", "Fifth", "Sixth"), "#OpenBadges #Física #物理 #Fifth"),
    ],
    ids=["none", "two", "long", "many"],
)
def test_a_caption_has_the_address_and_a_few_hashtags(fields: tuple[str, ...], tags: str) -> None:
    told = story()
    told = replace(told, facts=replace(told.facts, fields=fields), tags=())
    assert snippets.caption(ADDRESS, told).split("\n") == [TITLE, ISSUER, ADDRESS.page, tags]
