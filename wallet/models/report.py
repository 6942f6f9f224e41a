"""StoredReport: what a verification said of a badge or an offer, with its time and what was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from wallet.models.badge import Badge
    from wallet.models.offer import Offer
    from wallet.models.verification import Verification


class StoredReport(Model):
    """All checks of one verification, kept, so that a badge whose platform died can say when it last was verified."""

    id = fields.UUIDField(primary_key=True)
    badge: fields.ForeignKeyNullableRelation[Badge] = fields.ForeignKeyField(
        "models.Badge", related_name="reports", null=True
    )
    badge_id: UUID | None
    offer: fields.ForeignKeyNullableRelation[Offer] = fields.ForeignKeyField(
        "models.Offer", related_name="reports", null=True
    )
    offer_id: UUID | None
    verification: fields.OneToOneNullableRelation[Verification] = fields.OneToOneField(
        "models.Verification", related_name="report", null=True
    )
    verification_id: UUID | None
    verdict = fields.CharField(max_length=16)
    checks = fields.JSONField[list[dict[str, Any]]]()  # [{"name", "outcome", "message", "values", "evidence"}]
    looked_at = fields.JSONField[dict[str, str]]()  # {URL: SHA-256 of its bytes}
    credential = fields.JSONField[dict[str, Any] | None](null=True)  # what may be shown of it: what was verified
    at = fields.DatetimeField()
    last_valid_at = fields.DatetimeField(null=True)  # when it last was valid, where it can no longer be checked

    class Meta:
        """The newest is the one that counts."""

        table = "report"
        indexes = (("badge_id", "at"), ("offer_id", "at"))


async def inherit(offer_id: UUID, badge_id: UUID) -> None:
    """Let a new badge say what was found while it was an offer, until it is verified itself."""
    found = await StoredReport.filter(offer_id=offer_id).order_by("-at").first()
    if found:
        columns = ("verdict", "checks", "looked_at", "credential", "at", "last_valid_at")
        said = {name: getattr(found, name) for name in columns}
        await StoredReport.create(badge_id=badge_id, **said)
