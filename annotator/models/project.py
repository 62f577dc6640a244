"""Projects: members and their roles, the guideline, and topics."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.choices import Role
from annotator.models.user import User, Viewer

Row = TypeVar("Row", bound=models.Model)

WORKING_ROLES = (Role.ANNOTATOR, Role.REVIEWER, Role.MANAGER)
DECIDING_ROLES = (Role.REVIEWER, Role.MANAGER)
RELEASED = Q(project__released_at__isnull=False)


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> ProjectQuerySet:
        """Those one is a member of; all for an admin."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(pk__in=Membership.objects.filter(user=user).values("project"))

    def active(self) -> ProjectQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at__isnull=True)


class Project(models.Model):
    """A team's workspace. Nothing leaks between projects."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    overlap = models.PositiveSmallIntegerField(_("annotators per article"), default=2)
    is_blind = models.BooleanField(_("blind until release"), default=False)
    verdicts_need_two = models.BooleanField(
        _("a verdict counts once a second person approves it"), default=False, db_default=False
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(overlap__gte=1, overlap__lte=50), name="project_overlap_1_to_50"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_released(self) -> bool:
        """Whether researchers may read it and blindness has ended."""
        return self.released_at is not None


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> MembershipQuerySet:
        """Those of one's own projects."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def reading_contents(self, user: User) -> MembershipQuerySet:
        """The user's memberships that open articles, sources and claims."""
        return self.filter(
            Q(role__in=WORKING_ROLES) | Q(role=Role.RESEARCHER) & RELEASED, user=user
        )

    def reading_everyones_work(self, user: User) -> MembershipQuerySet:
        """The user's memberships that open other people's annotations and the scores."""
        return self.filter(
            Q(role__in=DECIDING_ROLES)
            | Q(role=Role.ANNOTATOR) & (Q(project__is_blind=False) | RELEASED)
            | Q(role=Role.RESEARCHER) & RELEASED,
            user=user,
        )


class Membership(models.Model):
    """A person in a project, with one role."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["project", "user"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


def readable_project(user: Viewer, *, path: str = "project") -> Q:
    """Rows whose project's contents the user may read; `path` leads from the row to it."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    memberships = Membership.objects.reading_contents(user).values("project")
    return Q(**{f"{path}__in": memberships})


class ReadableRows(models.QuerySet[Row]):
    """Rows open to whoever may read the contents of the project they belong to."""

    project_path = "project"

    def visible_to(self, user: Viewer) -> Self:
        """Those of projects whose contents one may read."""
        return self.filter(readable_project(user, path=self.project_path))


class GuidelineVersionQuerySet(ReadableRows["GuidelineVersion"]):
    """Guideline versions, as far as somebody may see them."""


class GuidelineVersion(models.Model):
    """The annotators' instructions at one point; each annotation knows the one in force."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="guidelines")
    number = models.PositiveIntegerField()
    markdown = models.TextField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GuidelineVersionQuerySet.as_manager()

    class Meta:
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="guideline_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.project}: guideline {self.number}"


class TopicQuerySet(ReadableRows["Topic"]):
    """Topics, as far as somebody may see them."""


class Topic(models.Model):
    """A story: groups claims and articles."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="topics")
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["project", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="topic_name_once")]

    def __str__(self) -> str:
        return self.name
