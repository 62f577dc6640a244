"""Annotations: one person's span and label, with attribution chains and a figure."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotator.models.article import Article, Revision
from annotator.models.choices import Anchor, Label, Origin, Stance
from annotator.models.claim import Claim
from annotator.models.project import WORKING_ROLES, GuidelineVersion, Membership, Project
from annotator.models.source import Source
from annotator.models.user import User, Viewer


def annotations_open_to(user: Viewer) -> Q:
    """Which annotations a person may see: one's own where one works; everybody's for reviewers
    and managers, for annotators unless the project is blind and unreleased, for researchers once
    it is released. Every other channel (counts, scores, exports, log) rests on this."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    mine = Membership.objects.filter(user=user, role__in=WORKING_ROLES).values("project")
    everyones = Membership.objects.reading_everyones_work(user).values("project")
    return Q(project__in=everyones) | Q(author=user, project__in=mine)


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    """Annotations, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> AnnotationQuerySet:
        """See `annotations_open_to`."""
        return self.filter(annotations_open_to(user))

    def live(self) -> AnnotationQuerySet:
        """Those that count: on the current revision of an article in use, not withdrawn, anchor
        kept or accepted, and not a suggestion still open."""
        return self.filter(
            Q(anchor=Anchor.KEPT) | Q(accepted_at__isnull=False, anchor=Anchor.CHANGED),
            ~Q(origin=Origin.SUGGESTED) | Q(accepted_at__isnull=False),
            withdrawn_at__isnull=True,
            article__archived_at__isnull=True,
            revision=F("article__current"),
        )

    def with_details(self) -> AnnotationQuerySet:
        """With what the JSON form needs, in a fixed number of statements."""
        return self.select_related("quantity").prefetch_related("attributions")


class Annotation(models.Model):
    """One user's span and label. `id` is chosen by the client and unique for ever.

    `start` and `end` are code points of the revision's text, half open. `digest` is that of the
    body it was created with, so that the same request again is known as such. `settled` is the
    label and chains as they stood when the author first called the article done.
    """

    id = models.UUIDField(primary_key=True)
    # Without an index of its own where another begins with the same column.
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="annotations", db_index=False
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="annotations")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="annotations", db_index=False
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="annotations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    prefix = models.TextField(blank=True, default="")
    suffix = models.TextField(blank=True, default="")
    label = models.CharField(max_length=12, choices=Label.choices)
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="annotations"
    )
    note = models.TextField(blank=True, default="")
    confidence = models.FloatField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.HUMAN)
    anchor = models.CharField(max_length=12, choices=Anchor.choices, default=Anchor.KEPT)
    accepted_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    guideline_version = models.ForeignKey(
        GuidelineVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled = models.JSONField(null=True, blank=True)
    active_ms = models.PositiveIntegerField(default=0)
    external_id = models.CharField(max_length=200, blank=True, default="")
    digest = models.CharField(max_length=64, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["project", "-created_at", "-id"], name="annotation_newest"),
            models.Index(fields=["revision", "start"], name="annotation_in_text"),
            models.Index(fields=["project", "updated_at"], name="annotation_updated"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(start__gte=0), name="annotation_start_not_negative"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="annotation_not_empty"),
            models.CheckConstraint(
                condition=Q(label__in=Label.values), name="annotation_label_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="annotation_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(anchor__in=Anchor.values), name="annotation_anchor_known"
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="annotation_confidence_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.quote[:60]}"


class Attribution(models.Model):
    """One hop of a chain from the text towards an origin; the last hop is the origin."""

    annotation = models.ForeignKey(
        Annotation, on_delete=models.CASCADE, related_name="attributions", db_index=False
    )
    chain = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="attributions"
    )
    cue = models.CharField(max_length=300, blank=True, default="")
    stance = models.CharField(max_length=16, choices=Stance.choices, null=True, blank=True)

    class Meta:
        ordering = ["chain", "position"]
        constraints = [
            models.UniqueConstraint(fields=["annotation", "chain", "position"], name="hop_once"),
            models.CheckConstraint(
                condition=Q(stance__isnull=True) | Q(stance__in=Stance.values),
                name="hop_stance_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain}.{self.position}: {self.source_id} {self.stance}"


class Quantity(models.Model):
    """A figure as an interval; a null bound is open. The words as written are always kept."""

    annotation = models.OneToOneField(Annotation, on_delete=models.CASCADE, related_name="quantity")
    lower = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    lower_closed = models.BooleanField(default=True)
    upper_closed = models.BooleanField(default=True)
    is_approximate = models.BooleanField(default=False)
    unit = models.CharField(max_length=100, blank=True, default="")
    measure = models.CharField(max_length=100, blank=True, default="")
    population = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    period = models.CharField(max_length=200, blank=True, default="")
    method = models.CharField(max_length=200, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name_plural = "quantities"
        constraints = [
            models.CheckConstraint(
                condition=Q(lower__isnull=True) | Q(upper__isnull=True) | Q(lower__lte=F("upper")),
                name="quantity_lower_not_above_upper",
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=False) | Q(upper__isnull=False),
                name="quantity_has_a_bound",
            ),
        ]

    def __str__(self) -> str:
        return self.words or f"{self.lower}–{self.upper} {self.unit}"
