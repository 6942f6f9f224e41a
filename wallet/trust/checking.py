"""Verifying what is kept, and keeping what the verification said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.changes import changed
from wallet.jobs import JobInfo
from wallet.models import Address, Badge, Credential, Issuer, Offer, StoredReport
from wallet.openbadges.reading import read
from wallet.openbadges.report import Known, Report
from wallet.seal import stored
from wallet.web import Services

from .driver import verify_online
from .known import known_from


async def check(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job trust.check {badge} or {offer}: verify it as it was received, for whoever holds or is offered it."""
    if "badge" in payload:
        badge = await Badge.get_or_none(id=payload["badge"]).select_related("credential")
        if badge:
            recipients = [address.email for address in await Address.filter(learner_id=badge.learner_id)]
            await _keep(await _verify(services, badge.credential, recipients), badge.credential, badge_id=badge.id)
        return
    offer = await Offer.get_or_none(id=payload["offer"]).select_related("credential")
    if offer:
        await _keep(await _verify(services, offer.credential, [offer.email]), offer.credential, offer_id=offer.id)


async def _verify(services: Services, credential: Credential, recipients: list[str]) -> Report:
    return await verify_online(
        await services.storage.get(credential.digest),
        now=datetime.now(UTC),
        services=services,
        recipients=recipients,
        known=await known_issuers(),
    )


async def known_issuers() -> Known:
    """Who the operator knows: the issuers that have a key to this wallet, by domain and by the ids named for them."""
    issuers = await Issuer.all()
    pairs = [(identifier, issuer.name) for issuer in issuers for identifier in (issuer.domain, *issuer.ids)]
    return known_from(pairs)


async def _keep(report: Report, credential: Credential, **of: Any) -> None:
    async with in_transaction():
        await StoredReport.create(**of, **stored(report))
        if report.credential:
            await _say_what_was_verified(report, credential)
        if not credential.art_digest:  # a hosted badge's file may not say where its picture is
            await jobs.put("import.art", {"credential": str(credential.id)}, key=f"art:{credential.id}")
        if "badge_id" in of:
            await changed(of["badge_id"])


async def _say_what_was_verified(report: Report, credential: Credential) -> None:
    """Lists and mails show what the issuer publishes: a hosted badge's file may hold no more than its address."""
    shown = read(report.credential)
    await Credential.filter(id=credential.id).update(
        title=shown.title or credential.title,
        issuer_name=shown.issuer.name or credential.issuer_name,
        issued_at=shown.issued or credential.issued_at,
    )
