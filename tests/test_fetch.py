from __future__ import annotations

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any

import httpcore
import pytest

from tests.internet import PUBLIC, Answer, Internet, answer, browser_tls, internet, raw, redirect
from tests.shared import cases
from wallet.destination import STRICT, Forbidden, is_public, onward, read, rules
from wallet.fetch import Fetcher, Limits
from wallet.openbadges.report import Fetched, Unreachable

pytestmark = pytest.mark.anyio

QUICK = Limits(seconds=0.6, connect_seconds=0.3, size=4096)
ROWS = cases("attacks/ssrf/urls.open.jsonl")
PAGE = "https://issuer.example/badge.json"


def fetcher(net: Internet, **options: Any) -> Fetcher:
    return Fetcher(resolve=net.resolve, network=net, trust=browser_tls(), **{"limits": QUICK, **options})


async def fetch(pages: dict[str, Answer], url: str = PAGE, **options: Any) -> Fetched | Unreachable:
    async with internet(pages) as net, fetcher(net, **options) as door:
        return await door.get(url)


async def drip(_: str, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
    for _n in range(1000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless_body(_: str, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"400\r\n" + b" " * 1024 + b"\r\n")
        await writer.drain()


async def endless_headers(_: str, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Padding: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


def page_of(response: dict[str, Any]) -> Answer:
    """The answer that a row of the attacks describes."""
    if "content_encoding" in response:
        bomb = gzip.compress(bytes(response["inflates_to"] // 1000))[:4096]
        return answer(bomb, headers=[("Content-Encoding", response["content_encoding"])])
    if "content_length" in response:
        return raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + b"x" * response["sends"])
    if "set_cookie" in response:
        return redirect("https://issuer.example/next", ("Set-Cookie", response["set_cookie"]))
    if response.get("headers") == "endless":
        return endless_headers
    if response.get("body") == "drip":
        return drip
    return answer(
        response.get("body", "").encode(),
        response.get("status", 200),
        [("Content-Type", response.get("content_type", "application/json"))],
    )


@asynccontextmanager
async def internet_of(row: dict[str, Any]) -> AsyncIterator[Internet]:
    names = row.get("dns_sequence") or {host: [found] for host, found in row["dns"].items()}
    pages: dict[str, Answer] = {url: redirect(where) for url, where in row.get("redirects", {}).items()}
    if "response" in row:
        pages[row["url"]] = page_of(row["response"])
    elif row["expect"] == "allow":
        pages[read(row["url"]).url] = answer()
    async with internet(pages, names) as net:
        yield net


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
@pytest.mark.parametrize("http", [False, True], ids=["https", "http-allowed"])
async def test_every_url_of_the_attacks_is_decided_as_expected(row: dict[str, Any], http: bool) -> None:
    async with internet_of(row) as net, fetcher(net, allowed=rules(http=http)) as door:
        found = await door.get(row["url"])
        # What was reached is only ever an address that was looked up and is public.
        assert all(where.rpartition(":")[0] in str(row) for where in net.connected)
        assert all(PUBLIC in where for where in net.connected)
        assert not any("cookie" in request.lower() for request in net.asked)
    good = isinstance(found, Fetched) and found.status == 200 and found.body.startswith(b"{")
    assert good == (row["expect"] == "allow"), found


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if not {"redirects", "response", "dns_sequence"} & row.keys()],
    ids=lambda row: row["id"],
)
async def test_a_url_that_is_refused_is_never_connected_to(row: dict[str, Any]) -> None:
    async with internet_of(row) as net, fetcher(net, allowed=rules(http=True)) as door:
        await door.get(row["url"])
        assert bool(net.connected) == (row["expect"] == "allow")


async def test_a_document_comes_back_whole_with_its_type_and_where_it_was() -> None:
    pages = {
        PAGE: redirect("/moved.json"),
        "https://issuer.example/moved.json": answer(
            b'{"a": 1}', headers=[("Content-Type", "Application/LD+JSON; charset=utf-8")]
        ),
    }
    assert await fetch(pages) == Fetched(
        PAGE, 200, "application/ld+json", b'{"a": 1}', "https://issuer.example/moved.json"
    )


async def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    pages = {f"https://issuer.example/{n}": redirect(f"/{n + 1}") for n in range(4)}
    pages["https://issuer.example/4"] = answer()
    assert isinstance(await fetch(pages, "https://issuer.example/1"), Fetched)
    assert isinstance(await fetch(pages, "https://issuer.example/0"), Unreachable)


async def test_a_failure_of_the_server_is_reported_with_its_status() -> None:
    found = await fetch({PAGE: answer(b"{}", 503)})
    assert isinstance(found, Fetched)
    assert found.status == 503


async def test_the_request_says_little_of_us_and_asks_for_plain_bytes() -> None:
    async with internet({PAGE: answer()}) as net, fetcher(net) as door:
        await door.get(PAGE)
    (head,) = net.asked
    assert "Accept-Encoding: identity\r\n" in head
    assert "User-Agent: learner-wallet/" in head
    names = {line.partition(":")[0] for line in head.strip().split("\r\n")[1:]}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


async def test_a_name_is_looked_up_once_for_each_request() -> None:
    rebinding = {"rebind.attacker.example": [[PUBLIC], ["127.0.0.1"]]}
    url = "https://rebind.attacker.example/"
    async with internet({url: answer()}, rebinding) as net, fetcher(net) as door:
        assert isinstance(await door.get(url), Fetched)
        assert net.looked_up == ["rebind.attacker.example"]
        assert isinstance(await door.get(url), Unreachable)
        assert net.connected == [f"{PUBLIC}:443"]


async def test_a_certificate_of_another_name_is_not_believed() -> None:
    url = "https://evil.example/"
    assert isinstance(await fetch({url: answer()}, url), Unreachable)


@pytest.mark.parametrize("page", [drip, endless_body, endless_headers], ids=lambda page: page.__name__)
async def test_a_server_that_never_ends_is_left_in_time(page: Answer) -> None:
    tracemalloc.start()
    started = asyncio.get_running_loop().time()
    try:
        found = await fetch({PAGE: page})
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert isinstance(found, Unreachable)
    assert asyncio.get_running_loop().time() - started < 3


async def test_a_host_that_does_not_answer_gives_way_to_its_next_address() -> None:
    class HalfDead(Internet):
        async def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> Any:
            if host == "93.184.216.1":
                raise httpcore.ConnectTimeout
            return await super().connect_tcp(host, port, *rest, **more)

    async with internet({PAGE: answer()}, {"issuer.example": [["93.184.216.1", PUBLIC]]}) as net:
        half = HalfDead(net.pages, net.names, net.port)
        async with fetcher(half) as door:
            assert isinstance(await door.get(PAGE), Fetched)


async def test_a_body_at_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    whole, more = b"{" + b" " * 4095, b"{" + b" " * 4096
    assert isinstance(await fetch({PAGE: answer(whole)}), Fetched)
    assert isinstance(await fetch({PAGE: answer(more)}), Unreachable)


async def test_one_host_is_asked_by_few_at_a_time() -> None:
    async def slow(head: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        await answer()(head, writer)

    limits = Limits(together_per_host=2)
    async with internet({PAGE: slow}) as net, fetcher(net, limits=limits) as door:
        found = await asyncio.gather(*(door.get(PAGE) for _ in range(8)))
    assert all(isinstance(one, Fetched) for one in found)
    assert net.most_open == 2


async def test_json_called_html_is_read_and_a_page_for_people_is_not() -> None:
    html = [("Content-Type", "text/html")]
    assert isinstance(await fetch({PAGE: answer(b'{"a": 1}', headers=html)}), Fetched)
    assert isinstance(await fetch({PAGE: answer(b" <!doctype html>", headers=html)}), Unreachable)


async def test_an_international_name_and_path_are_asked_for_in_ascii() -> None:
    plain = "https://xn--mnchen-3ya.example/pr%C3%BCfung?q=%C3%BC"
    found = await fetch({plain: answer()}, "https://München.example/prüfung?q=ü#oben")
    assert isinstance(found, Fetched)
    assert found.final_url == plain


async def test_an_operator_may_allow_a_private_server() -> None:
    """The real resolver and the real network, on loopback alone."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await answer(b'{"own": true}')("", writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    allowed = rules(http=True, ports=[port], networks=["127.0.0.0/8", "::1/128"], names=["localhost"])
    async with server, Fetcher(allowed=allowed) as door, Fetcher() as strict:
        for url in (f"http://127.0.0.1:{port}/", f"http://localhost:{port}/"):
            found = await door.get(url)
            assert isinstance(found, Fetched)
            assert found.body == b'{"own": true}'
            assert isinstance(await strict.get(url), Unreachable)


@pytest.mark.parametrize("location", ["", "https://[", "//", "https://issuer.example\\@127.0.0.1/", "javascript:1"])
async def test_a_redirect_to_nowhere_is_refused(location: str) -> None:
    assert isinstance(await fetch({PAGE: redirect(location)}), Unreachable)


def test_a_redirect_never_leaves_https() -> None:
    allowed = rules(http=True)
    with pytest.raises(Forbidden):
        onward(read(PAGE), "http://issuer.example/", allowed)
    assert onward(read("http://issuer.example/", allowed), PAGE, allowed).url == PAGE


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://Issuer.Example", "https://issuer.example/"),
        ("https://issuer.example:443/a?b=c#d", "https://issuer.example/a?b=c"),
        ("https://issuer.example./a%20b", "https://issuer.example/a%20b"),
        ("https://[2606:2800:220:1::0]/x", "https://[2606:2800:220:1::]/x"),
    ],
)
def test_a_url_has_one_plain_form(url: str, plain: str) -> None:
    assert read(url).url == plain


@pytest.mark.parametrize(
    "url",
    ["", "https://", "https:///a", "https://a b.example/", "https://issuer.example:8443/", "https://x" + "a" * 3000]
    + [
        f"https://{host}/"
        for host in ("printer", "a..example", "a_b.example", "xn--\xe4.example", "1.2.3", "[::1%25lo]")
    ],
)
def test_what_is_no_public_web_address_is_refused_before_any_look_up(url: str) -> None:
    with pytest.raises(Forbidden):
        read(url, STRICT)


def addresses(*texts: str) -> Sequence[Any]:
    return [ip_address(text) for text in texts]


def test_public_addresses_are_told_from_all_others() -> None:
    assert all(map(is_public, addresses(PUBLIC, "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450::1")))
    private = addresses("192.0.0.8", "100.64.0.1", "ff0e::1", "fe80::1", "fd00:ec2::254", "::ffff:1.1.1.1", "::1.1.1.1")
    tunnels = addresses("64:ff9b::101:101", "2002:101:101::", "2001:0:1::", "2001:db8::1", "5f00::1", "3fff::1")
    assert not any(map(is_public, [*private, *tunnels]))
