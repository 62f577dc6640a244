"""Data sets that leave with the agreement of those who made them: releases, and exports of one."""

import uuid
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.utils import timezone

from annotator.errors import NotAllowed
from annotator.formats.data_set import Facts, Tally, agreement_csv, data_set_zip
from annotator.services import releases
from annotator.services.exports import Export, check_may_export, note_export, open_annotations
from credibility import inputs, queries
from credibility.measures.results import Measured

# Pairs of people and single articles would tell who did what.
_TOLD = ("project", "label")


def agreement_rows(project_id: int) -> list[dict[str, Any]]:
    """How alike the project's annotators label, on the whole and label by label."""
    return [_row(row) for row in queries.annotator_rows(project_id) if row.scope["kind"] in _TOLD]


def freeze_release(job_id: uuid.UUID | str) -> None:
    """Makes the release of the job; see `annotator.services.releases.freeze_release`."""
    releases.freeze_release(job_id, agreement_of=agreement_rows)


def open_agreement_table(user: inputs.User, project: inputs.Project) -> Export:
    """The table of agreement as CSV, noted in the log; NotAllowed while the scores are closed."""
    queries.check_open(user, project)
    rows = agreement_rows(project.pk)
    export = Export(
        kind="agreement.csv",
        media_type="text/csv; charset=utf-8",
        pieces=iter([agreement_csv(rows)]),
        row_count=len(rows),
        left_out=0,
        close=lambda: None,
    )
    note_export(user, project, export)
    return export


def open_data_set(user: inputs.User, project: inputs.Project, *, said: Mapping[str, Any]) -> Export:
    """The annotations, their texts and a card, as a folder for Hugging Face; noted in the log.

    Without the table of agreement for those to whom the scores are not open. Close it.
    """
    check_may_export(user, project)
    people = partial(releases.pseudonym, f"project {project.pk}")
    opened = open_annotations(user, said=said, with_texts=True, people=people)
    facts = _facts(user, project, said, left_out=opened.left_out)
    export = Export(
        kind="huggingface.zip",
        media_type="application/zip",
        pieces=_zip(facts, opened),
        row_count=opened.row_count,
        left_out=opened.left_out,
        close=opened.close,
        sent=lambda: opened.sent,
    )
    note_export(user, project, export)
    return export


def _zip(facts: Facts, opened: Any) -> Iterator[bytes]:
    return data_set_zip(facts, parts=opened.parts, texts=opened.texts, tally=Tally())


def _facts(
    user: inputs.User, project: inputs.Project, said: Mapping[str, Any], *, left_out: int
) -> Facts:
    try:
        queries.check_open(user, project)
        agreement = agreement_rows(project.pk)
    except NotAllowed:
        agreement = []
    day = timezone.now().date().isoformat()
    return releases.facts_of(
        project,
        title=project.name,
        licence="",
        filters=releases.told_filters(f"project {project.pk}", said),
        citation=f"{project.name}, export of {day}. For citing, make a release.",
        left_out=left_out,
        agreement=agreement,
    )


def _row(row: queries.AgreementRow) -> dict[str, Any]:
    told: dict[str, Any] = dict.fromkeys(("value", "lower", "upper")) | {"undefined": ""}
    if isinstance(row.result, Measured):
        told |= {name: getattr(row.result, name) for name in ("value", "lower", "upper")}
    else:
        told["undefined"] = row.result.code
    of = row.scope.get("label", "")
    return {"scope": row.scope["kind"], "of": of, "measure": row.measure, "n": row.n, **told}
