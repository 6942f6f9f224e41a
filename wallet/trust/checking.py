"""Verifying what is kept: badges and offers, as they were received."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from wallet.errors import Problem, Unavailable
from wallet.i18n import N_
from wallet.jobs import JobInfo
from wallet.models import Address, Badge, Offer
from wallet.openbadges.report import Verdict
from wallet.reports import newest_report
from wallet.web import Services

from .driver import Investigated, gave_up, investigate
from .keeping import Subject, keep
from .known import known_issuers

log = structlog.get_logger()
TRIES = 4  # before a badge that takes too much work is said to
PATIENCE = 8.0  # seconds that somebody who pressed a button waits


async def check(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job trust.check {badge} or {offer}: verify it as it was received, for whoever holds or is offered it."""
    subject = await (of_badge(payload["badge"]) if "badge" in payload else of_offer(payload["offer"]))
    if subject:
        found = await _verify(services, subject)
        await keep(services.storage, subject, _sure(found, job))


async def of_badge(badge_id: str) -> Subject | None:
    """A badge as it is verified; None when it has gone."""
    badge = await Badge.get_or_none(id=badge_id).select_related("credential", "offer")
    if badge is None:
        return None
    return Subject(badge.credential, await _addresses(badge), badge_id=badge.id)


async def _addresses(badge: Badge) -> tuple[str, ...]:
    """The addresses of a badge's owner, and those by proof of which it came, whatever became of them since."""
    own = [address.email for address in await Address.filter(learner_id=badge.learner_id)]
    return (*own, *badge.came_to)


async def of_offer(offer_id: str) -> Subject | None:
    """An offer as it is verified; None when it has gone."""
    offer = await Offer.get_or_none(id=offer_id).select_related("credential")
    return Subject(offer.credential, (offer.email,), offer_id=offer.id) if offer else None


def _sure(found: Investigated, job: JobInfo) -> Investigated:
    """What was found, unless the wallet gave up on a badge that a less busy moment may judge. Raises Unavailable."""
    if gave_up(found.report) and job.attempts < TRIES:
        raise Unavailable(N_("The wallet is busy. Nothing was lost; try again in a moment."))
    return found


async def refresh_offer(services: Services, offer: Offer, older_than: timedelta) -> None:
    """Verify an offer, with its credential, now unless it was so lately, for a person who is about to accept it.

    It takes at most 8 s. When that is too little, or nothing could be judged now, what was found before stands.
    """
    before = await newest_report(offer_id=offer.id)
    if before and before.at > datetime.now(UTC) - older_than:
        return
    subject = Subject(offer.credential, (offer.email,), offer_id=offer.id)
    judged_before = before is not None and before.verdict != Verdict.UNVERIFIABLE
    try:
        async with asyncio.timeout(PATIENCE):
            found = await _verify(services, subject)
        if not (judged_before and found.report.verdict is Verdict.UNVERIFIABLE):
            await keep(services.storage, subject, found)
    except (TimeoutError, Problem) as e:
        log.warning("offer not verified anew", offer=str(offer.id), problem=str(e) or "It took too long.")


async def _verify(services: Services, subject: Subject) -> Investigated:
    return await investigate(
        await services.storage.get(subject.credential.digest),
        now=datetime.now(UTC),
        services=services,
        recipients=subject.recipients,
        known=await known_issuers(services.settings),
    )
