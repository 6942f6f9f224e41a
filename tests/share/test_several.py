"""A page of several badges: one answer, in the words and the colour of the one that stands worst, then each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.client import Browser, Page, run_jobs, sign_in
from tests.factories import University, university
from tests.share.linking import link_of
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Badge, Learner, Share, StoredReport
from wallet.openbadges import proofs

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


async def given(issuer: University, owner: Browser, **changes: Any) -> Badge:
    """A badge of the degree that differs in some members, signed anew."""
    unsigned = credentials.credential(DEGREE["en"], LEARNER) | {"id": f"urn:test:{await Badge.all().count()}"} | changes
    signed = proofs.sign(unsigned, issuer.issuing.seal, credentials.SEAL, DEGREE["en"].awarded)
    answer = await issuer.call("POST", "/api/v1/offers", json={"email": LEARNER.email, "credential": signed})
    await owner.post(f"/offers/waiting/{answer.json()['id']}", answer="accept")
    await run_jobs(issuer.app)
    return await Badge.get(offer_id=answer.json()["id"])


async def looked_at(issuer: University, share: Share, language: str = "en") -> Page:
    return await Browser(issuer.app).get(f"/b/{share.slug}?lang={language}")


def mark(page: Page) -> str:
    return str(page.document.xpath("string(//section[contains(@class, 'seal')]/@data-verdict)"))


async def test_all_of_them_verified_is_said_in_five_words(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        share = await link_of(owner, await given(issuer, owner), await given(issuer, owner), title="My studies")
        page = await looked_at(issuer, share)
        assert mark(page) == "valid"
        assert page.find("verdict") == ["2 badges, all verified"]
        assert page.find("advice") == []
        assert page.document.xpath("string(//h1)") == "My studies"
        assert page.find("byline") == ["Awarded to Marta Benedetti (name in the credential)"]
        assert [one.get("data-verdict") for one in page.document.xpath("//ul[@class='several']/li")] == ["valid"] * 2
        links = page.document.xpath("//ul[@class='several']//h2/a/@href")
        assert links == [f"/b/{share.slug}/of/{number}?lang=en" for number in (1, 2)]
        for link in links:
            assert (await Browser(issuer.app).get(link)).find("verdict") == ["Verified"]


async def test_the_worst_of_them_gives_the_answer_its_colour(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        good, late = await given(issuer, owner), await given(issuer, owner, validUntil="2026-01-01T00:00:00Z")
        gone = await given(issuer, owner)
        share = await link_of(owner, good, late)
        page = await looked_at(issuer, share)
        assert mark(page) == "expired"
        assert page.find("verdict") == ["1 of 2 badges verified"]
        assert page.find("advice") == ["1 expired"]
        assert page.find("chip") == ["Verified", "Expired on 1 January 2026"]
        assert "It is intact, but its time is over." in page.text
        await StoredReport.filter(badge_id=gone.id).update(verdict="revoked")
        page = await looked_at(issuer, await link_of(owner, good, late, gone))
        assert mark(page) == "revoked"
        assert page.find("advice") == ["1 withdrawn by its issuer, 1 expired"]


async def test_whose_they_are_is_said_once_only_where_all_agree(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        named, other = await given(issuer, owner), await given(issuer, owner, **_of("Marta B."))
        await Learner.all().update(display_name="Nobel Laureate")
        page = await looked_at(issuer, await link_of(owner, named, other))
        assert page.find("byline") == []
        assert page.text.count("(name in the credential)") == 2
        assert "Shared by Nobel Laureate (a name its owner chose)." in page.text
        assert "Nobel Laureate" not in page.document.findtext(".//title", "")


def _of(name: str) -> dict[str, Any]:
    subject = credentials.credential(DEGREE["en"], LEARNER)["credentialSubject"]
    subject["identifier"][1]["identityHash"] = name
    return {"credentialSubject": subject}


async def test_a_badge_that_is_tied_to_nobody_says_so_though_it_is_genuine(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        subject = credentials.credential(DEGREE["en"], LEARNER)["credentialSubject"]
        del subject["identifier"][0]
        tied, untied = await given(issuer, owner), await given(issuer, owner, credentialSubject=subject)
        page = await looked_at(issuer, await link_of(owner, tied, untied))
        assert page.find("chip") == ["Verified", "Verified"]
        assert "names nobody by an address: nothing shows whose it is" in page.text


async def test_the_answer_is_as_old_as_its_oldest_check(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        first, second = await given(issuer, owner), await given(issuer, owner)
        await StoredReport.filter(badge_id=first.id).update(at=datetime(2026, 11, 1, 9, 30, tzinfo=UTC))
        page = await looked_at(issuer, await link_of(owner, first, second))
        assert "Checked on 1 November 2026, 09:30 UTC" in page.text
        assert "1 December" not in page.find("seal")[0]
