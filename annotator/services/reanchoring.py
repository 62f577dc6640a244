"""Annotations carried from one text of an article to the next: kept, changed or orphaned."""

import uuid

from django.db import transaction
from django.utils import timezone

from annotator.models import Annotation, Attribution, Quantity, Revision, User
from annotator.models.choices import Anchor
from annotator.queries.annotations import QUANTITY_FIELDS, annotation_row, quantity_of
from annotator.services.events import log_events
from annotator.text.reanchor import reanchor
from annotator.text.selectors import Selector, make_selector


def carry_annotations(earlier: Revision, later: Revision, *, actor: User) -> dict[str, int]:
    """Each live annotation of the earlier revision as a row on the later one that follows it;
    how many were kept, changed and orphaned.

    What is kept counts on; what changed waits until a person accepts it; an orphan stays where
    it was, on the earlier text, marked as such. Nothing is ever moved silently.
    """
    # Locked, so that what its author is changing just now is carried along as changed.
    rows = (
        Annotation.objects.filter(revision=earlier, withdrawn_at__isnull=True)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    counts = {Anchor.KEPT.value: 0, Anchor.CHANGED.value: 0, Anchor.ORPHANED.value: 0}
    changes = []
    with transaction.atomic():
        for annotation in rows.select_related("project").prefetch_related(
            "quantity", "attributions"
        ):
            anchor, carried = _carry(annotation, later)
            counts[anchor] += 1
            changes.append((carried, annotation_row(annotation), {"anchor": anchor}))
        log_events("reanchored", list(changes), actor=actor, project=later.article.project_id)
    return counts


def _carry(annotation: Annotation, later: Revision) -> tuple[str, Annotation]:
    selector = Selector(annotation.prefix, annotation.quote, annotation.suffix)
    found = reanchor(selector, annotation.start, later.text)
    if found.start is None or found.end is None:
        annotation.anchor = Anchor.ORPHANED
        annotation.version += 1
        annotation.updated_at = timezone.now()
        annotation.save(update_fields=["anchor", "version", "updated_at"])
        return Anchor.ORPHANED, annotation
    still_waits = annotation.anchor == Anchor.CHANGED and annotation.accepted_at is None
    anchor = Anchor.CHANGED.value if still_waits else found.anchor
    return anchor, _row_on(annotation, later, found.start, found.end, anchor)


def _row_on(
    annotation: Annotation, later: Revision, start: int, end: int, anchor: str
) -> Annotation:
    selector = make_selector(later.text, start, end)
    hops = list(annotation.attributions.all())
    quantity = quantity_of(annotation)
    row = Annotation.objects.create(
        id=uuid.uuid4(),
        project=annotation.project,
        article=later.article,
        revision=later,
        author_id=annotation.author_id,
        start=start,
        end=end,
        quote=selector.quote,
        prefix=selector.prefix,
        suffix=selector.suffix,
        label=annotation.label,
        claim_id=annotation.claim_id,
        note=annotation.note,
        confidence=annotation.confidence,
        origin=annotation.origin,
        anchor=anchor,
        # What is kept was accepted as it stands; what changed is to be accepted anew.
        accepted_at=annotation.accepted_at if anchor == Anchor.KEPT else None,
        follows=annotation,
        guideline_version_id=annotation.guideline_version_id,
        settled=annotation.settled,
        active_ms=annotation.active_ms,
        external_id=annotation.external_id,
        digest=annotation.digest,
        created_at=annotation.created_at,
    )
    Attribution.objects.bulk_create(
        Attribution(
            annotation=row,
            chain=hop.chain,
            position=hop.position,
            source_id=hop.source_id,
            cue=hop.cue,
            stance=hop.stance,
        )
        for hop in hops
    )
    if quantity is not None:
        said = {field: getattr(quantity, field) for field in QUANTITY_FIELDS}
        Quantity.objects.create(annotation=row, **said)
    return row
