"""LogEntry: what a learner changed of what others see, for the learner alone."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from wallet.models.badge import Badge
    from wallet.models.learner import Learner


class Deed(StrEnum):
    """What was done; the log's page has a sentence for each."""

    SHOWN = "shown"  # a document was made visible
    HIDDEN = "hidden"
    CHOSEN = "chosen"  # which pieces of it others see
    ARRIVED = "arrived"  # a document came, or a new version of it
    ADDED = "added"  # the learner added one
    DELETED = "deleted"
    VISIBILITY = "visibility"  # who can see the badge
    FILE_OFFERED = "file-offered"  # the credential file
    FILE_WITHHELD = "file-withheld"
    LINK_MADE = "link-made"
    LINK_CHANGED = "link-changed"
    LINK_ENDED = "link-ended"
    ALL_PRIVATE = "all-private"  # every link at once
    ALL_BACK = "all-back"


class LogEntry(Model):
    """One line of the log that a learner alone may read, written in the transaction of what it tells."""

    id = fields.UUIDField(primary_key=True)
    learner: fields.ForeignKeyRelation[Learner] = fields.ForeignKeyField("models.Learner", related_name="log")
    learner_id: UUID
    badge: fields.ForeignKeyNullableRelation[Badge] = fields.ForeignKeyField(
        "models.Badge", related_name="log", db_index=True, null=True, on_delete=fields.SET_NULL
    )
    badge_id: UUID | None
    deed = fields.CharEnumField(Deed, max_length=20)
    title = fields.CharField(max_length=300)  # of the badge, which may be gone
    told = fields.JSONField[dict[str, Any]]()
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        """A log is read newest first."""

        table = "log_entry"
        indexes = (("learner_id", "at", "id"),)
