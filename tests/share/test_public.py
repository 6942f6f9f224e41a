"""The public page: what recruiters and bots get."""

import json
from typing import Any

import pytest

from tests.client import Browser, run_jobs, sign_in
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Badge, Learner, Share, StoredReport
from wallet.openbadges import proofs

pytestmark = pytest.mark.anyio


async def test_the_answer_comes_first_and_everything_a_university_says_follows(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await Browser(issuer.app).get(await shared(owner, badge))
        order = [
            "Verified",
            "Master’s Degree in Energy Transition Engineering",
            "Marta Benedetti",
            "University of Pontelume",
            "EQF 7",
            "120",
            "3000 hours",
            "Electricity and energy",
            "What was learned",
            "How it was assessed",
            "Verify it yourself",
        ]
        said = " ".join(page.document.get_element_by_id("main").text_content().split())
        found = [said.find(text) for text in order]
        assert -1 not in found, dict(zip(order, found, strict=True))
        assert found[:2] == sorted(found[:2])


async def test_bots_read_title_text_and_picture_in_the_first_16_kilobytes(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        pending = await Browser(issuer.app).get(path)
        assert not pending.document.xpath("//meta[@property='og:image']")
        await run_jobs(issuer.app)
        page = await Browser(issuer.app).get(path)
        head = page.response.content[:16_384].decode(errors="ignore")
        meta = {one.get("property") or one.get("name"): one.get("content") for one in page.document.xpath("//meta")}
        assert "</head>" in head
        assert meta["og:title"] == page.document.findtext(".//title")
        assert meta["og:description"] == meta["description"]
        assert meta["og:url"] == page.document.xpath("string(//link[@rel='canonical']/@href)")
        assert meta["og:url"] == f"https://wallet.example{path}"
        assert "robots" not in meta
        picture = await Browser(issuer.app).client.get(meta["og:image"])
        assert picture.status_code == 200
        assert picture.headers["content-type"] == meta["og:image:type"]
        assert len(picture.content) < 300_000
        assert not page.response.cookies


async def test_an_unlisted_page_asks_not_to_be_listed(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await Browser(issuer.app).get(await shared(owner, badge, "unlisted"))
        assert page.document.xpath("string(//meta[@name='robots']/@content)") == "noindex"
        assert page.headers["x-robots-tag"] == "noindex"


async def test_search_engines_get_a_credential_that_parses(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await Browser(issuer.app).get(await shared(owner, badge))
        data = json.loads(page.document.xpath("string(//script[@type='application/ld+json'])"))
        assert data["@type"] == "EducationalOccupationalCredential"
        assert data["recognizedBy"]["name"] == "University of Pontelume"


async def test_the_page_speaks_its_owners_language_whatever_the_browser_wishes(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await Learner.all().update(locale="it")
        path = await shared(owner, badge)
        assert (await Browser(issuer.app, language="en").get(path)).document.get("lang") == "it"
        assert (await Browser(issuer.app, language="it").get(f"{path}?lang=en")).document.get("lang") == "en"


async def test_the_owners_own_name_is_never_beside_the_seal(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await Learner.all().update(display_name="Nobel Laureate")
        page = await Browser(issuer.app).get(await shared(owner, badge))
        assert "Nobel Laureate" in page.text
        assert "a name its owner chose" in page.text
        beside = page.document.xpath("//*[contains(@class, 'seal')]")
        assert beside
        assert all("Nobel Laureate" not in one.text_content() for one in beside)
        assert "Nobel Laureate" not in page.document.findtext(".//title", "")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("invalid", "Not genuine, or altered"),
        ("revoked", "Withdrawn by the issuer"),
        ("unverifiable", "Could not be checked"),
        ("expired", "Expired"),
        ("malformed", "No readable badge"),
    ],
)
async def test_a_badge_that_does_not_hold_says_so_first(settings: Settings, verdict: str, words: str) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await StoredReport.all().update(verdict=verdict)
        page = await Browser(issuer.app).get(await shared(owner, badge))
        assert page.text.index(words) < page.text.index("Master’s Degree", page.text.index(words))
        assert "Verified" not in page.text[: page.text.index("What was learned")].replace("Verify", "")


async def test_private_means_not_found(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "private")
        assert (await Browser(issuer.app).get(path)).status == 404
        assert (await Share.get()).published_at is None
        assert (await Browser(issuer.app).get("/b/unknown")).status == 404


async def test_a_visibility_that_does_not_exist_is_refused_and_changes_nothing(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await owner.post(f"/badges/{badge.id}/visibility", visibility="everybody")
        assert page.status == 400
        assert await Share.all().count() == 0


async def test_no_card_carries_the_owners_own_name(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        nameless = proofs.sign(_naming_nobody(), issuer.issuing.seal, credentials.SEAL, DEGREE["en"].awarded)
        answer = await issuer.call("POST", "/api/v1/offers", json={"email": LEARNER.email, "credential": nameless})
        await owner.post(f"/offers/waiting/{answer.json()['id']}", answer="accept")
        await run_jobs(issuer.app)
        badge = await Badge.get()
        page = await Browser(issuer.app).get(await shared(owner, badge))
        assert "Verified" in page.text
        assert LEARNER.name not in page.text
        await run_jobs(issuer.app)
        before = await Share.get()
        await owner.get("/settings")
        await owner.submit("/settings", display_name="Nobel Laureate", locale="en")
        await run_jobs(issuer.app)
        after = await Share.get()
        assert after.version > before.version
        assert after.card_digest == before.card_digest


def _naming_nobody() -> dict[str, Any]:
    unsigned = credentials.credential(DEGREE["en"], LEARNER)
    del unsigned["credentialSubject"]["identifier"][1]
    return unsigned
