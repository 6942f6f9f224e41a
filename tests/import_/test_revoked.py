"""A badge that its issuer revokes after it was offered and before it is accepted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from tests.client import Browser, running
from tests.factories import KEYS, University, offered, university
from wallet.accounts.keys import add_issuer
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import COURSE, HOST, LEARNER
from wallet.demo.network import ImaginaryNetwork
from wallet.models import Offer, OfferStatus, StoredReport
from wallet.openbadges.report import Fetched, Unreachable
from wallet.trust import checking

pytestmark = pytest.mark.anyio
ASSERTION = credentials.assertion(COURSE["en"], LEARNER)


class Publisher(ImaginaryNetwork):
    """The university's server: what it publishes changes, it may hang, and no answer of it is remembered."""

    def __init__(self) -> None:
        self.published = credentials.documents(KEYS, LEARNER)
        self.hangs = False
        self.asked = 0
        super().__init__(self.published)

    async def recall(self, url: str, now: datetime) -> Fetched | Unreachable:
        """What it answers now."""
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        return await self.get(url)

    def revoke(self) -> None:
        """Withdraw the course's assertion (OB 2.0, HostedBadge)."""
        place = ASSERTION["id"]
        body = orjson.dumps(ASSERTION | {"revoked": True, "revocationReason": "Awarded by mistake."})
        self.published[place] = replace(self.published[place], body=body, status=410)

    def fall_silent(self) -> None:
        """Answer nothing any more."""
        self.published.clear()


@dataclass
class Case:
    """A course that was offered and verified an hour ago."""

    issuer: University
    publisher: Publisher
    path: str

    async def accept(self) -> int:
        """Accept it as a stranger; the status of the page that the browser ends on."""
        return (await Browser(self.issuer.app).post(self.path, answer="accept")).status


@asynccontextmanager
async def course(settings: Settings) -> AsyncIterator[Case]:
    """That course, its publisher, and the wallet."""
    publisher = Publisher()
    async with running(settings, network=publisher) as app:
        _, key = await add_issuer("University of Pontelume", HOST, [credentials.DID])
        issuer = University(app, key)
        path = await offered(issuer, "course")
        await StoredReport.all().update(at=datetime.now(UTC) - timedelta(hours=1))
        publisher.asked = 0
        yield Case(issuer, publisher, path)


async def test_what_is_known_to_be_revoked_is_not_accepted(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        await StoredReport.all().update(verdict="revoked")
        browser = Browser(issuer.app)
        page = await browser.get(path)
        assert "Withdrawn by the issuer" in page.text
        assert (await browser.post(path, answer="accept")).status == 409
        assert (await Offer.get()).status is OfferStatus.PENDING


async def test_a_revocation_since_the_last_look_is_found_before_the_badge_is_accepted(settings: Settings) -> None:
    async with course(settings) as case:
        case.publisher.revoke()
        page = await Browser(case.issuer.app).post(case.path, answer="accept")
        assert page.status == 409
        assert "revoked this badge" in page.find("problem")[0]
        assert "Withdrawn by the issuer" in page.text
        assert (await Offer.get()).status is OfferStatus.PENDING


async def test_what_was_verified_just_now_is_accepted_without_another_look(settings: Settings) -> None:
    async with course(settings) as case:
        await StoredReport.all().update(at=datetime.now(UTC) - timedelta(minutes=9))
        assert await case.accept() == 200
        assert case.publisher.asked == 0
        assert (await Offer.get()).status is OfferStatus.ACCEPTED


async def test_a_badge_that_still_holds_is_verified_anew_and_accepted(settings: Settings) -> None:
    async with course(settings) as case:
        assert await case.accept() == 200
        assert (await Offer.get()).status is OfferStatus.ACCEPTED
        assert [report.verdict for report in await StoredReport.all()] == ["valid", "valid"]


async def test_an_issuer_that_hangs_delays_the_acceptance_no_longer_than_patience(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "PATIENCE", 0.2)
    async with course(settings) as case:
        case.publisher.hangs = True
        assert await case.accept() == 200
        assert (await Offer.get()).status is OfferStatus.ACCEPTED
        assert await StoredReport.all().count() == 1


async def test_an_issuer_that_cannot_be_reached_leaves_what_is_known(settings: Settings) -> None:
    async with course(settings) as case:
        await StoredReport.all().update(verdict="revoked")
        case.publisher.fall_silent()
        assert await case.accept() == 409
        assert [report.verdict for report in await StoredReport.all()] == ["revoked"]
        await StoredReport.all().update(verdict="valid")
        assert await case.accept() == 200
        assert (await Offer.get()).status is OfferStatus.ACCEPTED
