"""Deeds at the same moment: each is done or refused with a sentence, and nothing is left half done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.client import Browser, run_jobs
from tests.factories import University, accepted, offered, shared, university
from tests.share.linking import asked, link_of
from wallet.config import Settings
from wallet.models import Badge, Share, Visibility, main_link
from wallet.share.links import MOST_LINKS

pytestmark = pytest.mark.anyio
ROUNDS = 5


@dataclass
class Race:
    """An owner with two badges and a page of both, who does several things at once."""

    issuer: University
    owner: Browser
    badges: list[Badge]
    page: Share
    token: str

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """A form, whatever the page is."""
        headers = {"Origin": self.owner.origin, "Sec-Fetch-Site": "same-origin"}
        return await self.owner.client.post(path, data=fields | {"token": self.token}, headers=headers)

    async def change(self, *badges: Badge, **fields: Any) -> httpx.Response:
        """A change of the page of several."""
        return await self.post(f"/links/{self.page.id}", **asked(*badges, **fields))


@pytest.fixture
async def race(settings: Settings) -> AsyncIterator[Race]:
    """The same, in a running wallet."""
    async with university(settings) as issuer:
        owner, first = await accepted(issuer)
        await owner.get(await offered(issuer, "micro-credential"))
        await owner.post(owner.page.path, answer="accept")
        await run_jobs(issuer.app)
        badges = [first, await Badge.exclude(id=first.id).get()]
        await shared(owner, first)
        yield Race(issuer, owner, badges, await link_of(owner, *badges), await owner.token())


def statuses(answers: Sequence[httpx.Response]) -> set[int]:
    """The statuses that came."""
    return {answer.status_code for answer in answers}


async def test_two_changes_at_once_leave_one_of_the_two(race: Race) -> None:
    first, second = race.badges
    for _ in range(ROUNDS):
        answers = await asyncio.gather(race.change(first, name="One"), race.change(second, first, name="Two"))
        assert statuses(answers) == {303}
        link = await Share.get(id=race.page.id)
        parts = await Share.filter(parent_id=link.id).order_by("position").values_list("badge_id", flat=True)
        assert list(parts) == {"One": [first.id], "Two": [second.id, first.id]}[link.name or ""]
    slugs = await Share.filter(parent_id=race.page.id).values_list("slug", flat=True)
    assert len(set(slugs)) == len(slugs)


async def test_the_last_place_is_given_once(race: Race) -> None:
    about = {"learner_id": race.badges[0].learner_id, "badge_id": race.badges[0].id}
    await Share.bulk_create([Share(**about, name=f"No {number}") for number in range(MOST_LINKS - 2)])
    answers = await asyncio.gather(*(race.post("/links", **asked(race.badges[0])) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert await Share.filter(name__isnull=False).count() == MOST_LINKS


async def test_a_link_that_is_withdrawn_while_it_is_changed_stays_withdrawn(race: Race) -> None:
    stranger = Browser(race.issuer.app)
    answers = await asyncio.gather(
        race.change(*race.badges, visibility="public"),
        race.post(f"/links/{race.page.id}/revoke"),
        race.change(*race.badges, visibility="public"),
        *(stranger.client.get(f"/b/{race.page.slug}{tail}") for tail in ("", "/of/1", "", "/of/2")),
    )
    assert statuses(answers[:3]) <= {303, 409}
    assert statuses(answers[3:]) <= {200, 410}
    for tail in ("", "/of/1", "/of/2"):
        assert (await stranger.get(f"/b/{race.page.slug}{tail}")).status == 410


async def test_what_is_published_while_all_is_made_private_is_before_or_after(race: Race) -> None:
    badge = race.badges[0]
    main = await main_link(badge.id).get()
    for _ in range(ROUNDS):
        answers = await asyncio.gather(
            race.post("/links/private"),
            race.post(f"/badges/{badge.id}/visibility", visibility="public"),
            race.change(*race.badges, visibility="unlisted"),
            race.post("/links/private"),
        )
        assert statuses(answers) == {303}
        for link in await Share.filter(parent_id=None):
            assert link.visibility is Visibility.PRIVATE or link.hidden_from is None
        stranger = Browser(race.issuer.app)
        now = (await Share.get(id=main.id)).visibility
        assert (await stranger.get(f"/b/{main.slug}")).status == (404 if now is Visibility.PRIVATE else 200)


async def test_switches_and_links_move_at_once_without_waiting_in_a_circle(race: Race) -> None:
    first, second = race.badges
    for round_ in range(ROUNDS):
        word = "yes" if round_ % 2 else "no"
        answers = await asyncio.gather(
            race.post(f"/badges/{first.id}/credential", offered=word),
            race.post(f"/badges/{second.id}/credential", offered=word),
            race.change(second, first),
            race.post("/links/private"),
            race.post("/links/undo"),
            race.post("/settings", display_name=f"Marta {round_}", locale="en"),
            race.change(first, second),
        )
        assert statuses(answers) == {303}


async def test_a_badge_that_is_removed_while_a_link_of_it_is_made_takes_the_link_along(race: Race) -> None:
    badge = race.badges[1]
    answers = await asyncio.gather(
        race.post("/links", **asked(badge)),
        race.post(f"/badges/{badge.id}/remove"),
        race.change(*race.badges),
    )
    assert statuses(answers) <= {303, 409, 422}
    assert not await Share.filter(badge_id=badge.id).exists()
