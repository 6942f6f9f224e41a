"""oEmbed: one address for every shared page, in JSON and XML, within the pixels that are asked for."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import lxml.html
import pytest

from tests.client import Browser, run_jobs
from tests.factories import University, accepted, shared, university
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.locks import locked
from wallet.models import Share, Visibility

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
BASE = "https://wallet.example"


@pytest.fixture
async def page(settings: Settings) -> AsyncIterator[tuple[Browser, str]]:
    """A stranger, and the address of an unlisted badge's page, its card drawn."""
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "unlisted")
        await run_jobs(issuer.app)
        yield Browser(issuer.app), BASE + path


async def ask(stranger: Browser, **query: str) -> httpx.Response:
    """The answer to a query; `lang` and the like are part of the url."""
    return await stranger.client.get("/oembed", params=query)


async def test_a_page_is_told_the_same_in_json_and_in_xml(page: tuple[Browser, str]) -> None:
    stranger, url = page
    answer = await ask(stranger, url=url)
    told: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
    assert (told["type"], told["version"]) == ("rich", "1.0")
    xml = await ask(stranger, url=url, format="xml")
    assert xml.headers["content-type"].split(";")[0] == "text/xml"
    assert {each.tag: each.text for each in ET.fromstring(xml.content)} == {name: str(v) for name, v in told.items()}  # noqa: S314 - our own
    html = lxml.html.fromstring((await stranger.client.get(url)).text)
    assert html.xpath("//meta[@property='og:image']/@content") == [told["thumbnail_url"]]
    assert html.xpath("//meta[@property='og:title']/@content") == [told["title"]]
    found = html.xpath("//link[@rel='alternate'][contains(@type, 'oembed')]/@href")
    assert [(await stranger.client.get(each)).content for each in found] == [answer.content, xml.content]
    frame = lxml.html.fromstring(told["html"])
    assert (frame.tag, frame.get("src"), frame.get("title")) == ("iframe", f"{url}/embed", told["title"])
    assert (await stranger.client.get(frame.get("src"))).status_code == 200


@pytest.mark.parametrize(
    ("asked", "size", "pictured"),
    [
        ({}, (600, 200), True),
        ({"maxwidth": "320"}, (320, 200), False),
        ({"maxheight": "90", "maxwidth": "5000"}, (600, 90), False),
        ({"maxwidth": "1200", "maxheight": "630"}, (600, 200), True),
        ({"maxwidth": "9" * 30, "maxheight": ""}, (600, 200), True),
    ],
    ids=["no-wish", "narrow", "low", "large", "huge"],
)
async def test_it_fits_into_what_is_asked_for(
    page: tuple[Browser, str], asked: dict[str, str], size: tuple[int, int], pictured: bool
) -> None:
    told = (await ask(page[0], url=page[1], **asked)).json()
    assert (told["width"], told["height"]) == size
    frame = lxml.html.fromstring(told["html"])
    assert (int(frame.get("width")), int(frame.get("height"))) == size
    assert ("thumbnail_url" in told) is pictured


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": ""}, 400),
        ({"url": "x" * 3000}, 400),
        ({"url": "{url}", "format": "yaml"}, 501),
        ({"url": "{url}", "maxwidth": "-1"}, 400),
        ({"url": "{url}", "maxwidth": "0"}, 400),
        ({"url": "{url}", "maxheight": "²"}, 400),
        ({"url": "https://example.com/x"}, 404),
        ({"url": "https://wallet.example.evil.example/b/abc"}, 404),
        ({"url": "https://wallet.example/b/abc"}, 404),
        ({"url": "https://wallet.example/badges"}, 404),
        ({"url": "https://wallet.example/b/%00"}, 404),
        ({"url": "https://[/b/abc"}, 404),
        ({"url": "https://wallet.example//[x"}, 404),
        ({"url": "https://wallet.example//%E2%84%80/b/x"}, 404),
        ({"url": "{url}/qr.svg"}, 404),
        ({"url": "{url}/of/0"}, 404),
        ({"url": "{url}?lang=it#story"}, 200),
        ({"url": "{url}/"}, 200),
    ],
    ids=lambda value: "-".join(value)[:12] if isinstance(value, dict) else str(value),
)
async def test_what_cannot_be_told_is_refused_with_the_right_status(
    page: tuple[Browser, str], query: dict[str, str], status: int
) -> None:
    answer = await ask(page[0], **{name: value.format(url=page[1]) for name, value in query.items()})
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("state", "status"),
    [("private", 404), ("withdrawn", 410), ("ended", 410), ("locked", 401)],
)
async def test_nothing_is_told_of_a_page_that_is_not_for_everybody(
    page: tuple[Browser, str], state: str, status: int
) -> None:
    now = datetime.now(UTC)
    fields: dict[str, dict[str, Any]] = {
        "private": {"visibility": Visibility.PRIVATE},
        "withdrawn": {"revoked_at": now},
        "ended": {"expires_at": now},
        "locked": {"password_hash": await locked("a password")},
    }
    await Share.all().update(**fields[state])
    await changed_links([(await Share.get()).id])
    for form in ("json", "xml"):
        answer = await ask(page[0], url=page[1], format=form)
        assert answer.status_code == status
        assert "Energy" not in answer.text


async def test_a_title_of_any_characters_makes_sound_xml(settings: Settings) -> None:
    async with university(settings) as issuer:
        stranger, url = await _titled(issuer, "A \x01 & <b> ]]> \ufffe \U0001f393 " + "è" * 300)
        told = (await ask(stranger, url=url)).json()
        xml = ET.fromstring((await ask(stranger, url=url, format="xml")).content)  # noqa: S314 - our own
        assert "<b>" in told["title"]
        assert len(told["title"]) <= 80
        assert xml.findtext("title", "").startswith("A ")


async def _titled(issuer: University, title: str) -> tuple[Browser, str]:
    owner, badge = await accepted(issuer)
    path = await shared(owner, badge)
    await Share.all().update(badge_id=None, title=title[:120])
    page = await Share.get()
    part = await Share.create(
        badge=badge, learner_id=badge.learner_id, parent=page, position=1, slug=f"{page.slug}/of/1"
    )
    await changed_links([page.id])
    await run_jobs(issuer.app)
    assert (await Browser(issuer.app).client.get(f"/b/{part.slug}")).status_code == 200
    return Browser(issuer.app), BASE + path
