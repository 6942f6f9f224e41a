"""Issuers that the operator vouches for without giving them a key, and the badges that this concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from wallet import jobs
from wallet.database import hold
from wallet.errors import NotFound, Unprocessable
from wallet.jobs import JobInfo
from wallet.models import Badge, KnownIssuer, Offer, OfferStatus, StoredReport
from wallet.openbadges.document import Unreadable
from wallet.openbadges.reading import opened
from wallet.openbadges.report import Known
from wallet.openbadges.verify import claimed_issuer
from wallet.reports import proved_issuer
from wallet.web import Services

from .identity import issuer_domain, issuer_id, issuer_name, known_from

TOGETHER = 200  # badges or offers that are looked through at once
APART = 2.0  # seconds between one offer's check and the next


async def trust(name: str, domains: Iterable[str], ids: Iterable[str]) -> list[KnownIssuer]:
    """Vouch for an issuer by its hosts and ids; said again, the newer name counts. Raises Unprocessable."""
    name = issuer_name(name)
    identifiers = dict.fromkeys([*map(issuer_domain, domains), *map(issuer_id, ids)])
    if not identifiers:
        raise Unprocessable("Say by what the issuer is known: --domain HOST or --id DID-or-URL.")
    async with in_transaction():
        await hold("known issuers")
        for identifier in identifiers:
            await KnownIssuer.update_or_create({"name": name}, identifier=identifier)
        await judge_anew(identifiers)
    return await KnownIssuer.filter(identifier__in=list(identifiers)).order_by("identifier")


async def distrust(identifier: str) -> KnownIssuer:
    """Vouch no longer for what a host or an id stands for. Raises NotFound, Unprocessable."""
    identifier = issuer_id(identifier) if ":" in identifier else issuer_domain(identifier)
    async with in_transaction():
        found = await KnownIssuer.get_or_none(identifier=identifier)
        if found is None:
            raise NotFound(
                "Nobody vouches for %(identifier)s here. One that was admitted with `issuer add` is known by its key.",
                identifier=identifier,
            )
        await found.delete()
        await judge_anew([identifier])
    return found


async def judge_anew(identifiers: Iterable[str]) -> None:
    """Have the badges and offers of these issuers verified again, gently, in the caller's transaction."""
    await jobs.put("trust.concerned", {"identifiers": list(identifiers)})


async def concerned(services: Services, payload: dict[str, Any], _job: JobInfo) -> None:
    """Job trust.concerned {identifiers, after}: find whose badges and open offers these are, some at a time."""
    whose = known_from((identifier, identifier) for identifier in payload["identifiers"])
    after = UUID(payload.get("after") or UUID(int=0).hex)
    badges = await Badge.filter(id__gt=after).order_by("id").limit(TOGETHER).select_related("credential")
    of_theirs = [badge.id for badge in badges if await _is_theirs(whose, badge.credential.document, badge_id=badge.id)]
    async with in_transaction():
        await Badge.filter(id__in=of_theirs).update(check_at=datetime.now(UTC))
        if len(badges) == TOGETHER:
            await jobs.put("trust.concerned", {**payload, "after": badges[-1].id.hex}, delay=1)
        else:
            await jobs.put("trust.concerned_offers", {"identifiers": payload["identifiers"]})


async def concerned_offers(services: Services, payload: dict[str, Any], _job: JobInfo) -> None:
    """Job trust.concerned_offers {identifiers, after}: the same for offers that wait for an answer."""
    whose = known_from((identifier, identifier) for identifier in payload["identifiers"])
    after = UUID(payload.get("after") or UUID(int=0).hex)
    waiting = Offer.filter(id__gt=after, status=OfferStatus.PENDING, expires_at__gt=datetime.now(UTC))
    offers = await waiting.order_by("id").limit(TOGETHER).select_related("credential")
    theirs = [offer.id for offer in offers if await _is_theirs(whose, offer.credential.document, offer_id=offer.id)]
    async with in_transaction():
        for place, offer in enumerate(theirs):
            await jobs.put("trust.check", {"offer": str(offer)}, key=f"check:{offer}", delay=place * APART)
        if len(offers) == TOGETHER:
            await jobs.put("trust.concerned_offers", {**payload, "after": offers[-1].id.hex}, delay=TOGETHER * APART)


async def _is_theirs(whose: Known, document: str, **of: UUID) -> bool:
    """Whether it was issued by who is meant: as was verified, or as its file says."""
    report = await StoredReport.filter(**of).order_by("-at").first()
    credential = report.credential if report else None
    try:
        said = claimed_issuer(credential or opened(document.encode()))
        return any(whose(one) is not None for one in (proved_issuer(report), said))
    except Unreadable:
        return False
