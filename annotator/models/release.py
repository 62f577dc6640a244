"""Releases: frozen, citable data sets; nothing that happens later changes them, but purging."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.choices import Role
from annotator.models.job import Job
from annotator.models.project import Membership, Project
from annotator.models.user import User, Viewer


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> ReleaseQuerySet:
        """Those of projects in which one may read everybody's work, and for researchers always:
        a release is made for them."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        everyones = Membership.objects.reading_everyones_work(user).values("project")
        research = Membership.objects.filter(user=user, role=Role.RESEARCHER).values("project")
        return self.filter(Q(project__in=everyones) | Q(project__in=research))

    def frozen(self) -> ReleaseQuerySet:
        """Those that are made and can be fetched."""
        return self.filter(frozen_at__isnull=False)


class Release(models.Model):
    """A data set as of one moment. What it says of itself is copied into it: later changes of the
    guideline, of names or of people leave it as it is.

    `files` are `[{name, rows, bytes, sha256}]`; `sha256` and `size` are those of the ZIP.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    licence = models.CharField(max_length=100, blank=True, default="")
    project_name = models.CharField(max_length=200)
    filters = models.JSONField(default=dict)
    guideline_number = models.PositiveIntegerField(null=True, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    article_count = models.PositiveIntegerField(default=0)
    label_counts = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    job = models.ForeignKey(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="releases"
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="release_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class ReleasePart(models.Model):
    """A piece of a release's ZIP, in the database so that a backup has it too."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "position"], name="release_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.release_id}/{self.position}"


class ReleasePurge(models.Model):
    """What was taken out of a release for good when an article in it was purged, and the ZIP's
    checksums before and after."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="purges")
    purged_at = models.DateTimeField(default=timezone.now, editable=False)
    articles = models.PositiveIntegerField()
    annotations = models.PositiveIntegerField()
    sha256_before = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["release", "pk"]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.annotations} annotations"
