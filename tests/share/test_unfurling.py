"""What networks and search engines are told of a page says nothing of documents, whatever is shown."""

from __future__ import annotations

import json

import lxml.html
import pytest

from tests.client import Browser, run_jobs
from tests.factories import university
from tests.share.stage import Stage, staged
from tests.share.surfaces import Shows, marks_in
from wallet.config import Settings
from wallet.models import Share

# PostgreSQL is asked by the same gate, which tests/share/test_pieces_on_surfaces.py tries on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
READ = 16 * 1024  # bytes that the most sparing of the bots reads
BOTS = ("LinkedInBot/1.0 (compatible; Mozilla/5.0)", "facebookexternalhit/1.1", "Twitterbot/1.0", "Googlebot/2.1")


async def head(stage: Stage, tail: str, agent: str = BOTS[0]) -> str | None:
    """The head of a page as a bot gets it; None where there is no page."""
    bot = Browser(stage.issuer.app, agent=agent, address="198.51.100.77")
    answer = await bot.client.get(f"{stage.page}{tail}")
    if answer.status_code == 404:
        return None
    start, end = answer.text.find("<head>"), answer.text.find("</head>")
    assert 0 < start < end < READ
    return answer.text[start:end]


def pages(stage: Stage) -> list[str]:
    """The pages that can be linked."""
    read = [each.tail for each in stage.surfaces if each.shows in (Shows.FRONT, Shows.PAGE)]
    return [tail for tail in read if not tail.endswith(".pdf")]


async def test_the_tags_of_a_page_are_the_same_whatever_is_shown(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        badge = await head(stage, "")
        assert badge
        assert "og:title" in badge
        await stage.show_everything()
        await stage.offer(False)
        assert await head(stage, "") == badge
        whole = {tail: await head(stage, tail) for tail in pages(stage)}
        for name, held in stage.state.documents.items():
            for piece in sorted(held.specimen.pieces):
                await stage.piece(name, piece, False)
        assert {tail: await head(stage, tail) for tail in pages(stage)} == whole


async def test_no_mark_of_a_document_is_in_what_bots_read(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        for tail in pages(stage):
            for agent in BOTS:
                found = await head(stage, tail, agent)
                assert not marks_in((found or "").encode()), tail


async def test_what_search_engines_are_told_names_no_document(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        page = lxml.html.document_fromstring((await stage.fetch(stage.page)).text)
        said = [json.loads(each.text) for each in page.xpath("//script[@type='application/ld+json']")]
        assert said
        assert not marks_in(json.dumps(said).encode())
        assert not any(word in str(said) for word in ("Supplement", "/documents/", "/attachments/"))
        for meta in page.xpath("//meta/@content") + [page.findtext(".//title")]:
            assert "Supplement" not in meta


async def test_the_card_is_the_same_whatever_is_shown(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        before, hash_before = await stage.fetch(f"{stage.page}/image.png"), (await Share.get()).card_hash
        await stage.show_everything()
        await run_jobs(issuer.app)
        assert (await stage.fetch(f"{stage.page}/image.png")).content == before.content
        assert (await Share.get()).card_hash == hash_before
