"""Forms and the browser's cookie: an offer's page needs none, and its address shown in a chat gives nothing away."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.client import Browser, code_of, mails, run_jobs, sign_in
from tests.factories import offered, university
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Offer, OfferStatus

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


def _token(browser: Browser) -> str:
    return str(browser.page.document.xpath("//input[@name='token']/@value")[0])


async def test_who_only_looks_at_an_offer_is_given_no_cookie_and_can_answer_without(settings: Settings) -> None:
    async with university(settings) as issuer:
        path, browser = await offered(issuer), Browser(issuer.app)
        page = await browser.get(path)
        assert "set-cookie" not in page.headers
        await browser.submit(path, answer="decline")
        assert not browser.client.cookies
        assert (await Offer.get()).status == OfferStatus.DECLINED


async def test_an_offers_form_serves_that_offer_alone_and_nobody_signed_in(settings: Settings) -> None:
    async with university(settings) as issuer:
        one, other = await offered(issuer), await offered(issuer, "course")
        browser = Browser(issuer.app)
        await browser.get(one)
        fields = {"token": _token(browser), "answer": "accept", "email": LEARNER.email}
        for elsewhere in (other, "/sign-in", "/sign-out"):
            assert (await browser.client.post(elsewhere, data=fields)).status_code == 403, elsewhere
        owner = await sign_in(issuer.app, LEARNER.email)
        assert (await owner.client.post(one, data=fields)).status_code == 403
        assert await Offer.filter(status=OfferStatus.PENDING).count() == 2
        await owner.get(one)
        assert _token(owner) != fields["token"]
        await owner.submit(one, answer="accept")
        assert owner.page.path.startswith("/badges/")


async def test_a_code_asked_for_on_an_offer_can_be_typed_in_that_browser(settings: Settings) -> None:
    async with university(settings) as issuer:
        path, browser = await offered(issuer), Browser(issuer.app)
        await browser.get(path)
        await browser.submit(path, answer="accept")
        page = await browser.submit(f"{path}/sign-in")
        assert (page.status, page.path.startswith("/sign-in/")) == (200, True)
        assert (await Browser(issuer.app).get(page.path)).status == 404, "the code belongs to the browser that asked"
        await run_jobs(issuer.app)
        await browser.submit(page.path, code=code_of(mails(issuer.app, LEARNER.email)[-1]))
        assert (await browser.get("/badges")).path == "/badges"


async def test_a_browser_is_given_its_cookie_once(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        for _ in range(2):
            shown = await browser.client.get("/sign-in")
            fields = {"token": await browser.token(), "email": "nonsense"}
            refused = await browser.client.post("/sign-in", data=fields)
            assert len(shown.headers.get_list("set-cookie")) <= 1
            assert "set-cookie" not in refused.headers
        assert len(browser.client.cookies) == 1


async def test_a_preview_of_an_offer_says_that_there_is_one_and_no_more(settings: Settings) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        page = await Browser(issuer.app).get(path)
        head = page.document.xpath("//head")[0]
        said = {str(tag.get("property")): str(tag.get("content")) for tag in head.xpath("meta[@property]")}
        assert said["og:title"] == head.findtext("title") == "A badge for you"
        assert said["og:description"] == head.xpath("meta[@name='description']/@content")[0]
        assert said["og:url"] == head.xpath("link[@rel='canonical']/@href")[0] == "https://wallet.example/"
        every = " ".join(str(value) for value in head.xpath(".//@*")) + str(head.text_content())
        for secret in (path.removeprefix("/offers/"), "Energy", "Pontelume", LEARNER.email):
            assert secret not in every, secret
        assert said["og:image"].startswith("https://wallet.example/static/")
        url = urlsplit(said["og:image"])
        picture = await Browser(issuer.app).client.get(f"{url.path}?{url.query}")
        assert picture.headers["content-type"] == said["og:image:type"]
        assert len(picture.content) < 60_000
        size = Image.open(BytesIO(picture.content), formats=["PNG"]).size
        assert size == (int(said["og:image:width"]), int(said["og:image:height"])) == (1200, 630)


async def test_an_italian_preview_is_italian(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await Browser(issuer.app, language="it").get(await offered(issuer))
        assert page.document.xpath("//meta[@name='description']/@content") == [
            "Apri il link per vedere il badge e chi lo offre."
        ]
        assert page.document.xpath("//meta[@property='og:locale']/@content") == ["it_IT"]
