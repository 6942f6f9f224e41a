"""Where a journey happens: a wallet that serves, a mail server that takes its mails, a university with a key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.factories import KEYS, seal
from tests.journeys.browsing import PICTURED
from tests.journeys.programs import PATIENCE, environment, free_port, wallet
from tests.journeys.programs import serving as program
from tests.mail.server import Post
from tests.mail.server import serving as post_office
from wallet.config import Settings
from wallet.demo import credentials, keys
from wallet.demo.content import HOST, LEARNER, UNIVERSITY
from wallet.demo.supplement import supplement


@dataclass
class Letters(Post):
    """A mail server whose mails can be waited for, one after the other."""

    opened: int = 0
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a mail and say so to whoever waits."""
        reply = await super().handle_DATA(server, session, envelope)
        async with self.arrived:
            self.arrived.notify_all()
        return reply

    async def next(self) -> EmailMessage:
        """The next mail, in the order in which they arrive."""
        async with asyncio.timeout(PATIENCE), self.arrived:
            await self.arrived.wait_for(lambda: len(self.mails) > self.opened)
        self.opened += 1
        return self.mails[self.opened - 1]

    @property
    def unread(self) -> list[str]:
        """The subjects of mails that nobody waited for."""
        return [str(mail["Subject"]) for mail in self.mails[self.opened :]]


@dataclass(frozen=True)
class Stage:
    """A wallet at `origin`, the mails it sent, and the issuer's key to its API."""

    origin: str
    port: int
    letters: Letters
    key: str

    async def offer_degree(self, language: str = "en", **fields: Any) -> str:
        """The university offers the degree; the offer's id."""
        credential = credentials.degree(KEYS, LEARNER, language)
        return await self.offer({"locale": language, **fields}, ("degree.json", credential, "application/json"))

    async def offer_others(self, language: str = "en") -> None:
        """The university offers the course and the micro-credential as well, one after the other."""
        course = ("course.json", credentials.course(LEARNER, language), "application/json")
        baked = ("badge.png", credentials.micro_credential(KEYS, LEARNER, language), "image/png")
        for file in (course, baked):
            await self.offer({"locale": language}, file)
            await self.letters.next()

    async def offer(self, fields: dict[str, Any], file: tuple[str, bytes, str]) -> str:
        """Offer a file to the learner through the API; the offer's id."""
        answer = await self.call("POST", "/offers", data={"email": LEARNER.email, **fields}, files={"credential": file})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def send_supplement(self, offer: str, data: bytes = b"", media_type: str = "application/pdf") -> bytes:
        """The university sends the Diploma Supplement, as the PDF alone unless other data are given; its bytes."""
        data = data or supplement(LEARNER)
        ending = media_type.partition("/")[2]
        headers = {"Content-Type": media_type, "Content-Disposition": f'attachment; filename="Supplement.{ending}"'}
        path = f"/offers/{offer}/attachments/diploma-supplement"
        answer = await self.call("PUT", path, content=data, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        return data

    async def call(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """A request to the API as the university's programs make it."""
        headers = {"Authorization": f"Bearer {self.key}", "Host": urlsplit(self.origin).netloc}
        headers |= sent.pop("headers", {})
        api = f"http://127.0.0.1:{self.port}/api/v1"
        async with httpx.AsyncClient(base_url=api, trust_env=False, timeout=PATIENCE) as client:
            return await client.request(method, path, headers=headers, **sent)


@asynccontextmanager
async def staged(settings: Settings, folder: Path, key: str) -> AsyncIterator[Stage]:
    """A wallet that serves while the block runs, its issuer admitted; afterwards every mail must have been read."""
    origin, port = PICTURED or _anywhere()
    (folder / "keys.pem").write_bytes(keys.to_pem(KEYS))
    anchors = folder / "anchors"
    anchors.mkdir()
    (anchors / "authority.pem").write_bytes(seal().anchor)
    async with post_office(Letters()) as letters:
        assert isinstance(letters, Letters)
        smtp = f"smtp://127.0.0.1:{letters.port}"
        sender = "Wallet <wallet@wallet.example>"
        settings = replace(settings, base_url=origin, smtp_url=smtp, mail_from=sender, trust_anchors=str(anchors))
        environ = environment(settings)
        command = ("tests.journeys.server", str(folder / "keys.pem"), str(port))
        async with program(*command, port=port, log=folder / "server.log", environ=environ):
            yield Stage(origin, port, letters, key)
    assert not letters.unread, letters.unread


def _anywhere() -> tuple[str, int]:
    port = free_port()
    return f"http://127.0.0.1:{port}", port


async def admitted(settings: Settings) -> str:
    """The key that the operator's command prints, once."""
    words = ("issuer", "add", UNIVERSITY["en"].name, "--domain", HOST, "--id", credentials.DID)
    ran = await wallet(*words, environ=environment(settings))
    assert ran.code == 0, ran.err
    return ran.out.split()[-1]
