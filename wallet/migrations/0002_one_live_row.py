"""What must be single while it lives: partial unique indexes, which models cannot state for both databases."""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = {
    "uid_issuerkey_live_slot": "issuerkey (issuer_id, slot) WHERE revoked_at IS NULL",
    "uid_attachment_offer_kind": "attachment (offer_id, kind) WHERE superseded_at IS NULL AND offer_id IS NOT NULL",
    "uid_attachment_badge_kind": "attachment (badge_id, kind) WHERE superseded_at IS NULL AND badge_id IS NOT NULL",
    "uid_job_waiting_key": "job (key) WHERE leased_until IS NULL AND finished_at IS NULL AND failed_at IS NULL",
}


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    operations = [
        ops.RunSQL(
            [f"CREATE UNIQUE INDEX {name} ON {on}" for name, on in INDEXES.items()],
            reverse_sql=[f"DROP INDEX {name}" for name in INDEXES],
        )
    ]
