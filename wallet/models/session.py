"""Session: a browser that is signed in. SignIn: one that is about to be."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from wallet.models.learner import Learner


class Session(Model):
    """A signed-in browser, its cookie's value is stored hashed only."""

    id = fields.UUIDField(primary_key=True)
    learner: fields.ForeignKeyRelation[Learner] = fields.ForeignKeyField(
        "models.Learner", related_name="sessions", db_index=True
    )
    learner_id: UUID
    token_hash = fields.CharField(max_length=64, unique=True)
    label = fields.CharField(max_length=120, default="")  # what browser it says it is
    created_at = fields.DatetimeField(auto_now_add=True)
    last_seen = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)


class Purpose(StrEnum):
    """What proving the address is for."""

    SIGN_IN = "sign_in"
    ADD_ADDRESS = "add_address"


class SignIn(Model):
    """An address to be proved by a code, in the browser that asked, the code is derived, never stored."""

    id = fields.UUIDField(primary_key=True)
    purpose = fields.CharEnumField(Purpose, max_length=16)
    learner: fields.ForeignKeyNullableRelation[Learner] = fields.ForeignKeyField(
        "models.Learner", related_name="sign_ins", null=True, db_index=True
    )
    learner_id: UUID | None
    email = fields.CharField(max_length=254)
    key = fields.CharField(max_length=320, db_index=True)
    browser_hash = fields.CharField(max_length=64)
    generation = fields.IntField(default=1)  # a code sent again is another code
    tries = fields.IntField(default=0)
    next = fields.CharField(max_length=500, default="")
    locale = fields.CharField(max_length=8, default="")
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
