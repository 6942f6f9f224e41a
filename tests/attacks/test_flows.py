"""Programs that open every link and press every button, and the wallet's own mistakes: nobody learns from them."""

from __future__ import annotations

import pytest
from starlette.routing import Route

from tests.client import Browser, run_jobs, running, sign_in
from tests.factories import accepted, offered, shared, university
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Badge, Offer, OfferStatus, Session

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("answer", ["accept", "decline"])
async def test_a_scanner_that_presses_buttons_gets_nothing_and_takes_nothing(settings: Settings, answer: str) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        scanner = Browser(issuer.app, address="198.51.100.77")
        for method in ("GET", "HEAD", "GET"):
            await scanner.client.request(method, path)
        await scanner.get(path)
        page = await scanner.post(path, answer=answer)
        for form in page.forms():
            await scanner.post(form.get("action") or path, answer=answer)
        assert (await scanner.get("/badges")).path.startswith("/sign-in")
        assert await Session.all().count() == await Badge.all().count() == 0
        for seen in (page, await scanner.get(path)):
            assert LEARNER.email not in seen.response.text
        owner = await sign_in(issuer.app, LEARNER.email)
        if answer == "decline":
            await owner.get(path)
            await owner.submit(path, answer="undo")
        assert (await owner.post(path, answer="accept")).status == 200
        assert (await Offer.get()).status is OfferStatus.ACCEPTED
        assert await Badge.all().count() == 1


async def test_links_that_nobody_sent_all_look_alike(settings: Settings) -> None:
    async with running(settings) as app:
        browser = Browser(app)
        for place in ("/offers/{}", "/b/{}", "/b/{}/credential"):
            answers = [await browser.client.get(place.format(made)) for made in ("A" * 43, "z", "%00", "%F0%9F%98%80")]
            assert {answer.status_code for answer in answers} == {404}
            assert len({answer.text for answer in answers}) == 1


async def test_a_mistake_of_the_wallet_is_told_within_the_guards(settings: Settings) -> None:
    async def mistaken(_request: object) -> None:
        raise ZeroDivisionError("secret of the wallet")

    async with running(settings) as app:
        app.router.routes.insert(0, Route("/mistaken", mistaken))
        app.router.routes.insert(0, Route("/api/v1/mistaken", mistaken))
        browser = Browser(app, language="it")
        for path, kind in (("/mistaken", "text/html"), ("/api/v1/mistaken", "application/problem+json")):
            browser.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]  # as a server does
            answer = await browser.client.get(path)
            assert answer.status_code == 500
            assert answer.headers["content-type"].startswith(kind)
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["cache-control"] == "no-store"
            assert "secret" not in answer.text
        assert (await browser.get("/mistaken")).document.get("lang") == "it"


async def test_what_a_stranger_asks_changes_nothing(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        await run_jobs(issuer.app)
        before = (await owner.get(f"/badges/{badge.id}")).text
        stranger = Browser(issuer.app)
        for route in [route for route in issuer.app.routes if isinstance(route, Route)]:
            filled = route.path.replace(":uuid", "").replace("{slug}", path.removeprefix("/b/"))
            for name in ("id", "badge", "token", "name", "key", "provider", "kind"):
                filled = filled.replace("{" + name + "}", str(badge.id))
            for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
                answer = await stranger.client.request(method, filled)
                assert answer.status_code < 500, (method, filled)
        assert (await owner.get(f"/badges/{badge.id}")).text == before
