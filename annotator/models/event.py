"""The log: who did what, when, and what it was before and after."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.choices import Role
from annotator.models.project import Membership, Project
from annotator.models.user import User, Viewer


class EventQuerySet(models.QuerySet["Event"]):
    """The log, as far as somebody may see it."""

    def visible_to(self, user: Viewer) -> EventQuerySet:
        """The log of the projects one manages; all of it for an admin."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        managed = Membership.objects.filter(user=user, role=Role.MANAGER).values("project")
        return self.filter(project__in=managed)

    def undelivered(self) -> EventQuerySet:
        """Those whose listeners have not yet taken note."""
        return self.filter(delivered_at__isnull=True)


class Event(models.Model):
    """One change. Append-only but for `delivered_at`.

    The log is also the outbox: a row stands in the same transaction as the change, so nothing a
    broker loses is lost; `delivered_at` says that what is computed from the change is up to date.
    """

    project = models.ForeignKey(  # `event_newest` begins with it: no index of its own
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        db_index=False,
    )
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    request_id = models.CharField(max_length=64, blank=True, default="")
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["project", "-id"], name="event_newest"),
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
            models.Index(
                fields=["project", "id"],
                condition=Q(delivered_at__isnull=True),
                name="event_undelivered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
