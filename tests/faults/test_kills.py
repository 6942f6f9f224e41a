"""Processes are killed in the middle of what they do: whoever tries again gets it done, once."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from tests.attacks import awards
from tests.attacks.wire import say
from tests.client import run_jobs, running, sign_in
from tests.factories import university
from tests.faults.processes import deed, started, wait_for
from tests.journeys.programs import free_port
from tests.mail.server import Post, serving
from wallet.config import Settings, sqlite_path
from wallet.demo.content import LEARNER
from wallet.features import FEATURES, load
from wallet.models import Badge, Job, StoredReport

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_an_acceptance_whose_server_is_killed_at_any_statement_is_made_once(
    settings: Settings, tmp_path: Path
) -> None:
    port, ends = free_port(), []
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        token = await owner.token()
        with started(settings, "tests.faults.doomed", str(port), log=tmp_path / "log", talks=True) as process:
            assert process.stdin
            assert process.stdout
            for fatal in count(1):
                offer = await awards.award(issuer, json.dumps(awards.plain()).encode())
                accept = deed(owner, awards.path_of(issuer.app, offer), token, answer="accept")
                print(fatal, file=process.stdin, flush=True)
                wait_for(process, port)
                heard = await asyncio.to_thread(say, port, accept)
                if heard.status:
                    assert heard.status == 303
                    break
                assert await asyncio.to_thread(process.stdout.readline) == f"{signal.SIGKILL}\n"
                assert_sound(settings)
                ends.append(await Badge.filter(offer_id=offer.id).count())
                for _ in range(2):
                    again = await owner.post(awards.path_of(issuer.app, offer), follow=False, answer="accept")
                    assert again.status == 303
                assert await Badge.filter(offer_id=offer.id).count() == 1
                checks = [job for job in await Job.filter(name="trust.check") if "badge" in job.payload]
                assert len(checks) == fatal
        assert ends == sorted(ends)  # not made before its commit, made after it
        assert set(ends) == {0, 1}


def assert_sound(settings: Settings) -> None:
    """The database as the dead left it opens and holds together."""
    database = sqlite3.connect(sqlite_path(settings.database_url))
    try:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        database.close()


@dataclass
class Stuck(Post):
    """A mail server that takes a mail and never says that it has."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_DATA(self, _server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        """Keep the sender waiting."""
        self.reached.set()
        await asyncio.Event().wait()
        return "250 OK"


async def test_a_mail_whose_worker_is_killed_while_sending_is_sent_by_another(
    settings: Settings, tmp_path: Path
) -> None:
    async with university(settings) as issuer:
        await awards.award(issuer, json.dumps(awards.plain()).encode())
    stuck = Stuck()
    async with serving(stuck):
        slow = replace(settings, smtp_url=f"smtp://127.0.0.1:{stuck.port}?starttls=never")
        with started(slow, "wallet", "work", log=tmp_path / "log") as worker:
            async with asyncio.timeout(30):
                await stuck.reached.wait()
            worker.kill()
    async with serving(Post()) as post:
        quick = replace(settings, smtp_url=f"smtp://127.0.0.1:{post.port}?starttls=never")
        async with running(quick) as app:
            mail = await Job.get(name="import.offer_mail")
            assert mail.leased_until
            assert mail.finished_at is None
            await run_jobs(app, now=mail.leased_until - timedelta(seconds=1))
            assert post.mails == []
            for _ in range(2):
                await run_jobs(app, now=datetime.now(UTC) + timedelta(minutes=5))
            assert [str(each["Message-ID"]) for each in post.mails] == [f"<{mail.id}@wallet.example>"]
            never_ending = [name for feature in FEATURES for name in load(feature).always]
            assert await Job.filter(finished_at=None).exclude(name__in=never_ending).count() == 0
            # A check may be made twice: it says what it finds each time, and the newest counts.
            assert await StoredReport.all().count() in (1, 2)
