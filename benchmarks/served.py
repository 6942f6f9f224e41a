"""A wallet with one public badge, verified, its card drawn, its file offered; and servers: the wallet's and a bare one.

`python -m benchmarks.served wallet FOLDER DATABASE_URL PORT` and `… bare FOLDER DATABASE_URL PORT` serve until stopped.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.accounts.keys import add_issuer
from wallet.app import create_app, handlers, open_services
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.database import migrate
from wallet.demo import credentials, keys
from wallet.demo.content import HOST, LEARNER
from wallet.demo.network import ImaginaryNetwork
from wallet.models import Address, Badge, Credential, Learner, Share, Visibility
from wallet.services import Services
from wallet.serving import configure_logs, options, run

SLUG = "benchmark0benchmark0be"


def settings_of(folder: Path, database_url: str, port: int) -> Settings:
    """The settings of a wallet that keeps its files in a folder; no worker is in the process that is measured."""
    return Settings(
        base_url=f"http://127.0.0.1:{port}",
        secret="only for measuring: 32 characters",
        database_url=database_url,
        storage_url=f"file://{folder}/files",
        smtp_url=f"maildir:{folder}/mails",
        inline_worker=False,
    )


async def prepare(settings: Settings) -> None:
    """Make the database and its one badge, shared with everybody."""
    issuing = keys.new()
    await migrate(settings)
    async with open_services(settings, ImaginaryNetwork(credentials.documents(issuing, LEARNER))) as services:
        await add_issuer("University of Pontelume", HOST, [credentials.DID])
        badge = await _badge(services, credentials.degree(issuing, LEARNER, "en"))
        share = await Share.create(
            slug=SLUG, learner_id=badge.learner_id, badge=badge, visibility=Visibility.PUBLIC, credential_offered=True
        )
        async with in_transaction():
            await jobs.put("trust.check", {"badge": str(badge.id)})
            await changed_links([share.id])
        while await jobs.run_due(handlers(), services):
            pass
        if not (await Share.get(id=share.id)).card_digest:
            raise RuntimeError("The card was not drawn.")


async def _badge(services: Services, data: bytes) -> Badge:
    learner = await Learner.create(display_name=LEARNER.name, locale="en")
    now = datetime.now(UTC)
    await Address.create(learner=learner, email=LEARNER.email, key=LEARNER.email, verified_at=now)
    credential = await Credential.create(
        digest=await services.storage.put(data),
        media_type="application/json",
        size=len(data),
        document=data.decode(),
        title="Degree",
        issuer_name="University of Pontelume",
    )
    return await Badge.create(learner=learner, credential=credential, awarded_to=LEARNER.email)


@contextmanager
def serving(kind: str, folder: Path, database_url: str) -> Iterator[tuple[int, str]]:
    """A server in a process of its own, on the first processor alone: its id, and the address that it listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = ["taskset", "-c", "0", sys.executable, "-m", "benchmarks.served", kind, str(folder), database_url]
    with (folder / f"{kind}-{port}.log").open("wb") as log:
        process = subprocess.Popen([*command, str(port)], stdout=log)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, address + ("/hello" if kind == "bare" else f"/b/{SLUG}"))
        yield process.pid, address
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(url).read()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Nothing answers at {url}.")


def etag(url: str) -> str:
    """The entity tag of what stands at an address."""
    with urlopen(Request(url)) as answer:
        return str(answer.headers["etag"])


async def hello(_request: object) -> PlainTextResponse:
    """What the bare application does."""
    return PlainTextResponse("hello")


def main(kind: str, folder: str, database_url: str, port: str) -> None:
    """Serve."""
    settings = settings_of(Path(folder), database_url, int(port))
    if kind == "bare":
        app = Starlette(routes=[Route("/hello", hello)])
        uvicorn.run(app, host="127.0.0.1", port=int(port), **options(settings))
        return
    configure_logs(logging.INFO)
    asyncio.run(migrate(settings))
    run(create_app(settings), settings, "127.0.0.1", int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
