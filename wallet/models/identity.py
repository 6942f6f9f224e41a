"""Identity: who an OpenID Connect provider says a learner is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from wallet.models.learner import Learner


class Identity(Model):
    """A provider's subject, linked to one learner (OpenID Connect Core 1.0 §2: iss and sub together are unique)."""

    id = fields.UUIDField(primary_key=True)
    learner: fields.ForeignKeyRelation[Learner] = fields.ForeignKeyField(
        "models.Learner", related_name="identities", db_index=True
    )
    learner_id: UUID
    issuer = fields.CharField(max_length=255)
    subject = fields.CharField(max_length=255)
    linked_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        """One learner for a subject."""

        unique_together = (("issuer", "subject"),)
