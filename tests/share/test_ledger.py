"""The publication ledger: what is visible now, what is not; everything private at once, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from tests.client import Browser, run_jobs, sign_in
from tests.factories import University, accepted, shared, university
from tests.share.linking import asked, link_of
from wallet.config import Settings
from wallet.models import Badge, Deed, LogEntry, Share, ShareView, Visibility
from wallet.share.ledger import MOST_ENDED

pytestmark = pytest.mark.anyio


@dataclass
class Shelf:
    """An owner, a badge, its own address, and three links of it: for who has it, public and private."""

    issuer: University
    owner: Browser
    badge: Badge
    main: str
    links: list[Share]

    async def answers(self) -> list[int]:
        """How the four addresses answer to a stranger."""
        stranger = Browser(self.issuer.app)
        paths = [self.main, *(f"/b/{link.slug}" for link in self.links)]
        return [(await stranger.get(path)).status for path in paths]


@pytest.fixture
async def shelf(settings: Settings) -> AsyncIterator[Shelf]:
    """The same, in a running wallet."""
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        main = await shared(owner, badge, "public")
        seen = ("unlisted", "public", "private")
        links = [await link_of(owner, badge, name=each.title(), visibility=each) for each in seen]
        await run_jobs(issuer.app)
        yield Shelf(issuer, owner, badge, main, links)


async def test_an_empty_ledger_says_that_nothing_is_visible(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, "someone@home.example")
        page = await owner.get("/links")
        assert page.status == 200
        assert page.find("empty")
        assert not page.forms("/links/private")
        assert (await owner.post("/links/private")).status == 200
        assert not await LogEntry.exists()
        assert (await owner.get("/links/new")).find("empty")


async def test_the_ledger_tells_all_that_is_visible_where_since_and_until_when(shelf: Shelf) -> None:
    link = shelf.links[0]
    await shelf.owner.post(f"/links/{link.id}", **asked(shelf.badge, ends="30", password="correct horse"))
    for bot, count in ((False, 3), (False, 4), (True, 9)):
        await ShareView.create(share=link, day=date(2026, 1, count), host=str(count), bot=bot, count=count)
    page = await shelf.owner.get("/links")
    headings = page.document.xpath("//section[.//ul[@class='link-list']]//h3")
    assert [" ".join(each.text_content().split()) for each in headings] == [
        "Public",
        "CV for Company X",
        "Own address of Master’s Degree in Energy Transition Engineering",
        "Private",
    ]
    entry = next(each for each in page.find("link") if "CV for Company X" in each)
    assert all(said in entry for said in ("Who has the link", "Until", "Password", "7 views", "Since"))
    addresses = page.document.xpath("//input[@readonly]/@value")
    assert f"https://wallet.example/b/{link.slug}" in addresses
    assert len(addresses) == 3
    await shelf.owner.post(f"/links/{link.id}/revoke")
    await Share.filter(id=shelf.links[1].id).update(expires_at=datetime.now(UTC))
    page = await shelf.owner.get("/links")
    assert len(page.document.xpath("//input[@readonly]/@value")) == 1
    ended = page.document.xpath("//details//li[contains(@class, 'link')]")
    assert len(ended) == 2


async def test_all_is_made_private_at_once_and_can_be_undone(shelf: Shelf) -> None:
    assert await shelf.answers() == [200, 200, 200, 404]
    await shelf.owner.get("/links")
    page = await shelf.owner.submit("/links/private")
    assert "Every link is private now" in page.text
    assert await shelf.answers() == [404] * 4
    assert page.find("empty")
    page = await shelf.owner.submit("/links/undo")
    assert "visible again" in page.text
    assert await shelf.answers() == [200, 200, 200, 404]
    assert not page.forms("/links/undo")
    told = await LogEntry.filter(deed__in=[Deed.ALL_PRIVATE, Deed.ALL_BACK]).order_by("at")
    assert [(entry.deed, entry.told) for entry in told] == [
        (Deed.ALL_PRIVATE, {"links": 3}),
        (Deed.ALL_BACK, {"links": 3}),
    ]
    assert "You made all that you share private" in (await shelf.owner.get("/log")).text


async def test_what_was_changed_since_is_not_undone(shelf: Shelf) -> None:
    unlisted, public, private = shelf.links
    await shelf.owner.post("/links/private")
    await shelf.owner.post("/links/private")  # a second time changes nothing, and can still be undone
    await shelf.owner.post(f"/links/{unlisted.id}", **asked(shelf.badge, visibility="public"))
    await shelf.owner.post(f"/links/{unlisted.id}", **asked(shelf.badge, visibility="private"))
    await shelf.owner.post(f"/links/{public.id}", **asked(shelf.badge, visibility="private", name="Renamed"))
    await shelf.owner.post(f"/badges/{shelf.badge.id}/visibility", visibility="unlisted")
    await shelf.owner.post("/links/undo")
    assert await shelf.answers() == [200, 404, 200, 404]
    found = {link.id: link.visibility for link in await Share.all()}
    assert found[public.id] is Visibility.PUBLIC
    assert found[private.id] is Visibility.PRIVATE


async def test_only_the_last_time_is_undone(shelf: Shelf) -> None:
    await shelf.owner.post("/links/private")
    await shelf.owner.post(f"/links/{shelf.links[2].id}", **asked(shelf.badge, visibility="public"))
    await shelf.owner.post("/links/private")
    await shelf.owner.post("/links/undo")
    assert await shelf.answers() == [404, 404, 404, 200]


async def test_nobody_else_undoes_or_hides_anything(shelf: Shelf) -> None:
    other = await sign_in(shelf.issuer.app, "other@elsewhere.example")
    await other.post("/links/private")
    assert await shelf.answers() == [200, 200, 200, 404]
    await shelf.owner.post("/links/private")
    await other.post("/links/undo")
    assert await shelf.answers() == [404] * 4
    stranger = Browser(shelf.issuer.app)
    for path in ("/links/undo", "/links/private", "/links"):
        assert (await stranger.post(path)).path.startswith("/sign-in") or stranger.page.status in (401, 403)
    for path in ("/links", "/links/new", f"/links/{shelf.links[0].id}"):
        assert (await stranger.get(path)).path.startswith("/sign-in")
        assert "Public" not in stranger.page.text
    assert await shelf.answers() == [404] * 4


async def test_looking_changes_nothing(shelf: Shelf) -> None:
    before = [await table.all().values() for table in (Share, LogEntry)]
    for path in ("/links", "/links/new", f"/links/new?badge={shelf.badge.id}", f"/links/{shelf.links[0].id}"):
        for method in ("GET", "HEAD"):
            assert (await shelf.owner.client.request(method, path)).status_code == 200
    for path in ("/links/private", "/links/undo", f"/links/{shelf.links[0].id}/revoke"):
        assert (await shelf.owner.client.get(path)).status_code in (404, 405)
    assert [await table.all().values() for table in (Share, LogEntry)] == before


async def test_a_form_without_its_token_does_nothing(shelf: Shelf) -> None:
    headers = {"Origin": shelf.owner.origin, "Sec-Fetch-Site": "same-origin"}
    for path in ("/links", f"/links/{shelf.links[0].id}", f"/links/{shelf.links[0].id}/revoke", "/links/private"):
        answer = await shelf.owner.client.post(path, data=asked(shelf.badge), headers=headers)
        assert answer.status_code == 403, path
    assert await shelf.answers() == [200, 200, 200, 404]


async def test_a_ledger_of_many_ended_links_shows_the_newest(shelf: Shelf) -> None:
    about = {"learner_id": shelf.badge.learner_id, "badge_id": shelf.badge.id, "revoked_at": datetime.now(UTC)}
    await Share.bulk_create([Share(**about, name=f"No {number}") for number in range(MOST_ENDED + 5)])
    page = await shelf.owner.get("/links")
    assert len(page.document.xpath("//details//li[contains(@class, 'link')]")) == MOST_ENDED
