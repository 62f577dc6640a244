"""Jobs: background work whose row is the truth; the broker only carries its id."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotator.models.choices import JobState, Role
from annotator.models.project import Membership, Project
from annotator.models.user import User, Viewer


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> JobQuerySet:
        """One's own, and all of the projects in which one reviews or manages."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        deciding = Membership.objects.filter(
            user=user, role__in=[Role.REVIEWER, Role.MANAGER]
        ).values("project")
        member = Membership.objects.filter(user=user).values("project")
        mine = Q(created_by=user) & (Q(project__isnull=True) | Q(project__in=member))
        return self.filter(mine | Q(project__in=deciding))

    def pending(self) -> JobQuerySet:
        """Those still to be started or finished."""
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])


class Job(models.Model):
    """One piece of background work; a running one renews its lease or is taken up again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    parameters = models.JSONField(default=dict, blank=True)
    input_digest = models.CharField(max_length=64, blank=True, default="")
    # Of whoever asked for it: in it the worker says how it went.
    language = models.CharField(max_length=10, blank=True, default="")
    message = models.TextField(blank=True, default="")
    report = models.JSONField(default=list, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Who holds the lease: a run that lost it must not write any more.
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["state", "queued_at"],
                condition=Q(state__in=["queued", "running"]),
                name="job_pending",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(state="queued", kind="rebuild"),
                name="job_one_rebuild_waits",
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
