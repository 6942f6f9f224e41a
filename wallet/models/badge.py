"""Badge: a credential in a wallet. Credential: its bytes as received, and what they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from wallet.models.learner import Learner
    from wallet.models.offer import Offer


class Credential(Model):
    """A file as an issuer sent it (kept by its hash in the storage) and the credential found in it."""

    id = fields.UUIDField(primary_key=True)
    digest = fields.CharField(max_length=64, db_index=True)  # SHA-256 of the file, its name in the storage
    media_type = fields.CharField(max_length=60)
    size = fields.IntField()
    document = fields.TextField()  # the JSON or compact JWS, taken out of the picture where it was baked
    title = fields.CharField(max_length=300, default="")
    issuer_name = fields.CharField(max_length=300, default="")
    issued_at = fields.DatetimeField(null=True)
    art_digest = fields.CharField(max_length=64, default="")  # the badge's picture, made safe; empty: none yet
    thumbnails = fields.JSONField[dict[str, str] | None](null=True)  # small ones: format to digest in the storage
    received_at = fields.DatetimeField(auto_now_add=True)


class Badge(Model):
    """A credential in a learner's wallet, and where it came from."""

    id = fields.UUIDField(primary_key=True)
    learner: fields.ForeignKeyRelation[Learner] = fields.ForeignKeyField("models.Learner", related_name="badges")
    learner_id: UUID
    credential: fields.ForeignKeyRelation[Credential] = fields.ForeignKeyField(
        "models.Credential", related_name="badges", db_index=True, on_delete=fields.RESTRICT
    )
    credential_id: UUID
    offer: fields.OneToOneNullableRelation[Offer] = fields.OneToOneField(
        "models.Offer", related_name="badge", null=True, on_delete=fields.SET_NULL
    )
    offer_id: UUID | None
    source = fields.CharField(max_length=300, null=True)  # the file or link that its owner added; null: it was offered
    awarded_to = fields.CharField(max_length=254, null=True)  # the address of its owner's that it names
    received_at = fields.DatetimeField(auto_now_add=True)
    check_at = fields.DatetimeField(null=True, db_index=True)  # when it is to be verified anew; null: as soon as may be

    @property
    def came_to(self) -> tuple[str, ...]:
        """The addresses by proof of which it is here: that it names, that it was offered to (read with its offer)."""
        return tuple(filter(None, (self.awarded_to, self.offer.email if self.offer else None)))

    class Meta:
        """A wallet is read newest first."""

        indexes = (("learner_id", "received_at", "id"),)
