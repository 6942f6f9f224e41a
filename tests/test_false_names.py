"""What a badge calls itself and its issuer: nowhere more than was proved, whoever looks and wherever."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.client import Browser, Page, run_jobs, sign_in
from tests.factories import KEYS, shared, university
from tests.import_.bringing import brought, kept
from tests.verify.handing import COURSE, FORGED, hand_in
from wallet.config import Settings
from wallet.demo import credentials, keys
from wallet.demo.content import COURSE as COURSES
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Issuer, StoredReport
from wallet.openbadges import proofs

pytestmark = pytest.mark.anyio

NAME, THEIRS = "Politecnico di Milano", "https://www.polimi.it"


def signed(key: Any, issuer: str, kid: str, **changes: Any) -> bytes:
    """The degree with another issuer, under the name and the address of a famous one."""
    award = DEGREE["en"]
    made = credentials.credential(award, LEARNER)
    made = {**made, "issuer": {**made["issuer"], "id": issuer, "name": NAME, "url": THEIRS}, **changes}
    return json.dumps(proofs.sign(made, key, kid, award.awarded)).encode()


def of_nobody(**changes: Any) -> bytes:
    """The degree sealed with a key of nobody's."""
    key = keys.new()
    did = f"did:key:{keys.multikey(key)}"
    return signed(key.seal, did, f"{did}#{keys.multikey(key)}", **changes)


def links(page: Page) -> list[str]:
    """Where a page's links lead."""
    return [str(href) for href in page.document.xpath("//main//a/@href")]


def meta(page: Page, name: str) -> str:
    return str(page.document.xpath(f"string(//meta[@name='{name}' or @property='{name}']/@content)"))


def marks(page: Page) -> list[str]:
    return [str(mark) for mark in page.document.xpath("//*[contains(@class,'seal')]/@data-verdict")]


async def test_a_key_of_nobodys_proves_no_name_on_any_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        document = of_nobody()
        report = await hand_in(Browser(issuer.app), ("degree.json", document))
        preview = await owner.get(await brought(owner, document))
        badge = await kept(owner, document)
        public = await Browser(issuer.app).get(await shared(owner, badge))
        mine = await owner.get(f"/badges/{badge.id}")
        for page in (report, preview, mine, public):
            assert marks(page) == ["unproved_issuer"]
            assert page.find("verdict") == ["Intact, but not proved who issued it"]
            assert "Anyone can write any name into a badge." in page.text
            assert f"It says it is from ⁨{NAME}⁩; nothing proves that" in page.text
            assert page.find("byline")[0].startswith("It says: awarded to Marta Benedetti")
            assert "www.polimi.it" not in page.text.partition("What was looked at")[0]
            assert THEIRS not in links(page)
            assert "compare its address" not in page.text
        assert "Ask the issuer, at an address that is not out of the badge" in report.text
        assert (await StoredReport.filter(badge_id=badge.id).order_by("-at").first()).verdict == "valid"  # type: ignore[union-attr]  # there is one
        assert meta(public, "og:description") == "Intact, but not proved who issued it."
        assert "Marta" not in meta(public, "og:title")
        assert "recognizedBy" not in public.response.text
        assert f"It says: {NAME}" in (await owner.get("/badges")).text


