"""Views: what counts as one, people apart from programs, where from; and that nothing of a person is kept."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter
from uuid import uuid4

import pytest
from tortoise.connection import get_connection

from tests.client import CHROME, FIREFOX, Browser, services
from tests.factories import University, accepted, shared, university
from wallet.config import Settings
from wallet.database import connected
from wallet.models import Learner, Share, ShareView, Visibility
from wallet.views import MOST_HOSTS, OTHER, Views, host_of, is_bot

pytestmark = pytest.mark.anyio
OWN = b"wallet.example"

PEOPLE = (
    FIREFOX,
    CHROME,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 "
    "Mobile/15E148 Safari/604.1 [LinkedInApp]/9.31",
    "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)",
    "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36 [Pinterest/Android]",
)
PROGRAMS = (
    "",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Twitterbot/1.0",
    "WhatsApp/2.23.20.0 A",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    "Mastodon/4.5 (http.rb/5.3; +https://mastodon.example/) Bot",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36",
    "curl/8.5.0",
    "python-httpx/0.28.1",
    "Go-http-client/2.0",
)
REFERRERS = {
    b"https://www.linkedin.com/feed/?trk=me#x": "www.linkedin.com",
    b"http://Example.COM:8080": "example.com",
    b"https://www.example.org./": "www.example.org",
    "https://münchen.example/a".encode(): "xn--mnchen-3ya.example",
    b"https://xn--mnchen-3ya.example/": "xn--mnchen-3ya.example",
    b"https://me:secret@example.com/": "example.com",
    b"https://wallet.example/badges": "",
    b"https://WALLET.example/": "",
    b"android-app://com.linkedin.android/": "",
    b"javascript://example.com/": "",
    b"https://": "",
    b"https://192.0.2.7/": "",
    b"https://[2001:db8::1]/": "",
    b"https://exa<b>mple.com/": "",
    b"https://" + b"a" * 254 + b".example/": "",
    b"https://-\xff-.example/": "",
    b"https://a..example/": "",
    b"about:blank": "",
}


@pytest.mark.parametrize("agent", PEOPLE)
async def test_browsers_are_people(agent: str) -> None:
    assert not is_bot(agent.encode())


@pytest.mark.parametrize("agent", PROGRAMS)
async def test_what_unfurls_searches_or_says_nothing_is_a_program(agent: str) -> None:
    assert is_bot(agent.encode())


@pytest.mark.parametrize("referrer", REFERRERS)
async def test_of_the_page_that_led_here_the_name_of_its_host_is_kept(referrer: bytes) -> None:
    assert host_of(referrer, OWN) == REFERRERS[referrer]


# -- through the door ----------------------------------------------------------------------------------------------


async def _rows() -> Counter[tuple[str, bool]]:
    counted: Counter[tuple[str, bool]] = Counter()
    for row in await ShareView.all():
        counted[row.host, row.bot] += row.count
    return counted


async def _page(issuer: University) -> tuple[Browser, str]:
    browser, badge = await accepted(issuer)
    path = await shared(browser, badge, "public")
    await services(issuer.app).views.flush()
    await ShareView.all().delete()
    return browser, path


async def test_opening_the_page_counts_and_nothing_else_does(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, path = await _page(issuer)
        stranger, views = Browser(issuer.app).client, services(issuer.app).views
        etag = (await stranger.get(path)).headers["etag"]
        for _ in range(2):  # made anew, and from memory
            await stranger.get(f"{path}?lang=it", headers={"Referer": "https://www.linkedin.com/feed/"})
            await stranger.get(path, headers={"If-None-Match": etag})
            await stranger.get(path, headers={"User-Agent": "Twitterbot/1.0"})
            await stranger.head(path)
            await stranger.get(path, headers={"Sec-Purpose": "prefetch;prerender"})
            await owner.client.get(path)
            for tail in ("/embed", "/image.png", "/badge.png", "/qr.svg", "/qr.png", "/credential", "/nothing"):
                await stranger.get(path + tail)
        await views.flush()
        assert await _rows() == {("", False): 3, ("www.linkedin.com", False): 2, ("", True): 2}
        await owner.get(path, follow=False)
        somebody = Browser(issuer.app)
        somebody.client.cookies.set("__Host-session", "of another wallet's")
        await somebody.client.get(path)
        await views.flush()
        assert (await _rows())["", False] == 4


async def test_a_locked_page_counts_when_it_is_opened(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, path = await _page(issuer)
        link = await Share.get()
        await owner.get(f"/links/{link.id}")
        await owner.submit(f"/links/{link.id}", password="a long password")
        stranger = Browser(issuer.app)
        assert (await stranger.get(path)).status == 403
        await services(issuer.app).views.flush()
        assert not await _rows()
        await stranger.submit(f"{path}/unlock", password="a long password")
        assert stranger.page.status == 200
        await services(issuer.app).views.flush()
        assert (await _rows()).total() == 1


async def test_nothing_of_a_person_is_stored(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, path = await _page(issuer)
        agent = f"{FIREFOX} zzagentzz"
        headers = {"Referer": "https://me:zzuserzz@site.example/zzpathzz?zzqueryzz#zzhashzz", "Cookie": "a=zzcookiezz"}
        for _ in range(2):
            await Browser(issuer.app, address="198.51.100.77", agent=agent).client.get(path, headers=headers)
        await services(issuer.app).views.flush()
        [row] = await ShareView.all().values()
        assert set(row) == {"id", "share_id", "day", "host", "bot", "count"}
        assert (row["host"], row["count"], row["bot"]) == ("site.example", 2, False)
        held = repr(vars(services(issuer.app).views)) + repr([*(await _everything())])
        assert not [word for word in ("zz", "198.51.100.77") if word in held]


async def _everything() -> list[str]:
    return [repr(row) for row in await get_connection("default").execute_query_dict("SELECT * FROM share_view")]


# -- writing down --------------------------------------------------------------------------------------------------


async def _link() -> Share:
    learner = await Learner.create(display_name="Ada", locale="en")
    return await Share.create(learner=learner, name="CV", visibility=Visibility.PUBLIC)


# Another process of the wallet, which counts as well.
COUNTING = """
import asyncio, sys
from uuid import UUID
from wallet.config import Settings
from wallet.database import connected
from wallet.views import Views

