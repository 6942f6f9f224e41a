from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from wallet.models.share import new_slug


class Migration(migrations.Migration):
    dependencies = [("models", "0002_one_live_row")]

    initial = False

    operations = [
        ops.CreateModel(
            name="KnownIssuer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=200)),
                ("identifier", fields.CharField(unique=True, max_length=500)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "knownissuer",
                "app": "models",
                "pk_attr": "id",
                "table_description": "An issuer that the operator vouches for without giving it a key: by its host, or by an id of any other kind.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Verification",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("slug", fields.CharField(default=new_slug, unique=True, max_length=40)),
                ("together", fields.CharField(db_index=True, max_length=40)),
                ("place", fields.SmallIntField(default=0)),
                ("browser_hash", fields.CharField(max_length=64)),
                (
                    "learner",
                    fields.ForeignKeyField(
                        "models.Learner",
                        source_field="learner_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="verifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=300)),
                ("content", fields.BinaryField()),
                ("document", fields.TextField(default="", unique=False)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("kept_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "verification",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a viewer, or a learner who wants to keep it, handed in, forgotten after expires_at.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Badge",
            name="check_at",
            field=fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="StoredReport",
            name="last_valid_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="StoredReport",
            name="verification",
            field=fields.OneToOneField(
                "models.Verification",
                source_field="verification_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="report",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        # adding a field makes no index for it
        ops.RunSQL("CREATE INDEX badge_check_at ON badge (check_at)", "DROP INDEX badge_check_at"),
    ]
