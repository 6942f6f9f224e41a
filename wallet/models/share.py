"""Share: one public address (a link) of a badge, or of several badges on one page. ShareView: how often it was seen."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

if TYPE_CHECKING:
    from wallet.models.badge import Badge
    from wallet.models.learner import Learner

# Which documents a link shows, at most with these pieces (null: all that are switched on); null: all, also later ones.
Narrowing = dict[str, list[str] | None]


class Visibility(StrEnum):
    """Who may see a share."""

    PRIVATE = "private"
    UNLISTED = "unlisted"
    PUBLIC = "public"


def new_slug() -> str:
    """An address nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(16)


class Share(Model):
    """A link: a public address of a badge, or of several, version grows with whatever changes what it shows.

    A badge's main link has no name, and there is one. A link of several badges has no badge; each of its badges has a
    share below it (parent), at SLUG/of/NUMBER, which its parent's visibility, expiry, password and language rule.
    """

    id = fields.UUIDField(primary_key=True)
    slug = fields.CharField(max_length=40, unique=True, default=new_slug)
    learner: fields.ForeignKeyNullableRelation[Learner] = fields.ForeignKeyField(
        "models.Learner", related_name="shares", db_index=True, null=True
    )
    learner_id: UUID | None
    badge: fields.ForeignKeyNullableRelation[Badge] = fields.ForeignKeyField(
        "models.Badge", related_name="shares", db_index=True, null=True
    )
    badge_id: UUID | None
    parent: fields.ForeignKeyNullableRelation[Share] = fields.ForeignKeyField(
        "models.Share", related_name="parts", db_index=True, null=True
    )
    parent_id: UUID | None
    position = fields.SmallIntField(null=True)  # of a part among its parent's; of a page of several: the last NUMBER
    name = fields.CharField(max_length=80, null=True)  # for the owner's eyes alone, such as "CV for Company X"
    title = fields.CharField(max_length=120, null=True)  # the heading of a page of several badges
    visibility = fields.CharEnumField(Visibility, max_length=10, default=Visibility.PRIVATE)
    expires_at = fields.DatetimeField(null=True)  # of the link; never to be confused with the credential's
    password_hash = fields.CharField(max_length=200, null=True)  # Argon2id, PHC string format
    language = fields.CharField(max_length=8, null=True)  # null: the owner's
    choice = fields.JSONField[Narrowing | None](null=True)
    revoked_at = fields.DatetimeField(null=True)
    hidden_from = fields.CharEnumField(Visibility, max_length=10, null=True)  # before everything was made private
    version = fields.IntField(default=1)
    credential_offered = fields.BooleanField(default=False)  # the credential file itself, for download
    card_hash = fields.CharField(max_length=64, default="")  # of what the card shows
    card_digest = fields.CharField(max_length=64, default="")  # its bytes in the storage; empty: not drawn yet
    card_media_type = fields.CharField(max_length=20, default="")
    pictures = fields.JSONField[dict[str, Any] | None](null=True)  # other sizes: name to digest and media type
    created_at = fields.DatetimeField(auto_now_add=True)
    published_at = fields.DatetimeField(null=True)


def main_link(badge_id: UUID) -> QuerySet[Share]:
    """The link of a badge that has no name, if there is one and it was not withdrawn."""
    return Share.filter(badge_id=badge_id, name=None, parent_id=None, revoked_at=None)


def live(now: datetime, of: str = "") -> Q:
    """Links that were not withdrawn and have not ended; of those that a prefix leads to, such as "parent__"."""
    conditions: list[dict[str, Any]] = [{"revoked_at": None}, {"expires_at": None}, {"expires_at__gt": now}]
    kept, endless, later = (Q(**{f"{of}{name}": value for name, value in each.items()}) for each in conditions)
    return kept & (endless | later)


async def most_visible(badge_ids: Collection[UUID], now: datetime) -> dict[UUID, Visibility]:
    """Who may see each badge through any link, also of several badges; those that nobody else sees are left out."""
    links = Share.filter(live(now), badge_id__in=list(badge_ids), parent_id=None)
    parts = Share.filter(live(now, "parent__"), badge_id__in=list(badge_ids), parent_id__isnull=False)
    rows = [*await links.values_list("badge_id", "visibility")]
    rows += await parts.values_list("badge_id", "parent__visibility")
    found = {badge_id: Visibility.UNLISTED for badge_id, seen in rows if seen != Visibility.PRIVATE}
    return found | {badge_id: Visibility.PUBLIC for badge_id, seen in rows if seen == Visibility.PUBLIC}


class ShareView(Model):
    """How often a link was seen on a day (UTC), by people or by bots, from which host, and nothing of who they were."""

    id = fields.UUIDField(primary_key=True)
    share: fields.ForeignKeyRelation[Share] = fields.ForeignKeyField("models.Share", related_name="views")
    share_id: UUID
    day = fields.DateField()
    host = fields.CharField(max_length=253, default="")  # of the page that led here; empty: none said
    bot = fields.BooleanField(default=False)
    count = fields.IntField(default=0)

    class Meta:
        """One row for each of these."""

        table = "share_view"
        unique_together = (("share", "day", "host", "bot"),)
