"""The one door to the network: a GET of a stranger's URL that reaches public addresses alone, briefly and in small."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from weakref import WeakValueDictionary

import certifi
import httpcore

from . import __version__
from .destination import STRICT, Address, Destination, Forbidden, Rules, onward, read
from .memory import Memory
from .openbadges.report import N_, Fetched, Unreachable

Resolve = Callable[[str], Awaitable[Sequence[str]]]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
WEB_PAGES = frozenset({"text/html", "application/xhtml+xml"})
ACCEPT = "application/ld+json, application/vc+jwt, application/json;q=0.9, image/png, image/svg+xml, */*;q=0.1"
AGENT = f"learner-wallet/{__version__}"
MOST_ADDRESSES = 4


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost: `seconds` in all with every redirect, `size` in bytes of the body."""

    seconds: float = 5.0
    connect_seconds: float = 2.0
    size: int = 1024 * 1024
    redirects: int = 3
    together: int = 32
    together_per_host: int = 4


MODEST = Limits()


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


class Fetcher:
    """Fetches strangers' URLs; hold one per process as `async with Fetcher() as fetcher`.

    Only https to port 443 of public addresses, unless `allowed` says more. Names are looked up once for each request,
    every address is checked, and the connection goes to the address that was checked.
    """

    def __init__(
        self,
        *,
        allowed: Rules = STRICT,
        limits: Limits = MODEST,
        resolve: Resolve | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed, self._limits = allowed, limits
        self._network = network or httpcore.AnyIOBackend()
        # The operator's proxies and certificates in the environment are not read: what is trusted is said here.
        self._trust = trust or _trusted()
        self._threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")
        self._resolve = resolve or partial(_look_up, self._threads)
        self._gate = asyncio.Semaphore(limits.together)
        self._memory = Memory()
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def get(self, url: str) -> Fetched | Unreachable:
        """What an absolute URL answers, whatever its HTTP status; never raises for what it is or does."""
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url)
        except Forbidden as error:
            return Unreachable(url, error.reason)
        except TimeoutError:
            return Unreachable(url, N_("The server took too long to answer."))
        except (httpcore.TimeoutException, httpcore.NetworkError):
            return Unreachable(url, N_("No secure connection to the server could be made."))
        except (httpcore.RemoteProtocolError, httpcore.LocalProtocolError):
            return Unreachable(url, N_("The server's answer was not understood."))

    async def recall(self, url: str, now: datetime) -> Fetched | Unreachable:
        """What a URL answers, or answered a short time ago; `now` has a time zone."""
        answer = self._memory.recall(url)
        if answer is None:
            answer = await self.get(url)
            self._memory.keep(url, answer, now)
        return answer

    async def _follow(self, url: str) -> Fetched:
        """Ask, and ask where each redirect points, checking every address anew."""
        destination = read(url, self._allowed)
        for _ in range(self._limits.redirects + 1):
            answer = await self._ask(destination)
            if not isinstance(answer, str):
                return Fetched(url, answer.status, answer.media_type, answer.body, destination.url)
            destination = onward(destination, answer, self._allowed)
        raise Forbidden(N_("The server sends on from address to address too often."))

    async def _ask(self, destination: Destination) -> _Answer | str:
        """One request, in its turn: the answer, or the location it sends on to."""
        queue = self._hosts.setdefault(destination.host, asyncio.Semaphore(self._limits.together_per_host))
        async with queue, self._gate, AsyncExitStack() as stack:
            addresses = await self.addresses(destination)
            connection = httpcore.AsyncHTTPConnection(
                origin=httpcore.URL(destination.url).origin,
                ssl_context=self._trust,
                network_backend=_Pinned(self._network, addresses, self._limits.connect_seconds),
            )
            stack.push_async_callback(connection.aclose)
            response = await connection.handle_async_request(self._request(destination))
            stack.push_async_callback(response.aclose)
            if response.status in REDIRECTS:
                return _location(response)
            return await _read(response, self._limits.size)

    @staticmethod
    def _request(destination: Destination) -> httpcore.Request:
        """A GET that says as little of us as it can: no cookie, no referrer, no credentials."""
        headers = [
            ("Host", destination.authority),
            ("User-Agent", AGENT),
            ("Accept", ACCEPT),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ]
        return httpcore.Request("GET", destination.url, headers=headers)

    async def addresses(self, destination: Destination) -> list[Address]:
        """Where to connect to, looked up once. Raises Forbidden when one of the addresses is not public."""
        literal = destination.address
        try:
            addresses = [literal] if literal else [ip_address(text) for text in await self._resolve(destination.host)]
        except (OSError, ValueError) as error:
            raise Forbidden(N_("This address could not be found.")) from error
        if not addresses:
            raise Forbidden(N_("This address could not be found."))
        if not all(self._allowed.address(address) for address in addresses):
            raise Forbidden(N_("This address belongs to a private network."))
        return addresses[:MOST_ADDRESSES]


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to the addresses that were checked, whatever the name means by now."""

    def __init__(self, network: httpcore.AsyncNetworkBackend, addresses: Sequence[Address], seconds: float) -> None:
        self._network, self._addresses, self._seconds = network, addresses, seconds

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Try the addresses in their order."""
        failure: Exception | None = None
        for address in self._addresses:
            try:
                return await self._network.connect_tcp(str(address), port, self._seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


@dataclass(frozen=True)
class _Answer:
    status: int
    media_type: str
    body: bytes


async def _read(response: httpcore.Response, size: int) -> _Answer:
    """The whole answer; refused as soon as it is too large, encoded, another protocol's or a page for people."""
    if response.status < 200:
        raise Forbidden(N_("The server's answer was not understood."))
    if _header(response, b"content-encoding").lower() not in ("", "identity"):
        raise Forbidden(N_("The server sent a compressed answer that was not asked for."))
    body = bytearray()
    async for part in response.aiter_stream():
        body += part
        if len(body) > size:
            raise Forbidden(N_("The server's answer is too large."))
    media_type = _header(response, b"content-type").partition(";")[0].strip().lower()
    if media_type in WEB_PAGES and body.lstrip()[:1] == b"<":
        raise Forbidden(N_("The server answered with a page for people, not with a document."))
    return _Answer(response.status, media_type, bytes(body))


def _location(response: httpcore.Response) -> str:
    """Where a redirect points."""
    location = _header(response, b"location")
    if not location:
        raise Forbidden(N_("The server's answer was not understood."))
    return location


def _header(response: httpcore.Response, name: bytes) -> str:
    """The first header of that name, or an empty text."""
    value = next((value for key, value in response.headers if key.lower() == name), b"")
    return value.decode("utf-8", "replace")


async def _look_up(threads: ThreadPoolExecutor, host: str) -> list[str]:
    """The addresses that the system's resolver gives for a name."""
    ask = partial(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(threads, ask)
    return [str(entry[4][0]) for entry in found]
