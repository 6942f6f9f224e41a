from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from wallet.models.logentry import Deed
from wallet.models.share import Visibility

# SQLite makes a table anew when a field of it is altered, and forgets its indexes.
INDEXES = {
    "idx_share_badge_i_46d746": "share (badge_id)",
    "idx_share_learner": "share (learner_id)",
    "idx_share_parent": "share (parent_id)",
    "uid_share_main": "UNIQUE share (badge_id) WHERE name IS NULL AND parent_id IS NULL AND revoked_at IS NULL",
    "idx_log_entry_badge_i_8a661f": "log_entry (badge_id)",
    "idx_log_entry_learner_b08e20": "log_entry (learner_id, at, id)",
}
OWNED = "UPDATE share SET learner_id = (SELECT learner_id FROM badge WHERE badge.id = share.badge_id)"


def _created(indexes):
    for name, on in indexes.items():
        unique = "UNIQUE " if on.startswith("UNIQUE ") else ""
        yield f"CREATE {unique}INDEX {name} ON {on.removeprefix('UNIQUE ')}"


class Migration(migrations.Migration):
    dependencies = [("models", "0005_documents_read_and_the_log")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Credential",
            name="thumbnails",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="Issuer",
            name="colour",
            field=fields.CharField(null=True, max_length=7),
        ),
        ops.AddField(
            model_name="Issuer",
            name="linkedin_id",
            field=fields.CharField(null=True, max_length=20),
        ),
        ops.AddField(
            model_name="KnownIssuer",
            name="colour",
            field=fields.CharField(null=True, max_length=7),
        ),
        ops.AddField(
            model_name="KnownIssuer",
            name="linkedin_id",
            field=fields.CharField(null=True, max_length=20),
        ),
        ops.AlterField(
            model_name="LogEntry",
            name="deed",
            field=fields.CharEnumField(
                description="SHOWN: shown\nHIDDEN: hidden\nCHOSEN: chosen\nARRIVED: arrived\nADDED: added\nDELETED: deleted\nVISIBILITY: visibility\nFILE_OFFERED: file-offered\nFILE_WITHHELD: file-withheld\nLINK_MADE: link-made\nLINK_CHANGED: link-changed\nLINK_ENDED: link-ended\nALL_PRIVATE: all-private\nALL_BACK: all-back",
                enum_type=Deed,
                max_length=20,
            ),
        ),
        ops.AlterModelOptions(
            name="Share",
            options={
                "table": "share",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A link: a public address of a badge, or of several, version grows with whatever changes what it shows.",
            },
        ),
        ops.AlterField(
            model_name="Share",
            name="badge",
            field=fields.ForeignKeyField(
                "models.Badge",
                source_field="badge_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name="shares",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Share",
            name="choice",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="Share",
            name="expires_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Share",
            name="hidden_from",
            field=fields.CharEnumField(
                null=True,
                description="PRIVATE: private\nUNLISTED: unlisted\nPUBLIC: public",
                enum_type=Visibility,
                max_length=10,
            ),
        ),
        ops.AddField(
            model_name="Share",
            name="language",
            field=fields.CharField(null=True, max_length=8),
        ),
        ops.AddField(
            model_name="Share",
            name="learner",
            field=fields.ForeignKeyField(
                "models.Learner",
                source_field="learner_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name="shares",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Share",
            name="name",
            field=fields.CharField(null=True, max_length=80),
        ),
        ops.AddField(
            model_name="Share",
            name="parent",
            field=fields.ForeignKeyField(
                "models.Share",
                source_field="parent_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name="parts",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Share",
            name="password_hash",
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name="Share",
            name="pictures",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="Share",
            name="position",
            field=fields.SmallIntField(null=True),
        ),
        ops.AddField(
            model_name="Share",
            name="revoked_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Share",
            name="title",
            field=fields.CharField(null=True, max_length=120),
        ),
        ops.CreateModel(
            name="ShareView",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "share",
                    fields.ForeignKeyField(
                        "models.Share",
                        source_field="share_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="views",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("day", fields.DateField()),
                ("host", fields.CharField(default="", max_length=253)),
                ("bot", fields.BooleanField(default=False)),
                ("count", fields.IntField(default=0)),
            ],
            options={
                "table": "share_view",
                "app": "models",
                "unique_together": (("share", "day", "host", "bot"),),
                "pk_attr": "id",
                "table_description": "How often a link was seen on a day (UTC), by people or by bots, from which host, and nothing of who they were.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(
            [*(f"DROP INDEX IF EXISTS {name}" for name in INDEXES), OWNED, *_created(INDEXES)],
            reverse_sql=[f"DROP INDEX IF EXISTS {name}" for name in INDEXES],
        ),
    ]
