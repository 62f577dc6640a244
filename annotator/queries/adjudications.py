"""Reading decisions on stretches on which annotators differed."""

import datetime
from typing import Any

from django.db.models import Prefetch, Q

from annotator.models import Adjudication, Annotation, SentBack, User
from annotator.models.adjudication import AdjudicationQuerySet
from annotator.queries.annotations import annotation_row


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
    after = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), tzinfo=datetime.UTC
    )
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
