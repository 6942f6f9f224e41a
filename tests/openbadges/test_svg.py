from __future__ import annotations

import pytest

from tests.openbadges.pictures import SVG
from wallet.openbadges.document import NotBaked, Unreadable
from wallet.openbadges.svg import bake, find

JSON = '{"name": "a ]]> b & <c>"}'
TOKEN = "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
PICTURES = (
    SVG,
    b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    b"<s:svg xmlns:s='http://www.w3.org/2000/svg' a='>' ></s:svg>",
)


@pytest.mark.parametrize("modern", [True, False])
@pytest.mark.parametrize("text", [JSON, TOKEN, "https://issuer.example/a?x=1&y=2"])
@pytest.mark.parametrize("picture", PICTURES)
def test_what_was_baked_is_found(picture: bytes, text: str, modern: bool) -> None:
    assert find(bake(picture, text, modern=modern)).text == text


def test_baking_again_replaces_the_badge_and_leaves_every_other_byte() -> None:
    baked = bake(bake(SVG, "https://issuer.example/1", modern=False), JSON, modern=True)
    assert baked == bake(SVG, JSON, modern=True)
    start, end = SVG.split(b"<rect")
    assert baked.startswith(start)
    assert baked.endswith(b"<rect" + end)


def test_the_data_of_an_old_badge_comes_before_its_address() -> None:
    head = b'<o:assertion xmlns:o="http://openbadges.org" verify="https://i.example/a">'
    element = head + b'<![CDATA[ {"a": 1} ]]></o:assertion>'
    assert find(SVG.replace(b"<rect", element + b"<rect")).text == '{"a": 1}'


def test_a_picture_that_points_to_another_badge_than_it_holds_says_so() -> None:
    head = '<o:assertion xmlns:o="http://openbadges.org" verify="https://i.example/a">'
    for body, torn in (
        ('{"id": "https://i.example/a"}', 0),
        ('{"id": "https:\\/\\/i.example\\/a"}', 0),
        ('{"id": "x"}', 1),
    ):
        element = f"{head}<![CDATA[{body}]]></o:assertion>".encode()
        assert len(find(SVG.replace(b"<rect", element + b"<rect")).oddities) == torn


def test_a_plain_picture_is_refused() -> None:
    with pytest.raises(NotBaked, match="carries no badge"):
        find(SVG)


def test_two_different_badges_are_refused() -> None:
    element = '<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify="x"/>'
    with pytest.raises(Unreadable, match="two different badges"):
        find(bake(SVG, JSON, modern=True).replace(b"<rect", element.encode() + b"<rect"))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE svg [<!ENTITY x "y">]>',
        '<!DOCTYPE svg SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://nobody.example/svg11.dtd">',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x" [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_a_document_type_of_one_s_own_is_refused(head: str) -> None:
    with pytest.raises(Unreadable, match="document type or entities"):
        find(head.encode() + b'<svg xmlns="http://www.w3.org/2000/svg"/>')


def test_the_standard_s_document_type_is_allowed_and_its_entities_are_not() -> None:
    head = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    baked = bake(SVG, JSON, modern=True).replace(b"<svg", head + b"<svg")
    assert find(baked).text == JSON
    with pytest.raises(Unreadable, match="document type or entities"):
        find(baked.replace(b"<rect", b"<text>&x;</text><rect"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html/>", "not an SVG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g>", "not sound SVG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 300, "deeper than"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">&x;</svg>', "not sound SVG"),
    ],
)
def test_what_is_no_sound_svg_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        find(content)


def test_a_badge_with_elements_inside_or_beyond_all_measure_is_refused() -> None:
    opening, closing = '<o:assertion xmlns:o="http://openbadges.org">', "</o:assertion>"
    for inside, said in (("<b/>", "other elements"), ("x" * (1 << 20) + "y", "1 MiB")):
        with pytest.raises(Unreadable, match=said):
            find(SVG.replace(b"<rect", f"{opening}{inside}{closing}<rect".encode()))
    with pytest.raises(Unreadable, match="larger than any badge"):
        find(SVG + b" " * (8 << 20))


def test_a_picture_in_another_encoding_is_read_but_not_baked() -> None:
    other = bake(SVG, JSON, modern=True).decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    assert find(other.encode("utf-16")).text == JSON
    with pytest.raises(Unreadable, match="not UTF-8"):
        bake(other.encode("utf-16"), JSON, modern=True)


@pytest.mark.parametrize("encoding", ["hz", "unicode_escape", "UTF-7", "cp037", "rot13", "shift_jis"])
def test_a_picture_in_an_encoding_that_hides_what_it_says_is_refused(encoding: str) -> None:
    baked = bake(SVG, JSON, modern=True).replace(b'version="1.0"', b'version="1.0" encoding="%s"' % encoding.encode())
    with pytest.raises(Unreadable, match="not UTF-8"):
        find(baked)


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "ISO-8859-1", "US-ASCII", "windows-1252"])
def test_a_picture_in_an_encoding_that_drawing_programs_write_is_read(encoding: str) -> None:
    baked = bake(SVG, JSON, modern=True).replace(b'version="1.0"', b'version="1.0" encoding="%s"' % encoding.encode())
    assert find(baked).text == JSON


def test_an_element_with_more_attributes_than_any_drawing_s_is_refused() -> None:
    many = b" ".join(b'a%d=""' % number for number in range(25_000))
    with pytest.raises(Unreadable, match="larger than any badge"):
        find(SVG.replace(b"<rect", b"<g " + many + b"/><rect"))
    spread = b"".join(b'<g a="%d"/>' % number for number in range(25_000))
    with pytest.raises(NotBaked):
        find(SVG.replace(b"<rect", spread + b"<rect"))
