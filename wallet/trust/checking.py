"""Verifying what is kept, and keeping what the verification said."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.changes import changed
from wallet.errors import Problem, Unavailable
from wallet.i18n import N_
from wallet.jobs import JobInfo
from wallet.models import Address, Badge, Credential, Offer, StoredReport
from wallet.openbadges.reading import read
from wallet.openbadges.report import Report, Verdict
from wallet.reports import newest_report, stored
from wallet.web import Services

from .driver import gave_up, verify_online
from .known import known_issuers

log = structlog.get_logger()
TRIES = 4  # before a badge that takes too much work is said to
PATIENCE = 8.0  # seconds that somebody who pressed a button waits


async def check(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job trust.check {badge} or {offer}: verify it as it was received, for whoever holds or is offered it."""
    if "badge" in payload:
        badge = await Badge.get_or_none(id=payload["badge"]).select_related("credential", "offer")
        if badge:
            report = _sure(await _verify(services, badge.credential, await _addresses(badge)), job)
            await _keep(report, badge.credential, badge_id=badge.id)
        return
    offer = await Offer.get_or_none(id=payload["offer"]).select_related("credential")
    if offer:
        report = _sure(await _verify(services, offer.credential, [offer.email]), job)
        await _keep(report, offer.credential, offer_id=offer.id)


async def _addresses(badge: Badge) -> list[str]:
    """The addresses of a badge's owner, and the one by proof of which it came, whatever became of that since."""
    came_by = badge.offer.email if badge.offer else badge.awarded_to
    own = [address.email for address in await Address.filter(learner_id=badge.learner_id)]
    return [*own, *([came_by] if came_by else [])]


def _sure(report: Report, job: JobInfo) -> Report:
    """The report, unless the wallet gave up on a badge that a less busy moment may judge. Raises Unavailable."""
    if gave_up(report) and job.attempts < TRIES:
        raise Unavailable(N_("The wallet is busy. Nothing was lost; try again in a moment."))
    return report


async def refresh_offer(services: Services, offer: Offer, older_than: timedelta) -> None:
    """Verify an offer, with its credential, now unless it was so lately, for a person who is about to accept it.

    It takes at most 8 s. When that is too little, or nothing could be judged now, what was found before stands.
    """
    before = await newest_report(offer_id=offer.id)
    if before and before.at > datetime.now(UTC) - older_than:
        return
    try:
        async with asyncio.timeout(PATIENCE):
            report = await _verify(services, offer.credential, [offer.email])
    except (TimeoutError, Problem) as e:
        log.warning("offer not verified anew", offer=str(offer.id), problem=str(e) or "It took too long.")
        return
    judged_before = before is not None and before.verdict != Verdict.UNVERIFIABLE
    if not (judged_before and report.verdict is Verdict.UNVERIFIABLE):
        await _keep(report, offer.credential, offer_id=offer.id)


async def _verify(services: Services, credential: Credential, recipients: list[str]) -> Report:
    return await verify_online(
        await services.storage.get(credential.digest),
        now=datetime.now(UTC),
        services=services,
        recipients=recipients,
        known=await known_issuers(services.settings),
    )


async def _keep(report: Report, credential: Credential, **of: Any) -> None:
    async with in_transaction():
        await StoredReport.create(**of, **stored(report))
        if report.credential:
            await _say_what_was_verified(report, credential)
        if not credential.art_digest:  # a hosted badge's file may not say where its picture is
            await jobs.put("import.art", {"credential": str(credential.id)}, key=f"art:{credential.id}")
        if "badge_id" in of:
            await changed(of["badge_id"])
            await _again_in_time(report, of["badge_id"])


async def _again_in_time(report: Report, badge_id: UUID) -> None:
    """Verify again at the moment at which the badge's time begins or ends, so that its card says so, too."""
    if not report.credential:
        return
    told = read(report.credential)
    ahead = [moment for moment in (told.valid_from, told.valid_until) if moment and moment > report.at]
    if ahead:
        delay = (min(ahead) - report.at).total_seconds() + 1
        await jobs.put("trust.check", {"badge": str(badge_id)}, key=f"due:{badge_id}", delay=delay)


async def _say_what_was_verified(report: Report, credential: Credential) -> None:
    """Lists and mails show what the issuer publishes: a hosted badge's file may hold no more than its address."""
    shown = read(report.credential)
    await Credential.filter(id=credential.id).update(
        title=shown.title or credential.title,
        issuer_name=shown.issuer.name or credential.issuer_name,
        issued_at=shown.issued or credential.issued_at,
    )
