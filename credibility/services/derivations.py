"""Marks of analysts: that one source, or one article, has its account from another."""

import math
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.services.access import DECIDE, require_role
from annotator.services.events import log_event
from annotator.services.wording import check_words
from credibility import inputs
from credibility.models import Derivation

LONGEST_NOTE = 2000
ENDS = ("source", "from_source", "article", "from_article")


def mark_derivation(
    user: inputs.User,
    project: inputs.Project,
    *,
    ends: dict[str, int],
    probability: float,
    claim_id: int | None = None,
    note: str = "",
) -> tuple[Derivation, bool]:
    """An analyst's mark that stands above all that is declared or measured; True where it is new.

    `ends` are `source` and `from_source`, or `article` and `from_article`. Of one claim, or of
    all. The same mark again is the one that stands already; an earlier one on the same ends stays
    in the list and counts no more, for the later stands above it.
    """
    _check_may_mark(user, project)
    _check_ends(project, ends)
    if claim_id is not None and not inputs.has_claim(project.pk, claim_id):
        raise NotFound(field="claim")
    checked = {"probability": _checked(probability), "note": _checked_note(note)}
    where = {f"{name}_id": ends.get(name) for name in ENDS} | {"claim_id": claim_id}
    with transaction.atomic():
        in_force = _marks_of(project.pk).select_for_update().filter(withdrawn_at=None, **where)
        last = in_force.order_by("-created_at", "-pk").first()
        if last is not None and (last.probability, last.note) == tuple(checked.values()):
            return last, False
        row = Derivation.objects.create(
            project=project,
            ground=Derivation.Ground.ANALYST,
            created_by=user,
            **where,
            **checked,
        )
        log_event("marked", row, actor=user, project=project, after=derivation_facts(row))
    return row, True


def change_derivation(user: inputs.User, derivation_id: int, changes: dict[str, Any]) -> Derivation:
    """Changes a mark's probability or note, or brings a withdrawn one back; what it was stays in
    the log."""
    with transaction.atomic():
        row = _locked(user, derivation_id)
        before = derivation_facts(row)
        if "probability" in changes:
            row.probability = _checked(changes["probability"])
        if "note" in changes:
            row.note = _checked_note(changes["note"])
        if "is_withdrawn" in changes:
            row.withdrawn_at = timezone.now() if changes["is_withdrawn"] else None
        if derivation_facts(row) != before:
            row.save()
            log_event(
                "changed",
                row,
                actor=user,
                project=row.project_id,
                before=before,
                after=derivation_facts(row),
            )
    return row


def withdraw_derivation(user: inputs.User, derivation_id: int) -> Derivation:
    """Takes a mark back: it counts no more, and can be brought back."""
    return change_derivation(user, derivation_id, {"is_withdrawn": True})


def derivation_facts(row: Derivation) -> dict[str, Any]:
    """What the log keeps of a mark."""
    ends = {name: getattr(row, f"{name}_id") for name in ENDS}
    return ends | {
        "claim": row.claim_id,
        "probability": row.probability,
        "note": row.note,
        "is_withdrawn": row.withdrawn_at is not None,
    }


def _marks_of(project_id: int) -> Any:
    return Derivation.objects.filter(project=project_id, ground=Derivation.Ground.ANALYST)


def _locked(user: inputs.User, derivation_id: int) -> Derivation:
    rows = Derivation.objects.select_for_update(of=("self",)).select_related("project")
    row = rows.filter(pk=derivation_id, ground=Derivation.Ground.ANALYST).first()
    if row is None:
        raise NotFound
    _check_may_mark(user, row.project)
    return row


def _check_may_mark(user: inputs.User, project: inputs.Project) -> None:
    if not inputs.may_see_scores(user, project):
        raise NotFound
    require_role(user, project, DECIDE)


def _check_ends(project: inputs.Project, ends: dict[str, int]) -> None:
    if ends.keys() not in ({"source", "from_source"}, {"article", "from_article"}):
        raise _refused(
            "ends_wrong", "source", _("Name two sources, or two articles: who has it from whom.")
        )
    one, other = ends.values()
    if one == other:
        raise _refused("ends_wrong", next(iter(ends)), _("Nobody has it from themselves."))
    is_there = inputs.has_sources if "source" in ends else inputs.has_articles
    for name, pk in ends.items():
        if not is_there(project.pk, {pk}):
            raise NotFound(field=name)


def _checked(probability: float) -> float:
    if not math.isfinite(probability) or not 0 <= probability <= 1:
        raise _refused(
            "probability_wrong",
            "probability",
            _("A probability lies between 0 (certainly not) and 1 (certainly). Nothing was saved."),
        )
    return float(probability)


def _checked_note(note: str) -> str:
    check_words("note", note, most=LONGEST_NOTE)
    return note


def _refused(code: str, field: str, text: str) -> BadInput:
    return BadInput(code, text, fields={field: [text]})
