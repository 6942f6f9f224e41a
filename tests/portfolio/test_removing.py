"""A badge is removed for ever: it is gone from every page, and nothing brings it back by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from tests.client import Browser, links_of, mails, run_jobs, running, sign_in
from tests.factories import KEYS, accepted, shared, university
from tests.import_.bringing import kept
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import LEARNER
from wallet.demo.network import ImaginaryNetwork
from wallet.models import Attachment, Badge, Credential, Offer, Share, StoredReport
from wallet.openbadges.report import Fetched, Unreachable

pytestmark = pytest.mark.anyio


async def test_a_badge_is_removed_after_its_owner_has_read_what_goes(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await issuer.send(str(badge.offer_id))
        public = await shared(owner, badge, "public")
        await run_jobs(issuer.app)
        await owner.get(f"/badges/{badge.id}")
        page = await owner.get(f"/badges/{badge.id}/remove")
        assert "Its shared page and everything on it is gone" in page.text
        assert "Its document goes, too." in page.text
        assert await Badge.all().count() == 1
        page = await owner.submit(f"/badges/{badge.id}/remove")
        assert (page.status, "The badge is removed." in page.text) == (200, True)
        for path in (public, f"{public}/image.png", f"/badges/{badge.id}", f"/badges/{badge.id}/original"):
            assert (await Browser(issuer.app).client.get(path)).status_code in (303, 404)
        assert (await owner.get(f"/badges/{badge.id}")).status == 404
        counts = [await each.all().count() for each in (Badge, Share, Attachment)]
        assert counts == [0, 0, 0]
        assert await StoredReport.filter(badge_id__isnull=False).count() == 0
        await run_jobs(issuer.app)


async def test_an_offer_that_became_a_removed_badge_brings_it_back_to_nobody(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await owner.post(f"/badges/{badge.id}/remove")
        again = await sign_in(issuer.app, LEARNER.email)  # who proves the address claims what was accepted for it
        assert await Badge.all().count() == 0
        page = await again.get(f"/offers/waiting/{badge.offer_id}")
        assert "You removed this badge from your wallet" in page.text
        await again.post(f"/offers/waiting/{badge.offer_id}", answer="accept")
        assert await Badge.all().count() == 0
        assert (await issuer.call("GET", f"/api/v1/offers/{badge.offer_id}")).json()["status"] == "accepted"
        before = len(mails(issuer.app))
        await issuer.send(str(badge.offer_id))
        await run_jobs(issuer.app)
        assert [mail for mail in mails(issuer.app)[before:] if any("waiting" in link for link in links_of(mail))] == []
        assert await Offer.filter(removed_at=None).count() == 0


async def test_a_badge_that_was_added_leaves_nothing_behind_and_can_be_added_again(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner)
        await run_jobs(issuer.app)
        await owner.post(f"/badges/{badge.id}/remove")
        assert await Credential.all().count() == await StoredReport.all().count() == 0
        again = await kept(owner)
        assert again.id != badge.id


async def test_only_its_owner_removes_a_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, badge = await accepted(issuer)
        other, stranger = await sign_in(issuer.app, "other@elsewhere.example"), Browser(issuer.app)
        for somebody in (other, stranger):
            assert (await somebody.post(f"/badges/{badge.id}/remove")).status == 404
        assert (await other.get(f"/badges/{badge.id}/remove")).status == 404
        assert (await stranger.get(f"/badges/{badge.id}/remove")).path.startswith("/sign-in")
        assert await Badge.all().count() == 1


class Meanwhile(ImaginaryNetwork):
    """The imaginary network, where something happens while it is asked."""

    happens: Callable[[], Awaitable[object]] | None = None

    async def recall(self, url: str, now: datetime) -> Fetched | Unreachable:
        """What the network answers, once that has happened."""
        if self.happens:
            happens, self.happens = self.happens, None
            await happens()
        return await super().recall(url, now)


async def test_a_badge_that_is_removed_while_it_is_checked_stays_removed(settings: Settings) -> None:
    network = Meanwhile(credentials.documents(KEYS, LEARNER))
    async with running(settings, network=network) as app:
        owner = await sign_in(app, LEARNER.email)
        badge = await kept(owner, credentials.course(LEARNER, "en"))
        network.happens = lambda: owner.post(f"/badges/{badge.id}/remove")
        await run_jobs(app)  # a job that fails fails the test
        assert network.happens is None
        assert await Badge.all().count() == await StoredReport.all().count() == 0
