"""Two tables that nothing ever filled are known no more; the database keeps them, empty, as long as
a version that knows them may run on it (docs/adr/0020-claims-and-records-are-counted-on-reading.md).
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("credibility", "0003_text_reuse_kept")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="ClaimScore"),
                migrations.DeleteModel(name="SourceRecord"),
            ],
        ),
    ]
