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
    EVIDENCE = "evidence"
    DETAILS = "details"


LABELS = {
    Kind.DIPLOMA_SUPPLEMENT: N_("Diploma Supplement"),
    Kind.TRANSCRIPT: N_("Transcript of records"),
    Kind.CERTIFICATE: N_("Certificate"),
    Kind.EVIDENCE: N_("Evidence"),
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
    name = fields.CharField(max_length=60, null=True)  # in addresses, one of its kind: see `name_of`
    source = fields.CharEnumField(Source, max_length=8, default=Source.ISSUER)
    filename = fields.CharField(max_length=200)
    media_type = fields.CharField(max_length=60)
    size = fields.IntField()
    digest = fields.CharField(max_length=64)
    visible = fields.BooleanField(default=False)
    pieces = fields.JSONField[list[str] | None](null=True)  # what it has, each with a switch; null: it is shown whole
    choice = fields.JSONField[list[str] | None](null=True)  # the pieces shown with it; null: all but what is personal
    noticed_at = fields.DatetimeField(null=True)  # when its learner moved its switch, or put its notice away
    received_at = fields.DatetimeField(auto_now_add=True)
    superseded_at = fields.DatetimeField(null=True)  # a newer version came; this one is history


def name_of(kind: Kind, source: Source, number: int = 1) -> str:
    """The name of a document in addresses: `transcript`, `transcript-from-holder`, `evidence-from-holder-2`."""
    parts = [kind.value, *(["from-holder"] if source is Source.HOLDER else []), *([str(number)] if number > 1 else [])]
    return "-".join(parts)


class StoredReading(Model):
    """What was read of a document and its seals, in a table of its own for it is large."""

    id = fields.UUIDField(primary_key=True)
    attachment: fields.OneToOneRelation[Attachment] = fields.OneToOneField(
        "models.Attachment", related_name="reading", on_delete=fields.CASCADE
    )
    attachment_id: UUID
    document = fields.TextField()  # `readings.document` makes it a value again
    seals = fields.TextField()
    read_by = fields.CharField(max_length=80)  # the version of the reader, and the anchors it knew
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        """It is the reading of an attachment."""

        table = "reading"
