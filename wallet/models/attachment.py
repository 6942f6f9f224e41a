"""Attachment: a document belonging to a badge, hidden unless the learner shows it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from wallet.i18n import N_

if TYPE_CHECKING:
    from wallet.models.badge import Badge
    from wallet.models.offer import Offer


class Kind(StrEnum):
    """What an attachment is."""

    DIPLOMA_SUPPLEMENT = "diploma-supplement"
    TRANSCRIPT = "transcript"
    CERTIFICATE = "certificate"
    DETAILS = "details"


LABELS = {
    Kind.DIPLOMA_SUPPLEMENT: N_("Diploma Supplement"),
    Kind.TRANSCRIPT: N_("Transcript of records"),
    Kind.CERTIFICATE: N_("Certificate"),
    Kind.DETAILS: N_("Details of the award"),
}


class Source(StrEnum):
    """Who brought it: a holder's document is never shown as the issuer's."""

    ISSUER = "issuer"
    HOLDER = "holder"


class Attachment(Model):
    """One version of a document, it arrives with an offer and belongs to the badge that the offer becomes."""

    id = fields.UUIDField(primary_key=True)
    offer: fields.ForeignKeyNullableRelation[Offer] = fields.ForeignKeyField(
        "models.Offer", related_name="attachments", db_index=True, null=True
    )
    offer_id: UUID | None
    badge: fields.ForeignKeyNullableRelation[Badge] = fields.ForeignKeyField(
        "models.Badge", related_name="attachments", db_index=True, null=True
    )
    badge_id: UUID | None
    kind = fields.CharEnumField(Kind, max_length=20)
    source = fields.CharEnumField(Source, max_length=8, default=Source.ISSUER)
    filename = fields.CharField(max_length=200)
    media_type = fields.CharField(max_length=60)
    size = fields.IntField()
    digest = fields.CharField(max_length=64)
    visible = fields.BooleanField(default=False)
    received_at = fields.DatetimeField(auto_now_add=True)
    superseded_at = fields.DatetimeField(null=True)  # a newer version came; this one is history
