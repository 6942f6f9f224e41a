"""The mail of an offer, sent again because its learner asked."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.client import Browser, links_of, mails, run_jobs
from tests.factories import University, offer_path, offered, university
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Offer, OfferStatus

pytestmark = pytest.mark.anyio


def sent(issuer: University) -> int:
    """How many mails have brought the learner an offer."""
    return sum("/offers/" in " ".join(links_of(mail)) for mail in mails(issuer.app, LEARNER.email))


async def test_a_link_that_ran_out_is_gone_and_can_be_sent_anew_to_the_same_address(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        await Offer.all().update(expires_at=datetime.now(UTC) - timedelta(days=1))
        browser = Browser(issuer.app)
        assert (await browser.get(path)).status == 410
        assert (await browser.post(path, answer="accept")).status == 409
        assert (await Offer.get()).status is OfferStatus.PENDING
        await browser.get(path)
        page = await browser.submit(f"{path}/resend")
        assert page.status == 200
        assert "A new link is on its way" in page.text
        assert path not in page.response.text
        await run_jobs(issuer.app)
        newer = offer_path(issuer.app)
        assert newer not in page.response.text
        assert newer != path
        assert (await browser.get(path)).status == 404
        assert (await browser.get(newer)).status == 200


async def test_a_link_that_is_still_good_is_sent_again_as_it_is(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        for _ in range(2):  # two presses in a row are one mail
            page = await browser.post(f"{path}/resend")
            assert "once more, with the same link" in page.text
            assert "A new link" not in page.text
        await run_jobs(issuer.app)
        assert sent(issuer) == 2
        assert offer_path(issuer.app) == path
        await browser.submit(path, answer="accept")
        assert (await Offer.get()).status is OfferStatus.ACCEPTED


async def test_nothing_is_sent_of_an_offer_that_was_answered_or_withdrawn(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        for status in (OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.WITHDRAWN):
            await Offer.all().update(status=status)
            page = await browser.post(f"{path}/resend")
            assert page.status == 409
            assert page.find("problem")
            assert "on its way" not in page.text
        await run_jobs(issuer.app)
        assert sent(issuer) == 1


async def test_a_mailbox_is_not_flooded(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        assert [(await browser.post(f"{path}/resend")).status for _ in range(6)] == [200] * 5 + [429]
