"""Links of a badge: made, changed and withdrawn by their owner, through the form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.client import Browser, run_jobs, sign_in
from tests.factories import University, accepted, shared, university
from tests.share.linking import asked, id_of, link_of
from wallet.config import Settings
from wallet.models import Deed, LogEntry, Share, Visibility

pytestmark = pytest.mark.anyio


@pytest.fixture
async def issuer(settings: Settings) -> AsyncIterator[University]:
    """A running wallet with a university."""
    async with university(settings) as made:
        yield made


async def test_a_badge_has_as_many_links_as_its_owner_wants(issuer: University) -> None:
    owner, badge = await accepted(issuer)
    main = await shared(owner, badge)
    await owner.get(f"/links/new?badge={badge.id}")
    page = await owner.submit("/links", name="CV for Company X", visibility="public")
    first = await Share.get(id=id_of(page))
    second = await link_of(owner, badge, name="Landlord", visibility="private")
    assert (first.badge_id, first.name, first.visibility) == (badge.id, "CV for Company X", Visibility.PUBLIC)
    assert first.published_at
    assert not second.published_at
    stranger = Browser(issuer.app)
    for path, status in ((main, 200), (f"/b/{first.slug}", 200), (f"/b/{second.slug}", 404)):
        assert (await stranger.get(path)).status == status
        assert "Company X" not in stranger.page.text
    await run_jobs(issuer.app)
    assert (await Share.get(id=first.id)).card_digest
    badge_page = await owner.get(f"/badges/{badge.id}")
    assert badge_page.document.xpath(f"//section[@id='links']//a[@href='/links/{second.id}']")


async def test_a_link_is_changed(issuer: University) -> None:
    owner, badge = await accepted(issuer)
    link = await link_of(owner, badge)
    day = datetime.now(UTC).date() + timedelta(days=3)
    await owner.get(f"/links/{link.id}")
    page = await owner.submit(f"/links/{link.id}", name="Landlord", ends="on", until=day.isoformat(), language="it")
    assert "Saved." in page.text
    changed = await Share.get(id=link.id)
    assert (changed.name, changed.language, changed.slug) == ("Landlord", "it", link.slug)
    assert changed.expires_at == datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    assert changed.version > link.version
    assert 'lang="it"' in (await Browser(issuer.app).get(f"/b/{link.slug}")).response.text


async def test_a_withdrawn_link_answers_410_for_good(issuer: University) -> None:
    owner, badge = await accepted(issuer)
    link, stranger = await link_of(owner, badge), Browser(issuer.app)
    assert (await stranger.get(f"/b/{link.slug}")).status == 200
    await owner.get(f"/links/{link.id}")
    page = await owner.submit(f"/links/{link.id}/revoke")
    assert "withdrawn" in page.text
    assert not page.forms(f"/links/{link.id}")
    assert (await stranger.get(f"/b/{link.slug}")).status == 410
    page = await owner.post(f"/links/{link.id}", **asked(badge, visibility="public"))
    assert page.status == 409
    assert (await stranger.get(f"/b/{link.slug}")).status == 410
    await owner.post(f"/links/{link.id}/revoke")
    assert await LogEntry.filter(deed=Deed.LINK_ENDED).count() == 1


async def test_the_main_link_can_be_changed_and_withdrawn_and_published_anew(issuer: University) -> None:
    owner, badge = await accepted(issuer)
    first = await shared(owner, badge)
    main = await Share.get()
    await owner.get(f"/links/{main.id}")
    await owner.submit(f"/links/{main.id}", ends="30")
    main = await Share.get()
    assert main.name is None
    assert main.expires_at
    await owner.post(f"/links/{main.id}/revoke")
    await owner.post(f"/badges/{badge.id}/visibility", visibility="public")
    new = await Share.get(revoked_at=None)
    assert new.slug != main.slug
    stranger = Browser(issuer.app)
    assert (await stranger.get(first)).status == 410
    assert (await stranger.get(f"/b/{new.slug}")).status == 200


async def test_another_learners_links_and_badges_are_not_there(issuer: University) -> None:
    owner, badge = await accepted(issuer)
    link = await link_of(owner, badge)
    other = await sign_in(issuer.app, "other@elsewhere.example")
    assert (await other.get(f"/links/{link.id}")).status == 404
    assert (await other.post(f"/links/{link.id}", **asked(badge))).status == 404
    assert (await other.post(f"/links/{link.id}/revoke")).status == 404
    assert (await other.post("/links", **asked(badge))).status == 422
    assert (await other.get(f"/links/new?badge={badge.id}")).status == 422
    assert str(link.slug) not in (await other.get("/links")).text
    assert await Share.get() == link
    assert (await Share.get()).revoked_at is None
