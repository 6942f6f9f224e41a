"""The database is held by somebody else: nobody gets an error that is none of theirs, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tortoise.connection import get_connection

from tests.attacks import awards
from tests.client import Browser, run_jobs, sign_in
from tests.factories import University, accepted, university
from wallet.config import Settings, sqlite_path
from wallet.demo import credentials
from wallet.demo.content import LEARNER
from wallet.models import Badge, Credential, Job, Offer, OfferStatus, Session, Share

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


@contextmanager
def held(settings: Settings) -> Iterator[sqlite3.Connection]:
    """Another process' write lock."""
    other = sqlite3.connect(sqlite_path(settings.database_url), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.execute("ROLLBACK")
    finally:
        other.close()


@asynccontextmanager
async def impatient(settings: Settings) -> AsyncIterator[University]:
    """A university at a wallet that waits for the lock for a hundredth of a second instead of ten."""
    async with university(settings) as issuer:
        await get_connection("default").execute_query("PRAGMA busy_timeout=10")
        yield issuer


async def waiting(issuer: University) -> str:
    """The path of a new offer's link."""
    return awards.path_of(issuer.app, await awards.award(issuer, awards.sealed(awards.plain())))


def assert_busy(answer: httpx.Response) -> None:
    """A sentence, and when to try again."""
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"
    assert "Nothing was lost" in answer.text
    assert answer.headers["content-security-policy"]


async def test_a_hundred_acceptances_while_the_database_is_held_are_all_made_in_the_end(settings: Settings) -> None:
    async with impatient(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        paths = [await waiting(issuer) for _ in range(20)]
        fields = {"token": await owner.token(), "answer": "accept"}
        with held(settings):
            answers = await asyncio.gather(*(owner.client.post(path, data=fields) for path in paths * 5))
            for answer in answers:
                assert_busy(answer)
            assert (await owner.get(paths[0])).status == 200  # reading goes on
            assert (await owner.get("/badges")).status == 200
        assert await Offer.filter(status=OfferStatus.PENDING).count() == 20
        again = await asyncio.gather(*(owner.client.post(path, data=fields) for path in paths * 5))
        assert {answer.status_code for answer in again} == {303}
        assert await Badge.all().count() == 20


async def test_acceptances_that_wait_for_a_short_hold_are_made(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        paths = [await waiting(issuer) for _ in range(3)]
        fields = {"token": await owner.token(), "answer": "accept"}
        with held(settings) as other:
            asked = [asyncio.create_task(owner.client.post(path, data=fields)) for path in paths]
            stranger = await Browser(issuer.app, address="198.51.100.1").client.get("/static/tokens.css")
            assert stranger.status_code == 200
            assert not any(task.done() for task in asked)
            other.execute("ROLLBACK")
            assert {answer.status_code for answer in await asyncio.gather(*asked)} == {303}
            other.execute("BEGIN")
        assert await Badge.all().count() == 3


async def test_who_was_away_for_a_while_reads_on_while_the_database_is_held(settings: Settings) -> None:
    async with impatient(settings) as issuer:
        owner, badge = await accepted(issuer)
        await Session.all().update(last_seen=datetime.now(UTC) - timedelta(hours=1))
        with held(settings):
            assert (await owner.get(f"/badges/{badge.id}")).status == 200
        await owner.get("/badges")
        assert (await Session.get()).last_seen > datetime.now(UTC) - timedelta(minutes=1)


async def test_an_issuer_whose_offer_met_a_held_database_sends_it_again_and_makes_one(settings: Settings) -> None:
    async with impatient(settings) as issuer:
        document = credentials.degree(issuer.issuing, LEARNER, "en")

        async def send() -> httpx.Response:
            files = {"credential": ("degree.json", document, "application/json")}
            given = {"data": {"email": LEARNER.email}, "headers": {"Idempotency-Key": "one"}}
            return await issuer.call("POST", "/api/v1/offers", files=files, **given)

        with held(settings):
            refused = await send()
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "10"
        assert refused.headers["content-type"] == "application/problem+json"
        assert await Offer.all().count() == await Credential.all().count() == await Job.all().count() == 0
        for _ in range(2):
            answer = await send()
            assert answer.status_code == 201, answer.text
        assert await Offer.all().count() == 1


async def test_every_deed_that_meets_a_held_database_says_so_and_changes_nothing(settings: Settings) -> None:
    async with impatient(settings) as issuer:
        owner, badge = await accepted(issuer)
        stranger = Browser(issuer.app)
        deeds = {
            "/sign-in": {"email": "new@home.example"},
            f"/badges/{badge.id}/visibility": {"visibility": "public"},
            f"/badges/{badge.id}/credential": {"offered": "yes"},
            f"/badges/{badge.id}/check": {},
            "/settings": {"display_name": "Somebody", "locale": "it"},
            "/settings/addresses": {"email": "other@home.example"},
            "/sign-out": {},
        }
        before = await Session.filter(revoked_at=None).count()
        tokens = {browser: await browser.token() for browser in (owner, stranger)}
        with held(settings):
            for path, fields in deeds.items():
                browser = stranger if path == "/sign-in" else owner
                assert_busy(await browser.client.post(path, data=fields | {"token": tokens[browser]}))
            assert (await owner.get(f"/badges/{badge.id}")).status == 200
        assert await Share.all().count() == 0
        assert await Session.filter(revoked_at=None).count() == before
        await run_jobs(issuer.app)
        for path, fields in deeds.items():
            browser = stranger if path == "/sign-in" else owner
            answer = await browser.client.post(path, data=fields | {"token": tokens[browser]})
            assert answer.status_code == 303, (path, answer.text)
