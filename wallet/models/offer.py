"""Offer: a badge waiting for an address, sent by e-mail as a link."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from wallet.models.badge import Credential
    from wallet.models.issuer import Issuer


class OfferStatus(StrEnum):
    """Where an offer stands, one that ran out is pending with its time past."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Offer(Model):
    """A credential that an issuer offers to an address, its link's token is derived, only the hash stands here."""

    id = fields.UUIDField(primary_key=True)
    issuer: fields.ForeignKeyRelation[Issuer] = fields.ForeignKeyField(
        "models.Issuer", related_name="offers", db_index=True, on_delete=fields.RESTRICT
    )
    issuer_id: UUID
    credential: fields.ForeignKeyRelation[Credential] = fields.ForeignKeyField(
        "models.Credential", related_name="offers", db_index=True, on_delete=fields.RESTRICT
    )
    credential_id: UUID
    email = fields.CharField(max_length=254)
    key = fields.CharField(max_length=320, db_index=True)  # the address as it is compared
    status = fields.CharEnumField(OfferStatus, max_length=12, default=OfferStatus.PENDING)
    generation = fields.IntField(default=1)  # a link sent again is another link
    token_hash = fields.CharField(max_length=64, unique=True)
    locale = fields.CharField(max_length=8, default="en")
    message = fields.TextField(default="")
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    removed_at = fields.DatetimeField(null=True)  # its learner threw the badge away, so it does not come back
    mail_problem = fields.CharField(max_length=300, default="")  # why its mail could not be delivered, for the issuer


def state(offer: Offer, now: datetime) -> str:
    """Where an offer stands, in the words of pages and of the API: its status, or expired when its time is past."""
    waiting = offer.status is OfferStatus.PENDING
    return "expired" if waiting and offer.expires_at <= now else offer.status.value
