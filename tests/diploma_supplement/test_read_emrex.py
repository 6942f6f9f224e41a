"""EMREX responses: base64 of gzip or plain XML, and what pretends to be one."""

from __future__ import annotations

import gzip
import time
import zlib
from base64 import b64encode, urlsafe_b64encode

import pytest

from tests.diploma_supplement.elmo import elmo
from wallet.diploma_supplement.reading.emrex import unwrap
from wallet.diploma_supplement.reading.xml import MAX_BYTES
from wallet.errors import Unprocessable

XML = elmo()


def test_plain_and_packed_xml_are_unwrapped() -> None:
    assert unwrap(b64encode(XML)) == XML
    assert unwrap(b64encode(gzip.compress(XML))) == XML


def test_white_space_in_base64_does_no_harm() -> None:
    text = b64encode(gzip.compress(XML))
    assert unwrap(b" \r\n".join(text[at : at + 64] for at in range(0, len(text), 64)) + b"\n") == XML


def test_members_of_gzip_are_one_file() -> None:
    assert unwrap(b64encode(gzip.compress(XML[:40]) + gzip.compress(XML[40:]) + bytes(512))) == XML


def test_base64_for_addresses_is_read_with_and_without_padding() -> None:
    name = "Übung ÿþ~~~???>>>".encode()
    data = elmo(f"<extension>{'<a>~~~???</a>' * 9}</extension>") + b"<!--" + name + b"-->"
    text = urlsafe_b64encode(data)
    assert {*b"-_"} & {*text}
    assert unwrap(text) == unwrap(text.rstrip(b"=")) == data


@pytest.mark.parametrize("members", [1, 3])
def test_a_bomb_is_refused_at_once(members: int) -> None:
    bomb = gzip.compress(bytes(MAX_BYTES + 1)) * members
    started = time.monotonic()
    with pytest.raises(Unprocessable, match="too large"):
        unwrap(b64encode(bomb))
    assert time.monotonic() - started < 1


def test_what_just_fits_is_unwrapped() -> None:
    assert len(unwrap(b64encode(gzip.compress(bytes(MAX_BYTES))))) == MAX_BYTES


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"###", id="not-base64"),
        pytest.param(b"PGE+Cg", id="short-of-padding"),
        pytest.param(b64encode(gzip.compress(XML)[:-9]), id="cut-off"),
        pytest.param(b64encode(gzip.compress(XML) + b"more"), id="something-behind"),
        pytest.param(b64encode(gzip.compress(XML[:9]) + gzip.compress(XML[9:])[:-9]), id="second-member-cut-off"),
        pytest.param(b64encode(gzip.compress(b"") * 200), id="members-without-end"),
        pytest.param(b64encode(b"\x1f\x8b" + zlib.compress(XML)), id="not-gzip"),
    ],
)
def test_what_is_damaged_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Unprocessable) as caught:
        unwrap(data)
    assert "EMREX" in str(caught.value)
