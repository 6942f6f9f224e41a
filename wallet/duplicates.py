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

    @classmethod
    def kept(cls, credential: Credential, report: StoredReport | None) -> Content:
        """The content of what the wallet keeps, by its newest report."""
        return cls(credential.digest, _says(credential.document), verified(report) or {}, proved_issuer(report))

    @property
    def id(self) -> str:
        """The credential's own id; empty when it has none."""
        return _id(self.says)

    @property
    def issuer(self) -> str:
        """The id of who was proved to have issued it, else of who it says did; empty when it does not say."""
        return self.proved_issuer or claimed_issuer(self.verified) or claimed_issuer(self.says)

    def is_same(self, other: Content) -> bool:
        """Whether both are one badge: by their file, by what it says, or by what is published of it."""
        if self.digest == other.digest or (self.says and self.says == other.says):
            return True
        published = _is_pointer(self) and _is_pointer(other) and bool(self.verified) and self.verified == other.verified
        return self.has_id_of(other) and published

    def has_id_of(self, other: Content) -> bool:
        """Whether both call themselves by one id, which anybody can do."""
        return bool(self.id) and self.id == other.id

    def is_version_of(self, other: Content) -> bool:
        """Whether both are of one issuer, as far as they say, by one id."""
        return self.has_id_of(other) and (not self.issuer or not other.issuer or self.issuer == other.issuer)


@dataclass(frozen=True)
class Known:
    """What a learner has of a badge already: the same, another version of it, an offer that waits.

    `genuine` says that the offer is of another file by the same id: the issuer's own.
    """

    same: Badge | None = None
    version: Badge | None = None
    offer: Offer | None = None
    genuine: bool = False


async def known(learner_id: UUID, mine: Content) -> Known:
    """What a learner has already of a badge."""
    same = version = None
    for badge in await Badge.filter(learner_id=learner_id).order_by("received_at").select_related("credential"):
        theirs = Content.kept(badge.credential, await _report(badge, mine))
        if mine.is_same(theirs):
            same = same or badge
        elif mine.is_version_of(theirs):
            version = badge
    offer, genuine = await _offered(learner_id, mine)
    return Known(same, version, offer, genuine)


async def _report(badge: Badge, mine: Content) -> StoredReport | None:
    """The newest report of a badge, where what it says may matter."""
    return await newest_report(badge_id=badge.id) if _id(_says(badge.credential.document)) == mine.id else None


async def _offered(learner_id: UUID, mine: Content) -> tuple[Offer | None, bool]:
    """An offer that waits of the same badge; else one of another by the same id, and that it is so."""
    keys = await Address.filter(learner_id=learner_id).values_list("key", flat=True)
    waiting = Offer.filter(key__in=keys, status=OfferStatus.PENDING, expires_at__gt=datetime.now(UTC))
    other = None
    for offer in await waiting.select_related("credential", "issuer"):
        theirs = Content.kept(offer.credential, await newest_report(offer_id=offer.id))
        if mine.is_same(theirs):
            return offer, False
        other = offer if mine.has_id_of(theirs) else other
    return other, other is not None


async def added(learner_id: UUID, mine: Content) -> Badge | None:
    """The same badge as the learner added it, where it came by no offer as yet."""
    own = Badge.filter(learner_id=learner_id, offer_id=None)
    for badge in await own.order_by("received_at").select_related("credential"):
        if mine.is_same(Content.kept(badge.credential, await _report(badge, mine))):
            return badge
    return None


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
