"""The schema: written down whole, the same on both databases, and what must be single is."""

import asyncio
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.transactions import in_transaction

from wallet.config import Settings
from wallet.database import configuration, connected, migrate
from wallet.models import (
    Attachment,
    Badge,
    Credential,
    Issuer,
    IssuerKey,
    Job,
    Kind,
    Learner,
    StoredReport,
    Verification,
)

pytestmark = pytest.mark.anyio


async def test_no_model_has_changed_without_a_migration(database: None, settings: Settings) -> None:
    assert Tortoise.apps is not None
    detector = MigrationAutodetector(Tortoise.apps, configuration(settings.database_url)["apps"])
    assert [writer.name for writer in await detector.changes()] == []


async def test_migrating_again_changes_nothing(settings: Settings) -> None:
    assert await migrate(settings) == ()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_processes_that_migrate_at_once_apply_each_migration_once(settings: Settings, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/fresh.db"
    command = [sys.executable, "-m", "wallet", "migrate"]
    environ = {"DATABASE_URL": url, "PATH": "", "PYTHONPATH": "."}
    pipe = asyncio.subprocess.PIPE
    started = [await asyncio.create_subprocess_exec(*command, env=environ, stdout=pipe, stderr=pipe) for _ in range(3)]
    outputs = [await process.communicate() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], outputs
    applied = b"".join(out for out, _ in outputs).split()
    assert sorted(applied) == sorted(set(applied))
    assert applied


async def test_an_issuer_has_one_live_key_a_slot(database: None) -> None:
    issuer = await Issuer.create(name="A", domain="a.example")
    first = await IssuerKey.create(issuer=issuer, slot=1, key_hash="1" * 64, hint="wk_1")
    with pytest.raises(IntegrityError):
        await IssuerKey.create(issuer=issuer, slot=1, key_hash="2" * 64, hint="wk_2")
    await IssuerKey.filter(id=first.id).update(revoked_at=datetime.now(UTC))
    await IssuerKey.create(issuer=issuer, slot=1, key_hash="3" * 64, hint="wk_3")


async def test_a_badge_has_one_present_document_of_a_name(database: None) -> None:
    learner = await Learner.create()
    credential = await Credential.create(digest="0" * 64, media_type="application/json", size=2, document="{}")
    badge = await Badge.create(learner=learner, credential=credential)
    about: dict[str, Any] = {"badge": badge, "kind": Kind.TRANSCRIPT, "name": "transcript"}
    about |= {"filename": "t.pdf", "media_type": "text/plain"}
    first = await Attachment.create(**about, size=1, digest="a" * 64)
    with pytest.raises(IntegrityError):
        await Attachment.create(**about, size=1, digest="b" * 64)
    await Attachment.filter(id=first.id).update(superseded_at=datetime.now(UTC))
    await Attachment.create(**about, size=1, digest="c" * 64)


async def test_one_job_waits_of_a_key(database: None) -> None:
    await Job.create(name="a", payload={}, key="same")
    with pytest.raises(IntegrityError):
        await Job.create(name="a", payload={}, key="same")
    await Job.filter(key="same").update(finished_at=datetime.now(UTC))
    await Job.create(name="a", payload={}, key="same")


async def test_a_credential_that_a_wallet_holds_cannot_be_deleted(database: None) -> None:
    learner = await Learner.create()
    credential = await Credential.create(digest="0" * 64, media_type="application/json", size=2, document="{}")
    await Badge.create(learner=learner, credential=credential)
    with pytest.raises(IntegrityError):
        await credential.delete()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_writers_of_several_connections_wait_for_each_other(database: None, settings: Settings) -> None:
    path = settings.database_url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, timeout=10, isolation_level=None)
    async with in_transaction():
        learner = await Learner.create()
        other.execute("PRAGMA busy_timeout=1")
        with pytest.raises(sqlite3.OperationalError):  # the wallet's transaction took the write lock when it began
            other.execute("BEGIN IMMEDIATE")
        await Learner.filter(id=learner.id).update(display_name="x")
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_transaction_that_cannot_begin_lets_the_connection_go(database: None, settings: Settings) -> None:
    other = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    await get_connection("default").execute_query("PRAGMA busy_timeout=1")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError):
        await _twice(uuid4())
    assert await asyncio.wait_for(Learner.all().count(), 5) == 0
    other.execute("ROLLBACK")
    other.close()
    async with in_transaction():
        await Learner.create()


async def test_a_transaction_that_fails_leaves_nothing(database: None) -> None:
    known = uuid4()
    with pytest.raises(IntegrityError):
        await _twice(known)
    assert await Learner.all().count() == 0


async def _twice(known: UUID) -> None:
    async with in_transaction():
        await Learner.create(id=known)
        await Learner.create(id=known)


async def test_a_badge_that_is_due_is_found_by_an_index(database: None, engine: str) -> None:
    table = ("sqlite_master", "name") if engine == "sqlite" else ("pg_indexes", "indexname")
    rows = await get_connection("default").execute_query_dict(f"SELECT {table[1]} AS name FROM {table[0]}")  # noqa: S608
    assert "badge_check_at" in {row["name"] for row in rows}


async def test_a_verification_has_one_report(database: None) -> None:
    asked: dict[str, Any] = {"together": "t", "browser_hash": "b", "name": "n", "content": b"\x00\xff"}
    one = await Verification.create(**asked, expires_at=datetime.now(UTC))
    found: dict[str, Any] = {"verdict": "valid", "checks": [], "looked_at": {}, "at": datetime.now(UTC)}
    await StoredReport.create(**found, verification=one)
    with pytest.raises(IntegrityError):
        await StoredReport.create(**found, verification=one)
    assert (await Verification.get(id=one.id)).content == b"\x00\xff"
    await one.delete()
    assert await StoredReport.all().count() == 0


async def test_the_database_can_be_opened_again_in_one_process(settings: Settings) -> None:
    for _ in range(2):
        async with connected(settings):
            assert await Learner.all().count() == 0
