"""Keeping what was looked at: the deed, once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from tortoise.transactions import in_transaction

from wallet import database, jobs, receiving
from wallet.duplicates import Content, known
from wallet.errors import NotFound
from wallet.i18n import N_
from wallet.models import Address, Badge, StoredReport, Verification
from wallet.openbadges.recipients import named
from wallet.receiving import Keepable, Received, keepable
from wallet.reports import judged_for
from wallet.services import Services

GONE = N_("This is no longer here: what you bring is remembered for an hour. Add the badge again.")


def badge_id(slug: str) -> UUID:
    """The id of the badge that a preview becomes: the same however often the button is pressed."""
    return uuid5(NAMESPACE_URL, slug)


async def addresses_of(learner_id: UUID) -> list[str]:
    """The proved addresses of a learner, the oldest first."""
    return [one.email for one in await Address.filter(learner_id=learner_id).order_by("verified_at", "id")]


def content_of(one: Verification, kept: Keepable, report: StoredReport) -> Content:
    """What is compared to know a badge again."""
    return Content.of(one.content, kept.carried.document, report)


async def keep(services: Services, one: Verification, report: StoredReport, learner_id: UUID) -> Badge:
    """Put what was handed in into a learner's wallet, private, with its report; it is then forgotten where it was.

    Doing so again, or having the same badge already, changes nothing: that badge is returned. Raises Unprocessable
    where there is nothing to keep, NotFound when it was forgotten meanwhile.
    """
    kept = keepable(one, report)
    content = content_of(one, kept, report)
    received = await receiving.receive(services, one.content, kept.carried, kept.told)
    async with in_transaction():
        await database.hold(f"wallet:{learner_id}")
        if same := (await known(learner_id, content)).same:
            return same
        if not await Verification.filter(id=one.id).delete():
            raise NotFound(GONE)
        return await _add(one, report, received, learner_id)


async def _add(one: Verification, report: StoredReport, received: Received, learner_id: UUID) -> Badge:
    addresses: Sequence[str] = await addresses_of(learner_id)
    credential = await receiving.remember(received)
    badge = await Badge.create(
        id=badge_id(one.slug),
        learner_id=learner_id,
        credential=credential,
        source=one.name,
        awarded_to=named(report.credential, addresses) if report.credential else None,
    )
    judged = judged_for(report, addresses)
    judged.badge_id = badge.id
    await judged.save()
    await jobs.put("trust.check", {"badge": str(badge.id)}, key=f"check:{badge.id}")
    await jobs.put("import.art", {"credential": str(credential.id)}, key=f"art:{credential.id}")
    return badge
