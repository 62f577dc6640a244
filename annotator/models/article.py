"""Articles, their captured texts, and who is to annotate them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.choices import AssignmentState, DatePrecision
from annotator.models.project import Project, ReadableRows, Topic
from annotator.models.source import Source
from annotator.models.user import User


class ArticleQuerySet(ReadableRows["Article"]):
    """Articles, as far as somebody may see them."""

    def active(self) -> ArticleQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at__isnull=True)


class Article(models.Model):
    """One published work. What is not known of it stays null, and is shown as unknown."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="articles")
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    publisher = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="published"
    )
    title = models.CharField(_("title"), max_length=500, blank=True, default="")
    url = models.URLField(_("address"), max_length=2000, blank=True, default="")
    canonical_url = models.CharField(max_length=2000, null=True, blank=True, editable=False)
    authors = models.JSONField(_("authors"), default=list, blank=True)
    # The first day of the known month or year, so that rows sort; precision says how far to
    # believe it.
    published_on = models.DateField(_("published"), null=True, blank=True)
    published_precision = models.CharField(
        max_length=8, choices=DatePrecision.choices, default=DatePrecision.UNKNOWN
    )
    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    current = models.ForeignKey(
        "annotator.Revision", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    text_sha256 = models.CharField(max_length=64, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["project", "-created_at", "-id"], name="article_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "canonical_url"],
                condition=Q(canonical_url__isnull=False),
                name="article_address_once",
            ),
            models.UniqueConstraint(fields=["project", "text_sha256"], name="article_text_once"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True, published_precision="unknown")
                | Q(published_on__isnull=False) & ~Q(published_precision="unknown"),
                name="article_date_has_precision",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled article"))


class RevisionQuerySet(ReadableRows["Revision"]):
    """Revisions, as far as somebody may see them."""

    project_path = "article__project"


class Revision(models.Model):
    """One captured text of an article; never changed. Offsets belong to it.

    `capture` is what came in (empty where it is the same as `raw`), `raw` the whole readable
    text of it, `text` the article without page chrome. `blocks` are the ranges of `raw` that
    were judged: `[{start, end, kind, reason, kept}]`.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    text_key = models.TextField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    raw = models.TextField()
    capture = models.TextField(blank=True, default="")
    blocks = models.JSONField(default=list)
    captured_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.article}, revision {self.number}"


class AssignmentQuerySet(ReadableRows["Assignment"]):
    """Assignments, as far as somebody may see them."""

    project_path = "article__project"


class Assignment(models.Model):
    """A person who is to annotate an article, and how far they are."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(
        max_length=12, choices=AssignmentState.choices, default=AssignmentState.NEW
    )
    assigned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    first_done_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["article", "user"]
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(state__in=AssignmentState.values), name="assignment_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.article} ({self.state})"
