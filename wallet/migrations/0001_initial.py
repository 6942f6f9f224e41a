from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from wallet.models.attachment import Kind, Source
from wallet.models.offer import OfferStatus
from wallet.models.session import Purpose
from wallet.models.share import Visibility, new_slug


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Credential",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("digest", fields.CharField(db_index=True, max_length=64)),
                ("media_type", fields.CharField(max_length=60)),
                ("size", fields.IntField()),
                ("document", fields.TextField(unique=False)),
                ("title", fields.CharField(default="", max_length=300)),
                ("issuer_name", fields.CharField(default="", max_length=300)),
                ("issued_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("art_digest", fields.CharField(default="", max_length=64)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "credential",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A file as an issuer sent it (kept by its hash in the storage) and the credential found in it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Issuer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=200)),
                ("domain", fields.CharField(unique=True, max_length=253)),
                ("ids", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "issuer",
                "app": "models",
                "pk_attr": "id",
                "table_description": "An organisation that the operator admitted, domain is the host its credentials' issuer ids live on.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Answered",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "issuer",
                    fields.ForeignKeyField(
                        "models.Issuer",
                        source_field="issuer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answered",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("key", fields.CharField(max_length=255)),
                ("request_hash", fields.CharField(max_length=64)),
                ("status", fields.SmallIntField(default=0)),
                ("body", fields.TextField(default="", unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "answered",
                "app": "models",
                "unique_together": (("issuer", "key"),),
                "pk_attr": "id",
                "table_description": "What a request with an Idempotency-Key was answered, so that its repetition gets the same answer.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IssuerKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "issuer",
                    fields.ForeignKeyField(
                        "models.Issuer",
                        source_field="issuer_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="keys",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("slot", fields.SmallIntField()),
                ("key_hash", fields.CharField(unique=True, max_length=64)),
                ("hint", fields.CharField(max_length=12)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("last_used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "issuerkey",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A bearer key, stored hashed, at most two live ones, in slots 1 and 2, so that keys can be rotated.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Job",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=60)),
                ("payload", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("key", fields.CharField(null=True, max_length=120)),
                ("run_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("attempts", fields.IntField(default=0)),
                ("leased_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("failed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("problem", fields.TextField(default="", unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "job",
                "app": "models",
                "indexes": [Index(fields=["finished_at", "failed_at", "run_at"])],
                "pk_attr": "id",
                "table_description": "One piece of durable work: leased while it runs, retried with back-off, kept when it failed for good.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Learner",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("display_name", fields.CharField(default="", max_length=120)),
                ("locale", fields.CharField(default="", max_length=8)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "learner",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One person, known by their verified addresses.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Address",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "learner",
                    fields.ForeignKeyField(
                        "models.Learner",
                        source_field="learner_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="addresses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("email", fields.CharField(max_length=254)),
                ("key", fields.CharField(unique=True, max_length=320)),
                ("verified_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "address",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A verified address, key is its compared form and belongs to one learner alone.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Identity",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "learner",
                    fields.ForeignKeyField(
                        "models.Learner",
                        source_field="learner_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="identities",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("issuer", fields.CharField(max_length=255)),
                ("subject", fields.CharField(max_length=255)),
                ("linked_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "identity",
                "app": "models",
                "unique_together": (("issuer", "subject"),),
                "pk_attr": "id",
                "table_description": "A provider's subject, linked to one learner (OpenID Connect Core 1.0 §2: iss and sub together are unique).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Offer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "issuer",
                    fields.ForeignKeyField(
                        "models.Issuer",
                        source_field="issuer_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="offers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "credential",
                    fields.ForeignKeyField(
                        "models.Credential",
                        source_field="credential_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="offers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("email", fields.CharField(max_length=254)),
                ("key", fields.CharField(db_index=True, max_length=320)),
                (
                    "status",
                    fields.CharEnumField(
                        default=OfferStatus.PENDING,
                        description="PENDING: pending\nACCEPTED: accepted\nDECLINED: declined\nWITHDRAWN: withdrawn",
                        enum_type=OfferStatus,
                        max_length=12,
                    ),
                ),
                ("generation", fields.IntField(default=1)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("locale", fields.CharField(default="en", max_length=8)),
                ("message", fields.TextField(default="", unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("mail_problem", fields.CharField(default="", max_length=300)),
            ],
            options={
                "table": "offer",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A credential that an issuer offers to an address, its link's token is derived, only the hash stands here.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Badge",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "learner",
                    fields.ForeignKeyField(
                        "models.Learner",
                        source_field="learner_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="badges",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "credential",
                    fields.ForeignKeyField(
                        "models.Credential",
                        source_field="credential_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="badges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "offer",
                    fields.OneToOneField(
                        "models.Offer",
                        source_field="offer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="badge",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "badge",
                "app": "models",
                "indexes": [Index(fields=["learner_id", "received_at", "id"])],
                "pk_attr": "id",
                "table_description": "A credential in a learner's wallet, and where it came from.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Attachment",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "offer",
                    fields.ForeignKeyField(
                        "models.Offer",
                        source_field="offer_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
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
                        related_name="attachments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="DIPLOMA_SUPPLEMENT: diploma-supplement\nTRANSCRIPT: transcript\nCERTIFICATE: certificate\nDETAILS: details",
                        enum_type=Kind,
                        max_length=20,
                    ),
                ),
                (
                    "source",
                    fields.CharEnumField(
                        default=Source.ISSUER,
                        description="ISSUER: issuer\nHOLDER: holder",
                        enum_type=Source,
                        max_length=8,
                    ),
                ),
                ("filename", fields.CharField(max_length=200)),
                ("media_type", fields.CharField(max_length=60)),
                ("size", fields.IntField()),
                ("digest", fields.CharField(max_length=64)),
                ("visible", fields.BooleanField(default=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("superseded_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "attachment",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One version of a document, it arrives with an offer and belongs to the badge that the offer becomes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "learner",
                    fields.ForeignKeyField(
                        "models.Learner",
                        source_field="learner_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("label", fields.CharField(default="", max_length=120)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("last_seen", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "session",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A signed-in browser, its cookie's value is stored hashed only.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Share",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("slug", fields.CharField(default=new_slug, unique=True, max_length=40)),
                (
                    "badge",
                    fields.ForeignKeyField(
                        "models.Badge",
                        source_field="badge_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="shares",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "visibility",
                    fields.CharEnumField(
                        default=Visibility.PRIVATE,
                        description="PRIVATE: private\nUNLISTED: unlisted\nPUBLIC: public",
                        enum_type=Visibility,
                        max_length=10,
                    ),
                ),
                ("version", fields.IntField(default=1)),
                ("credential_offered", fields.BooleanField(default=False)),
                ("card_hash", fields.CharField(default="", max_length=64)),
                ("card_digest", fields.CharField(default="", max_length=64)),
                ("card_media_type", fields.CharField(default="", max_length=20)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("published_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "share",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A public address of a badge, version grows with whatever changes what it shows.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SignIn",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "purpose",
                    fields.CharEnumField(
                        description="SIGN_IN: sign_in\nADD_ADDRESS: add_address", enum_type=Purpose, max_length=16
                    ),
                ),
                (
                    "learner",
                    fields.ForeignKeyField(
                        "models.Learner",
                        source_field="learner_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sign_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("email", fields.CharField(max_length=254)),
                ("key", fields.CharField(db_index=True, max_length=320)),
                ("browser_hash", fields.CharField(max_length=64)),
                ("generation", fields.IntField(default=1)),
                ("tries", fields.IntField(default=0)),
                ("next", fields.CharField(default="", max_length=500)),
                ("locale", fields.CharField(default="", max_length=8)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "signin",
                "app": "models",
                "pk_attr": "id",
                "table_description": "An address to be proved by a code, in the browser that asked, the code is derived, never stored.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StoredReport",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "badge",
                    fields.ForeignKeyField(
                        "models.Badge",
                        source_field="badge_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="reports",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "offer",
                    fields.ForeignKeyField(
                        "models.Offer",
                        source_field="offer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="reports",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("verdict", fields.CharField(max_length=16)),
                ("checks", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("looked_at", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("credential", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "report",
                "app": "models",
                "indexes": [Index(fields=["badge_id", "at"]), Index(fields=["offer_id", "at"])],
                "pk_attr": "id",
                "table_description": "All checks of one verification, kept, so that a badge whose platform died can say when it last was verified.",
            },
            bases=["Model"],
        ),
    ]
