from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0003_verifications")]

    initial = False

    operations = [
        ops.AddField(model_name="Badge", name="source", field=fields.CharField(null=True, max_length=300)),
        ops.AddField(model_name="Badge", name="awarded_to", field=fields.CharField(null=True, max_length=254)),
        ops.AddField(
            model_name="Offer",
            name="removed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