async def test_an_expired_badge_of_a_key_of_nobodys_only_says_who_issued_it(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await hand_in(Browser(issuer.app), ("a.json", of_nobody(validUntil="2026-01-01T00:00:00Z")))
        assert marks(page) == ["expired"]
        assert page.find("byline")[0].startswith("It says: awarded to")


async def test_an_issuer_that_proved_its_address_is_called_by_it_and_linked_to_nowhere_else(settings: Settings) -> None:
    async with university(settings) as issuer:
        await Issuer.all().update(domain="elsewhere.example", ids=[])
        document = signed(KEYS.seal, credentials.DID, credentials.SEAL)
        page = await hand_in(Browser(issuer.app), ("degree.json", document))
        assert marks(page) == ["unknown_issuer"]
        host = "badges.pontelume.example"
        assert f"Proved to come from {host}" in page.text
        assert f"It calls itself ⁨{NAME}⁩, and is not on this wallet’s list of known issuers" in page.text
        assert f"by {host}, which calls itself {NAME}" in page.find("byline")[0]
        assert THEIRS not in links(page)
        assert f"https://{host}/" in links(page)


async def test_the_description_of_a_badge_is_no_awarded_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        described = json.dumps(credentials.badge_class(COURSES["en"])).encode()
        page = await hand_in(Browser(issuer.app), ("class.json", described))
        assert (await StoredReport.get()).verdict == "valid"
        assert marks(page) == ["not_awarded"]
        assert page.find("verdict") == ["Not an awarded badge"]
        assert "It was awarded to nobody: ask for the person’s own badge." in page.text
        assert page.find("reasons") == []
        assert "Awarded by" not in page.text
        assert "Was it awarded to this person?" not in page.text
        assert "publish the key" not in page.text


async def test_a_file_that_differs_from_what_is_published_is_said_beside_the_seal(settings: Settings) -> None:
    async with university(settings) as issuer:
        told = json.loads(COURSE)
        told |= {"expires": "2050-01-01T00:00:00Z", "evidence": [{"id": "https://mallory.example/", "narrative": "A"}]}
        page = await hand_in(Browser(issuer.app), ("course.json", json.dumps(told).encode()))
        assert marks(page) == ["valid"]
        (warning,) = page.document.xpath("//ul[contains(@class,'reasons')]/li[@data-outcome='warning']")
        assert "differs from what its issuer publishes (expires, evidence)" in warning.text_content()
        assert "As its issuer publishes it" in page.find("reasons")[0]
        assert "Unchanged since it was issued" not in page.text


async def test_a_forgery_is_told_as_fact_nowhere_and_not_passed_on(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        preview = await owner.get(await brought(owner, FORGED))
        badge = await kept(owner, FORGED)
        public = await Browser(issuer.app).get(await shared(owner, badge))
        mine = await owner.get(f"/badges/{badge.id}")
        for page in (preview, mine, public):
            assert marks(page) == ["invalid"]
            assert page.find("byline") == []
            assert "It calls itself" in page.find("head")[0]
            assert page.document.xpath("//details[.//*[contains(@class,'claimed')]]//h2[.='What was learned']")
            assert not page.document.xpath("//h2[.='What was learned'][not(ancestor::details)]")
            assert "linkedin.com" not in page.response.text
        assert meta(public, "og:description") == "Not genuine, or altered."
        assert "Pontelume" not in (await owner.get("/badges")).find("gallery")[0]


async def test_what_could_not_be_checked_only_says_what_it_says(settings: Settings) -> None:
    async with university(settings) as issuer:
        gone = COURSE.replace(b"badges.pontelume.example", b"gone.example")
        owner = await sign_in(issuer.app, LEARNER.email)
        badge = await kept(owner, json.dumps(json.loads(gone) | {"badge": _badge()}).encode())
        await run_jobs(issuer.app, failing=True)  # its picture is gone, too
        public = await Browser(issuer.app).get(await shared(owner, badge))
        for page in (public, await owner.get(f"/badges/{badge.id}")):
            assert marks(page) == ["unverifiable"]
            assert page.find("byline")[0].startswith("It says: awarded ")
            assert not page.document.xpath("//h2[.='What was learned'][not(ancestor::details)]")
        assert meta(public, "og:description") == "Could not be checked."


def _badge() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(credentials.badge_class(COURSES["en"])).replace("pontelume", "gone"))
    return made


async def test_a_dead_link_names_its_host_and_leaves_its_issuer_in_peace(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await hand_in(Browser(issuer.app), text="https://nowhere.example/badge")
        assert "Nothing could be read at nowhere.example." in page.find("reasons")[0]
        assert "⁨⁩" not in page.text
        assert "Make the address answer again" not in page.text
        assert "Make sure that the link is whole" in page.text
