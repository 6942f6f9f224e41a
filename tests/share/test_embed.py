"""The embed: the only page that may be framed, small, without scripts, the same for everybody."""

from __future__ import annotations

import lxml.html
import pytest

from tests.client import Browser, run_jobs
from tests.factories import accepted, shared, university
from wallet.config import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
LARGEST = 10_000  # bytes of the page and its stylesheet


async def test_the_embed_is_small_may_be_framed_and_runs_nothing(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        await run_jobs(issuer.app)
        stranger = Browser(issuer.app)
        answer = await stranger.client.get(f"{page}/embed")
        html = lxml.html.fromstring(answer.text)
        sheets = html.xpath("//link[@rel='stylesheet']/@href")
        styles = [(await stranger.client.get(sheet)).content for sheet in sheets]
        assert sum(map(len, (answer.content, *styles))) < LARGEST
        assert not html.xpath("//script")
        assert "set-cookie" not in answer.headers
        assert "x-frame-options" not in answer.headers
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert answer.headers["x-robots-tag"] == "noindex"
        assert html.xpath("//h1/a/@href") == [f"https://wallet.example{page}"]
        assert html.xpath("//h1/a/@rel") == ["noopener"]
        assert "Verified" in html.text_content()


async def test_no_other_page_may_be_framed(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        for path in (page, "/", "/verify", f"{page}/diploma-supplement", f"{page}/nothing", "/oembed"):
            answer = await Browser(issuer.app).client.get(path)
            assert answer.headers["x-frame-options"] == "DENY", path
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
