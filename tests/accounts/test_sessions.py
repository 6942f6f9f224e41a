"""Sessions: seen, prolonged, ended; who is asking and in which language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from tortoise.connection import get_connection

from tests.accounts.asking import ALICE, only_sqlite
from tests.client import CHROME, FIREFOX, Browser, sign_in
from wallet.accounts import browsers
from wallet.accounts.mailbox import masked
from wallet.models import Learner, Session

pytestmark = pytest.mark.anyio


def session_cookie(browser: Browser) -> str:
    return next(cookie.value or "" for cookie in browser.client.cookies.jar if cookie.name == "__Host-session")


async def signed_in(browser: Browser) -> bool:
    page = await browser.get("/sign-in")
    return bool(page.forms("/sign-out"))


async def test_signing_out_ends_the_session_for_good(app: Starlette) -> None:
    """Flow logout: the old cookie, replayed, signs nobody in."""
    browser = await sign_in(app, ALICE)
    old = session_cookie(browser)
    assert await signed_in(browser)
    page = await browser.submit("/sign-out", follow=False)
    assert page.headers["location"] == "/"
    assert not await signed_in(browser)
    thief = Browser(app)
    thief.client.cookies.set("__Host-session", old, domain="wallet.example")
    assert not await signed_in(thief)
    assert (await Session.get()).revoked_at


@only_sqlite
@pytest.mark.parametrize(
    ("next", "leads"), [("/offers/abc", "/offers/abc"), ("https://evil.example", "/"), ("//evil.example", "/")]
)
async def test_signing_out_goes_on_within_the_wallet(app: Starlette, next: str, leads: str) -> None:
    browser = await sign_in(app, ALICE)
    page = await browser.post(f"/sign-out?next={next}", follow=False)
    assert page.headers["location"] == leads


async def test_a_session_lives_thirty_days_after_it_was_last_used(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    long_ago = datetime.now(UTC) - timedelta(days=20)
    await Session.all().update(last_seen=long_ago, expires_at=long_ago + timedelta(days=30))
    page = await browser.get("/sign-in", follow=False)
    session = await Session.get()
    assert session.last_seen > datetime.now(UTC) - timedelta(minutes=1)
    assert session.expires_at > datetime.now(UTC) + timedelta(days=29)
    assert "__Host-session=" in page.headers["set-cookie"]
    again = await browser.get("/sign-in", follow=False)
    assert "set-cookie" not in again.headers
    assert (await Session.get()).last_seen == session.last_seen
    await Session.all().update(expires_at=datetime.now(UTC))
    assert not await signed_in(browser)


async def test_signing_out_wins_over_prolonging(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await browser.get("/sign-in")
    await Session.all().update(last_seen=datetime.now(UTC) - timedelta(hours=1))
    await browser.submit("/sign-out", follow=False)
    assert "__Host-session" not in browser.client.cookies


async def test_a_database_that_is_away_is_said_to_be_away(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await get_connection("default").execute_script("ALTER TABLE session RENAME TO elsewhere")
    try:
        page = await browser.get("/settings")
    finally:
        await get_connection("default").execute_script("ALTER TABLE elsewhere RENAME TO session")
    assert page.status == 503
    assert page.headers["retry-after"]


@only_sqlite
async def test_public_pages_and_static_files_ask_for_no_session(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await Session.all().update(last_seen=datetime.now(UTC) - timedelta(hours=1))
    seen = (await Session.get()).last_seen
    for path in ("/b/abc", "/static/tokens.css", "/api/v1/openapi.json"):
        await browser.client.get(path)
    assert (await Session.get()).last_seen == seen


@only_sqlite
async def test_pages_speak_the_language_that_was_asked_for_and_remember_it(app: Starlette) -> None:
    browser = Browser(app, language="de, it;q=0.8, en;q=0.5")
    assert (await browser.get("/sign-in")).document.get("lang") == "it"
    assert (await browser.get("/sign-in?lang=en")).document.get("lang") == "en"
    assert (await browser.get("/sign-in")).document.get("lang") == "en"
    assert (await browser.get("/sign-in?lang=tlh")).document.get("lang") == "en"
    stranger = Browser(app, language="")
    assert (await stranger.get("/sign-in")).document.get("lang") == "en"


@only_sqlite
async def test_a_public_page_sets_no_language_cookie(app: Starlette) -> None:
    browser = Browser(app)
    page = await browser.get("/b/abc?lang=it")
    assert page.document.get("lang") == "it"
    assert "set-cookie" not in page.headers


@only_sqlite
async def test_signing_in_brings_the_learners_own_language(app: Starlette) -> None:
    browser = await sign_in(app, ALICE)
    await Learner.all().update(locale="it")
    assert (await browser.get("/nowhere")).document.get("lang") == "it"
    other = Browser(app)
    await other.get("/sign-in?lang=en")
    await sign_in(app, ALICE, other)
    assert (await other.get("/nowhere")).document.get("lang") == "it"
    assert (await other.get("/nowhere?lang=en")).document.get("lang") == "en"


def test_a_browser_is_named_as_its_owner_would() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"
    safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1 Version/19.1 Mobile Safari/604.1"
    assert [browsers.label(agent) for agent in (FIREFOX, CHROME, edge, safari, "curl/8", "")] == [
        "Firefox · Linux",
        "Chrome · Android",
        "Edge · Windows",
        "Safari · iPhone",
        "",
        "",
    ]


def test_a_masked_address_is_recognised_by_its_owner_alone() -> None:
    assert masked("giulia.rossi@example.edu") == "g•••@e•••.edu"
