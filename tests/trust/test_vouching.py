"""When the operator trusts or distrusts an issuer, the badges and offers of that issuer are judged anew, gently."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.client import run_jobs
from tests.factories import University, accepted, offered
from tests.trust.platform import publishing
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import HOST
from wallet.models import Badge, Credential, Issuer, Job, KnownIssuer, StoredReport
from wallet.reports import known_name, newest_report
from wallet.trust import vouching
from wallet.trust.rechecks import ROUND, ask_for_due
from wallet.trust.vouching import distrust, trust

pytestmark = pytest.mark.anyio


async def judged(issuer: University) -> None:
    """Let the wallet do what it asked itself for, a round of checks too."""
    await run_jobs(issuer.app)
    now = datetime.now(UTC)
    await ask_for_due(now)
    await run_jobs(issuer.app, now=now + ROUND)


async def test_the_badges_and_offers_of_an_issuer_are_judged_anew_and_no_others(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        owner, course = await accepted(issuer, "course")  # its issuer is an address on the platform's host
        await offered(issuer, "course", locale="it")
        _, degree = await accepted(issuer, "degree")  # its issuer is a DID
        await Issuer.all().update(domain="moved.example", ids=[])
        before = {badge.id: await newest_report(badge_id=badge.id) for badge in (course, degree)}
        await trust("Pontelume", [HOST], [])
        await judged(issuer)
        assert known_name(await newest_report(badge_id=course.id)) == "Pontelume"
        assert {known_name(one) for one in await StoredReport.filter(offer__badge__id__isnull=True)} >= {"Pontelume"}
        assert "an issuer this wallet knows" in (await owner.get(f"/badges/{course.id}")).text
        assert before[course.id] != await newest_report(badge_id=course.id)
        await distrust(HOST)
        await judged(issuer)
        assert known_name(await newest_report(badge_id=course.id)) is None
        assert "Verified, but its issuer is not known here" in (await owner.get(f"/badges/{course.id}")).text


async def test_an_issuer_can_be_known_by_its_did_alone(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        _, course = await accepted(issuer, "course")
        _, degree = await accepted(issuer, "degree")
        await Issuer.all().update(domain="moved.example", ids=[])
        untouched = await newest_report(badge_id=course.id)
        await trust("Pontelume", [], [credentials.DID])
        await judged(issuer)
        assert known_name(await newest_report(badge_id=degree.id)) == "Pontelume"
        assert await newest_report(badge_id=course.id) == untouched


async def test_many_badges_are_looked_through_some_at_a_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vouching, "TOGETHER", 1)
    async with publishing(settings) as (issuer, _):
        _, course = await accepted(issuer, "course")
        _, degree = await accepted(issuer, "degree")
        await Badge.all().update(check_at=datetime(2030, 1, 1, tzinfo=UTC))
        await vouching.judge_anew([HOST])
        looked = 0
        while (
            waiting := await Job.filter(name__startswith="trust.concerned", finished_at=None)
            .order_by("-run_at")
            .first()
        ):
            await run_jobs(issuer.app, now=waiting.run_at)
            looked += 1
        assert looked >= 3
        due = await Badge.filter(check_at__lte=datetime.now(UTC)).values_list("id", flat=True)
        assert set(due) == {course.id, degree.id}  # a did:web is its host's


async def test_trusting_again_gives_a_new_name_and_no_second_row(settings: Settings) -> None:
    async with publishing(settings):
        await trust("Before", ["Example.EDU"], ["did:example:1"])
        await trust("After", ["example.edu"], [])
        known = {one.identifier: one.name for one in await KnownIssuer.all()}
        assert known == {"example.edu": "After", "did:example:1": "Before"}


async def test_a_badge_that_cannot_be_read_stops_nobody(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        _, badge = await accepted(issuer, "course")
        await StoredReport.all().update(credential=None)
        for document in ("{", json.dumps({"type": "nothing"}), "https://badges.example/1"):
            await Credential.filter(id=badge.credential_id).update(document=document)
            await vouching.judge_anew([HOST])
            await run_jobs(issuer.app)
