"""Job: work that outlives the request that asked for it."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class Job(Model):
    """One piece of durable work: leased while it runs, retried with back-off, kept when it failed for good."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=60)
    payload = fields.JSONField[dict[str, Any]]()
    key = fields.CharField(max_length=120, null=True)  # of waiting jobs with one key there is one
    run_at = fields.DatetimeField(auto_now_add=True)
    attempts = fields.IntField(default=0)
    leased_until = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    failed_at = fields.DatetimeField(null=True)
    problem = fields.TextField(default="")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        """Workers ask what is due."""

        indexes = (("finished_at", "failed_at", "run_at"),)
