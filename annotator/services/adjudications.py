"""Adjudications: a reviewer decides a stretch on which annotators differ; every input stays."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import Adjudication, Annotation, Revision, Stretch, User
from annotator.models.choices import Origin
from annotator.queries.annotations import annotation_row
from annotator.services.access import DECIDE, require_role
from annotator.services.annotations import Draft, create_annotation, digest_of
from annotator.services.events import log_event
from annotator.services.wording import check_words

LONGEST_CATEGORY = 60


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
    The decision that is in force already, sent again, is that decision.
    """
    check_words("reason", reason)
    check_words("error_category", error_category, most=LONGEST_CATEGORY)
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
    if decision is not None:
        decision = _on(revision, decision)
    with transaction.atomic():
        stretch, _is_new = Stretch.objects.select_for_update().get_or_create(
            revision=revision, start=start, end=end
        )
        decided_on = _inputs(reviewer, revision, inputs)
        earlier = Adjudication.objects.in_force().filter(stretch=stretch).first()
        if earlier is not None and decision is not None and _is_decision(earlier, decision):
            return earlier
        made = _made(reviewer, decision) if decision is not None else None
        if earlier is not None:
            _supersede(earlier, by=reviewer)
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


def _on(revision: Revision, decision: Draft) -> Draft:
    """The decision, on the revision of the stretch; refused when it names another place."""
    is_elsewhere = decision.revision not in (None, revision.pk) or decision.article not in (
        None,
        revision.article_id,
    )
    if is_elsewhere:
        text = _("A decision is about the text of its stretch, and this one is about another.")
        raise BadInput("decision_elsewhere", text, fields={"decision": [text]})
    return replace(decision, revision=revision.pk)


def _is_decision(earlier: Adjudication, decision: Draft) -> bool:
    made = earlier.decision
    return made is not None and made.pk == decision.id and made.digest == digest_of(decision)


def _made(reviewer: User, decision: Draft) -> Annotation:
    made, is_new = create_annotation(reviewer, decision, origin=Origin.ADJUDICATED)
    if not is_new:  # one's own annotation, or a decision that another has replaced
        text = _("You used this id for another annotation: make another id.")
        raise Conflict("id_reused", text)
    return made


def _supersede(earlier: Adjudication, *, by: User) -> None:
    """Ends the decision in force; its annotation no longer counts."""
    now = timezone.now()
    earlier.superseded_at = now
    earlier.save(update_fields=["superseded_at"])
    if earlier.decision is None:
        return
    rows = Annotation.objects.select_for_update(of=("self",)).select_related("project")
    decided = rows.prefetch_related("quantity", "attributions").get(pk=earlier.decision.pk)
    if decided.withdrawn_at is None:
        before = annotation_row(decided)
        decided.withdrawn_at = decided.updated_at = now
        decided.version += 1
        decided.save(update_fields=["withdrawn_at", "version", "updated_at"])
        after = annotation_row(decided)
        log_event(
            "withdrawn", decided, actor=by, project=decided.project, before=before, after=after
        )
