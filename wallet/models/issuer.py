"""Issuer: an organisation that offers badges through the API, with its keys."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class Issuer(Model):
    """An organisation that the operator admitted, domain is the host its credentials' issuer ids live on."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=200)
    domain = fields.CharField(max_length=253, unique=True)
    ids = fields.JSONField[list[str]](
        default=list
    )  # its credentials' issuer ids that are not on the domain, such as a did:key
    linkedin_id = fields.CharField(max_length=20, null=True)  # its number at LinkedIn, where the operator knows it
    colour = fields.CharField(max_length=7, null=True)  # its own, such as #102c53, for the cards of its badges
    created_at = fields.DatetimeField(auto_now_add=True)


class KnownIssuer(Model):
    """An issuer that the operator vouches for without giving it a key: by its host, or by an id of any other kind."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=200)
    identifier = fields.CharField(max_length=500, unique=True)  # a host, or an id that has a colon such as a DID
    linkedin_id = fields.CharField(max_length=20, null=True)
    colour = fields.CharField(max_length=7, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)


class IssuerKey(Model):
    """A bearer key, stored hashed, at most two live ones, in slots 1 and 2, so that keys can be rotated."""

    id = fields.UUIDField(primary_key=True)
    issuer: fields.ForeignKeyRelation[Issuer] = fields.ForeignKeyField(
        "models.Issuer", related_name="keys", db_index=True
    )
    issuer_id: UUID
    slot = fields.SmallIntField()
    key_hash = fields.CharField(max_length=64, unique=True)
    hint = fields.CharField(max_length=12)  # its first characters, to tell keys apart in a list
    created_at = fields.DatetimeField(auto_now_add=True)
    last_used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)


class Answered(Model):
    """What a request with an Idempotency-Key was answered, so that its repetition gets the same answer."""

    id = fields.UUIDField(primary_key=True)
    issuer: fields.ForeignKeyRelation[Issuer] = fields.ForeignKeyField("models.Issuer", related_name="answered")
    issuer_id: UUID
    key = fields.CharField(max_length=255)
    request_hash = fields.CharField(max_length=64)
    status = fields.SmallIntField(default=0)  # 0: being answered
    body = fields.TextField(default="")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        """One answer for a key."""

        unique_together = (("issuer", "key"),)
