"""Ready bytes on the wire: entity tags, 304, HEAD, ranges, gzip."""

from __future__ import annotations

import gzip

import pytest

from wallet.answering import Body, Reply, body, reply

TEXT = ("Sì, è così. " * 200).encode()
KEPT = {"Cache-Control": "no-cache", "Link": "</x>; rel=alternate"}
PAGE = body(TEXT, "text/html", KEPT)
PICTURE = body(bytes(range(256)) * 8, "image/png", KEPT)


def ask(found: Body, method: str = "GET", **headers: str) -> tuple[Reply, dict[str, str]]:
    """The reply to these headers, whose underscores are hyphens, and its own headers."""
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    got = reply(sent, method, found)
    return got, {name.decode(): value.decode() for name, value in got.headers}


def test_text_is_compressed_for_who_takes_it_and_says_that_it_varies() -> None:
    plain, told = ask(PAGE)
    packed, told_packed = ask(PAGE, accept_encoding="gzip, deflate, br")
    assert plain.data == TEXT == gzip.decompress(packed.data)
    assert told["vary"] == told_packed["vary"] == "Accept-Encoding"
    assert (told["content-length"], told_packed["content-length"]) == (str(len(TEXT)), str(len(packed.data)))
    assert "content-encoding" not in told
    assert told_packed["content-encoding"] == "gzip"
    assert told["etag"] != told_packed["etag"]
    assert told["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("GZIP ; q=1", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("gzip;q=x", False),
        ("identity", False),
        ("x-gzipped", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_who_says_so(accepted: str, packed: bool) -> None:
    assert ("content-encoding" in ask(PAGE, accept_encoding=accepted)[1]) is packed


def test_pictures_and_what_is_short_are_sent_as_they_are() -> None:
    for found in (PICTURE, body(b"short", "text/plain", {})):
        _, told = ask(found, accept_encoding="gzip")
        assert "content-encoding" not in told
        assert "vary" not in told


@pytest.mark.parametrize("wrapped", ["{}", "W/{}", '"other", {}', "*"])
def test_what_the_asker_has_is_not_sent_again(wrapped: str) -> None:
    for headers in ({}, {"accept_encoding": "gzip"}):
        _, told = ask(PAGE, **headers)
        again, told_again = ask(PAGE, if_none_match=wrapped.format(told["etag"]), **headers)
        assert (again.status, again.data) == (304, b"")
        assert told_again == {
            "cache-control": "no-cache",
            "link": KEPT["Link"],
            "vary": "Accept-Encoding",
            "etag": told["etag"],
        }
    assert ask(PAGE, if_none_match='"other"')[0].status == 200


def test_what_nobody_may_keep_has_no_tag_and_is_always_sent() -> None:
    secret = body(TEXT, "text/html", {"Cache-Control": "private, no-store"})
    for headers in ({}, {"accept_encoding": "gzip"}, {"if_none_match": "*"}):
        got, told = ask(secret, **headers)
        assert got.status == 200
        assert "etag" not in told


def test_head_says_what_get_says_without_the_bytes() -> None:
    assert ask(PAGE, "HEAD")[1] == ask(PAGE)[1]
    assert ask(PAGE, "HEAD")[0].data == b""
    assert ask(PAGE, "HEAD", range="bytes=0-5")[0].status == 200


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, 2047),
        ("bytes=-5", 2043, 2047),
        ("bytes=2000-9999", 2000, 2047),
        ("bytes=-9999", 0, 2047),
    ],
)
def test_a_part_is_sent_to_who_asks_for_one(asked: str, first: int, last: int) -> None:
    got, told = ask(PICTURE, range=asked)
    assert got.status == 206
    assert told["content-range"] == f"bytes {first}-{last}/2048"
    assert got.data == PICTURE.plain.data[first : last + 1]
    assert told["content-length"] == str(len(got.data))


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=-", "bytes=0-1,4-5", "lines=0-3", "bytes=a-b", "bytes=" + "9" * 40 + "-"]
)
def test_what_is_no_range_gets_the_whole(asked: str) -> None:
    assert ask(PICTURE, range=asked)[0].status == 200


@pytest.mark.parametrize("asked", ["bytes=2048-", "bytes=-0", "bytes=9999-10000"])
def test_a_range_beyond_the_end_is_refused_with_the_length(asked: str) -> None:
    got, told = ask(PICTURE, range=asked)
    assert (got.status, got.data, told["content-range"], told["content-length"]) == (416, b"", "bytes */2048", "0")


def test_a_part_of_what_has_changed_meanwhile_is_the_whole() -> None:
    _, told = ask(PICTURE)
    assert ask(PICTURE, range="bytes=0-9", if_range=told["etag"])[0].status == 206
    assert ask(PICTURE, range="bytes=0-9", if_range='"other"')[0].status == 200


def test_of_a_page_the_whole_is_sent_to_who_asks_for_its_beginning() -> None:
    got, told = ask(PAGE, range="bytes=0-32767")
    assert (got.status, got.data) == (200, TEXT)
    assert "accept-ranges" not in told
