"""Webhooks: who outside is told when something changes, and what became of each telling."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.choices import DeliveryState, Role
from annotator.models.project import Membership, Project
from annotator.models.user import User, Viewer


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Webhooks, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> WebhookQuerySet:
        """Those of the projects one manages; all for an admin. Removed ones are nowhere."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(removed_at__isnull=True)
        if user.is_superuser:
            return rows
        managed = Membership.objects.filter(user=user, role=Role.MANAGER).values("project")
        return rows.filter(project__in=managed)

    def active(self) -> WebhookQuerySet:
        """Those that are told of changes now."""
        return self.filter(
            removed_at__isnull=True, paused_at__isnull=True, project__archived_at__isnull=True
        )


class Webhook(models.Model):
    """An address that is told of a project's changes.

    Its secret is made from `salt` and the installation's own key, and kept nowhere. `seen_event`
    and `seen_scores` say up to where it has been told.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=2000)
    kinds = models.JSONField(default=list)
    salt = models.CharField(max_length=64, editable=False)
    seen_event = models.BigIntegerField(default=0)
    seen_scores = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "url"],
                condition=Q(removed_at__isnull=True),
                name="webhook_address_once",
            )
        ]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One telling: which lines of the log it is about, how often it was tried, how it ended.

    What it says is made from the rows as they stand when it goes out, and never kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    events = models.JSONField(default=list)
    scores_version = models.BigIntegerField(null=True, blank=True)
    is_test = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="delivery_waiting"
            ),
            models.Index(fields=["webhook", "-created_at"], name="delivery_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id}: {self.state}"
