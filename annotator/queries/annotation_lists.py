"""Lists of annotations: the filters that pages of them and exports of them share."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from annotator.models import Attribution, Project, Source, User
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.choices import Role
from annotator.queries.claims import merged_family
from annotator.queries.project_rows import project_of

_EXACT = ("article", "revision", "author", "label", "origin", "anchor")


def filtered_annotations(
    rows: AnnotationQuerySet, user: User, said: Mapping[str, Any]
) -> AnnotationQuerySet:
    """The rows that match what was said: project (short name; NotFound if it is not the user's),
    article, revision, author, label, claim, source, origin, anchor, updated_since, withdrawn,
    live and search. Without `withdrawn` only those in use."""
    if "project" in said:
        rows = rows.filter(project=project_of(user, said["project"]))
    rows = rows.filter(**{name: said[name] for name in _EXACT if name in said})
    rows = rows.filter(withdrawn_at__isnull=not said.get("withdrawn", False))
    for name, narrow in _NARROW.items():
        if name in said:
            rows = narrow(rows, said[name])
    return rows


def exportable_annotations(user: User, *, project: str = "project", author: str = "author") -> Q:
    """Whose annotations somebody may take out: annotators their own, reviewers and managers
    everybody's, researchers everybody's once the project is released. `project` and `author` are
    the fields that tell these of the rows."""
    if user.is_superuser:
        return Q()

    def where(**membership: Any) -> Any:
        return Project.objects.filter(memberships__in=user.memberships.filter(**membership)).values(
            "pk"
        )

    everyones = where(role__in=[Role.REVIEWER, Role.MANAGER])
    released = Project.objects.filter(released_at__isnull=False).values("pk")
    research = where(role=Role.RESEARCHER, project__in=released)
    of_projects = f"{project}__in"
    own = Q(**{author: user, of_projects: where(role=Role.ANNOTATOR)})
    return Q(**{of_projects: everyones}) | Q(**{of_projects: research}) | own


def of_claim(rows: AnnotationQuerySet, claim_id: int) -> AnnotationQuerySet:
    """Those on the claim or one that was merged into it."""
    return rows.filter(claim__in=merged_family(claim_id))


def of_source(rows: AnnotationQuerySet, source_id: int) -> AnnotationQuerySet:
    """Those with the source, or one that was merged into it, in a hop."""
    family = Source.objects.filter(Q(pk=source_id) | Q(merged_into=source_id))
    return rows.filter(pk__in=Attribution.objects.filter(source__in=family).values("annotation"))


def _with_words(rows: AnnotationQuerySet, words: str) -> AnnotationQuerySet:
    return rows.filter(Q(quote__icontains=words) | Q(note__icontains=words))


_NARROW: dict[str, Callable[[AnnotationQuerySet, Any], AnnotationQuerySet]] = {
    "claim": of_claim,
    "source": of_source,
    "updated_since": lambda rows, moment: rows.filter(updated_at__gte=moment),
    "live": lambda rows, is_live: rows.live() if is_live else rows,
    "search": _with_words,
}
