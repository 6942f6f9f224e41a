"""Learner: the person whose wallet it is."""

from tortoise import fields
from tortoise.models import Model


class Learner(Model):
    """One person, known by their verified addresses."""

    id = fields.UUIDField(primary_key=True)
    display_name = fields.CharField(max_length=120, default="")  # the owner's own word, never the issuer's
    locale = fields.CharField(max_length=8, default="")  # empty: the browser's
    created_at = fields.DatetimeField(auto_now_add=True)
