"""Adjudications: a reviewer decides a stretch on which annotators differ; every input stays."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.models import Adjudication, Annotation, Revision, Stretch, User
from annotator.models.choices import Origin
from annotator.services.access import DECIDE, require_role
from annotator.services.annotations import Draft, create_annotations
from annotator.services.events import log_event


def adjudicate(
    reviewer: User,
    *,
    revision_id: int,
    start: int,
    end: int,
    decision: Draft | None,
    inputs: Sequence[uuid.UUID] = (),
    reason: str = "",
    error_category: str = "",
) -> Adjudication:
    """The decision in force on the stretch; None as `decision` says that it is not a claim.

    An earlier decision is superseded and stays readable. `inputs` are the annotations decided on.
    """
    revision = (
        Revision.objects.visible_to(reviewer)
        .select_related("article__project")
        .filter(pk=revision_id)
        .first()
    )
    if revision is None:
        raise NotFound(field="revision")
    project = revision.article.project
    require_role(reviewer, project, DECIDE)
    if not 0 <= start < end <= len(revision.text):
        text = _("The stretch is not inside the text.")
        raise BadInput("span_out_of_range", text, fields={"start": [text]})
    with transaction.atomic():
        stretch, _is_new = Stretch.objects.select_for_update().get_or_create(
            revision=revision, start=start, end=end
        )
        decided_on = _inputs(reviewer, revision, inputs)
        _supersede(stretch)
        made = None
        if decision is not None:
            [(made, _made_now)] = create_annotations(
                reviewer, [decision], origin=Origin.ADJUDICATED
            )
        adjudication = Adjudication.objects.create(
            stretch=stretch,
            reviewer=reviewer,
            decision=made,
            is_not_a_claim=made is None,
            reason=reason,
            error_category=error_category,
        )
        adjudication.inputs.set(decided_on)
        after = {"decision": str(made.pk) if made else None, "inputs": sorted(map(str, inputs))}
        log_event("decided", adjudication, actor=reviewer, project=project, after=after)
    return adjudication


def _inputs(reviewer: User, revision: Revision, inputs: Sequence[uuid.UUID]) -> list[Annotation]:
    found = list(Annotation.objects.visible_to(reviewer).filter(revision=revision, pk__in=inputs))
    if len(found) != len(set(inputs)):
        raise NotFound(field="inputs")
    return found


def _supersede(stretch: Stretch) -> None:
    """Ends the decision in force; its annotation no longer counts."""
    now = timezone.now()
    for earlier in Adjudication.objects.filter(stretch=stretch, superseded_at__isnull=True):
        earlier.superseded_at = now
        earlier.save(update_fields=["superseded_at"])
        if earlier.decision is not None and earlier.decision.withdrawn_at is None:
            earlier.decision.withdrawn_at = now
            earlier.decision.version += 1
            earlier.decision.updated_at = now
            earlier.decision.save(update_fields=["withdrawn_at", "version", "updated_at"])
