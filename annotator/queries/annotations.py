"""Reading annotations: their JSON form, and lists of them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from annotator.models import Annotation, Attribution, Project, Quantity
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.user import Viewer
from annotator.text.figures import Figure

Hop = dict[str, Any]
_AT_HAND = "hops_at_hand"

QUANTITY_FIELDS = (
    "lower",
    "upper",
    "lower_closed",
    "upper_closed",
    "is_approximate",
    "unit",
    "measure",
    "population",
    "place",
    "period",
    "method",
    "words",
)


def annotations_of(user: Viewer, *, project: Project | None = None) -> AnnotationQuerySet:
    """What the user may see, newest first, with all that the JSON form needs."""
    rows = Annotation.objects.visible_to(user)
    if project is not None:
        rows = rows.filter(project=project)
    return rows.select_related("project").with_details()


def annotation_row(annotation: Annotation) -> dict[str, Any]:
    """The JSON form of one annotation (docs/api.md); the same in answers, log and exports."""
    return {
        "id": str(annotation.pk),
        "project": annotation.project.slug,
        "article": annotation.article_id,
        "revision": annotation.revision_id,
        "author": annotation.author_id,
        "start": annotation.start,
        "end": annotation.end,
        "quote": annotation.quote,
        "prefix": annotation.prefix,
        "suffix": annotation.suffix,
        "label": annotation.label,
        "claim": annotation.claim_id,
        "attributions": chains_of(_hops_of(annotation)),
        "quantity": quantity_row(quantity_of(annotation)),
        "note": annotation.note,
        "confidence": annotation.confidence,
        "origin": annotation.origin,
        "anchor": annotation.anchor,
        "accepted_at": _time(annotation.accepted_at),
        "follows": _text_or_none(annotation.follows_id),
        "guideline_version": annotation.guideline_version_id,
        "active_ms": annotation.active_ms,
        "external_id": annotation.external_id,
        "version": annotation.version,
        "withdrawn_at": _time(annotation.withdrawn_at),
        "created_at": _time(annotation.created_at),
        "updated_at": _time(annotation.updated_at),
    }


def keep_hops_at_hand(annotation: Annotation, hops: list[Attribution]) -> None:
    """Lets the JSON form of a row just stored be made without reading back what was stored; a row
    without a figure knows so from here on."""
    vars(annotation)[_AT_HAND] = hops
    annotation._state.fields_cache.setdefault("quantity", None)


def _hops_of(annotation: Annotation) -> list[Attribution]:
    at_hand: list[Attribution] | None = vars(annotation).get(_AT_HAND)
    return list(annotation.attributions.all()) if at_hand is None else at_hand


def chains_of(hops: list[Attribution]) -> list[list[Hop]]:
    """The chains of an annotation, each a list of hops from the text towards the origin."""
    chains: dict[int, list[Hop]] = {}
    for hop in sorted(hops, key=lambda hop: (hop.chain, hop.position)):
        chains.setdefault(hop.chain, []).append(
            {"source": hop.source_id, "cue": hop.cue, "stance": hop.stance}
        )
    return list(chains.values())


def quantity_of(annotation: Annotation) -> Quantity | None:
    """The annotation's figure, if it has one."""
    return getattr(annotation, "quantity", None)


def quantity_row(quantity: Quantity | None) -> dict[str, Any] | None:
    """The JSON form of a figure; bounds as numbers, exact where a JSON number can be."""
    if quantity is None:
        return None
    row = {field: getattr(quantity, field) for field in QUANTITY_FIELDS}
    return row | {"lower": _number(quantity.lower), "upper": _number(quantity.upper)}


def figure_row(figure: Figure) -> dict[str, Any]:
    """The JSON form of a figure read from words."""
    same = ("lower_closed", "upper_closed", "is_approximate", "words", "start", "end")
    row = {name: getattr(figure, name) for name in same}
    bounds = {"lower": _number(figure.lower), "upper": _number(figure.upper)}
    return row | bounds | {"unit": figure.unit or ""}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _time(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def _text_or_none(value: UUID | None) -> str | None:
    return str(value) if value is not None else None
