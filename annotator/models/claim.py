"""Claims: checkable statements that stand apart from any outlet, their evidence and verdicts."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotator.models.choices import ClaimRelationKind, Role, VerdictState, VerdictValue
from annotator.models.project import Membership, Project, Row, Topic, readable_project
from annotator.models.user import User, Viewer


class ClaimGroup(models.Model):
    """Near-duplicate wordings of one claim; counts once. Every claim is in one."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="claim_groups")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"group {self.pk}"


def claims_open_to(user: Viewer) -> Q:
    """Which claims a person may see: in a blind project an annotator meets, before release, only
    those they or a manager made, for a claim tells what a colleague found."""
    readable = readable_project(user)
    if not user.is_authenticated or user.is_superuser:
        return readable
    blinded = Membership.objects.filter(
        user=user,
        role=Role.ANNOTATOR,
        project__is_blind=True,
        project__released_at__isnull=True,
    ).values("project")
    managers = Membership.objects.filter(role=Role.MANAGER, project=models.OuterRef("project"))
    by_manager = models.Exists(managers.filter(user=models.OuterRef("created_by")))
    mine_or_managers = Q(created_by=user) | Q(created_by__is_superuser=True) | Q(by_manager)
    return readable & (~Q(project__in=blinded) | mine_or_managers)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> ClaimQuerySet:
        """See `claims_open_to`."""
        return self.filter(claims_open_to(user))

    def roots(self) -> ClaimQuerySet:
        """Those in use: neither merged into another nor archived."""
        return self.filter(merged_into__isnull=True, archived_at__isnull=True)


class Claim(models.Model):
    """One checkable statement. Merged claims point at the one they went into."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="claims")
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="claims"
    )
    text = models.TextField()
    text_key = models.TextField(editable=False)
    language = models.CharField(max_length=8, blank=True, default="")
    group = models.ForeignKey(ClaimGroup, on_delete=models.PROTECT, related_name="claims")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_claims"
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="split_claims"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["project", "-created_at", "-id"], name="claim_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="claim_not_merged_into_itself",
            )
        ]

    def __str__(self) -> str:
        return self.text


class ClaimRelationQuerySet(models.QuerySet["ClaimRelation"]):
    """Relations between claims, as far as somebody may see both."""

    def visible_to(self, user: Viewer) -> ClaimRelationQuerySet:
        """Those between claims one may see."""
        seen = Claim.objects.visible_to(user)
        return self.filter(claim__in=seen, other__in=seen)

    def standing(self) -> ClaimRelationQuerySet:
        """Those that were not undone."""
        return self.filter(undone_at__isnull=True)


class ClaimRelation(models.Model):
    """What one claim is to another.

    Wordings of the same claim share a group, and count once: `moved` holds the ids of the claims
    that changed groups for it, and `group_before` the group they left. The first of these rows
    tells where a claim was from the start, so that every one of them can be undone in any order.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="related_by")
    kind = models.CharField(max_length=12, choices=ClaimRelationKind.choices)
    group_before = models.ForeignKey(
        ClaimGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    moved = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimRelationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "other", "kind"],
                condition=Q(undone_at__isnull=True),
                name="claim_relation_once",
            ),
            models.CheckConstraint(
                condition=~Q(claim=F("other")), name="claim_relation_not_to_itself"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ClaimRelationKind.values), name="claim_relation_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind} {self.other_id}"


class OfVisibleClaims(models.QuerySet[Row]):
    """Rows that hang on a claim, open to whoever may see the claim."""

    def visible_to(self, user: Viewer) -> Self:
        """Those of claims one may see."""
        return self.filter(claim__in=Claim.objects.visible_to(user))


class EvidenceQuerySet(OfVisibleClaims["Evidence"]):
    """Evidence, as far as somebody may see it."""


class Evidence(models.Model):
    """A resource that bears on a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField(max_length=2000)
    archived_url = models.URLField(max_length=2000, blank=True, default="")
    quote = models.TextField(blank=True, default="")
    retrieved_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "retrieved_at", "pk"]

    def __str__(self) -> str:
        return self.url


class VerdictQuerySet(OfVisibleClaims["Verdict"]):
    """Verdicts, as far as somebody may see them."""

    def in_force(self) -> VerdictQuerySet:
        """Those that count: neither waiting for a second person nor turned down."""
        return self.filter(state=VerdictState.IN_FORCE)


class Verdict(models.Model):
    """The project's dated judgement of a claim. A correction is a new verdict.

    What it says never changes; only its state moves, once, where a second person decides on it.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    value = models.CharField(max_length=12, choices=VerdictValue.choices)
    as_of = models.DateField()
    rationale = models.TextField(blank=True, default="")
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="verdicts")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="verdicts")
    approver = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="verdicts_approved"
    )
    state = models.CharField(
        max_length=12,
        choices=VerdictState.choices,
        default=VerdictState.IN_FORCE,
        db_default=VerdictState.IN_FORCE,
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.TextField(blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "as_of", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__in=VerdictValue.values), name="verdict_value_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=VerdictState.values), name="verdict_state_known"
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("author")),
                name="verdict_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.as_of})"
