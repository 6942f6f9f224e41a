"""Address: an e-mail address that a learner has proved to own."""

from __future__ import annotations

import contextlib
import unicodedata
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from wallet.models.learner import Learner


def email_key(email: str) -> str:
    """The form in which addresses are compared: composed (NFC), in small letters, the domain in ASCII (IDNA)."""
    local, _, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    with contextlib.suppress(UnicodeError):  # a domain that IDNA cannot spell is compared as it stands
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}".lower()


class Address(Model):
    """A verified address, key is its compared form and belongs to one learner alone."""

    id = fields.UUIDField(primary_key=True)
    learner: fields.ForeignKeyRelation[Learner] = fields.ForeignKeyField(
        "models.Learner", related_name="addresses", db_index=True
    )
    learner_id: UUID
    email = fields.CharField(max_length=254)
    key = fields.CharField(max_length=320, unique=True)
    verified_at = fields.DatetimeField()
