"""Learners hear of their badge by mail: once for each change, in their language, calmly."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from tests.client import mails, run_jobs, text_of
from tests.factories import University, accepted
from tests.trust.platform import ASSERTION, checked, publishing
from wallet import jobs
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Badge, Job, Learner, StoredReport
from wallet.trust.news import news

pytestmark = pytest.mark.anyio


def news_of(issuer: University) -> list[EmailMessage]:
    """The mails about badges that changed, oldest first."""
    return [mail for mail in mails(issuer.app, LEARNER.email) if "looks after its badges" in text_of(mail)]


async def test_a_withdrawal_is_mailed_once_with_the_reason_that_the_issuer_gave(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.publish(ASSERTION, revoked=True, revocationReason="Issued by mistake")
        for _ in range(3):
            await checked(issuer, badge)
        (mail,) = news_of(issuer)
        assert mail["Subject"] == "Your badge was withdrawn: Reading Data: Statistics for Decisions"
        text = " ".join(text_of(mail).split())
        assert "University of Pontelume has withdrawn your badge" in text
        assert "Its issuer has withdrawn it: Issued by mistake" in text
        assert "has a letter ready" in text
        assert f"https://wallet.example/badges/{badge.id}" in text


async def test_a_platform_that_dies_and_comes_back_is_no_news_and_says_nothing_twice(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.die()
        await checked(issuer, badge)
        platform.live_again()
        await checked(issuer, badge)
        assert news_of(issuer) == []
        platform.publish(ASSERTION, revoked=True)
        await checked(issuer, badge)
        platform.die()
        await checked(issuer, badge)
        platform.live_again()
        platform.publish(ASSERTION, revoked=True)
        await checked(issuer, badge)
        assert len(news_of(issuer)) == 1


async def test_a_withdrawal_that_is_undone_is_mailed_too(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.publish(ASSERTION, revoked=True)
        await checked(issuer, badge)
        platform.live_again()
        for _ in range(2):
            await checked(issuer, badge)
        _, mail = news_of(issuer)
        assert mail["Subject"] == "Your badge is in force again: Reading Data: Statistics for Decisions"
        assert "There is nothing to do." in text_of(mail)


async def test_a_badge_that_arrived_withdrawn_or_expired_is_no_news(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        platform.publish(ASSERTION, expires="2026-04-01T00:00:00Z")
        _, badge = await accepted(issuer, "course")
        assert (await checked(issuer, badge)).verdict == "expired"
        await StoredReport.all().delete()
        platform.publish(ASSERTION, revoked=True)
        assert (await checked(issuer, badge)).verdict == "revoked"
        assert news_of(issuer) == []


async def test_expiry_is_mailed_at_its_moment_and_not_again(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        until = datetime.now(UTC) + timedelta(days=9)
        platform.publish(ASSERTION, expires=until.isoformat())
        _, badge = await accepted(issuer, "course")
        due = await Job.get(key=f"due:{badge.id}", finished_at=None)
        assert timedelta(0) < due.run_at - until < timedelta(seconds=10)
        past = datetime.now(UTC) - timedelta(days=1)
        platform.publish(ASSERTION, expires=past.isoformat())  # as if ten days had gone by
        await run_jobs(issuer.app, now=due.run_at)
        for _ in range(2):
            await checked(issuer, badge)
        (mail,) = news_of(issuer)
        assert mail["Subject"] == "Your badge has expired: Reading Data: Statistics for Decisions"
        assert "It expired on" in text_of(mail)


async def test_the_mail_speaks_the_learners_language(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        await Learner.all().update(locale="it")
        platform.publish(ASSERTION, revoked=True)
        await checked(issuer, badge)
        mail = mails(issuer.app, LEARNER.email)[-1]
        assert mail["Content-Language"] == "it"
        assert "Chi l’ha rilasciato" in text_of(mail) or "L’ente l’ha revocato" in text_of(mail)


async def test_checks_at_the_same_moment_tell_the_news_once(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.publish(ASSERTION, revoked=True)
        for _ in range(6):
            await jobs.put("trust.check", {"badge": str(badge.id)})
        await asyncio.gather(run_jobs(issuer.app), run_jobs(issuer.app))
        await run_jobs(issuer.app)
        assert len(news_of(issuer)) == 1


async def test_a_badge_that_is_gone_is_not_written_about(settings: Settings) -> None:
    async with publishing(settings) as (issuer, platform):
        _, badge = await accepted(issuer, "course")
        platform.publish(ASSERTION, revoked=True)
        await checked(issuer, badge)
        await jobs.put("trust.news", {"badge": str(badge.id), "news": "revoked"})
        await Badge.all().delete()
        await run_jobs(issuer.app)
        assert len(news_of(issuer)) == 1


async def test_news_that_is_no_longer_true_is_not_sent(settings: Settings) -> None:
    async with publishing(settings) as (issuer, _):
        _, badge = await accepted(issuer, "course")
        await jobs.put("trust.news", {"badge": str(badge.id), "news": "revoked"})
        await run_jobs(issuer.app)
        assert news_of(issuer) == []


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("valid", "valid", ""),
        ("valid", "revoked", "revoked"),
        ("valid", "suspended", "suspended"),
        ("suspended", "revoked", "revoked"),
        ("suspended", "valid", "valid"),
        ("expired", "revoked", "revoked"),
        ("invalid", "revoked", "revoked"),
        ("valid", "expired", "expired"),
        ("not_yet_valid", "expired", "expired"),
        ("suspended", "expired", "expired"),
        ("invalid", "expired", ""),
        ("expired", "valid", "valid"),
        ("not_yet_valid", "valid", ""),
        ("invalid", "valid", ""),
        ("valid", "invalid", ""),
        ("", "revoked", ""),
    ],
)
def test_what_is_news(before: str, now: str, told: str) -> None:
    assert news(report(before) if before else None, report(now)) == told


def report(standing: str) -> StoredReport:
    checks = [{"name": "status.suspension", "outcome": "failed"}] if standing == "suspended" else []
    return StoredReport(verdict="revoked" if checks else standing, checks=checks)
