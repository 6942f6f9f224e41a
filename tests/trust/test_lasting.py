"""A badge whose platform has died says when it was last verified; nothing that was found against it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.client import Browser, run_jobs
from tests.factories import accepted, offered, shared
from tests.trust.platform import ASSERTION, CLASS, PROFILE, checked, publishing
from wallet import i18n, jobs
from wallet.config import Settings
from wallet.demo.content import COURSE
from wallet.models import Address, Share, StoredReport
from wallet.openbadges.report import Check, Outcome, Report, Verdict
from wallet.openbadges.status import NOT_ASKED
from wallet.trust.lasting import NOT_ITS_SITE, lasting, unreached

pytestmark = pytest.mark.anyio

OTHER = "https://other.example/issuer.json"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TODAY = i18n.day(datetime.now(UTC))


async def test_a_badge_whose_platform_has_died_says_when_it_was_last_verified(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        owner, badge = await accepted(issuer, "course")
        valid = await checked(issuer, badge)
        page = await shared(owner, badge)
        platform.die()
        dead = await checked(issuer, badge)
        await run_jobs(issuer.app)
        assert (valid.verdict, dead.verdict, dead.last_valid_at) == ("valid", "unverifiable", valid.at)
        assert dead.credential == valid.credential
        public = await Browser(issuer.app).get(page)
        assert public.document.xpath("//*[contains(@class,'seal')]/@data-verdict") == ["last_verified"]
        assert public.find("verdict") == [f"Last verified on {TODAY}"]
        assert "Its issuer can no longer be reached" in public.text
        assert "issued it could not be checked" in public.text
        assert public.document.xpath("//*[contains(@class,'reasons')]//*[@data-outcome='failed']") == []
        for path in (page, f"/badges/{badge.id}"):
            shown = await owner.get(path)
            assert COURSE["en"].name in " ".join(shown.find("head"))
            assert f"Last verified on {TODAY}" in shown.text
        assert "Issuer out of reach" in (await owner.get("/badges")).text
        assert "What is wrong, and what to do" in (await owner.get(f"/badges/{badge.id}")).text
        again = await checked(issuer, badge)
        assert again.last_valid_at == valid.at


async def test_its_card_says_so_too(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        owner, badge = await accepted(issuer, "course")
        await shared(owner, badge)
        await run_jobs(issuer.app)
        before = (await Share.get()).card_hash
        platform.die()
        await checked(issuer, badge)
        assert (await Share.get()).card_hash not in ("", before)


async def test_an_offer_says_so_too(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        path = await offered(issuer, "course")
        platform.die()
        await jobs.put("trust.check", {"offer": str((await StoredReport.get()).offer_id)})
        await run_jobs(issuer.app)
        shown = await Browser(issuer.app).get(path)
        assert f"Last verified on {TODAY}" in shown.text
        assert COURSE["en"].name in shown.text


async def test_its_dates_still_count(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        until = datetime.now(UTC) + timedelta(days=1)
        platform.publish(ASSERTION, expires=until.isoformat())
        owner, badge = await accepted(issuer, "course")
        page = await shared(owner, badge)
        platform.die()
        dead = await checked(issuer, badge)
        assert "Last verified" in (await owner.get(page)).text
        dead.credential = {**(dead.credential or {}), "expires": (until - timedelta(days=2)).isoformat()}
        await dead.save()  # as if two days had gone by
        shown = await owner.get(page)
        assert shown.find("verdict")[0].startswith("Expired on")
        assert "Expired" in (await owner.get("/badges")).text


async def test_it_is_verified_again_when_its_platform_is_back(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.die()
        await checked(issuer, badge)
        platform.live_again()
        report = await checked(issuer, badge)
        assert (report.verdict, report.last_valid_at) == ("valid", None)


@pytest.mark.parametrize("how", ["gone", "said"])
async def test_a_withdrawal_outlives_the_platform(settings: Settings, how: str) -> None:
    async with publishing(settings) as (issuer, platform):
        owner, badge = await accepted(issuer, "course")
        if how == "gone":
            platform.answer(ASSERTION, 410)
        else:
            platform.publish(ASSERTION, revoked=True, revocationReason="A mistake")
        assert (await checked(issuer, badge)).verdict == "revoked"
        platform.die()
        for _ in range(2):
            assert (await checked(issuer, badge)).verdict == "revoked"
        assert "Withdrawn by the issuer" in (await owner.get(f"/badges/{badge.id}")).text


@pytest.mark.parametrize(
    ("url", "changes"),
    [
        (PROFILE, {"verification": {"type": "VerificationObject", "allowedOrigins": "other.example"}}),
        (ASSERTION, {"recipient": {"type": "email", "hashed": False, "identity": "somebody@else.example"}}),
    ],
    ids=["another place", "another learner"],
)
async def test_no_valid_outlives_a_change(settings: Settings, url: str, changes: dict[str, Any]) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.publish(url, **changes)
        assert (await checked(issuer, badge)).verdict == "invalid"
        platform.die()
        dead = await checked(issuer, badge)
        assert (dead.verdict, dead.last_valid_at) in (("unverifiable", None), ("invalid", None))


async def test_what_lasts_is_what_was_verified_last_when_its_issuer_had_changed(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.documents[OTHER] = replace(platform.documents[PROFILE], url=OTHER, final_url=OTHER)
        platform.publish(OTHER, id=OTHER, name="Another")
        platform.publish(CLASS, issuer=OTHER)
        valid = await checked(issuer, badge)
        platform.die()
        dead = await checked(issuer, badge)
        assert (valid.verdict, dead.last_valid_at) == ("valid", valid.at)
        assert dead.credential
        assert dead.credential["badge"]["issuer"]["name"] == "Another"


async def test_no_valid_outlives_the_address_that_it_was_awarded_to(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.die()
        assert (await checked(issuer, badge)).last_valid_at
        await Address.all().update(email="somebody@else.example")
        badge.offer = None
        await badge.save()
        dead = await checked(issuer, badge)
        assert (dead.verdict, dead.last_valid_at) in (("unverifiable", None), ("invalid", None))


async def test_a_badge_that_was_never_verified_lasts_for_nothing(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        await StoredReport.all().delete()
        platform.die()
        report = await checked(issuer, badge)
        assert (report.verdict, report.last_valid_at) == ("unverifiable", None)


async def test_a_badge_whose_seal_was_checked_lasts_as_well(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "degree")
        valid = await checked(issuer, badge)
        platform.die()
        dead = await checked(issuer, badge)
        assert (dead.verdict, dead.last_valid_at) == ("unverifiable", valid.at)


# -- what "out of reach" means ---------------------------------------------------------------------------------------


def report(*checks: tuple[str, Outcome, str], verdict: Verdict = Verdict.UNVERIFIABLE) -> Report:
    return Report(verdict, tuple(Check(name, outcome, message) for name, outcome, message in checks), NOW)


@pytest.mark.parametrize(
    ("checks", "is_out_of_reach"),
    [
        ([("issuer.reachable", Outcome.FAILED, "Nothing was found.")], True),
        ([("issuer.reachable", Outcome.NOT_CHECKED, "It could not be asked.")], True),
        ([("status.revocation", Outcome.NOT_CHECKED, NOT_ASKED)], True),
        ([("status.revocation", Outcome.NOT_CHECKED, "The list is unsound.")], False),
        ([("status.revocation", Outcome.NOT_CHECKED, NOT_ASKED), ("seal.intact", Outcome.NOT_CHECKED, "Hm.")], False),
        ([("seal.intact", Outcome.NOT_CHECKED, "This takes too much work.")], False),
        ([("issuer.reachable", Outcome.NOT_CHECKED, "It does not say where it is published.")], False),
        ([("issuer.reachable", Outcome.FAILED, "The key that signed it could not be had from its issuer.")], False),
    ],
)
def test_only_what_could_not_be_reached_lasts(checks: list[Any], is_out_of_reach: bool) -> None:
    before = StoredReport(verdict="valid", checks=[], looked_at={}, credential={"id": "urn:x"}, at=NOW)
    found = report(*checks)
    assert unreached(found) is is_out_of_reach
    assert bool(lasting(found, before, [])) is is_out_of_reach
    assert not unreached(report(*checks, verdict=Verdict.INVALID))


def test_the_sentences_that_say_nothing_of_the_site_are_said_by_checks() -> None:
    source = "".join(path.read_text() for path in (Path(__file__).parents[2] / "wallet/openbadges").glob("*.py"))
    assert [sentence for sentence in NOT_ITS_SITE if f'"{sentence}"' not in source] == []
