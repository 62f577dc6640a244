"""Annotations carried from one text of an article to the next: kept, changed or orphaned."""

import uuid
from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils import timezone

from annotator.models import (
    Adjudication,
    Annotation,
    Attribution,
    Quantity,
    Revision,
    Stretch,
    User,
)
from annotator.models.choices import Anchor
from annotator.queries.annotations import QUANTITY_FIELDS, annotation_row, quantity_of
from annotator.services.events import log_events
from annotator.services.new_ids import new_id
from annotator.text.reanchor import Anchored, reanchor
from annotator.text.selectors import Selector, make_selector

PlaceOf = Callable[[int, int], tuple[int, int]]
"""Where a span stands on a later text that differs in whole blocks; raises Gone where it went."""


class Gone(Exception):
    """The words of a span are not in the later text."""


def carry_annotations(
    earlier: Revision, later: Revision, *, actor: User, place_of: PlaceOf | None = None
) -> dict[str, int]:
    """Each live annotation of the earlier revision as a row on the later one that follows it;
    how many were kept, changed and orphaned. With `place_of`, places are known and not searched.

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
    carried_on: dict[uuid.UUID, Annotation] = {}
    with transaction.atomic():
        for annotation in rows.select_related("project").prefetch_related(
            "quantity", "attributions"
        ):
            annotation.revision = earlier  # the same row: its text is read once
            anchor, carried = _carry(annotation, later, place_of)
            counts[anchor] += 1
            changes.append((carried, annotation_row(annotation), {"anchor": anchor}))
            if anchor == Anchor.KEPT:
                carried_on[annotation.pk] = carried
        log_events("reanchored", list(changes), actor=actor, project=later.article.project_id)
        _carry_decisions(earlier, later, carried_on)
    return counts


def _carry_decisions(
    earlier: Revision, later: Revision, carried_on: Mapping[uuid.UUID, Annotation]
) -> None:
    """Decisions on words that stand unchanged in the later text hold there too; on words that
    changed, people decide anew."""
    in_force = Adjudication.objects.in_force().filter(stretch__revision=earlier)
    for decided in in_force.select_related("stretch__revision", "decision").prefetch_related(
        "inputs"
    ):
        place = _place_of(decided, later, carried_on)
        if place is None:
            continue
        stretch, _is_new = Stretch.objects.get_or_create(
            revision=later, start=place[0], end=place[1]
        )
        if stretch.adjudications.in_force().exists():
            continue  # two stretches came to be one: the first decision stands
        again = Adjudication.objects.create(
            stretch=stretch,
            reviewer=decided.reviewer,
            decision=carried_on[decided.decision.pk] if decided.decision else None,
            is_not_a_claim=decided.is_not_a_claim,
            error_category=decided.error_category,
            reason=decided.reason,
            created_at=decided.created_at,
        )
        again.inputs.set(carried_on[row.pk] for row in decided.inputs.all() if row.pk in carried_on)


def _place_of(
    decided: Adjudication, later: Revision, carried_on: Mapping[uuid.UUID, Annotation]
) -> tuple[int, int] | None:
    """Where the stretch stands in the later text, when it and what was decided are unchanged."""
    stretch = decided.stretch
    if decided.decision is not None and decided.decision.pk not in carried_on:
        return None
    selector = make_selector(stretch.revision.text, stretch.start, stretch.end)
    found = reanchor(selector, stretch.start, later.text, old_text=stretch.revision.text)
    if found.anchor != "kept" or found.start is None or found.end is None:
        return None
    return found.start, found.end


def revive_orphans(later: Revision, *, actor: User, place_on: Callable[[Revision], PlaceOf]) -> int:
    """Orphans of the same capture whose words stand in the later text again follow onto it; how
    many did."""
    orphans = (
        Annotation.objects.filter(
            article=later.article_id,
            anchor=Anchor.ORPHANED,
            withdrawn_at__isnull=True,
            followed_by__isnull=True,
            revision__raw=later.raw,
        )
        .exclude(revision=later)
        .select_for_update(of=("self",))
        .select_related("project", "revision")
        .prefetch_related("quantity", "attributions")
    )
    changes = []
    for orphan in orphans.order_by("pk"):
        found = _found_at(orphan, later, place_on(orphan.revision))
        if found.anchor != "kept" or found.start is None or found.end is None:
            continue
        orphan.anchor = Anchor.KEPT
        orphan.version += 1
        orphan.updated_at = timezone.now()
        orphan.save(update_fields=["anchor", "version", "updated_at"])
        row = _row_on(orphan, later, found.start, found.end, Anchor.KEPT)
        changes.append((row, annotation_row(orphan), {"anchor": Anchor.KEPT.value}))
    log_events("reanchored", list(changes), actor=actor, project=later.article.project_id)
    return len(changes)


def _found_at(annotation: Annotation, later: Revision, place_of: PlaceOf) -> Anchored:
    try:
        start, end = place_of(annotation.start, annotation.end)
    except Gone:
        return Anchored("orphaned", None, None, 0.0, None)
    if later.text[start:end] == annotation.quote:
        return Anchored("kept", start, end, 1.0, None)
    # Words came in or went within the span.
    return _found(annotation, later)


def _found(annotation: Annotation, later: Revision) -> Anchored:
    selector = Selector(annotation.prefix, annotation.quote, annotation.suffix)
    return reanchor(selector, annotation.start, later.text, old_text=annotation.revision.text)


def _carry(
    annotation: Annotation, later: Revision, place_of: PlaceOf | None
) -> tuple[str, Annotation]:
    found = _found_at(annotation, later, place_of) if place_of else _found(annotation, later)
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
        id=new_id(),
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
