"""Raw requests against the wallet as `wallet serve` runs it: refused, never obeyed, never in the way of others."""

from __future__ import annotations

import asyncio
import base64
import shutil
import socket
import statistics
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import uvicorn

from tests.attacks.wire import Heard, say
from tests.client import running
from tests.journeys.programs import environment, free_port, serving
from tests.shared import cases
from wallet.accounts.keys import add_issuer
from wallet.config import Settings
from wallet.database import connected
from wallet.patience import Patient
from wallet.serving import options

pytestmark = pytest.mark.anyio
ROWS = [row for row in cases("attacks/http/raw.open.jsonl") if row["id"] != "http-slow-header"]
CANONICAL = "https://wallet.example"  # what the settings say, whatever a request does
HOST = b"\r\nHost: wallet.example\r\nConnection: close\r\n"
FORM = b"Content-Type: multipart/form-data; boundary=b; charset=%s\r\nContent-Length: %d\r\n\r\n%s"
FIELD = b'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n%s\r\n--b--\r\n'

# What a row's made-up addresses are in this wallet; a form goes to a page and to the API.
REAL = {
    b" /login ": (b" /sign-in ",),
    b" /import ": (b" /import ", b" /sign-in ", b" /api/v1/offers "),
    b" /static/app.css ": (b" /static/components.css ",),
    b" /s/": (b" /b/", b" /offers/"),
    b" /api/issue ": (b" /api/v1/offers ",),
}
# What a row's words allow: statuses, and seconds.
EXPECTED = {
    "4xx": (range(400, 500), 1.0),
    "4xx in < 1 s": (range(400, 500), 1.0),
    "4xx_or_canonical_links": ((200, *range(400, 500)), 1.0),
    "2xx/4xx": ((*range(200, 300), *range(400, 500)), 1.0),
    "2xx/416": ((*range(200, 300), 416), 1.0),
    "2xx/416 in < 200 ms": ((*range(200, 300), 416), 0.2),
}


def form(charset: bytes, value: bytes) -> bytes:
    """A form in a character set of its sender's choice."""
    body = FIELD % value
    return b"POST /sign-in HTTP/1.1" + HOST + FORM % (charset, len(body), body)


OURS = {
    "a form in a codec that decodes nothing": form(b"undefined", b"x"),
    "a form of half characters": form(b"utf-7", b"+2AA-"),
    "a form in escapes": form(b"unicode_escape", rb"\ud800\N{nothing}"),
    "a form in a domain's letters": form(b"idna", b"xn--\xff"),
    "a query that is no UTF-8": b"GET /?\xff HTTP/1.1" + HOST + b"\r\n",
    "a NUL where a slug should be": b"GET /b/%00 HTTP/1.1" + HOST + b"\r\n",
    "two lengths": b"POST /sign-in HTTP/1.1"
    + HOST
    + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "a length below nothing": b"POST /sign-in HTTP/1.1" + HOST + b"Content-Length: -5\r\n\r\n",
    "a length of a form that is too large": b"POST /sign-in HTTP/1.1"
    + HOST
    + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999\r\n\r\nx",
    "another version of HTTP": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no host": b"GET / HTTP/1.0\r\n\r\n",
    "a cookie of a session that is no text": b"GET /nowhere HTTP/1.1" + HOST + b"Cookie: __Host-session=\xff\r\n\r\n",
    "a key that is no text": b"POST /api/v1/offers HTTP/1.1" + HOST + b"Authorization: Bearer \xff\r\n\r\n",
}


@dataclass(frozen=True)
class Target:
    """A running server, and the key of an issuer that it knows."""

    port: int
    key: str

    def variants(self, row: dict[str, Any]) -> Iterator[bytes]:
        """A row's request at each of the addresses that it means here."""
        raw = base64.b64decode(row["raw_b64"])
        line, end, rest = raw.partition(b"\r\n")
        found = next(((name, places) for name, places in REAL.items() if name in line), None)
        for place in found[1] if found else (b"",):
            first = line.replace(found[0], place) if found else line
            key = f"Authorization: Bearer {self.key}\r\n".encode() if b"/api/" in first else b""
            yield first + end + key + rest

    def seconds(self) -> float:
        """How long a plain page takes now."""
        heard = say(self.port, b"GET /sign-in HTTP/1.1" + HOST + b"\r\n")
        assert heard.status == 200
        return heard.seconds


