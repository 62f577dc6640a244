"""What merging claims and merging sources share: both held, and neither merged before."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from annotator.errors import Conflict, NotFound
from annotator.models import Claim, Source

Kind = TypeVar("Kind", Claim, Source)


def locked_pair(
    rows: QuerySet[Kind], one_id: int, other_id: int, *, field: str
) -> tuple[Kind, Kind]:
    """Both of the rows, the lower id locked first, so that two who join them either way wait in
    turn; NotFound names `field` when it is the other that is not there."""
    either = rows.select_for_update(of=("self",)).order_by("pk").select_related("project")
    found = {row.pk: row for row in either.filter(Q(pk=one_id) | Q(pk=other_id))}
    if one_id not in found:
        raise NotFound
    if other_id not in found:
        raise NotFound(field=field)
    return found[one_id], found[other_id]


def check_can_merge(one: Kind, into: Kind, *, message: str, choose: str) -> None:
    """NotFound where they are of two projects; Conflict for one into itself, or where either is
    merged already."""
    if one.project_id != into.project_id:
        raise NotFound(field="into")
    if one.pk == into.pk or one.merged_into_id or into.merged_into_id:
        raise Conflict("cannot_merge", message, fields={"into": [choose]})
