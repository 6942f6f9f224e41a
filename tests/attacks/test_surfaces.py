"""What strangers wrote, at every public address that tells of it: pages, embeds, oEmbed, pictures."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import lxml.etree
import lxml.html
import pytest

from tests.attacks import awards
from tests.attacks.reading import FORBIDDEN, TURNING, assert_harmless, assert_isolated, foreign_links
from tests.client import Browser, run_jobs, sign_in
from tests.factories import University, shared, university
from tests.share.linking import link_of
from tests.shared import rows
from tests.shared import shared as shared_file
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Badge

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
TOGETHER = 12  # badges on a page of several
NOISY = ("alert(", "onerror", "onload", "<script", "javascript:")


async def badges(issuer: University, owner: Browser, *made: bytes) -> list[Badge]:
    """The learner's badges of credentials."""
    found = []
    for one in made:
        offer = await awards.award(issuer, one)
        await owner.post(f"/offers/waiting/{offer.id}", answer="accept")
        found.append(await Badge.get(offer_id=offer.id))
    return found


async def test_no_text_does_anything_at_any_public_address(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        texts = [row["text"] for row in rows("attacks/strings/names.open.jsonl")]
        texts += [row["text"] for row in rows("attacks/strings/html_markdown.open.jsonl")[::3]]
        for start in range(0, len(texts), TOGETHER):
            some = texts[start : start + TOGETHER]
            theirs = await badges(issuer, owner, *(awards.sealed(awards.told(text)) for text in some))
            several = await link_of(owner, *theirs, title=some[0][:120] or "x")
            await run_jobs(issuer.app)
            page = await Browser(issuer.app).get(f"/b/{several.slug}")
            assert page.status == 200
            assert_harmless(page)
            assert_isolated(page, *some)
            for number, _ in enumerate(some, 1):
                below = await Browser(issuer.app).get(f"/b/{several.slug}/of/{number}")
                assert below.status == 200
                assert_harmless(below)
            for slug in (several.slug, f"{several.slug}/of/1", f"{several.slug}/of/{len(some)}"):
                await _embedded_soundly(issuer, slug)


async def _embedded_soundly(issuer: University, slug: str) -> None:
    """The embed holds no code, oEmbed is well formed, and its frame is the wallet's own."""
    client = Browser(issuer.app).client
    embed = await client.get(f"/b/{slug}/embed")
    assert embed.status_code == 200
    document = lxml.html.document_fromstring(embed.text)
    for name in f"{FORBIDDEN} script form".split():
        assert not document.xpath(f"//{name}"), name
    assert not [str(each) for element in document.iter() for each in element.attrib if str(each).startswith("on")]
    assert not TURNING & set("".join(document.xpath("//title/text() | //@alt | //@title")))
    for form in ("json", "xml"):
        asked = {"url": f"https://wallet.example/b/{slug}", "format": form}
        answer = await client.get("/oembed", params=asked)
        assert answer.status_code == 200
        told = json.loads(answer.text) if form == "json" else _members(answer.content)
        (frame,) = lxml.html.fragments_fromstring(told["html"])
        assert frame.tag in ("iframe", "blockquote", "div")
        assert str(frame.get("src")).startswith(f"https://wallet.example/b/{slug}/embed")
        assert not [each for each in map(str, frame.attrib) if each.startswith("on")]
        assert not TURNING & set(str(told["title"]))


def _members(xml: bytes) -> dict[str, str]:
    return {str(each.tag): each.text or "" for each in lxml.etree.fromstring(xml)}


async def test_no_address_leads_from_a_shared_page_to_anything_but_the_web(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        links = [row["url"] for row in rows("attacks/strings/link_urls.open.jsonl")]
        made = [json.dumps(awards.linking(url)).encode() for url in links]  # some of them no seal can cover
        for url, badge in zip(links, await badges(issuer, owner, *made), strict=True):
            page = await Browser(issuer.app).get(await shared(owner, badge, "public"))
            assert page.status == 200
            assert_harmless(page)
            given = [link for link in foreign_links(page) if "issuer.example" in link or "plimi" in link]
            assert all(link.startswith(("https://", "http://")) for link in given), url
            if "xn--" in url:
                assert "(xn--plimi-pva.example)" in page.text  # its letters, where they would deceive
            for sources in page.document.xpath("//@src | //@srcset | //@poster"):
                assert not str(sources).startswith(("http:", "data:", "//")), url


@pytest.mark.parametrize("folder", ["ok", "xml", "xss"])
async def test_a_picture_that_is_drawn_by_code_is_shown_as_dots_or_not_at_all(settings: Settings, folder: str) -> None:
    files = sorted(shared_file(f"attacks/svg/{folder}").iterdir())
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        small = [file for file in files if file.stat().st_size < 100_000]
        for badge, file in zip(await badges(issuer, owner, *map(_pictured, small)), small, strict=True):
            path = await shared(owner, badge, "public")
            await run_jobs(issuer.app, failing=True)
            page = await Browser(issuer.app).get(path)
            assert_harmless(page)
            assert not any(noise in page.document.xpath("string(//main)") for noise in NOISY), file.name
            assert not page.document.xpath("//@src[starts-with(., 'data:')]")
            answer = await Browser(issuer.app).client.get(f"{path}/badge.png")
            assert answer.status_code == 404 or answer.content.startswith(b"\x89PNG"), file.name
            assert folder != "ok" or answer.status_code == 200, file.name


def _pictured(file: Path) -> bytes:
    """A sealed credential with a picture inside, as its issuer's profile has."""
    made = awards.plain()
    data = base64.b64encode(file.read_bytes()).decode()
    picture = {"id": f"data:image/svg+xml;base64,{data}", "type": "Image"}
    made["issuer"]["image"] = picture
    made["credentialSubject"]["achievement"]["image"] = picture
    return awards.sealed(made)
