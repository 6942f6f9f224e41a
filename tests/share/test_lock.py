"""A link with a password: what is behind it is told to nobody who has not given it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.client import Browser, run_jobs
from tests.factories import University, accepted, shared, university
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.locks import locked
from wallet.models import Badge, Share

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
PASSWORD = "correct horse battery"


@pytest.fixture
async def behind(settings: Settings) -> AsyncIterator[tuple[University, str]]:
    """A shared badge behind a password: its issuer's wallet, and the path of its page."""
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge, "public")
        await run_jobs(issuer.app)
        share = await Share.get()
        await Share.filter(id=share.id).update(password_hash=await locked(PASSWORD))
        await changed_links([share.id])
        yield issuer, page


async def _tell_nothing(stranger: Browser, page: str, badge: Badge) -> None:
    share = await Share.get()
    card = f"/card-{share.card_hash}.{share.card_media_type.removeprefix('image/')}"
    for tail in ("", card, "/image.png", "/badge.png", "/qr.svg", "/credential", "/diploma-supplement"):
        answer = await stranger.client.get(page + tail)
        assert answer.status_code == 403, tail
        assert answer.headers["cache-control"] == "no-store"
        assert badge.credential.title not in answer.text
        assert "og:title" not in answer.text
        assert not answer.headers.get_list("set-cookie")


async def test_a_locked_page_tells_nothing_before_the_password_is_given(behind: tuple[University, str]) -> None:
    issuer, page = behind
    badge = await Badge.get().select_related("credential")
    stranger = Browser(issuer.app)
    await _tell_nothing(stranger, page, badge)
    answer = await stranger.client.post(f"{page}/unlock", data={"password": "wrong horse battery"})
    assert answer.status_code == 403
    assert not answer.headers.get_list("set-cookie")
    await _tell_nothing(stranger, page, badge)
    await stranger.client.get(page, params={"password": PASSWORD})  # in an address it opens nothing
    await _tell_nothing(stranger, page, badge)


async def test_the_right_password_opens_the_page_for_this_browser(behind: tuple[University, str]) -> None:
    issuer, page = behind
    badge = await Badge.get().select_related("credential")
    reader = Browser(issuer.app)
    answer = await reader.client.post(f"{page}/unlock", data={"password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    cookie = answer.headers["set-cookie"]
    assert f"Path={page};" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    opened = await reader.client.get(page)
    assert badge.credential.title in opened.text
    assert opened.headers["cache-control"] == "private, no-store"
    await _tell_nothing(Browser(issuer.app), page, badge)


async def test_an_open_page_leads_to_nothing_that_stays_locked(behind: tuple[University, str]) -> None:
    issuer, page = behind
    await Share.all().update(credential_offered=True)
    await changed_links([(await Share.get()).id])
    reader = Browser(issuer.app)
    await reader.client.post(f"{page}/unlock", data={"password": PASSWORD})
    answer = await reader.client.get(page, headers={"Accept": "application/json"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "link" not in answer.headers
    assert f"{page}.json" not in answer.text
    assert 'data-network="pinterest"' not in answer.text
    assert 'data-network="linkedin"' in answer.text


async def test_another_password_takes_the_keys_away(behind: tuple[University, str]) -> None:
    issuer, page = behind
    reader = Browser(issuer.app)
    await reader.client.post(f"{page}/unlock", data={"password": PASSWORD})
    await Share.all().update(password_hash=await locked("another horse"))
    assert (await reader.client.get(page)).status_code == 403


async def test_guessing_is_slowed_down(behind: tuple[University, str]) -> None:
    issuer, page = behind
    guesser = Browser(issuer.app)
    answers = [await guesser.client.post(f"{page}/unlock", data={"password": f"guess {n} guess"}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    answer = await Browser(issuer.app, address="198.51.100.7").client.post(
        f"{page}/unlock", data={"password": PASSWORD}
    )
    assert answer.status_code == 303
