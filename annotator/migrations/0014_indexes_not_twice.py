"""Indexes that only repeat how another one begins: each of them cost every new row its share."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

REPEATED = (
    ("Annotation", "project"),
    ("Annotation", "revision"),
    ("Attribution", "annotation"),
    ("Event", "project"),
)


def drop_them(apps: Any, schema_editor: Any) -> None:
    """Only the indexes: a table that SQLite would write anew may hold millions of rows."""
    connection = schema_editor.connection
    for name, field_name in REPEATED:
        model = apps.get_model("annotator", name)
        column = model._meta.get_field(field_name).column
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        for index, said in found.items():
            is_unique = said["unique"] or said["primary_key"]
            if said["index"] and not is_unique and said["columns"] == [column]:
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(index)}")


def make_them(apps: Any, schema_editor: Any) -> None:
    """As they were."""
    for name, field_name in REPEATED:
        model = apps.get_model("annotator", name)
        field = model._meta.get_field(field_name)
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0013_languages_of_jobs"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_them, make_them)],
            state_operations=[
                migrations.AlterField(
                    model_name="annotation",
                    name="project",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annotations",
                        to="annotator.project",
                    ),
                ),
                migrations.AlterField(
                    model_name="annotation",
                    name="revision",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annotations",
                        to="annotator.revision",
                    ),
                ),
                migrations.AlterField(
                    model_name="attribution",
                    name="annotation",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attributions",
                        to="annotator.annotation",
                    ),
                ),
                migrations.AlterField(
                    model_name="event",
                    name="project",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="annotator.project",
                    ),
                ),
            ],
        ),
    ]
