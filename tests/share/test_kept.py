"""Pages that are kept ready: the same as those made anew, never older than the last change, never of what is locked."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # asyncpg ships no types
import httpx
import pytest
from starlette.requests import Request
from tortoise.transactions import in_transaction

from tests.client import services
from tests.factories import University, accepted, shared, university
from wallet import answering
from wallet.changes import changed_for
from wallet.config import Settings
from wallet.kept import Kept, Label
from wallet.locks import locked
from wallet.models import Attachment, Badge, Kind, Learner, Share
from wallet.views import Views

pytestmark = pytest.mark.anyio
POSTGRES = pytest.mark.parametrize("engine", ["postgres"], indirect=True)
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
SLOW = {"Cookie": "__Host-session=somebody"}  # whoever is signed in gets a page that is made anew
# Another process of the wallet, in which a switch is moved.
ELSEWHERE = """
import asyncio, sys
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.database import connected
from wallet.models import Share
from tortoise.transactions import in_transaction

async def main(url, visibility):
    async with connected(Settings(database_url=url)), in_transaction():
        share = await Share.get()
        await Share.filter(id=share.id).update(visibility=visibility)
        await changed_links([share.id])

asyncio.run(main(*sys.argv[1:]))
"""


@dataclass
class Stage:
    """A public badge and whoever asks for it."""

    issuer: University
    badge: Badge
    path: str

    @property
    def kept(self) -> Kept:
        """What is kept of the wallet's pages."""
        return services(self.issuer.app).kept

    async def ask(self, tail: str = "", method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for something of the badge, with no cookie."""
        base = services(self.issuer.app).settings.base_url
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.issuer.app), base_url=base) as client:
            return await client.request(method, self.path + tail, headers=sent)

    async def is_kept(self, tail: str = "", **headers: str) -> bool:
        """Whether what a request gets comes from memory."""
        before = self.kept.served.total()
        await self.ask(tail, **headers)
        return self.kept.served.total() > before


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[Stage]:
    async with university(settings) as issuer:
        browser, badge = await accepted(issuer)
        path = await shared(browser, badge, "public")
        await browser.post(f"/badges/{badge.id}/credential", offered="yes")
        yield Stage(issuer, badge, path)


@pytest.mark.parametrize("tail", ["", "?lang=it", ".json", "/embed", "/qr.svg", "/qr.png"])
async def test_what_is_kept_is_sent_as_if_it_were_made_anew(stage: Stage, tail: str) -> None:
    ways: list[dict[str, str]] = [{}, {"Accept-Encoding": "identity"}, {"Accept-Language": "it"}]
    made = [await stage.ask(tail, **SLOW, **way) for way in ways]
    assert not stage.kept.served
    tag = {"If-None-Match": made[0].headers["etag"]}
    made += [await stage.ask(tail, **SLOW, **tag), await stage.ask(tail, "HEAD", **SLOW)]
    ready = [await stage.ask(tail, **way) for way in (*ways, tag)] + [await stage.ask(tail, "HEAD")]
    assert stage.kept.served == {200: 4, 304: 1}
    for new, old in zip(made, ready, strict=True):
        assert (new.status_code, new.content) == (old.status_code, old.content)
        assert new.headers.multi_items() == old.headers.multi_items()
    assert ready[0].headers["strict-transport-security"]


async def test_a_switch_that_is_moved_in_another_process_shows_with_the_next_request(
    stage: Stage, settings: Settings
) -> None:
    for visibility, status, robots in (("unlisted", 200, "noindex"), ("private", 404, None), ("public", 200, None)):
        await stage.ask()
        moved = [sys.executable, "-c", ELSEWHERE, settings.database_url, visibility]
        await asyncio.to_thread(subprocess.run, moved, check=True, env=os.environ)
        answer = await stage.ask()
        assert (answer.status_code, answer.headers.get("x-robots-tag")) == (status, robots)
        assert await stage.is_kept() == (status == 200)


async def test_readers_see_every_change_that_was_made_before_they_asked(stage: Stage) -> None:
    learner, done = await stage.badge.learner, asyncio.Event()

    async def read() -> None:
        while not done.is_set():
            await stage.ask()
            await asyncio.sleep(0)  # what is kept is answered without waiting for anything

    readers = [asyncio.create_task(read()) for _ in range(4)]
    for number in range(25):
        async with in_transaction():
            await Learner.filter(id=learner.id).update(display_name=f"Ada the {number}th")
            await changed_for(learner.id)
        assert f"Ada the {number}th" in (await stage.ask()).text
    done.set()
    await asyncio.gather(*readers)
    assert stage.kept.served[200]


@POSTGRES
async def test_a_change_while_a_page_is_made_gives_it_the_label_of_before(stage: Stage, settings: Settings) -> None:
    name = "zz-new.xml"
    about: dict[str, Any] = {
        "kind": Kind.TRANSCRIPT,
        "name": "late",
        "media_type": "text/xml",
        "size": 1,
        "digest": "a" * 64,
    }
    late = await Attachment.create(badge=stage.badge, filename=name, visible=False, **about)
    writer = await asyncpg.connect(settings.database_url)
    try:
        async with writer.transaction():
            await writer.execute("LOCK TABLE attachment")  # the page reads its version, and then waits for this
            reading = asyncio.create_task(stage.ask())
            while not await writer.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                pass
            await writer.execute("UPDATE attachment SET visible = true WHERE id = $1", late.id)
            await writer.execute("UPDATE share SET version = version + 1")
        assert name in (await reading).text  # new bytes with an old label, which hold for nobody
    finally:
        await writer.close()
    assert not await stage.is_kept()
    assert await stage.is_kept()
    assert name in (await stage.ask()).text


async def test_what_others_may_not_have_is_not_kept(stage: Stage) -> None:
    assert not await stage.is_kept("?utm=1")
    assert not await stage.is_kept("?utm=1")
    await Share.all().update(password_hash=await locked("a password"))
    await stage.ask()
    assert (await stage.ask()).status_code == 403
    assert not stage.kept.served


async def test_what_is_asked_in_another_way_is_not_answered_from_memory(stage: Stage) -> None:
    await stage.ask()
    assert await stage.is_kept()
    for headers in (SLOW, {"Accept": "application/ld+json"}, {"Accept": "application/VC"}, {"Host": "other.example"}):
        assert not await stage.is_kept("", **headers)
    assert (await stage.ask(Accept="application/ld+json")).headers["content-type"] == "application/ld+json"
    assert (await stage.ask(Host="other.example")).status_code == 400


async def test_a_link_that_has_ended_is_not_answered_from_memory(stage: Stage) -> None:
    await Share.all().update(expires_at=datetime.now(UTC) + timedelta(seconds=0.4))
    await stage.ask()
    async with asyncio.timeout(5):
        while (answer := await stage.ask()).status_code == 200:
            pass
    assert answer.status_code == 410


async def test_a_database_that_is_away_is_asked_by_the_slow_way(stage: Stage) -> None:
    await stage.ask()
    assert await stage.is_kept()
    await stage.kept.versions.close()
    stage.kept.versions._again_at = float("inf")  # type: ignore[attr-defined]  # of both
    assert not await stage.is_kept()
    assert (await stage.ask()).status_code == 200


# -- room ----------------------------------------------------------------------------------------------------------


def _keep(kept: Kept, path: str, size: int, **headers: str) -> None:
    request = Request({"type": "http", "path": path, "query_string": b"", "headers": []})
    body = answering.body(b"x" * size, "image/png", {"Cache-Control": "no-cache"} | headers)
    kept.keep(request, body, Label("slug", "1.1", None))


@pytest.mark.usefixtures("database")
@SQLITE
async def test_pages_that_nobody_asks_for_go_when_there_is_no_room(settings: Settings) -> None:
    kept = Kept(settings, Views(settings), "session", room=30_000)
    for path in ("/b/one", "/b/two", "/b/one", "/b/three"):
        _keep(kept, path, 4000)
    assert [path for path, _ in kept.addresses] == ["/b/one", "/b/three"]
    _keep(kept, "/b/huge", 50_000)
    _keep(kept, "/b/secret", 10, **{"Cache-Control": "private, no-store"})
    _keep(kept, "/b/one", 4000, **{"Set-Cookie": "a=b"})
    assert [path for path, _ in kept.addresses] == ["/b/one", "/b/three"]


@pytest.mark.usefixtures("database")
@SQLITE
async def test_a_page_is_not_kept_past_its_time(settings: Settings) -> None:
    kept = Kept(settings, Views(settings), "session")
    request = Request({"type": "http", "path": "/b/one", "query_string": b"", "headers": []})
    body = answering.body(b"x", "image/png", {"Cache-Control": "no-cache"})
    kept.keep(request, body, Label("one", "", datetime.now(UTC)))
    kept.keep(request, body, Label("one", "1.1", datetime.now(UTC)))
    assert not kept.addresses
