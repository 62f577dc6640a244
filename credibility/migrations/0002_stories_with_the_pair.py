"""n by story moves into the row of its pair; shares of a rebuild; what a run was computed from."""

import django.db.models.deletion
from django.db import migrations, models


def move_stories(apps, schema_editor):
    """Copies the rows that are about to go."""
    stories = {}
    rows = apps.get_model("credibility", "PairTopic").objects.filter(n__gt=0)
    for pair in rows.values_list("project_id", "source_a_id", "source_b_id", "topic_id", "n"):
        *key, topic, n = pair
        stories.setdefault(tuple(key), {})["" if topic is None else str(topic)] = n
    scores = apps.get_model("credibility", "PairScore").objects
    for (project, one, other), topics in stories.items():
        scores.filter(project=project, source_a=one, source_b=other).update(topics=topics)


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0001_the_data_model"),
        ("credibility", "0001_the_scores"),
    ]

    operations = [
        migrations.AddField(
            model_name="pairscore",
            name="topics",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(move_stories, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name="scorerun",
            name="frozen",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="RebuildShard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("groups", "Groups"), ("articles", "Articles")], max_length=8
                    ),
                ),
                ("ids", models.JSONField()),
                ("size", models.PositiveIntegerField()),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("lease_token", models.UUIDField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("result", models.BinaryField(blank=True, null=True)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rebuild_shards",
                        to="annotator.job",
                    ),
                ),
            ],
            options={
                "ordering": ["job", "number"],
            },
        ),
        migrations.DeleteModel(
            name="PairTopic",
        ),
        migrations.AddConstraint(
            model_name="rebuildshard",
            constraint=models.UniqueConstraint(fields=("job", "number"), name="rebuild_shard_once"),
        ),
        migrations.AddConstraint(
            model_name="rebuildshard",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["groups", "articles"])),
                name="rebuild_shard_kind_known",
            ),
        ),
    ]
