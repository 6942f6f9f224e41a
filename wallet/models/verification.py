"""Verification: a badge that somebody handed in to learn whether to believe it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from wallet.models.share import new_slug

if TYPE_CHECKING:
    from wallet.models.learner import Learner


class Verification(Model):
    """What a viewer, or a learner who wants to keep it, handed in, forgotten after expires_at.

    Until it is kept, the browser that handed it in sees it alone; then whoever has its address.
    """

    id = fields.UUIDField(primary_key=True)
    slug = fields.CharField(max_length=40, unique=True, default=new_slug)
    together = fields.CharField(max_length=40, db_index=True)  # one for all that were handed in at once
    place = fields.SmallIntField(default=0)  # among those
    browser_hash = fields.CharField(max_length=64)  # of the browser that handed it in
    learner: fields.ForeignKeyNullableRelation[Learner] = fields.ForeignKeyField(
        "models.Learner", related_name="verifications", null=True, db_index=True
    )
    learner_id: UUID | None
    name = fields.CharField(max_length=300)  # the file's name, or the link
    content = fields.BinaryField()  # exactly as it was handed in
    document = fields.TextField(default="")  # the JSON or compact JWS found in it
    finished_at = fields.DatetimeField(null=True)
    kept_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(db_index=True)
    created_at = fields.DatetimeField(auto_now_add=True)


def forgotten(verification: Verification, now: datetime) -> bool:
    """Whether its time is past, so that it is no longer there for anybody."""
    return verification.expires_at <= now