@pytest.fixture(scope="module")
async def target(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Target]:
    """`wallet serve` in a process of its own, whose log must name no error in the end."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(migrated_sqlite, folder / "wallet.db")
    settings = Settings(
        base_url="https://wallet.example",
        secret="only for tests: 32 characters long",
        database_url=f"sqlite:///{folder}/wallet.db",
        storage_url=f"file://{folder}/files",
        smtp_url=f"maildir:{folder}/mails",
    )
    async with connected(settings):
        _, key = await add_issuer("Università di Prova", "prova.example")
    port = free_port()
    command = ("wallet", "serve", "--port", str(port))
    async with serving(*command, port=port, log=folder / "log", environ=environment(settings)):
        yield Target(port, key)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
async def test_a_malformed_request_gets_the_expected_answer(target: Target, row: dict[str, Any]) -> None:
    statuses, seconds = EXPECTED[row["expect"]]
    for request in target.variants(row):
        usual = statistics.median(target.seconds() for _ in range(3))
        heard = say(target.port, request)
        assert heard.status in statuses, (row["why"], heard.data[:300])
        if heard.seconds >= seconds:  # perhaps because others had the machine: then not three times in a row
            assert min(say(target.port, request).seconds for _ in range(3)) < seconds, row["why"]
        assert_nothing_of_it_is_obeyed(heard)
        assert min(target.seconds() for _ in range(3)) < usual + 0.1


def assert_nothing_of_it_is_obeyed(heard: Heard) -> None:
    """No header is taken from the request, no byte is sent twice, no link leads to where it says."""
    assert "\nx:" not in heard.head
    assert "evil.example" not in heard.head
    assert len(heard.data) < 100_000
    if "text/html" in heard.head:
        document = lxml.html.document_fromstring(heard.body)
        links = [str(link) for link in document.xpath("//@href | //@src | //@action")]
        assert links
        leading = [link for link in links if link != CANONICAL]
        assert all(link.startswith(("/", "?", "#")) and not link.startswith("//") for link in leading), leading


@pytest.mark.parametrize("name", OURS)
async def test_a_request_that_no_browser_sends_is_refused(target: Target, name: str) -> None:
    heard = say(target.port, OURS[name])
    assert 400 <= heard.status < 500, heard.data[:300]
    assert heard.seconds < 1
    assert_nothing_of_it_is_obeyed(heard)


async def test_headers_without_an_end_are_cut_off(target: Target) -> None:
    heard = say(target.port, b"GET / HTTP/1.1\r\nHost: wallet.example\r\nX: " + b"a" * 3_000_000)
    assert heard.status in (0, 431)  # a server that hangs up while somebody sends may not be heard
    assert not heard.silent
    assert heard.seconds < 2


async def test_a_sender_that_goes_away_leaves_no_trace(target: Target) -> None:
    head = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n"
    with socket.create_connection(("127.0.0.1", target.port)) as connection:
        connection.sendall(b"POST /sign-in HTTP/1.1" + HOST + head)
    assert target.seconds() < 1  # and the server's log, read at its end, names no error


# -- patience ------------------------------------------------------------------------------------------------------


class Hasty(Patient):
    """The wallet's protocol, which waits for a part of a second only."""

    HEAD_SECONDS = SILENCE_SECONDS = 0.3


@asynccontextmanager
async def impatient(settings: Settings) -> AsyncIterator[int]:
    """The port of a wallet that is served as ever, in a hurry."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(256)
        async with running(settings) as app:
            config = uvicorn.Config(app, lifespan="off", **options(settings) | {"http": Hasty})
            server = uvicorn.Server(config)
            task = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                yield int(listening.getsockname()[1])
            finally:
                server.should_exit = True
                await task


SLOW = {
    "nothing": b"",
    "empty lines": b"\r\n",
    "half a line": b"GET /sign-in HTT",
    "headers without an end": b"GET /sign-in HTTP/1.1\r\nHost: wallet.example\r\n",
    "half a form": b"POST /sign-in HTTP/1.1\r\nHost: wallet.example\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\ntoken=",
    "a chunk without an end": b"POST /sign-in HTTP/1.1\r\nHost: wallet.example\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\nx",
    "a second request that never ends": b"GET /sign-in HTTP/1.1\r\nHost: wallet.example\r\n\r\nGET / HTTP/1.1\r\nHo",
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_who_says_no_more_is_hung_up_on(settings: Settings) -> None:
    async with impatient(settings) as port, asyncio.timeout(10):
        for name, beginning in SLOW.items():
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(beginning)
            heard = await reader.read()
            assert (heard == b"") == (name != "a second request that never ends"), (name, heard)
            writer.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_two_hundred_slow_senders_keep_nobody_else_waiting(settings: Settings) -> None:
    async with impatient(settings) as port, asyncio.timeout(20):
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        for _, writer in slow:
            writer.write(SLOW["headers without an end"])
        heard = await asyncio.to_thread(say, port, b"GET /sign-in HTTP/1.1" + HOST + b"\r\n")
        assert heard.status == 200
        assert heard.seconds < 1
        assert await asyncio.gather(*(reader.read() for reader, _ in slow)) == [b""] * 200
        for _, writer in slow:
            writer.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_patient_reader_of_a_slow_form_is_not_hung_up_on(settings: Settings) -> None:
    body = b"token=x&email=someone%40home.example"
    head = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with impatient(settings) as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /sign-in HTTP/1.1" + HOST + head)
        for piece in body:  # longer in all than the server waits for one piece
            writer.write(bytes([piece]))
            await writer.drain()
            await asyncio.sleep(0.01)
        assert (await reader.read()).startswith(b"HTTP/1.1 403 ")
        writer.close()
