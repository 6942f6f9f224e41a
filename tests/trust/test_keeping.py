"""Reports in time: what they looked at is kept, their table stays short, and their owner can read them."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.client import Browser, run_jobs, services, sign_in
from tests.factories import accepted, shared
from tests.trust.platform import ASSERTION, CLASS, PROFILE, checked, publishing
from wallet.config import Settings
from wallet.models import Share, StoredReport

pytestmark = pytest.mark.anyio


async def test_the_documents_behind_a_report_can_be_had_when_their_addresses_are_gone(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        published = {url: platform.documents[url].body for url in (ASSERTION, CLASS, PROFILE)}
        owner, badge = await accepted(issuer, "course")
        platform.die()
        report = await checked(issuer, badge)
        page = await owner.get(f"/badges/{badge.id}")
        assert report.verdict == "unverifiable"
        for url, body in published.items():
            digest = sha256(body).hexdigest()
            assert {url, digest} <= set(page.find("address")) | {text.split()[-1] for text in page.find("address")}
            (link,) = page.document.xpath(f"//a[contains(@href, '{digest}')]/@href")
            answer = await owner.client.get(link)
            assert answer.content == body
            assert answer.headers["content-disposition"].startswith("attachment; filename=")
            assert "sandbox" in answer.headers["content-security-policy"]
            assert answer.headers["cache-control"] == "private, no-store"


async def test_what_was_looked_at_is_its_owners_alone(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        owner, badge = await accepted(issuer, "course")
        page = await shared(owner, badge, "public")
        digest = sha256(platform.documents[ASSERTION].body).hexdigest()
        path = f"/badges/{badge.id}/evidence/{digest}"
        other = await sign_in(issuer.app, "somebody@else.example")
        for stranger in (Browser(issuer.app), other):
            assert (await stranger.client.get(path)).status_code == 404
            assert digest not in (await stranger.client.get(page)).text
        assert (await owner.client.get(path)).status_code == 200


async def test_only_what_a_report_of_this_badge_looked_at_can_be_downloaded(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        owner, badge = await accepted(issuer, "course")
        stored = await services(issuer.app).storage.put(b"another's secret")
        for digest in (stored, "0" * 64, "nonsense", "..%2f" + stored):
            assert (await owner.client.get(f"/badges/{badge.id}/evidence/{digest}")).status_code == 404


async def test_checks_that_find_the_same_keep_the_first_and_the_newest(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        owner, badge = await accepted(issuer, "course")
        first = await StoredReport.filter(badge_id=badge.id).order_by("at").first()
        assert first
        valid = [await checked(issuer, badge) for _ in range(4)]
        assert await StoredReport.filter(badge_id=badge.id).order_by("at").values_list("id", flat=True) == [
            first.id,
            valid[-1].id,
        ]
        platform.die()
        dead = [await checked(issuer, badge) for _ in range(4)]
        platform.live_again()
        back = [await checked(issuer, badge) for _ in range(3)]
        kept = await StoredReport.filter(badge_id=badge.id).order_by("at").values_list("id", flat=True)
        assert kept == [first.id, *(one.id for run in (valid[-1:], dead[::3], back[::2]) for one in run)]
        page = await owner.get(f"/badges/{badge.id}")
        chips = page.document.xpath("//ul[@class='rows']//span[contains(@class, 'chip')]")
        assert [chip.text_content() for chip in chips] == ["Verified", "Issuer out of reach", "Verified"]


async def test_a_check_that_finds_the_same_keeps_no_more_files_and_draws_no_card(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        owner, badge = await accepted(issuer, "course")
        await shared(owner, badge)
        await run_jobs(issuer.app)
        before = await Share.get()
        platform.publish(PROFILE)  # the same, with other spaces between
        written = sha256(platform.documents[PROFILE].body).hexdigest()
        report = await checked(issuer, badge)
        share = await Share.get()
        assert report.looked_at[PROFILE] == written
        assert share.version > before.version  # the time of the check is shown
        assert share.card_hash == before.card_hash
        page = await owner.get(f"/badges/{badge.id}")
        assert written in page.text
        assert not page.document.xpath(f"//a[contains(@href, '{written}')]")
        assert (await owner.client.get(f"/badges/{badge.id}/evidence/{written}")).status_code == 404


async def test_the_documents_of_a_report_that_came_without_them_are_kept_at_the_next_check(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        owner, badge = await accepted(issuer, "course")
        first = (await StoredReport.filter(badge_id=badge.id).order_by("at"))[0]
        await StoredReport.exclude(id=first.id).delete()
        for digest in (first.looked_at[CLASS], first.looked_at[PROFILE]):  # as with one that was handed in first
            await services(issuer.app).storage.delete(digest)
            assert (await owner.client.get(f"/badges/{badge.id}/evidence/{digest}")).status_code == 404
        await checked(issuer, badge)
        for digest in first.looked_at.values():
            assert (await owner.client.get(f"/badges/{badge.id}/evidence/{digest}")).status_code == 200


async def test_a_badge_begins_with_what_was_found_while_it_was_an_offer(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        owner, badge = await accepted(issuer, "course")
        offered = await StoredReport.filter(offer_id=badge.offer_id).order_by("-at").first()
        began = await StoredReport.filter(badge_id=badge.id).order_by("at").first()
        assert offered
        assert began
        assert began.at == offered.at
        for digest in began.looked_at.values():
            assert (await owner.client.get(f"/badges/{badge.id}/evidence/{digest}")).status_code == 200
