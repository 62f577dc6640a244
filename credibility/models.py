"""What is kept of the scores: exact integers, what each claim group last contributed, and runs."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from credibility.measures.pairs import COUNT_FIELDS, Counts


class ScoreState(models.Model):
    """One row per project: its lock, and what concerns all of its scores.

    Whoever changes the rows below of a project first takes `select_for_update` on this one.
    `version` counts the changes, so that a page can ask whether there is anything new.
    """

    project = models.OneToOneField(
        "annotator.Project", on_delete=models.CASCADE, primary_key=True, related_name="score_state"
    )
    version = models.PositiveBigIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    groups = models.IntegerField(default=0)
    computed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"scores of project {self.project_id}, version {self.version}"


class ScoreRun(models.Model):
    """One rebuild, frozen: parameters, base rates, what it was computed from and what it came to.

    `frozen` holds the contributions and tallies, and how claims were told (`services.runs.replay`
    reads it): replayed, the run comes to the same numbers whatever was said since. `as_of` null
    means open; `numbers` are the rows of pairs and of claims. `version` is that of the state it
    left behind: as long as that stands, live scores are those of this run.
    """

    project = models.ForeignKey(
        "annotator.Project", on_delete=models.CASCADE, related_name="score_runs"
    )
    job = models.ForeignKey(
        "annotator.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="score_runs"
    )
    parameters = models.JSONField(default=dict)
    base_rate = models.FloatField()
    label_base_rate = models.FloatField()
    inputs_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    as_of = models.DateField(null=True, blank=True)
    groups = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    numbers = models.JSONField(default=dict)
    frozen = models.BinaryField(null=True, blank=True)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-computed_at", "-pk"]
        indexes = [models.Index(fields=["project", "-computed_at"], name="score_run_newest")]

    def __str__(self) -> str:
        return f"run {self.pk}"


class RebuildShard(models.Model):
    """A share of a rebuild: some groups or articles that one worker computes.

    A worker that takes it holds a lease; when that runs out, another does it again. `result` is
    what it came to (`services.shards`), null until then. Gone when the rebuild ends.
    """

    class Kind(models.TextChoices):
        """What the ids are of."""

        GROUPS = "groups"
        ARTICLES = "articles"

    job = models.ForeignKey(
        "annotator.Job", on_delete=models.CASCADE, related_name="rebuild_shards"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ids = models.JSONField()
    size = models.PositiveIntegerField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    result = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="rebuild_shard_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["groups", "articles"]), name="rebuild_shard_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"shard {self.number} of rebuild {self.job_id}"


class GroupContribution(models.Model):
    """What a claim group last added to the pairs (`measures.pairs.contribution_as_json`).

    `version` moves each time the group is looked at again, also when nothing came of it.
    """

    project = models.ForeignKey(
        "annotator.Project", on_delete=models.CASCADE, related_name="group_contributions"
    )
    group = models.OneToOneField(
        "annotator.ClaimGroup", on_delete=models.CASCADE, related_name="contribution"
    )
    applied = models.JSONField(default=dict)
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"contribution of group {self.group_id}"


def _count() -> "models.IntegerField[int, int]":
    return models.IntegerField(default=0)


class PairScore(models.Model):
    """The integers of a pair of sources: sums over the claim groups, see `measures.pairs`.

    The source with the smaller id comes first. `n`: groups on which both take a position; `agree`:
    the same one; `conflict_halves`: affirms against disputes counts 2, open against either 1; the
    nine cells: position of a, then of b.
    `topics` is n by story: the topic's id as a text, "" for the groups without a topic.
    """

    source_a = models.ForeignKey("annotator.Source", on_delete=models.CASCADE, related_name="+")
    source_b = models.ForeignKey("annotator.Source", on_delete=models.CASCADE, related_name="+")

    project = models.ForeignKey(
        "annotator.Project", on_delete=models.CASCADE, related_name="pair_scores"
    )
    n = _count()
    agree = _count()
    conflict_halves = _count()
    both_silent = _count()
    one_coder = _count()
    from_labels = _count()
    label_n = _count()
    label_agree = _count()
    affirms_affirms = _count()
    affirms_open = _count()
    affirms_disputes = _count()
    open_affirms = _count()
    open_open = _count()
    open_disputes = _count()
    disputes_affirms = _count()
    disputes_open = _count()
    disputes_disputes = _count()
    topics = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "source_a", "source_b"], name="pair_score_once"
            ),
            models.CheckConstraint(
                condition=Q(source_a__lt=F("source_b")), name="pair_score_smaller_first"
            ),
            models.CheckConstraint(
                condition=Q(agree__gte=0, agree__lte=F("n")), name="pair_score_agree_within_n"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_a_id} and {self.source_b_id}: {self.agree} of {self.n}"

    @property
    def pair(self) -> tuple[int, int]:
        """The ids of the two sources."""
        return self.source_a_id, self.source_b_id

    @property
    def counts(self) -> Counts:
        """The integers in the order of COUNT_FIELDS."""
        return tuple(getattr(self, name) for name in COUNT_FIELDS)


class ArticleTally(models.Model):
    """How annotators' labels and stances met in one article: integer count patterns.

    `tally` is `measures.stored_tallies.tally_as_json`. `version` moves each time it is looked at
    again.
    """

    project = models.ForeignKey(
        "annotator.Project", on_delete=models.CASCADE, related_name="article_tallies"
    )
    article = models.OneToOneField(
        "annotator.Article", on_delete=models.CASCADE, related_name="tally"
    )
    tally = models.JSONField(default=dict)
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"tally of article {self.article_id}"


class AnnotatorAgreement(models.Model):
    """A measure of annotator agreement as a run froze it; live values are read from the tallies."""

    run = models.ForeignKey(ScoreRun, on_delete=models.CASCADE, related_name="annotator_agreement")
    scope = models.JSONField()
    measure = models.CharField(max_length=40)
    value = models.FloatField(null=True, blank=True)
    lower = models.FloatField(null=True, blank=True)
    upper = models.FloatField(null=True, blank=True)
    n = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(default=0)
    undefined = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering = ["run", "pk"]

    def __str__(self) -> str:
        return f"{self.measure} of {self.scope}"


class ArticleShingles(models.Model):
    """The word runs of an article's current text, as numbers (`measures.reuse.shingles_of`).

    `text_key` names the text and the recipe; where it is not that of the current text, the row is
    behind. Whatever two texts with a row share stands in `Derivation`.
    """

    project = models.ForeignKey(
        "annotator.Project", on_delete=models.CASCADE, related_name="article_shingles"
    )
    article = models.OneToOneField(
        "annotator.Article", on_delete=models.CASCADE, related_name="shingles"
    )
    text_key = models.CharField(max_length=100)
    count = models.PositiveIntegerField()
    shingles = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.count} word runs of article {self.article_id}"


class Derivation(models.Model):
    """That one source or article has its account from another, with which probability, and why.

    Of one claim, or of all where `claim` is null. Analysts' marks are made by people; what texts
    share is found by the worker (`services.reusing`), the later text having it from the earlier,
    or either from the other where `is_tied`: one row for two texts, the larger id as `article`
    then. What is declared is read from the annotations themselves.
    """

    class Ground(models.TextChoices):
        """What the probability rests on."""

        DECLARED = "declared"
        TEXT_REUSE = "text_reuse"
        ANALYST = "analyst"

    project = models.ForeignKey(
        "annotator.Project", on_delete=models.CASCADE, related_name="derivations"
    )
    source = models.ForeignKey(
        "annotator.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_source = models.ForeignKey(
        "annotator.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    article = models.ForeignKey(
        "annotator.Article", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_article = models.ForeignKey(
        "annotator.Article", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claim = models.ForeignKey(
        "annotator.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    probability = models.FloatField()
    ground = models.CharField(max_length=12, choices=Ground.choices)
    is_tied = models.BooleanField(default=False, db_default=False)
    note = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(
        "annotator.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="derivation_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False, from_source__isnull=False)
                | Q(article__isnull=False, from_article__isnull=False),
                name="derivation_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=["declared", "text_reuse", "analyst"]),
                name="derivation_ground_known",
            ),
            models.UniqueConstraint(
                fields=["article", "from_article"],
                condition=Q(ground="text_reuse"),
                name="derivation_reuse_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground}: {self.probability}"


__all__ = [
    "AnnotatorAgreement",
    "ArticleShingles",
    "ArticleTally",
    "Derivation",
    "GroupContribution",
    "PairScore",
    "RebuildShard",
    "ScoreRun",
    "ScoreState",
]
