"""An Internet on one machine: names and public addresses as a test chooses, all played by a TLS server on loopback."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]

HOSTS = (
    "badges.example.edu",
    "issuer.example",
    "cdn.issuer.example",
    "evil.example",
    "university.example",
    "h.attacker.example",
    "rebind.attacker.example",
    "ttl0.attacker.example",
    "xn--mnchen-3ya.example",
)
PUBLIC = "93.184.216.34"


@dataclass
class Internet(httpcore.AsyncNetworkBackend):
    """The network at its edge: `pages` by URL, `names` by host; notes what was looked up, connected to and asked."""

    pages: Mapping[str, Answer]
    names: Mapping[str, Sequence[Sequence[str]]]
    port: int = 0
    looked_up: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    open_now: int = 0
    most_open: int = 0

    async def resolve(self, host: str) -> Sequence[str]:
        """The answers for a name, the next one at each question."""
        answers = self.names.get(host, ())
        if not answers:
            raise OSError("no such name")
        self.looked_up.append(host)
        return answers[min(self.looked_up.count(host), len(answers)) - 1]

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Connect to the server that plays every public address."""
        self.connected.append(f"{host}:{port}")
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self.port, timeout=2)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request as the page of its URL says."""
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(head)
            target = head.split(" ")[1]
            host = next(line for line in head.split("\r\n") if line.lower().startswith("host:"))[5:].strip()
            await self.pages.get(f"https://{host}{target}", missing)(head, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


@asynccontextmanager
async def internet(
    pages: Mapping[str, Answer], names: Mapping[str, Sequence[Sequence[str]]] | None = None
) -> AsyncIterator[Internet]:
    """A running Internet, where every host of `HOSTS` is at a public address unless `names` says otherwise."""
    net = Internet(pages, names if names is not None else {host: [[PUBLIC]] for host in HOSTS})
    server = await asyncio.start_server(net.serve, "127.0.0.1", 0, ssl=server_tls())
    net.port = server.sockets[0].getsockname()[1]
    try:
        yield net
    finally:
        server.close()


def answer(
    body: bytes = b"{}", status: int = 200, headers: Iterable[tuple[str, str]] = (("Content-Type", "application/json"),)
) -> Answer:
    """A page with that body."""
    lines = [f"HTTP/1.1 {status} OK", f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers)]
    return raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def redirect(location: str, *headers: tuple[str, str]) -> Answer:
    """A page that sends on."""
    return answer(b"", 302, [("Location", location), *headers])


def raw(data: bytes) -> Answer:
    """A page that sends these bytes."""

    async def write(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return write


async def missing(_: str, writer: asyncio.StreamWriter) -> None:
    """A page that is not there."""
    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


def browser_tls() -> ssl.SSLContext:
    """What trusts the certificates of this Internet."""
    return ssl.create_default_context(cadata=_certificates()[0])


@cache
def server_tls() -> ssl.SSLContext:
    """What shows the certificate of `HOSTS`."""
    _, chain, key = _certificates()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        (Path(folder) / "chain.pem").write_text(chain)
        (Path(folder) / "key.pem").write_text(key)
        context.load_cert_chain(Path(folder) / "chain.pem", Path(folder) / "key.pem")
    return context


@cache
def _certificates() -> tuple[str, str, str]:
    """An authority's certificate, one for all hosts, and its key, as PEM."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    now = datetime.now(UTC)

    def certificate(subject: x509.Name, public: ec.EllipticCurvePublicKey, *extensions: x509.ExtensionType) -> str:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(authority_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        signed = builder.sign(authority_key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()

    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS if host != "evil.example"])
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    root = certificate(authority_name, authority_key.public_key(), x509.BasicConstraints(ca=True, path_length=0))
    return root, certificate(x509.Name([]), key.public_key(), names), private.decode()
