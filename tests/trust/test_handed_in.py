"""What people hand in: verified at once, seen by who handed it in, forgotten in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.client import run_jobs, services
from tests.factories import KEYS, university
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import LEARNER
from wallet.errors import NotFound
from wallet.models import Job, Learner, StoredReport, Verification
from wallet.reports import known_name, newest_report
from wallet.trust.handed_in import Asker, HandedIn, all_of, found, hand_in, is_theirs, keep_report

pytestmark = pytest.mark.anyio

MINE, OTHER = Asker("my browser"), Asker("another browser")
DEGREE = credentials.degree(KEYS, LEARNER, "en")


async def test_what_is_handed_in_is_verified_while_they_wait(settings: Settings) -> None:
    async with university(settings) as issuer:
        picture = credentials.micro_credential(KEYS, LEARNER, "en")
        things = [HandedIn("a.json", DEGREE), HandedIn("b.png", picture), HandedIn("c.txt", b"not a badge")]
        degree, micro, text = await hand_in(services(issuer.app), things, MINE)
        reports = [await newest_report(verification_id=one.id) for one in (degree, micro, text)]
        assert [report.verdict for report in reports if report] == ["valid", "valid", "malformed"]
        assert known_name(reports[0]) == "University of Pontelume"
        assert degree.document == DEGREE.decode().strip()
        assert micro.document.startswith("eyJ")  # a token
        assert [one.place for one in await all_of(degree.together, MINE)] == [0, 1, 2]


async def test_only_who_handed_it_in_sees_it_until_it_is_kept(settings: Settings) -> None:
    async with university(settings) as issuer:
        (one,) = await hand_in(services(issuer.app), [HandedIn("a.json", DEGREE)], MINE)
        assert (await found(one.slug, MINE)).id == one.id
        with pytest.raises(NotFound):
            await found(one.slug, OTHER)
        await keep_report(one)
        kept = await found(one.slug, OTHER)
        assert timedelta(days=6, hours=23) < kept.expires_at - datetime.now(UTC) < timedelta(days=7, hours=1)


async def test_it_is_forgotten_with_its_report_when_its_time_is_over(settings: Settings) -> None:
    async with university(settings) as issuer:
        kept, other = await hand_in(services(issuer.app), [HandedIn("a", DEGREE), HandedIn("b", DEGREE)], MINE)
        await keep_report(kept)
        past = datetime.now(UTC) - timedelta(minutes=1)
        await Verification.filter(id=other.id).update(expires_at=past)
        with pytest.raises(NotFound):
            await found(other.slug, MINE)
        await run_jobs(issuer.app, now=datetime.now(UTC) + timedelta(hours=1, minutes=1))
        assert [one.id for one in await Verification.all()] == [kept.id]
        assert await StoredReport.all().count() == 1
        assert await Job.filter(name="trust.forget", finished_at=None).count() == 1


async def test_what_was_not_finished_is_finished_by_a_job(settings: Settings) -> None:
    async with university(settings) as issuer:
        (one,) = await hand_in(services(issuer.app), [HandedIn("a.json", DEGREE)], MINE)
        await StoredReport.filter(verification_id=one.id).delete()  # as if the process had ended before
        await Verification.filter(id=one.id).update(finished_at=None, document="")
        await run_jobs(issuer.app, now=datetime.now(UTC) + timedelta(minutes=1))
        report = await newest_report(verification_id=one.id)
        assert report is not None
        assert report.verdict == "valid"
        assert (await Verification.get(id=one.id)).document == one.document


async def test_what_a_learner_handed_in_is_not_left_in_the_browser_when_they_sign_out(settings: Settings) -> None:
    async with university(settings) as issuer:
        learner = await Learner.create()
        (one,) = await hand_in(
            services(issuer.app), [HandedIn("a.json", DEGREE)], Asker(MINE.browser, learner_id=learner.id)
        )
        elsewhere = Asker("another browser", learner_id=learner.id)
        assert (await found(one.slug, elsewhere)).id == one.id
        for stranger in (MINE, Asker(MINE.browser, learner_id=uuid4())):
            assert not is_theirs(one, stranger)
            with pytest.raises(NotFound):
                await found(one.slug, stranger)
            with pytest.raises(NotFound):
                await all_of(one.together, stranger)
