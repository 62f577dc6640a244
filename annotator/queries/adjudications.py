"""Reading decisions on stretches on which annotators differed."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q

from annotator.models import Adjudication, Annotation, Project, SentBack, User
from annotator.models.adjudication import AdjudicationQuerySet
from annotator.queries.annotations import annotation_row
from annotator.text.dates import LAST_DAY


def adjudications_of(user: User) -> AdjudicationQuerySet:
    """What the user may see, with all that the JSON form needs."""
    decisions = Annotation.objects.select_related("project").with_details()
    return (
        Adjudication.objects.visible_to(user)
        .select_related("stretch__revision__article")
        .prefetch_related(Prefetch("decision", decisions), "inputs")
    )


def adjudications_standing_on(
    rows: AdjudicationQuerySet, day: datetime.date
) -> AdjudicationQuerySet:
    """Those in force at the end of a day (UTC)."""
    next_day = min(day, LAST_DAY) + datetime.timedelta(days=1)
    after = datetime.datetime.combine(next_day, datetime.time(), tzinfo=datetime.UTC)
    return rows.filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gte=after), created_at__lt=after
    )


def adjudication_row(adjudication: Adjudication) -> dict[str, Any]:
    """The JSON form of a decision."""
    stretch, decision = adjudication.stretch, adjudication.decision
    return {
        "id": adjudication.pk,
        "article": stretch.revision.article_id,
        "revision": stretch.revision_id,
        "start": stretch.start,
        "end": stretch.end,
        "reviewer": adjudication.reviewer_id,
        "decision": annotation_row(decision) if decision else None,
        "is_not_a_claim": adjudication.is_not_a_claim,
        "inputs": sorted(str(row.pk) for row in adjudication.inputs.all()),
        "error_category": adjudication.error_category,
        "reason": adjudication.reason,
        "created_at": adjudication.created_at,
        "superseded_at": adjudication.superseded_at,
    }


def sent_back_row(sent: SentBack) -> dict[str, Any]:
    """The JSON form of a stretch given back."""
    return {
        "id": sent.pk,
        "revision": sent.stretch.revision_id,
        "start": sent.stretch.start,
        "end": sent.stretch.end,
        "reviewer": sent.reviewer_id,
        "comments": sorted(sent.comments.values_list("pk", flat=True)),
        "created_at": sent.created_at,
        "undone_at": sent.undone_at,
    }


# --- what was decided on somebody's work ----------------------------------------------------

LABEL, SPAN, CHAINS, CLAIM, NOT_A_CLAIM = "label", "span", "chains", "claim", "not_a_claim"


@dataclass(frozen=True)
class DecidedInput:
    """An annotation that was decided on, whose it is, and what the decision changed of it."""

    annotation: Annotation
    is_mine: bool
    changes: tuple[str, ...]


@dataclass(frozen=True)
class DecidedPlace:
    """A decision with everything it was made on."""

    adjudication: Adjudication
    inputs: tuple[DecidedInput, ...]


def decided_places(
    user: User, project: Project, *, only_mine: bool, article: int | None = None
) -> AdjudicationQuerySet:
    """The decisions in force on current texts that the user may see, the newest first; where told,
    those on the user's own annotations, or of one article."""
    rows = Adjudication.objects.visible_to(user).in_force()
    current = F("stretch__revision__article__current")
    rows = rows.filter(stretch__revision__article__project=project, stretch__revision=current)
    if article is not None:
        rows = rows.filter(stretch__revision__article=article)
    if only_mine:
        mine = Annotation.objects.filter(author=user, adjudicated_in__isnull=False)
        rows = rows.filter(inputs__in=mine.filter(project=project)).distinct()
    return rows


def with_inputs(user: User, rows: AdjudicationQuerySet) -> list[DecidedPlace]:
    """These decisions with what was decided on; a fixed number of statements."""
    details = Annotation.objects.select_related("claim", "author").prefetch_related(
        "attributions__source"
    )
    found = rows.select_related("reviewer", "stretch__revision__article").prefetch_related(
        Prefetch("decision", details), Prefetch("inputs", details.order_by("start", "pk"))
    )
    return [
        DecidedPlace(
            row,
            tuple(
                DecidedInput(one, one.author_id == user.pk, changes_of(row, one))
                for one in row.inputs.all()
            ),
        )
        for row in found
    ]


def decided_of_mine(user: User) -> list[tuple[Project, int]]:
    """The projects in which decisions stand on the user's annotations, and how many."""
    mine = Annotation.objects.filter(author=user, adjudicated_in__isnull=False)
    path = "stretch__revision__article__project"
    rows = Adjudication.objects.visible_to(user).in_force().filter(inputs__in=mine)
    rows = rows.filter(stretch__revision=F("stretch__revision__article__current"))
    counted = dict(rows.order_by().values_list(path).annotate(many=Count("pk", distinct=True)))
    projects = Project.objects.visible_to(user).active().filter(pk__in=counted)
    return [(project, counted[project.pk]) for project in projects.order_by("name", "pk")]


def changes_of(row: Adjudication, one: Annotation) -> tuple[str, ...]:
    """In what a decision departs from an annotation it was made on."""
    decision = row.decision
    if decision is None:
        return (NOT_A_CLAIM,)
    differ = {
        LABEL: one.label != decision.label,
        SPAN: (one.start, one.end) != (decision.start, decision.end),
        CHAINS: _chains(one) != _chains(decision),
        CLAIM: one.claim_id != decision.claim_id,
    }
    return tuple(kind for kind, is_so in differ.items() if is_so)


def _chains(annotation: Annotation) -> set[tuple[tuple[int | None, str | None], ...]]:
    found: dict[int, list[tuple[int | None, str | None]]] = {}
    for hop in sorted(annotation.attributions.all(), key=lambda hop: (hop.chain, hop.position)):
        found.setdefault(hop.chain, []).append((hop.source_id, hop.stance))
    return {tuple(chain) for chain in found.values()}
