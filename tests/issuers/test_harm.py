"""Requests that are made to do harm offer nothing."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import httpx
import pytest

from tests.shared import iter_rows, rows, shared
from wallet.models import Offer

from .conftest import Caller

pytestmark = pytest.mark.anyio


async def test_a_body_that_never_ends_is_cut_off(caller: Caller) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while True:
            sent += 65536
            yield b" " * 65536

    answer = await caller.http.post("/api/v1/offers", content=endless(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert sent < 2 * 1024 * 1024


async def test_a_file_of_more_than_five_mebibytes_is_refused(caller: Caller) -> None:
    for size in (5 * 1024 * 1024 + 1, 6 * 1024 * 1024):
        answer = await caller.http.post(
            "/api/v1/offers", data={"email": "ada@learner.example"}, files={"credential": ("a.png", b"\x89" * size)}
        )
        assert answer.status_code == 413, answer.text


def multipart(*parts: str, end: str = "--b--\r\n") -> bytes:
    return ("".join(f"--b\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + end).encode()


@pytest.mark.parametrize(
    "body",
    [
        multipart('name="email"\r\n\r\na@b.example', end=""),
        multipart('name="email"\r\n\r\na@b.example', 'name="email"\r\n\r\nc@d.example'),
        multipart(*(f'name="f{number}"\r\n\r\nx' for number in range(2000))),
        multipart('name="credential"; filename="a"\r\n\r\nx', 'name="other"; filename="b"\r\n\r\nx'),
        multipart('name="email"\r\n\r\n' + "x" * 100_000),
        multipart("filename=x\r\n\r\nx"),
        b"--b\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(2000)) + b"\r\nx\r\n--b--\r\n",
        b"\r\n" * 40_000,
        b"\xff\xfe",
        b"",
    ],
)
async def test_a_form_made_to_do_harm_is_refused(caller: Caller, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await caller.http.post("/api/v1/offers", content=body, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    assert await Offer.all().count() == 0


async def test_raw_requests_made_to_do_harm_are_refused(caller: Caller) -> None:
    sent = 0
    for row in rows("attacks/http/raw.open.jsonl"):
        head, _, body = b64decode(row.get("raw_b64", "")).partition(b"\r\n\r\n")
        line, *fields = head.split(b"\r\n")
        if not line.startswith(b"POST"):
            continue
        pairs = [(name, value.strip()) for name, _, value in (field.partition(b":") for field in fields)]
        headers = [(name, value) for name, value in pairs if name.lower() not in (b"host", b"connection")]
        answer = await caller.http.post("/api/v1/offers", content=body, headers=headers)
        assert 400 <= answer.status_code < 500, (row["id"], answer.text)
        sent += 1
    assert sent > 10
    assert await Offer.all().count() == 0


async def test_addresses_with_traps_are_refused(caller: Caller) -> None:
    for row in rows("attacks/mail/addresses.open.jsonl"):
        answer = await caller.offer(email=row["address"])
        wanted = {"ok": {201}, "422": {422}, "ok_or_422": {201, 422}}[row["expect"]]
        assert answer.status_code in wanted, (row, answer.text)


async def test_no_json_that_can_be_read_in_two_ways_is_taken(caller: Caller) -> None:
    for case in iter_rows(shared("attacks/manifest.jsonl")):
        if not case["file"].startswith("json/"):
            continue
        data = shared(f"attacks/{case['file']}").read_bytes()
        whole, inside = (
            await send(caller, data),
            await send(caller, b'{"email":"a@b.example","credential":' + data + b"}"),
        )
        assert 400 <= whole.status_code < 500, (case["file"], whole.text)
        assert 400 <= inside.status_code < 500, (case["file"], inside.text)
        as_file = await caller.http.post(
            "/api/v1/offers", data={"email": "a@b.example"}, files={"credential": ("a.json", data)}
        )
        assert 400 <= as_file.status_code < 500, (case["file"], as_file.text)


async def send(caller: Caller, data: bytes) -> httpx.Response:
    return await caller.http.post("/api/v1/offers", content=data, headers={"Content-Type": "application/json"})
