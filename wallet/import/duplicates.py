"""Knowing a badge again: the same file, the same credential in another container, another version of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from wallet.models import Address, Badge, Credential, Offer, OfferStatus, StoredReport
from wallet.openbadges import v1
from wallet.openbadges.document import Unreadable
from wallet.openbadges.hosting import home_of
from wallet.openbadges.reading import opened
from wallet.openbadges.verify import claimed_issuer
from wallet.reports import newest_report, proved_issuer, verified

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """What is compared of two badges: their file, what that says, and what was verified of it and of its issuer."""

    digest: str
    says: Json
    verified: Json
    proved_issuer: str

    @classmethod
    def of(cls, file: bytes, document: str, report: StoredReport) -> Content:
        """The content of a file that carries a document, on which there is a report."""
        return cls(sha256(file).hexdigest(), _says(document), verified(report) or {}, proved_issuer(report))

    @property
    def id(self) -> str:
        """The credential's own id; empty when it has none."""
        return _id(self.says)

    @property
    def issuer(self) -> str:
        """The id of who was proved to have issued it, else of who it says did; empty when it does not say."""
        return self.proved_issuer or claimed_issuer(self.verified) or claimed_issuer(self.says)


@dataclass(frozen=True)
class Known:
    """What a learner has of a badge already: the same, another version of it, an offer of it that waits."""

    same: Badge | None = None
    version: Badge | None = None
    offer: Offer | None = None


async def known(learner_id: UUID, mine: Content) -> Known:
    """What a learner has already of a badge."""
    same = version = None
    for badge in await Badge.filter(learner_id=learner_id).order_by("received_at").select_related("credential"):
        says = _says(badge.credential.document)
        if _is_file(badge.credential, says, mine):
            same = same or badge
        elif mine.id and _id(says) == mine.id:
            report = await newest_report(badge_id=badge.id)
            theirs = Content(badge.credential.digest, says, verified(report) or {}, proved_issuer(report))
            if mine.verified and theirs.verified == mine.verified and _is_pointer(mine) and _is_pointer(theirs):
                same = same or badge
            elif not mine.issuer or not theirs.issuer or mine.issuer == theirs.issuer:
                version = badge
    return Known(same, version, await _offered(learner_id, mine))


async def _offered(learner_id: UUID, mine: Content) -> Offer | None:
    keys = await Address.filter(learner_id=learner_id).values_list("key", flat=True)
    waiting = Offer.filter(key__in=keys, status=OfferStatus.PENDING, expires_at__gt=datetime.now(UTC))
    for offer in await waiting.select_related("credential"):
        says = _says(offer.credential.document)
        if _is_file(offer.credential, says, mine) or (mine.id and _id(says) == mine.id):
            return offer
    return None


def _is_file(credential: Credential, says: Json, mine: Content) -> bool:
    return credential.digest == mine.digest or (bool(says) and says == mine.says)


def _is_pointer(content: Content) -> bool:
    """Whether it is a badge of Open Badges 1 or 2 without a seal: what its issuer publishes counts, not its file."""
    return "badge" in content.says and "proof" not in content.says


def _says(document: str) -> Json:
    try:
        return opened(document.encode())
    except Unreadable:
        return {}


def _id(says: Json) -> str:
    return home_of(v1.assertion(says))
