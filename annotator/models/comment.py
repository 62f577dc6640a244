"""Comments on an annotation or a claim, with mentions."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.models.annotation import Annotation
from annotator.models.choices import Role
from annotator.models.claim import Claim
from annotator.models.project import DECIDING_ROLES, Membership, Project
from annotator.models.user import User, Viewer


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> CommentQuerySet:
        """Those on annotations and claims one may see. In a blind project an annotator gets,
        before release, only their own and those of reviewers, managers and admins: a colleague's
        remark tells what the colleague found."""
        on_what_one_sees = self.annotate(
            _project=Coalesce("annotation__project", "claim__project")
        ).filter(
            Q(annotation__in=Annotation.objects.visible_to(user))
            | Q(claim__in=Claim.objects.visible_to(user))
        )
        if not user.is_authenticated or user.is_superuser:
            return on_what_one_sees
        blinded = Membership.objects.filter(
            user=user,
            role=Role.ANNOTATOR,
            project__is_blind=True,
            project__released_at__isnull=True,
        )
        decider = Membership.objects.filter(
            user=OuterRef("author"), project=OuterRef("_project"), role__in=DECIDING_ROLES
        )
        return on_what_one_sees.filter(
            ~Q(_project__in=blinded.values("project"))
            | Q(author=user)
            | Q(author__is_superuser=True)
            | Exists(decider)
        )

    def standing(self) -> CommentQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Comment(models.Model):
    """One remark, on exactly one thing."""

    annotation = models.ForeignKey(
        Annotation, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    mentions = models.ManyToManyField(User, blank=True, related_name="mentioned_in")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(annotation__isnull=False, claim__isnull=True)
                | Q(annotation__isnull=True, claim__isnull=False),
                name="comment_on_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def project(self) -> Project:
        """The project of the thing it is on."""
        thing = self.annotation or self.claim
        assert thing is not None  # the constraint: on exactly one thing
        return thing.project


class ReadMention(models.Model):
    """That somebody has seen that a comment mentions them."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="read_by")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="read_mentions")
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="mention_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} read {self.comment_id}"
