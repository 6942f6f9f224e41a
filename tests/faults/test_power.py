"""The power fails and the disk fills up, while a server answers: what was answered is kept, the rest says no."""

from __future__ import annotations

import asyncio
import json
import resource
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.attacks import awards
from tests.attacks.wire import Heard, say
from tests.client import Browser, sign_in
from tests.factories import university
from tests.faults.processes import deed, halted, server
from wallet.config import Settings, sqlite_path
from wallet.demo.content import LEARNER
from wallet.models import Badge, Credential, Offer, SignIn

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
ACCEPTANCES, AT_ONCE, EVERY = 60, 6, 9


# -- power ---------------------------------------------------------------------------------------------------------


@dataclass
class Cuts:
    """Copies of a database as the power left it, each with the offers whose acceptance had been answered by then."""

    process: subprocess.Popen[str]
    database: Path
    folder: Path
    answered: list[str] = field(default_factory=list)
    made: list[tuple[Path, tuple[str, ...]]] = field(default_factory=list)

    def note(self, offer: str) -> None:
        """An acceptance was answered; at some of them the power fails."""
        self.answered.append(offer)
        if len(self.answered) % EVERY == 0:
            copy = self.folder / f"cut-{len(self.made)}.db"
            with halted(self.process):
                for end in ("", "-wal"):
                    shutil.copy(f"{self.database}{end}", f"{copy}{end}")
            self.made.append((copy, tuple(self.answered)))


def accepted_in(copy: Path) -> set[str]:
    """The offers that a copy says were accepted and are badges; the copy is sound."""
    database = sqlite3.connect(copy)
    try:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        kept = "SELECT o.id FROM offer o JOIN badge b ON b.offer_id = o.id WHERE o.status = 'accepted'"
        accepted = {str(row[0]) for row in database.execute(kept)}
        assert database.execute("SELECT count(*) FROM offer WHERE status = 'accepted'").fetchone() == (len(accepted),)
        return accepted
    finally:
        database.close()


async def test_every_answered_acceptance_is_there_after_the_power_failed(settings: Settings, tmp_path: Path) -> None:
    deeds = {}
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        token = await owner.token()
        for _ in range(ACCEPTANCES):
            offer = await awards.award(issuer, json.dumps(awards.plain()).encode())
            deeds[str(offer.id)] = deed(owner, awards.path_of(issuer.app, offer), token, answer="accept")
    turns = asyncio.Semaphore(AT_ONCE)
    with server(settings, tmp_path / "log") as (process, port):
        cuts = Cuts(process, sqlite_path(settings.database_url), tmp_path)

        async def accept(offer: str) -> None:
            async with turns:
                heard = await asyncio.to_thread(say, port, deeds[offer], 30)
                assert heard.status == 303, heard.data
                cuts.note(offer)

        await asyncio.gather(*map(accept, deeds))
    assert len(cuts.made) == ACCEPTANCES // EVERY
    for copy, answered in cuts.made:
        assert set(answered) <= accepted_in(copy) <= set(deeds)


# -- disk ----------------------------------------------------------------------------------------------------------


def fill(process: subprocess.Popen[str], room: int) -> None:
    """Let no file of a running program grow beyond so many bytes; -1 takes the limit away."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (room, -1))


def assert_full(heard: Heard) -> None:
    """A clear refusal that says when to try again."""
    assert heard.status == 503, heard.data
    assert "\nretry-after: 10" in heard.head


async def test_a_full_disk_is_told_keeps_no_half_and_needs_nobody_to_go_on(settings: Settings, tmp_path: Path) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        token, stranger = await owner.token(), Browser(issuer.app)
        offer = await awards.award(issuer, json.dumps(awards.plain()).encode())
        accept = deed(owner, awards.path_of(issuer.app, offer), token, answer="accept")
        ask = deed(stranger, "/sign-in", await stranger.token(), email="new%40home.example")
        body = json.dumps({"email": "ada@home.example", "credential": awards.plain()}).encode()
        kind = f"Authorization: Bearer {issuer.key}\r\nContent-Type: application/json\r\n"
        length = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        award = f"POST /api/v1/offers HTTP/1.1\r\nHost: wallet.example\r\n{kind}{length}".encode() + body
        before = await counts()
        with server(settings, tmp_path / "log") as (process, port):
            fill(process, 0)
            for request in (accept, ask, award, accept):
                assert_full(await asyncio.to_thread(say, port, request))
            assert await counts() == before
            page = f"GET {awards.path_of(issuer.app, offer)} HTTP/1.1\r\nHost: wallet.example\r\n\r\n".encode()
            assert (await asyncio.to_thread(say, port, page)).status == 200
            fill(process, -1)
            assert (await asyncio.to_thread(say, port, accept)).status == 303
            assert (await asyncio.to_thread(say, port, ask)).status == 303
            assert (await asyncio.to_thread(say, port, award)).status == 201
        assert await counts() == (1, before[1] + 1, before[2] + 1, before[3] + 1)


async def counts() -> tuple[int, int, int, int]:
    """How many badges, credentials, offers and sign-ins there are."""
    return (
        await Badge.all().count(),
        await Credential.all().count(),
        await Offer.all().count(),
        await SignIn.all().count(),
    )
