"""Adjudications: a reviewer's decision on a stretch on which annotators differ."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotator.models.annotation import Annotation
from annotator.models.article import Revision
from annotator.models.project import Membership
from annotator.models.user import User, Viewer


def stretches_open_to(user: Viewer, *, path: str = "") -> Q:
    """A stretch tells that colleagues differ, so it is open to those who may see their work."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    memberships = Membership.objects.reading_everyones_work(user).values("project")
    return Q(**{f"{path}revision__article__project__in": memberships})


class StretchQuerySet(models.QuerySet["Stretch"]):
    """Stretches, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> StretchQuerySet:
        """See `stretches_open_to`."""
        return self.filter(stretches_open_to(user))


class Stretch(models.Model):
    """A place in a revision on which annotators differ and a reviewer decides."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="stretches")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = StretchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stretches"
        ordering = ["revision", "start", "end"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "start", "end"], name="stretch_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="stretch_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.revision} [{self.start}, {self.end})"


class AdjudicationQuerySet(models.QuerySet["Adjudication"]):
    """Adjudications, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> AdjudicationQuerySet:
        """See `stretches_open_to`."""
        return self.filter(stretches_open_to(user, path="stretch__"))

    def in_force(self) -> AdjudicationQuerySet:
        """Those that no later decision replaced."""
        return self.filter(superseded_at__isnull=True)


class Adjudication(models.Model):
    """A decision: an annotation of origin `adjudicated`, or "not a claim". Keeps every input."""

    stretch = models.ForeignKey(Stretch, on_delete=models.PROTECT, related_name="adjudications")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="adjudications")
    decision = models.ForeignKey(
        Annotation, on_delete=models.PROTECT, null=True, blank=True, related_name="decides"
    )
    inputs = models.ManyToManyField(Annotation, blank=True, related_name="adjudicated_in")
    is_not_a_claim = models.BooleanField(default=False)
    error_category = models.CharField(max_length=60, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = AdjudicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stretch"],
                condition=Q(superseded_at__isnull=True),
                name="adjudication_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False, is_not_a_claim=False)
                | Q(decision__isnull=True, is_not_a_claim=True),
                name="adjudication_decides_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stretch}: {self.decision or 'not a claim'}"
