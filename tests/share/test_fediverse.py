"""Mastodon: the page asks for the server, gives a link, and sends nobody anywhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest

from tests.client import Browser, run_jobs
from tests.factories import accepted, shared, university
from wallet.config import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


async def test_who_names_their_server_gets_a_link_to_it(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page, stranger = await shared(owner, badge), Browser(issuer.app).client
        await run_jobs(issuer.app)
        first = await stranger.get(f"{page}/mastodon")
        assert first.status_code == 200
        assert "https://mastodon" not in first.text
        answer = await stranger.get(f"{page}/mastodon", params={"instance": "https://Mastodon.social/@marta"})
        (link,) = lxml.html.fromstring(answer.text).xpath("//a[contains(@href, '/share?')]")
        assert link.get("href").startswith("https://mastodon.social/share?")
        (text,) = parse_qs(urlsplit(link.get("href")).query)["text"]
        assert text.endswith(f" https://wallet.example{page}")
        assert "set-cookie" not in answer.headers
        for wrong in (
            "evil.example:8080",
            "127.0.0.1",
            "javascript:alert(1)",
            "a b.example",
            "[::1]",
            "x" * 5000,
            "\x00.a",
        ):
            answer = await stranger.get(f"{page}/mastodon", params={"instance": wrong})
            assert answer.status_code == 422, wrong
            assert "/share?" not in answer.text
        assert (await stranger.get("/b/nothing/mastodon")).status_code == 404


async def test_the_owner_finds_every_way_to_share(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        await run_jobs(issuer.app)
        html = lxml.html.fromstring((await owner.client.get(f"/badges/{badge.id}")).text)
        found = {each.get("data-network") for each in html.xpath("//section[@id='share']//a[@data-network]")}
        assert {
            "linkedin",
            "x",
            "facebook",
            "pinterest",
            "whatsapp",
            "telegram",
            "threads",
            "bluesky",
            "mastodon",
        } <= found
        assert {"reddit", "xing", "teams", "email"} <= found
        ways = {
            each
            for each in html.xpath("//section[@id='share']//@href | //section[@id='share']//@src")
            if each.startswith("/b/")
        }
        assert {f"{page}/{name}" for name in ("square.png", "story.png", "qr.png", "qr.svg", "certificate.pdf")} <= ways
        for path in sorted(ways):
            assert (await Browser(issuer.app).client.get(path)).status_code == 200, path
