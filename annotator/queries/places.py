"""What a save must know of where it goes: the text, the author's role there, what may be named."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery

from annotator.models import (
    Assignment,
    Claim,
    GuidelineVersion,
    Membership,
    Project,
    Revision,
    Source,
    User,
)
from annotator.queries.statements import Row, Statement, instance_of


@dataclass(frozen=True, slots=True)
class Place:
    """A revision, and what its author is there: role, guideline in force, state of the article.

    `current` is the article's current revision; `project` knows its id and short name.
    """

    revision: int
    article: int
    current: int | None
    project: Project
    text: str
    role: str | None
    guideline: int | None
    assignment: str | None


def _places(user_id: int, is_superuser: bool) -> QuerySet[Revision]:
    # Locks the articles: until the drafts are stored none of them gets a newer text, which would
    # carry along only what was there before.
    user = User(pk=user_id, is_superuser=is_superuser)
    membership = Membership.objects.filter(user=user, project=OuterRef("article__project"))
    guideline = GuidelineVersion.objects.filter(project=OuterRef("article__project"))
    assignment = Assignment.objects.filter(user=user, article=OuterRef("article"))
    return (
        Revision.objects.visible_to(user)
        .filter(article__archived_at__isnull=True, article__project__archived_at__isnull=True)
        .select_related("article__project")
        .only("text", "article__current", "article__project__slug")
        .select_for_update(of=("article",), no_key=True)
        .order_by("article")
        .annotate(
            role=Subquery(membership.order_by().values("role")[:1]),
            guideline=Subquery(guideline.order_by("-number").values("pk")[:1]),
            assignment=Subquery(assignment.order_by().values("state")[:1]),
        )
    )


_BY_REVISION = Statement(
    lambda user_id, is_superuser, revisions: _places(user_id, is_superuser).filter(pk__in=revisions)
)
_BY_ARTICLE = Statement(
    lambda user_id, is_superuser, articles: _places(user_id, is_superuser).filter(
        article__in=articles, article__current=F("pk")
    )
)


def places_by_revision(author: User, revisions: Collection[int]) -> dict[int, Place]:
    """The places of these revisions as far as the author may see them; locks their articles."""
    if not revisions:
        return {}
    rows = _BY_REVISION.rows(author.pk, author.is_superuser, sorted(revisions))
    return {row["revision.id"]: _place(row) for row in rows}


def places_by_article(author: User, articles: Collection[int]) -> dict[int, Place]:
    """The places of the current texts of these articles, by article; locks the articles."""
    if not articles:
        return {}
    rows = _BY_ARTICLE.rows(author.pk, author.is_superuser, sorted(articles))
    return {row["article.id"]: _place(row) for row in rows}


def _place(row: Row) -> Place:
    return Place(
        revision=row["revision.id"],
        article=row["article.id"],
        current=row["article.current_id"],
        project=instance_of(Project, row),
        text=row["revision.text"],
        role=row["role"],
        guideline=row["guideline"],
        assignment=row["assignment"],
    )


_CLAIMS = Statement(
    lambda user_id, is_superuser, claims, projects: (
        Claim.objects.visible_to(User(pk=user_id, is_superuser=is_superuser))
        .filter(pk__in=claims, project__in=projects, archived_at__isnull=True)
        .order_by()
        .values_list("project_id", "pk")
    )
)
_SOURCES = Statement(
    lambda sources, projects: (
        Source.objects.filter(pk__in=sources, project__in=projects, archived_at__isnull=True)
        .order_by()
        .values_list("project_id", "pk")
    )
)


def claims_known(
    user: User, claims: Collection[int], projects: Collection[int]
) -> frozenset[tuple[int, int]]:
    """Of these claims those that the user may name in these projects, as (project, claim)."""
    if not claims or not projects:
        return frozenset()
    rows = _CLAIMS.rows(user.pk, user.is_superuser, sorted(claims), sorted(projects))
    return frozenset((row["claim.project_id"], row["claim.id"]) for row in rows)


def sources_known(
    sources: Collection[int], projects: Collection[int]
) -> frozenset[tuple[int, int]]:
    """Of these sources those in use in these projects, as (project, source). Whoever may annotate
    in a project may name all of its sources."""
    if not sources or not projects:
        return frozenset()
    rows = _SOURCES.rows(sorted(sources), sorted(projects))
    return frozenset((row["source.project_id"], row["source.id"]) for row in rows)
