"""Adjudications: a reviewer's decision on a stretch on which annotators differ."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from annotator.models.annotation import Annotation
from annotator.models.article import Revision
from annotator.models.comment import Comment
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


def is_decided(annotation: str = "pk") -> Exists:
    """Whether a decision in force was made on the annotation: from then on the decision speaks in
    its place, and "not a claim" says that nothing speaks there. To be used in filters of
    annotations; `annotation` names their id."""
    rows = Adjudication.inputs.through.objects.filter(
        annotation=OuterRef(annotation), adjudication__superseded_at__isnull=True
    )
    return Exists(rows)


class SentBackQuerySet(models.QuerySet["SentBack"]):
    """What was sent back, as far as somebody may see it."""

    def visible_to(self, user: Viewer) -> SentBackQuerySet:
        """See `stretches_open_to`."""
        return self.filter(stretches_open_to(user, path="stretch__"))

    def standing(self) -> SentBackQuerySet:
        """Those that nobody took back."""
        return self.filter(undone_at__isnull=True)


class SentBack(models.Model):
    """A stretch that a reviewer gave back to its annotators with a note, instead of deciding.

    `states` is how far each of them was with the article (their id, then the state), so that it
    can be undone. It waits until all of them have called the article done again.
    """

    stretch = models.ForeignKey(Stretch, on_delete=models.PROTECT, related_name="sent_back")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    comments = models.ManyToManyField(Comment, blank=True, related_name="+")
    states = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = SentBackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "sent back"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.stretch}: sent back"
