"""What the server answers from memory itself: in order, over a real socket, and only what is asked for plainly."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import uvicorn

from tests.client import services
from tests.factories import accepted, shared, university
from wallet.app import create_app
from wallet.config import Settings
from wallet.kept import Kept
from wallet.serving import options

pytestmark = pytest.mark.anyio
HOST = b" HTTP/1.1\r\nHost: wallet.example\r\n"


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[tuple[int, bytes, Kept]]:
    """The port of a wallet that is served as ever, the path of a public page in it, and what is kept."""
    async with university(settings) as issuer:
        path = await shared(*await accepted(issuer), "public")
    app = create_app(replace(settings, inline_worker=False))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        port = int(listening.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(app, lifespan="on", **options(settings)))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await say(port, get(b"/accent.css", LAST))  # is answered once the wallet has begun
            yield port, path.encode(), services(app).kept
        finally:
            server.should_exit = True
            await task


async def say(port: int, *requests: bytes) -> list[bytes]:
    """Send requests in one piece, the last of which asks to hang up, and hear the answers: head and body each."""
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"".join(requests))
        heard = await reader.read()
        writer.close()
    return re.split(rb"(?=HTTP/1\.1 \d{3} )", heard)[1:]


def get(path: bytes, more: bytes = b"") -> bytes:
    """A request."""
    return b"GET " + path + HOST + more + b"\r\n"


LAST = b"Connection: close\r\n"


async def test_requests_in_one_piece_are_answered_in_their_order(settings: Settings) -> None:
    async with served(settings) as (port, path, kept):
        [first] = await say(port, get(path, LAST))
        assert not kept.served
        etag = re.search(rb"etag: (\S+)", first)
        assert etag
        match = b"If-None-Match: " + etag[1] + b"\r\n"
        head = b"HEAD " + path + HOST + b"\r\n"
        answers = await say(port, get(path), get(b"/nowhere"), get(path, match), head, get(path), get(path, LAST))
        assert [int(answer[9:12]) for answer in answers] == [200, 404, 304, 200, 200, 200]
        assert kept.served == {200: 4, 304: 1}
        body = first.partition(b"\r\n\r\n")[2]
        assert [answer.partition(b"\r\n\r\n")[2] == body for answer in answers] == [
            True,
            False,
            False,
            False,
            True,
            True,
        ]
        assert _headers(answers[0]) == _headers(first) - {b"connection: close"}
        assert answers[2].endswith(b"\r\n\r\n")
        assert answers[3].endswith(b"\r\n\r\n")


async def test_many_who_ask_at_once_share_one_read_and_are_all_answered(settings: Settings) -> None:
    async with served(settings) as (port, path, kept):
        [first] = await say(port, get(path, LAST))
        answers = await asyncio.gather(*(say(port, get(path) * 5, get(path, LAST)) for _ in range(20)))
        body = first.partition(b"\r\n\r\n")[2]
        assert all(answer.partition(b"\r\n\r\n")[2] == body for heard in answers for answer in heard)
        assert [len(heard) for heard in answers] == [6] * 20
        assert kept.served.total() == 120


async def test_a_request_with_a_body_goes_the_long_way(settings: Settings) -> None:
    async with served(settings) as (port, path, kept):
        await say(port, get(path, LAST))
        answers = await say(port, get(path, b"Content-Length: 2\r\n") + b"hi", get(path, LAST))
        assert [int(answer[9:12]) for answer in answers] == [200, 200]
        assert kept.served.total() == 2  # by what stands before the wallet, not by the server


async def test_who_asks_much_and_reads_late_gets_every_answer(settings: Settings) -> None:
    async with served(settings) as (port, path, kept):
        [first] = await say(port, get(path, LAST))
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(get(path) * 300 + get(path, LAST))  # more than the server may have waiting at once
        async with asyncio.timeout(10):
            heard = await reader.read()
        writer.close()
        assert heard.count(first.partition(b"\r\n\r\n")[2]) == 301
        assert kept.served.total() == 301


def _headers(answer: bytes) -> set[bytes]:
    lines = answer.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return {line for line in lines if not line.startswith(b"date:")}
