"""Imports: what was sent in one go, what was found in it, and what became of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.annotation import Annotation
from annotator.models.article import Article
from annotator.models.choices import ImportOutcome, ImportState, Role
from annotator.models.job import Job
from annotator.models.project import Membership, Project
from annotator.models.user import User, Viewer


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Imports, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> ImportBatchQuerySet:
        """One's own in one's projects, and all of those in which one reviews or manages."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        deciding = Membership.objects.filter(
            user=user, role__in=[Role.REVIEWER, Role.MANAGER]
        ).values("project")
        member = Membership.objects.filter(user=user).values("project")
        return self.filter(Q(created_by=user, project__in=member) | Q(project__in=deciding))


class ImportBatch(models.Model):
    """Files sent together: looked at, then published in one transaction or not at all.

    `sha256` is that of what was sent: per project it is waiting or published at most once.
    `found` is what was seen in it: counts, titles, labels, people, notes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports")
    job = models.ForeignKey(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    bytes_sent = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    label_map = models.JSONField(default=dict, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    is_dry_run = models.BooleanField(default=False)
    # A page shows what it found and publishes the same bytes later.
    keeps_files = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=ImportState.choices, default=ImportState.WAITING
    )
    found = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "sha256"],
                condition=Q(is_dry_run=False, state__in=["waiting", "published"]),
                name="import_file_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class ImportPart(models.Model):
    """A piece of a file that was sent; gone once the import has ended, whichever way."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="parts")
    file = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["batch", "file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "file", "number"], name="import_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, part {self.number}"


class ImportedArticle(models.Model):
    """An article that an import brought, or met."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="articles")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="imported_by")
    outcome = models.CharField(max_length=12, choices=ImportOutcome.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "article"], name="imported_article_once")
        ]

    def __str__(self) -> str:
        return f"{self.article} ({self.outcome})"


class ImportedAnnotation(models.Model):
    """An annotation that an import brought."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="annotations")
    annotation = models.OneToOneField(
        Annotation, on_delete=models.CASCADE, related_name="imported_by"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.annotation_id}"
