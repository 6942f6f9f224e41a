"""What the owner of a badge finds to pass it on: all that works, and nothing that would lead nowhere."""

from __future__ import annotations

import lxml.html
import pytest

from tests.client import Browser, run_jobs
from tests.factories import accepted, shared, university
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.locks import locked
from wallet.models import Badge, Credential, Share

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


async def panel(owner: Browser, badge: Badge) -> lxml.html.HtmlElement:
    """The part of a badge's page about sharing it."""
    html = lxml.html.fromstring((await owner.client.get(f"/badges/{badge.id}")).text)
    (found,) = html.xpath("//section[@id='share']")
    return found


def places(found: lxml.html.HtmlElement) -> set[str]:
    """What of the shared page it leads to or shows."""
    ways = [str(each) for each in found.xpath(".//@href | .//@src | .//@data-picture")]
    return {way for way in ways if way.startswith("/b/")}


async def test_fields_and_texts_can_be_copied_without_script(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        found = await panel(owner, badge)
        fields = {each.get("id"): each.get("value") for each in found.xpath(".//input[@readonly]")}
        labels = [str(each) for each in found.xpath(".//label[starts-with(@for, 'field-')]/text()")]
        assert labels == ["Name", "Issuing organisation", "Issue date", "Credential ID", "Credential URL"]
        assert fields["field-3"] == "July 2026"
        assert fields["field-5"] == fields["public-url"] == f"https://wallet.example{path}"
        assert {f"snippet-{name}" for name in ("signature", "html", "markdown", "embed", "oembed")} < set(fields)
        told = await Browser(issuer.app).client.get(fields["snippet-oembed"].removeprefix("https://wallet.example"))
        assert told.json()["type"] == "rich"
        (signature,) = found.xpath(".//div[@class='signature']")
        assert (await Credential.get()).title in signature.text_content()


async def test_behind_a_password_nothing_is_shown_that_it_withholds(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await run_jobs(issuer.app)
        assert places(await panel(owner, badge))
        share = await Share.get()
        await Share.filter(id=share.id).update(password_hash=await locked("correct horse battery"))
        await changed_links([share.id])
        found = await panel(owner, badge)
        assert not places(found)
        assert "It asks for a password" in found.text_content()
        networks = set(found.xpath(".//@data-network"))
        assert "whatsapp" in networks
        assert not {"pinterest", "mastodon"} & networks
        assert f"https://wallet.example{path}" in found.xpath(".//a/@href")


async def test_a_badge_without_a_picture_offers_none(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await run_jobs(issuer.app)
        await Credential.all().update(art_digest="")
        found = await panel(owner, badge)
        ways = places(found)
        assert f"{path}/badge.png" not in ways | {str(each) for each in found.xpath(".//@value")}
        assert f"{path}/image.png" in ways
        for way in sorted(ways):
            assert (await Browser(issuer.app).client.get(way)).status_code == 200, way
