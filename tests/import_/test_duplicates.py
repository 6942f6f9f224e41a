"""A badge is known again, whatever it comes in and however often the button is pressed."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.client import run_jobs, sign_in
from tests.factories import KEYS, accepted, offered, university
from tests.import_.bringing import COURSE_LINK, DEGREE_FILE, brought, kept
from tests.openbadges.pictures import png
from tests.openbadges.university import STRANGER, did_key, method_of
from tests.verify.handing import false_university
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Badge, Credential, Offer, StoredReport, Verification
from wallet.openbadges import baking, jws, proofs

pytestmark = pytest.mark.anyio
MALLORY = "mallory@elsewhere.example"


async def test_the_same_badge_is_known_again_in_any_container(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner)
        pretty = json.dumps(json.loads(DEGREE_FILE), indent=4).encode()
        for data in (DEGREE_FILE, pretty, baking.bake(png(), DEGREE_FILE.decode())):
            path = await brought(owner, data)
            assert "This badge is already in your wallet" in owner.page.text
            assert owner.page.document.xpath(f"//a[@href='/badges/{badge.id}']")
            assert (await owner.post(path, answer="keep")).path.startswith(f"/badges/{badge.id}")
        assert await Badge.all().count() == 1
        course = await kept(owner, credentials.course(LEARNER, "en"))
        await owner.get("/import")
        await owner.submit("/import", text=COURSE_LINK)
        assert owner.page.document.xpath(f"//a[@href='/badges/{course.id}']")


async def test_another_version_of_a_badge_can_be_kept_beside_it(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        await kept(owner)
        made = credentials.credential(DEGREE["en"], LEARNER) | {"description": "Corrected."}
        newer = proofs.sign(made, KEYS.seal, credentials.SEAL, DEGREE["en"].awarded)
        path = await brought(owner, json.dumps(newer).encode())
        assert "A different version of this badge is in your wallet" in owner.page.text
        await owner.submit(path, answer="keep")
        assert await Badge.all().count() == 2


async def test_a_stranger_s_badge_of_the_same_id_is_no_version_whatever_it_says_of_its_issuer(
    settings: Settings,
) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        await kept(owner)
        genuine = json.loads(DEGREE_FILE)
        lie = genuine | {"issuer": did_key(STRANGER), "badge": {"issuer": genuine["issuer"]}}
        await brought(owner, jws.sign(lie, STRANGER, kid=method_of(did_key(STRANGER))).encode())
        assert "version of this badge" not in owner.page.text


async def test_an_offer_of_it_that_waits_is_pointed_out(settings: Settings) -> None:
    async with university(settings) as issuer:
        await offered(issuer)
        offer = await Offer.get()
        owner = await sign_in(issuer.app, LEARNER.email)
        await brought(owner)
        assert "is offered to you already" in owner.page.text
        assert owner.page.document.xpath(f"//a[@href='/offers/waiting/{offer.id}']")
        mallory = await sign_in(issuer.app, MALLORY)
        await brought(mallory)
        assert "is offered to you" not in mallory.page.text


async def test_another_file_by_the_id_of_an_offer_is_led_to_the_genuine_one(settings: Settings) -> None:
    forged = DEGREE_FILE.replace(b"Energy Transition", b"Rocket Propulsion")
    async with university(settings) as issuer:
        await offered(issuer)
        owner = await sign_in(issuer.app, LEARNER.email)
        for data in (forged, false_university()):
            await brought(owner, data)
            assert "is offered to you already" not in owner.page.text
            assert "University of Pontelume has offered you the genuine one" in owner.page.find("doubt")[0]
        await kept(owner)
        await brought(owner, forged)
        assert len(owner.page.find("doubt")) == 2
        assert "A different version of this badge is in your wallet" in owner.page.find("doubt")[1]


async def test_an_offer_says_that_the_badge_is_in_the_wallet_already(settings: Settings) -> None:
    async with university(settings) as issuer:
        await offered(issuer)
        offer = await Offer.get()
        owner = await sign_in(issuer.app, LEARNER.email)
        page = await owner.get(f"/offers/waiting/{offer.id}")
        assert "already in your wallet" not in page.text
        badge = await kept(owner)
        page = await owner.get(f"/offers/waiting/{offer.id}")
        assert "already in your wallet" in page.text
        assert page.document.xpath(f"//a[@href='/badges/{badge.id}']")


async def test_a_badge_of_another_learner_is_no_duplicate_and_not_spoken_of(settings: Settings) -> None:
    async with university(settings) as issuer:
        await accepted(issuer)
        mallory = await sign_in(issuer.app, MALLORY)
        await brought(mallory)
        assert "already in your wallet" not in mallory.page.text
        assert "version" not in mallory.page.text


async def test_twenty_presses_at_once_make_one_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        paths = [await brought(owner), await brought(owner, name="again.json")]
        fields = {"token": await owner.token(), "answer": "keep"}
        headers = {"Origin": owner.origin, "Sec-Fetch-Site": "same-origin"}
        presses = [owner.client.post(paths[n % 2], data=fields, headers=headers) for n in range(20)]
        answers = await asyncio.gather(*presses)
        badge = await Badge.get()
        led = {(answer.status_code, answer.headers["location"].partition("?")[0]) for answer in answers}
        assert led == {(303, f"/badges/{badge.id}")}
        assert await Credential.all().count() == 1
        await run_jobs(issuer.app)
        assert await StoredReport.filter(badge_id=badge.id).count() == 2


async def test_twenty_files_at_once_make_twenty_previews_of_one_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        fields, headers = {"token": await owner.token()}, {"Origin": owner.origin, "Sec-Fetch-Site": "same-origin"}
        files = {"file": ("degree.json", DEGREE_FILE)}
        sent = [owner.client.post("/import", data=fields, files=files, headers=headers) for _ in range(20)]
        previews = {answer.headers["location"] for answer in await asyncio.gather(*sent)}
        assert len(previews) == 20
        kept = [owner.client.post(path, data=fields | {"answer": "keep"}, headers=headers) for path in previews]
        assert {answer.status_code for answer in await asyncio.gather(*kept)} == {303}
        assert await Badge.all().count() == await Credential.all().count() == 1
        assert await Verification.all().count() == 19  # forgotten within the hour
