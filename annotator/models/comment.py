"""Comments on an annotation or a claim, with mentions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.annotation import Annotation
from annotator.models.claim import Claim
from annotator.models.user import User, Viewer


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> CommentQuerySet:
        """Those on annotations and claims one may see."""
        return self.filter(
            Q(annotation__in=Annotation.objects.visible_to(user))
            | Q(claim__in=Claim.objects.visible_to(user))
        )


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