async def main(url, share):
    settings = Settings(database_url=url)
    async with connected(settings):
        for number in range(40):
            views = Views(settings)
            for host in range(5):
                views.count(UUID(share), {b"user-agent": b"Mozilla/5.0", b"referer": b"https://h%d.example/" % host})
            await views.flush()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.usefixtures("database")
async def test_processes_that_write_at_once_add_up(settings: Settings) -> None:
    link = await _link()
    counting = [sys.executable, "-c", COUNTING, settings.database_url, str(link.id)]
    each = (asyncio.to_thread(subprocess.run, counting, check=True, env=os.environ) for _ in range(3))
    await asyncio.gather(*each)
    assert await _rows() == {(f"h{n}.example", False): 120 for n in range(5)}


@pytest.mark.usefixtures("database")
async def test_a_day_names_a_hundred_sites_at_most(settings: Settings) -> None:
    link, views = await _link(), Views(settings)
    for begin in (0, 60, 150):
        for number in range(begin, begin + 90):
            views.count(link.id, {b"user-agent": b"Mozilla/5.0", b"referer": b"https://h%d.example/" % number})
        views.count(link.id, {b"user-agent": b"Mozilla/5.0"})
        await views.flush()
    rows = await _rows()
    assert len(rows) == MOST_HOSTS + 2
    assert (rows["", False], rows[OTHER, False], rows["h70.example", False]) == (3, 140, 2)
    assert rows.total() == 3 * 91


@pytest.mark.usefixtures("database")
async def test_views_of_a_link_that_is_gone_are_forgotten_and_others_written(settings: Settings) -> None:
    link, views = await _link(), Views(settings)
    for share in (uuid4(), link.id, uuid4()):
        views.count(share, {b"user-agent": b"Mozilla/5.0"})
    await views.flush()
    assert (await _rows()).total() == 1


@pytest.mark.usefixtures("database")
async def test_what_could_not_be_written_is_written_later(settings: Settings) -> None:
    link, views = await _link(), Views(settings)
    views.count(link.id, {b"user-agent": b"Mozilla/5.0"})
    await get_connection("default").execute_query("ALTER TABLE share_view RENAME TO elsewhere")
    try:
        with pytest.raises(Exception, match="share_view"):
            await views.flush()
        views.count(link.id, {b"user-agent": b"Mozilla/5.0"})
    finally:
        await get_connection("default").execute_query("ALTER TABLE elsewhere RENAME TO share_view")
    await views.flush()
    assert (await _rows()).total() == 2


async def test_what_was_counted_is_written_when_the_wallet_ends(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, path = await _page(issuer)
        await Browser(issuer.app).client.get(path)
    async with connected(settings):
        assert (await _rows()).total() == 1
