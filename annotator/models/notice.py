"""Notices: what a person is told of within the application, until they have read it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.models.article import Article
from annotator.models.choices import NoticeKind
from annotator.models.project import Project
from annotator.models.user import User, Viewer


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> NoticeQuerySet:
        """One's own, in projects one is still in and that are in use. Nobody reads another's."""
        if not user.is_authenticated:
            return self.none()
        projects = Project.objects.visible_to(user).active()
        return self.filter(user=user, project__in=projects.order_by())

    def unread(self) -> NoticeQuerySet:
        """Those not read yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing one person is told. Its words are made from `kind` when it is shown, in the
    language of whoever reads."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    many = models.PositiveIntegerField(default=1)
    due_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread_of_user"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"
            ),
            # Whoever looks for deadlines looks again: each is told of once.
            models.UniqueConstraint(
                fields=["user", "article", "kind", "due_on"],
                condition=Q(kind__in=["due_soon", "overdue"]),
                name="notice_of_deadline_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"
