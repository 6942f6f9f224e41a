"""Links to several badges on one page: their order, what is added and taken off, and who rules the pages below."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.client import Browser, run_jobs
from tests.factories import University, accepted, offered, university
from tests.share.linking import asked, filled, link_of
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.models import Badge, Share

pytestmark = pytest.mark.anyio


@dataclass
class Page:
    """A page of three badges, and its owner."""

    issuer: University
    owner: Browser
    badges: list[Badge]
    link: Share

    async def parts(self) -> list[Share]:
        """The pages below it, in their order."""
        return await Share.filter(parent_id=self.link.id).order_by("position")

    async def answers(self) -> set[int]:
        """How it and the pages below answer to a stranger."""
        stranger = Browser(self.issuer.app)
        slugs = [self.link.slug, *(part.slug for part in await self.parts())]
        return {(await stranger.get(f"/b/{slug}")).status for slug in slugs}


@pytest.fixture
async def page(settings: Settings) -> AsyncIterator[Page]:
    """The same, in a running wallet."""
    async with university(settings) as issuer:
        owner, first = await accepted(issuer)
        for what in ("micro-credential", "course"):
            await owner.get(await offered(issuer, what))
            await owner.post(owner.page.path, answer="accept")
        await run_jobs(issuer.app)
        badges = [first, *await Badge.exclude(id=first.id).order_by("received_at")]
        yield Page(issuer, owner, badges, await link_of(owner, *badges, title="My studies"))


async def test_the_badges_stand_in_the_order_of_their_places(page: Page) -> None:
    first, second, third = page.badges
    assert [part.badge_id for part in await page.parts()] == [first.id, second.id, third.id]
    places = {f"place-{badge.id}": str(place) for badge, place in ((first, 3), (second, 1), (third, 2))}
    await page.owner.post(f"/links/{page.link.id}", **asked(*page.badges, title="My studies", **places))
    parts = await page.parts()
    assert [part.badge_id for part in parts] == [second.id, third.id, first.id]
    assert [part.slug for part in parts] == [f"{page.link.slug}/of/{number}" for number in (2, 3, 1)]
    shown = await Browser(page.issuer.app).get(f"/b/{page.link.slug}")
    assert shown.status == 200
    assert "My studies" in shown.text
    assert "Company X" not in shown.text


async def test_a_number_that_was_given_is_never_given_again(page: Page) -> None:
    first, second, third = page.badges
    action = f"/links/{page.link.id}"
    await page.owner.post(action, **asked(first, second))
    assert (await Browser(page.issuer.app).get(f"/b/{page.link.slug}/of/3")).status == 404
    form = await page.owner.get(f"{action}?badge={third.id}")
    assert filled(form, action)["badge"] == [str(badge.id) for badge in page.badges]
    assert len(await page.parts()) == 2  # looking changes nothing
    await page.owner.post(action, **asked(first, second, third))
    assert [part.slug.rpartition("/")[2] for part in await page.parts()] == ["1", "2", "4"]
    await third.delete()  # the last is gone with its badge
    await page.owner.post(action, **asked(first))
    await page.owner.post(action, **asked(first, second))
    assert [part.slug.rpartition("/")[2] for part in await page.parts()] == ["1", "5"]


async def test_the_pages_below_follow_their_page(page: Page) -> None:
    assert await page.answers() == {200}
    action, deeds = f"/links/{page.link.id}", asked(*page.badges)
    await page.owner.post(action, **deeds | {"visibility": "private"})
    assert await page.answers() == {404}
    await page.owner.post(action, **deeds | {"visibility": "public", "language": "it"})
    assert await page.answers() == {200}
    below = await Browser(page.issuer.app).get(f"/b/{(await page.parts())[0].slug}")
    assert below.document.get("lang") == "it"
    assert "x-robots-tag" not in below.headers
    await page.owner.post(action, **deeds | {"password": "correct horse"})
    assert await page.answers() == {403}
    await page.owner.post(action, **deeds | {"lock": "keep"})
    assert await page.answers() == {403}
    await page.owner.post(action, **deeds | {"lock": "none"})
    assert await page.answers() == {200}
    await Share.filter(id=page.link.id).update(expires_at=datetime.now(UTC))
    await changed_links([page.link.id])
    assert await page.answers() == {410}
    await page.owner.post(action, **deeds)
    assert await page.answers() == {200}
    await page.owner.post(f"{action}/revoke")
    assert await page.answers() == {410}


async def test_the_badges_page_and_the_wallet_say_that_a_page_of_several_shows_it(page: Page) -> None:
    badge = page.badges[0]
    shown = await page.owner.get(f"/badges/{badge.id}")
    assert shown.document.xpath(f"//section[@id='links']//a[@href='/links/{page.link.id}']")
    assert "Other links show it too" in shown.text
    chips = (await page.owner.get("/badges")).find("gallery")[0]
    assert chips.count("Who has the link") == 3
    await page.owner.post(f"/links/{page.link.id}", **asked(badge, visibility="public"))
    chips = (await page.owner.get("/badges")).find("gallery")[0]
    assert (chips.count("Everyone"), chips.count("Only you")) == (1, 2)
    await Share.filter(id=page.link.id).update(expires_at=datetime.now(UTC))
    assert (await page.owner.get("/badges")).find("gallery")[0].count("Only you") == 3


async def test_a_page_below_is_no_link_of_its_own(page: Page) -> None:
    part = (await page.parts())[0]
    for path in (f"/links/{part.id}", f"/links/{part.id}/revoke"):
        assert (await page.owner.post(path, **asked(page.badges[0]))).status == 404
    assert (await page.owner.get(f"/links/{part.id}")).status == 404
    assert str(part.id) not in (await page.owner.get("/links")).response.text


async def test_a_page_whose_badges_are_gone_can_still_be_found_and_withdrawn(page: Page) -> None:
    for badge in page.badges:
        await page.owner.post(f"/badges/{badge.id}/remove")
    assert "no longer in your wallet" in (await page.owner.get("/links")).text
    await page.owner.get(f"/links/{page.link.id}")
    assert (await page.owner.submit(f"/links/{page.link.id}/revoke")).status == 200
    assert (await Browser(page.issuer.app).get(f"/b/{page.link.slug}")).status == 410
    assert (await page.owner.get("/log")).document.xpath(f"//a[@href='/links/{page.link.id}']")
