from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from wallet.models.attachment import Kind
from wallet.models.logentry import Deed

# A badge has one live document of a name now: its issuer's and its holder's of one kind stand side by side.
BEFORE = ("uid_attachment_badge_kind",)
# SQLite makes the table anew for the kinds' comment, and forgets its indexes.
INDEXES = {
    "uid_attachment_offer_kind": "UNIQUE attachment (offer_id, kind) WHERE superseded_at IS NULL AND offer_id IS NOT NULL",
    "uid_attachment_badge_name": "UNIQUE attachment (badge_id, name) WHERE superseded_at IS NULL AND badge_id IS NOT NULL",
    "idx_attachment_offer_i_832045": "attachment (offer_id)",
    "idx_attachment_badge_i_7e9157": "attachment (badge_id)",
}
NAMED = "UPDATE attachment SET name = CASE source WHEN 'holder' THEN kind || '-from-holder' ELSE kind END"


def _created(indexes):
    for name, on in indexes.items():
        unique = "UNIQUE " if on.startswith("UNIQUE ") else ""
        yield f"CREATE {unique}INDEX {name} ON {on.removeprefix('UNIQUE ')}"


class Migration(migrations.Migration):
    dependencies = [("models", "0004_what_learners_bring_and_remove")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="Attachment",
            name="kind",
            field=fields.CharEnumField(
                description="DIPLOMA_SUPPLEMENT: diploma-supplement\nTRANSCRIPT: transcript\nCERTIFICATE: certificate\nEVIDENCE: evidence\nDETAILS: details",
                enum_type=Kind,
                max_length=20,
            ),
        ),
        ops.CreateModel(
            name="LogEntry",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "learner",
                    fields.ForeignKeyField(
                        "models.Learner",
                        source_field="learner_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="log",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "badge",
                    fields.ForeignKeyField(
                        "models.Badge",
                        source_field="badge_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="log",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "deed",
                    fields.CharEnumField(
                        description="SHOWN: shown\nHIDDEN: hidden\nCHOSEN: chosen\nARRIVED: arrived\nADDED: added\nDELETED: deleted\nVISIBILITY: visibility\nFILE_OFFERED: file-offered\nFILE_WITHHELD: file-withheld",
                        enum_type=Deed,
                        max_length=20,
                    ),
                ),
                ("title", fields.CharField(max_length=300)),
                ("told", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "log_entry",
                "app": "models",
                "indexes": [Index(fields=["learner_id", "at", "id"])],
                "pk_attr": "id",
                "table_description": "One line of the log that a learner alone may read, written in the transaction of what it tells.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StoredReading",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "attachment",
                    fields.OneToOneField(
                        "models.Attachment",
                        source_field="attachment_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="reading",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("document", fields.TextField(unique=False)),
                ("seals", fields.TextField(unique=False)),
                ("read_by", fields.CharField(max_length=80)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "reading",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What was read of a document and its seals, in a table of its own for it is large.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Attachment",
            name="pieces",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="Attachment",
            name="choice",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="Attachment",
            name="name",
            field=fields.CharField(null=True, max_length=60),
        ),
        ops.AddField(
            model_name="Attachment",
            name="noticed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(
            [*(f"DROP INDEX IF EXISTS {name}" for name in (*BEFORE, *INDEXES)), NAMED, *_created(INDEXES)],
            reverse_sql=[f"DROP INDEX IF EXISTS {name}" for name in INDEXES],
        ),
    ]
