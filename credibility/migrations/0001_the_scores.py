import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("annotator", "0001_the_data_model"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScoreState",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="score_state",
                        serialize=False,
                        to="annotator.project",
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("left_out", models.JSONField(default=dict)),
                ("groups", models.IntegerField(default=0)),
                ("computed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="ArticleTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tally", models.JSONField(default=dict)),
                ("version", models.PositiveBigIntegerField(default=0)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tally",
                        to="annotator.article",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="article_tallies",
                        to="annotator.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClaimScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("confirmed", models.IntegerField(default=0)),
                ("unverified", models.IntegerField(default=0)),
                ("contested", models.IntegerField(default=0)),
                ("applied", models.JSONField(default=dict)),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="score",
                        to="annotator.claimgroup",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claim_scores",
                        to="annotator.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupContribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("applied", models.JSONField(default=dict)),
                ("version", models.PositiveBigIntegerField(default=0)),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contribution",
                        to="annotator.claimgroup",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_contributions",
                        to="annotator.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScoreRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("parameters", models.JSONField(default=dict)),
                ("base_rate", models.FloatField()),
                ("label_base_rate", models.FloatField()),
                ("inputs_digest", models.CharField(max_length=64)),
                ("code_version", models.CharField(max_length=40)),
                ("as_of", models.DateField(blank=True, null=True)),
                ("groups", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("numbers", models.JSONField(default=dict)),
                ("computed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="score_runs",
                        to="annotator.job",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="score_runs",
                        to="annotator.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-computed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AnnotatorAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.JSONField()),
                ("measure", models.CharField(max_length=40)),
                ("value", models.FloatField(blank=True, null=True)),
                ("lower", models.FloatField(blank=True, null=True)),
                ("upper", models.FloatField(blank=True, null=True)),
                ("n", models.PositiveIntegerField()),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("undefined", models.CharField(blank=True, default="", max_length=40)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annotator_agreement",
                        to="credibility.scorerun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SourceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verdict", models.CharField(max_length=12)),
                ("day", models.DateField()),
                ("right", models.PositiveIntegerField(default=0)),
                ("wrong", models.PositiveIntegerField(default=0)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_records",
                        to="annotator.project",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="annotator.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Derivation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("probability", models.FloatField()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("declared", "Declared"),
                            ("text_reuse", "Text Reuse"),
                            ("analyst", "Analyst"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.TextField(blank=True, default="")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotator.article",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotator.claim",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotator.article",
                    ),
                ),
                (
                    "from_source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotator.source",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="derivations",
                        to="annotator.project",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotator.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("probability__gte", 0), ("probability__lte", 1)),
                        name="derivation_0_to_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("from_source__isnull", False), ("source__isnull", False)),
                            models.Q(("article__isnull", False), ("from_article__isnull", False)),
                            _connector="OR",
                        ),
                        name="derivation_has_two_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ["declared", "text_reuse", "analyst"])),
                        name="derivation_ground_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.IntegerField(default=0)),
                ("agree", models.IntegerField(default=0)),
                ("conflict_halves", models.IntegerField(default=0)),
                ("both_silent", models.IntegerField(default=0)),
                ("one_coder", models.IntegerField(default=0)),
                ("from_labels", models.IntegerField(default=0)),
                ("label_n", models.IntegerField(default=0)),
                ("label_agree", models.IntegerField(default=0)),
                ("affirms_affirms", models.IntegerField(default=0)),
                ("affirms_open", models.IntegerField(default=0)),
                ("affirms_disputes", models.IntegerField(default=0)),
                ("open_affirms", models.IntegerField(default=0)),
                ("open_open", models.IntegerField(default=0)),
                ("open_disputes", models.IntegerField(default=0)),
                ("disputes_affirms", models.IntegerField(default=0)),
                ("disputes_open", models.IntegerField(default=0)),
                ("disputes_disputes", models.IntegerField(default=0)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pair_scores",
                        to="annotator.project",
                    ),
                ),
                (
                    "source_a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.source",
                    ),
                ),
                (
                    "source_b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "source_a", "source_b"), name="pair_score_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_a__lt", models.F("source_b"))),
                        name="pair_score_smaller_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agree__gte", 0), ("agree__lte", models.F("n"))),
                        name="pair_score_agree_within_n",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pair_topics",
                        to="annotator.project",
                    ),
                ),
                (
                    "source_a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.source",
                    ),
                ),
                (
                    "source_b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.source",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "source_a", "source_b", "topic"), name="pair_topic_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("topic__isnull", True)),
                        fields=("project", "source_a", "source_b"),
                        name="pair_no_topic_once",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="scorerun",
            index=models.Index(fields=["project", "-computed_at"], name="score_run_newest"),
        ),
        migrations.AddConstraint(
            model_name="sourcerecord",
            constraint=models.UniqueConstraint(
                fields=("project", "source", "verdict", "day"), name="source_record_once"
            ),
        ),
    ]
