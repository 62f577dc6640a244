"""Two tables that nothing ever filled are known no more; the database keeps them, empty, as long as
a version that knows them may run on it (docs/adr/0020-claims-and-records-are-counted-on-reading.md).

Their references are let go of first: PostgreSQL empties no table that one unknown to Django names.
"""

import django.db.models.deletion
from django.db import migrations, models


def without_constraint(to: str, related_name: str) -> models.ForeignKey:
    """A reference that the database does not watch."""
    return models.ForeignKey(
        to,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        db_constraint=False,
    )


class Migration(migrations.Migration):
    dependencies = [("credibility", "0003_text_reuse_kept")]

    operations = [
        migrations.AlterField(
            "ClaimScore",
            "group",
            models.OneToOneField(
                "annotator.claimgroup",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="score",
                db_constraint=False,
            ),
        ),
        migrations.AlterField(
            "ClaimScore", "project", without_constraint("annotator.project", "claim_scores")
        ),
        migrations.AlterField(
            "SourceRecord", "project", without_constraint("annotator.project", "source_records")
        ),
        migrations.AlterField(
            "SourceRecord", "source", without_constraint("annotator.source", "records")
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="ClaimScore"),
                migrations.DeleteModel(name="SourceRecord"),
            ],
        ),
    ]
