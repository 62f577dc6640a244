"""Reading annotations: their JSON form, and lists of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from annotator.models import Annotation, Attribution, Project, Quantity
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.user import Viewer
from annotator.text.figures import Figure

Hop = dict[str, Any]
_AT_HAND = "chains_at_hand"

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
    return row_of_columns(
        vars(annotation),
        project=annotation.project.slug,
        chains=_chains_of(annotation),
        quantity=quantity_of(annotation),
    )


def row_of_columns(
    columns: Mapping[str, Any],
    *,
    project: str,
    chains: list[list[Hop]],
    quantity: object | None,
) -> dict[str, Any]:
    """The JSON form of an annotation of which there is no instance: what its columns hold, the
    short name of its project, and its chains and figure."""
    return {
        "id": str(columns["id"]),
        "project": project,
        "article": columns["article_id"],
        "revision": columns["revision_id"],
        "author": columns["author_id"],
        "start": columns["start"],
        "end": columns["end"],
        "quote": columns["quote"],
        "prefix": columns["prefix"],
        "suffix": columns["suffix"],
        "label": columns["label"],
        "claim": columns["claim_id"],
        "attributions": chains,
        "quantity": quantity_row(quantity),
        "note": columns["note"],
        "confidence": columns["confidence"],
        "origin": columns["origin"],
        "anchor": columns["anchor"],
        "accepted_at": _time(columns["accepted_at"]),
        "follows": _text_or_none(columns["follows_id"]),
        "guideline_version": columns["guideline_version_id"],
        "active_ms": columns["active_ms"],
        "external_id": columns["external_id"],
        "version": columns["version"],
        "withdrawn_at": _time(columns["withdrawn_at"]),
        "created_at": _time(columns["created_at"]),
        "updated_at": _time(columns["updated_at"]),
    }


def keep_at_hand(
    annotation: Annotation, *, chains: list[list[Hop]], quantity: Quantity | None
) -> None:
    """Lets the JSON form of a row just stored be made without reading back what was stored."""
    vars(annotation)[_AT_HAND] = chains
    annotation._state.fields_cache["quantity"] = quantity


def _chains_of(annotation: Annotation) -> list[list[Hop]]:
    at_hand: list[list[Hop]] | None = vars(annotation).get(_AT_HAND)
    return chains_of(list(annotation.attributions.all())) if at_hand is None else at_hand


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


def quantity_row(quantity: object | None) -> dict[str, Any] | None:
    """The JSON form of a figure, whatever has its fields; bounds as numbers, exact where a JSON
    number can be."""
    if quantity is None:
        return None
    row = {field: getattr(quantity, field) for field in QUANTITY_FIELDS}
    return row | {name: _number(row[name]) for name in ("lower", "upper")}


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
