"""Verifying a shared badge without this wallet: what is offered for it, and what is kept to oneself."""

from __future__ import annotations

import pytest

from tests.client import Browser
from tests.factories import accepted, shared, university
from wallet.config import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
VERIFIERS = {"degree": {"1EdTech", "VerifierPlus"}, "course": {"1EdTech", "Badgecheck"}}


@pytest.mark.parametrize("what", VERIFIERS)
async def test_each_format_is_sent_to_who_reads_it(settings: Settings, what: str) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer, what)
        page = await Browser(issuer.app).get(await shared(owner, badge))
        links = page.document.xpath("//ul[@class='links']//a")
        assert {link.text_content() for link in links} == VERIFIERS[what]
        assert all(link.get("rel") == "nofollow noopener noreferrer ugc" for link in links)
        assert ("Open Badges 3.0" if what == "degree" else "Open Badges 2.0") in page.text
        assert page.document.xpath("//main//a[@href='/verify']")


async def test_where_a_badge_is_published_is_told_with_its_file_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer, "course")
        path = await shared(owner, badge)
        await owner.post(f"/badges/{badge.id}/credential", offered="no")
        assert "/assertions/" not in (await Browser(issuer.app).get(path)).response.text
        await owner.post(f"/badges/{badge.id}/credential", offered="yes")
        page = await Browser(issuer.app).get(path)
        (published,) = page.document.xpath("//input[@id='hosted']/@value")
        assert published.startswith("https://badges.pontelume.example/assertions/")
        assert not page.document.xpath(f"//*[@href='{published}']")  # to be copied, and not opened by chance
        assert page.document.xpath(f"//a[@href='{path}/credential'][@download]")


async def test_what_is_signed_is_published_nowhere(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer, "degree")
        path = await shared(owner, badge)
        await owner.post(f"/badges/{badge.id}/credential", offered="yes")
        assert not (await Browser(issuer.app).get(path)).document.xpath("//input[@id='hosted']")
