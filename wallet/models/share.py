"""Share: one public address of a badge."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from wallet.models.badge import Badge


class Visibility(StrEnum):
    """Who may see a share."""

    PRIVATE = "private"
    UNLISTED = "unlisted"
    PUBLIC = "public"


def new_slug() -> str:
    """An address nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(16)


class Share(Model):
    """A public address of a badge, version grows with whatever changes what it shows."""

    id = fields.UUIDField(primary_key=True)
    slug = fields.CharField(max_length=40, unique=True, default=new_slug)
    badge: fields.ForeignKeyRelation[Badge] = fields.ForeignKeyField(
        "models.Badge", related_name="shares", db_index=True
    )
    badge_id: UUID
    visibility = fields.CharEnumField(Visibility, max_length=10, default=Visibility.PRIVATE)
    version = fields.IntField(default=1)
    credential_offered = fields.BooleanField(default=False)  # the credential file itself, for download
    card_hash = fields.CharField(max_length=64, default="")  # of what the card shows
    card_digest = fields.CharField(max_length=64, default="")  # its bytes in the storage; empty: not drawn yet
    card_media_type = fields.CharField(max_length=20, default="")
    created_at = fields.DatetimeField(auto_now_add=True)
    published_at = fields.DatetimeField(null=True)
