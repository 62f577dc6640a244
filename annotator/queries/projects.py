"""Reading projects: those of a person, and how far the work in one is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotator.models import Article, Assignment, Membership, Project, User
from annotator.models.choices import AssignmentState, Role
from annotator.models.project import WORKING_ROLES


@dataclass(frozen=True)
class ProjectRow:
    """A project in somebody's list: its articles they may read, and their own not done."""

    project: Project
    articles: int
    to_do: int


@dataclass(frozen=True)
class PersonProgress:
    """How far one person is with the articles given to them or taken by them."""

    user: User
    role: str
    new: int
    in_progress: int
    done: int

    @property
    def percent_done(self) -> float:
        """0 to 100, for a bar."""
        total = self.new + self.in_progress + self.done
        return 100 * self.done / total if total else 0.0


@dataclass(frozen=True)
class ArticleProgress:
    """How many articles have as many people done as the project asks for."""

    total: int
    complete: int
    begun: int

    @property
    def percent_complete(self) -> float:
        """0 to 100, for a bar."""
        return 100 * self.complete / self.total if self.total else 0.0

    @property
    def percent_begun(self) -> float:
        """0 to 100, of those begun but not complete, for a bar."""
        return 100 * self.begun / self.total if self.total else 0.0


def project_list(user: User) -> list[ProjectRow]:
    """The user's projects by name; archived ones only for those who manage them."""
    managed = Membership.objects.filter(user=user, project=OuterRef("pk"), role=Role.MANAGER)
    unfinished = Assignment.objects.filter(user=user, article__archived_at__isnull=True)
    unfinished = unfinished.exclude(state=AssignmentState.DONE)
    readable = Article.objects.visible_to(user).active()
    projects = Project.objects.visible_to(user).annotate(
        to_do=_count_by_project(unfinished, "article__project"),
        articles_count=_count_by_project(readable, "project"),
    )
    if not user.is_superuser:
        projects = projects.filter(Q(archived_at__isnull=True) | Exists(managed))
    found: list[Any] = list(projects.order_by("name", "pk"))
    return [ProjectRow(row, row.articles_count, row.to_do) for row in found]


def members_of(project: Project) -> QuerySet[Membership]:
    """The project's memberships with their people, by name."""
    rows = Membership.objects.filter(project=project).select_related("user")
    return rows.order_by("user__name", "user__email")


def progress_by_person(project: Project) -> list[PersonProgress]:
    """One row per working member, in the order of `members_of`."""
    in_use = Assignment.objects.filter(article__project=project, article__archived_at__isnull=True)
    counts: dict[int, dict[str, int]] = {}
    by_state = in_use.order_by().values_list("user", "state").annotate(many=Count("pk"))
    for person, state, many in by_state:
        counts.setdefault(person, {})[state] = many
    return [
        PersonProgress(
            user=row.user,
            role=row.get_role_display(),
            **{
                state: counts.get(row.user_id, {}).get(state, 0) for state in AssignmentState.values
            },
        )
        for row in members_of(project).filter(role__in=WORKING_ROLES)
    ]


def progress_of_articles(project: Project) -> ArticleProgress:
    """The project's articles: all, those complete, and those begun but not complete."""
    done = Assignment.objects.filter(article=OuterRef("pk"), state=AssignmentState.DONE)
    people_done = done.order_by().values("article").annotate(many=Count("pk")).values("many")
    begun = Assignment.objects.filter(article=OuterRef("pk")).exclude(state=AssignmentState.NEW)
    rows = Article.objects.active().filter(project=project)
    rows = rows.annotate(people_done=Coalesce(Subquery(people_done), 0), is_begun=Exists(begun))
    is_complete = Q(people_done__gte=project.overlap)
    counts = rows.aggregate(
        total=Count("pk"),
        complete=Count("pk", filter=is_complete),
        begun=Count("pk", filter=Q(is_begun=True) & ~is_complete),
    )
    return ArticleProgress(**counts)


def _count_by_project(rows: QuerySet[Any], path: str) -> Coalesce:
    counted = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Coalesce(Subquery(counted.annotate(many=Count("pk")).values("many")), 0)
