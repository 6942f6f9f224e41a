"""Who sees a report: the browser that asked, everybody once it is kept, nobody once it is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.client import Browser, sign_in
from tests.factories import university
from tests.share.surfaces import REPORTS, TABLES
from tests.verify.handing import DEGREE, MICRO, hand_in
from wallet.config import Settings
from wallet.models import StoredReport, Verification

pytestmark = pytest.mark.anyio
DEEDS = ("/keep", "/forget", "")


async def statuses(browser: Browser, slug: str) -> list[int]:
    """How the addresses of a report answer."""
    paths = [f"/verify/{slug}{rest}" for rest in REPORTS.values()]
    found = []
    for path in paths:
        found += [(await browser.client.request(method, path)).status_code for method in ("GET", "HEAD")]
    return found[::2] if found[::2] == found[1::2] else [-1]


async def test_a_report_is_the_askers_until_it_is_kept_and_nobodys_once_forgotten(settings: Settings) -> None:
    async with university(settings) as issuer:
        asker, stranger = Browser(issuer.app), Browser(issuer.app, address="198.51.100.9")
        await hand_in(asker, ("badge.png", MICRO), follow=False)
        one = await Verification.get()
        assert await statuses(asker, one.slug) == [200, 200, 404]
        assert await statuses(stranger, one.slug) == [404, 404, 404]
        page = await asker.post(f"/verify/{one.slug}/keep")
        assert page.path == f"/verify/{one.slug}"
        for browser in (asker, stranger, Browser(issuer.app)):
            assert await statuses(browser, one.slug) == [200, 200, 200]
        page = await asker.post(f"/verify/{one.slug}/forget")
        assert page.path == "/verify"
        for browser in (asker, stranger):
            assert await statuses(browser, one.slug) == [404, 404, 404]
        assert await Verification.all().count() == await StoredReport.all().count() == 0


async def test_a_kept_report_ends_after_seven_days(settings: Settings) -> None:
    async with university(settings) as issuer:
        asker = Browser(issuer.app)
        page = await hand_in(asker, ("badge.png", MICRO))
        page = await asker.submit(f"{page.path}/keep")
        one = await Verification.get()
        assert timedelta(days=6, hours=23) < one.expires_at - datetime.now(UTC) <= timedelta(days=7)
        address = f"https://wallet.example/verify/{one.slug}"
        assert page.document.xpath("//input[@readonly]/@value") == [address]
        await asker.post(f"{page.path}/keep")
        assert (await Verification.get()).expires_at == one.expires_at  # asking again lengthens nothing
        await Verification.all().update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        assert await statuses(asker, one.slug) == [404, 404, 404]


async def test_a_stranger_can_do_nothing_to_a_kept_report_but_ask(settings: Settings) -> None:
    async with university(settings) as issuer:
        asker, stranger = Browser(issuer.app), Browser(issuer.app)
        page = await hand_in(asker, ("badge.png", MICRO))
        for deed in DEEDS:
            assert (await stranger.post(f"{page.path}{deed}", email="a@b.example")).status == 404, deed
        await asker.post(f"{page.path}/keep")
        shown = await stranger.get(page.path)
        assert not shown.forms(f"{page.path}/forget")
        assert not shown.forms(f"{page.path}/keep")
        assert (await stranger.post(f"{page.path}/forget")).status == 404
        assert (await stranger.post(page.path, email="a@b.example")).status == 200
        assert (await asker.get(page.path)).status == 200


async def test_a_table_is_never_anothers_even_when_its_reports_are_kept(settings: Settings) -> None:
    async with university(settings) as issuer:
        asker, stranger = Browser(issuer.app), Browser(issuer.app)
        page = await hand_in(asker, ("a.json", DEGREE), ("b.png", MICRO))
        kept, other = await Verification.all().order_by("place")
        await asker.post(f"/verify/{kept.slug}/keep")
        for route in TABLES:
            path = route.format(together=kept.together)
            assert (await asker.client.get(path)).status_code == 200, path
            answer = await stranger.client.get(path)
            assert answer.status_code == 404, path
            assert "Energy Transition" not in answer.text
        table = await asker.client.get(f"{page.path}/table.csv")
        assert f"https://wallet.example/verify/{kept.slug}" in table.text
        assert other.slug not in table.text
        assert (await stranger.post(f"{page.path}/forget")).status == 404
        await asker.post(f"{page.path}/forget")
        assert [one.id for one in await Verification.all()] == [kept.id]


async def test_grades_are_told_to_who_handed_it_in_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        asker = Browser(issuer.app)
        page = await hand_in(asker, ("degree.json", DEGREE))
        assert "Final mark" in page.text
        await asker.post(f"{page.path}/keep")
        assert "Final mark" not in (await Browser(issuer.app).get(page.path)).text


async def test_whoever_has_the_link_sees_the_report_and_does_not_get_the_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        asker = Browser(issuer.app)
        page = await hand_in(asker, ("degree.json", DEGREE))
        await asker.post(f"{page.path}/keep")
        stranger = await sign_in(issuer.app, "viewer@home.example")
        shown = await stranger.get(page.path)
        assert shown.find("verdict") == ["Verified"]
        assert not shown.forms("/import")
        assert (await stranger.post("/import", report=page.path.rpartition("/")[2])).status == 404
        assert await Verification.all().count() == 1


async def test_a_learner_finds_the_report_in_another_browser(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = await sign_in(issuer.app, "viewer@home.example")
        page = await hand_in(browser, ("degree.json", DEGREE))
        other = await sign_in(issuer.app, "viewer@home.example")
        assert (await other.get(page.path)).find("verdict") == ["Verified"]
        somebody = await sign_in(issuer.app, "somebody@home.example")
        assert (await somebody.get(page.path)).status == 404


@pytest.mark.parametrize("slug", ["%00", "%FF", "x" * 5000, "unknown", "%E2%80%AE"])
async def test_an_address_that_leads_nowhere_is_not_found(settings: Settings, slug: str) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        for path in (f"/verify/{slug}", f"/verify/{slug}/art.png", f"/verify/together/{slug}"):
            page = await browser.get(path)
            assert page.status == 404
            assert "Verify the badge again" in page.text
            assert page.headers["referrer-policy"] == "no-referrer"
