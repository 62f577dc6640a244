"""Exports: may you? then opened, and noted in the log, for what is out is out."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotAllowed
from annotator.formats import json_ld, label_studio_tasks, lines, standoff, tables
from annotator.formats.outgoing import Row
from annotator.models import Project, User
from annotator.models.choices import Role
from annotator.queries.claim_reviews import ClaimReviewExport
from annotator.queries.exports import AnnotationExport
from annotator.queries.project_rows import project_of
from annotator.services.access import role_in
from annotator.services.events import log_event

PREVIEW_ROWS = 10


@dataclass(frozen=True)
class Kind:
    """A form in which data leaves: `open` counts and holds it, `write` makes its bytes."""

    media_type: str
    write: Callable[[Any], Iterator[bytes]]
    with_texts: bool = False
    is_of_claims: bool = False


KINDS: dict[str, Kind] = {
    "annotations.jsonl": Kind(
        "application/x-ndjson", lambda export: lines.annotation_lines(export.parts())
    ),
    "annotations.csv": Kind(
        "text/csv; charset=utf-8", lambda export: tables.csv_lines(export.parts())
    ),
    "annotations.parquet": Kind(
        "application/vnd.apache.parquet", lambda export: tables.parquet(export.parts())
    ),
    "articles.jsonl": Kind(
        "application/x-ndjson", lambda export: lines.text_lines(export.texts()), with_texts=True
    ),
    "webannotation.jsonld": Kind(
        "application/ld+json",
        lambda export: json_ld.web_annotations(export.parts(), total=export.row_count),
    ),
    "claimreview.jsonld": Kind(
        "application/ld+json",
        lambda export: json_ld.claim_reviews(export.claims()),
        is_of_claims=True,
    ),
    "doccano.jsonl": Kind(
        "application/x-ndjson", lambda export: lines.doccano_lines(export.texts()), with_texts=True
    ),
    "labelstudio.json": Kind(
        "application/json",
        lambda export: label_studio_tasks.tasks(export.texts()),
        with_texts=True,
    ),
    "brat.zip": Kind(
        "application/zip", lambda export: standoff.brat_zip(export.texts()), with_texts=True
    ),
    "spacy.jsonl": Kind(
        "application/x-ndjson", lambda export: lines.spacy_lines(export.texts()), with_texts=True
    ),
}


@dataclass
class Export:
    """An export under way: its counts, its bytes, and a way to let go of the database.

    `row_count` and `left_out` count annotations, or claims where it is claims that leave;
    `reasons` says of the latter why how many were refused. `sent` tells how many have gone.
    """

    kind: str
    media_type: str
    pieces: Iterator[bytes]
    row_count: int
    left_out: int
    close: Callable[[], None]
    reasons: Mapping[str, int] = field(default_factory=dict)
    sent: Callable[[], int] = lambda: 0


def open_export(user: User, *, kind: str, said: Mapping[str, Any]) -> Export:
    """What the user may take out, narrowed as `said` (see `chosen_annotations`), in a form of
    `KINDS`; noted in the log. Close it.

    NotAllowed for researchers before the release; NotFound for another's project; BadInput where
    the form cannot be made here.
    """
    form, project = KINDS[kind], _project(user, said)
    check_can_be_made(kind)
    opened: Any = _opened(user, form, said, project)
    try:
        export = Export(
            kind=kind,
            media_type=form.media_type,
            pieces=form.write(opened),
            row_count=opened.row_count,
            left_out=opened.left_out,
            close=opened.close,
            reasons=getattr(opened, "reasons", {}),
            sent=lambda: getattr(opened, "sent", opened.row_count),
        )
        note_export(user, project, export)
    except BaseException:
        opened.close()
        raise
    return export


def open_annotations(
    user: User,
    *,
    said: Mapping[str, Any],
    with_texts: bool = False,
    people: Callable[[int], str] | None = None,
) -> AnnotationExport:
    """The annotations themselves, for forms that are made elsewhere; see `AnnotationExport`."""
    return AnnotationExport(user, said, with_texts=with_texts, people=people)


def note_export(user: User, project: Project | None, export: Export) -> None:
    """A line in the log: who took what out."""
    log_event(
        "exported",
        project or user,
        actor=user,
        project=project,
        after={"kind": export.kind, "rows": export.row_count, "left_out": export.left_out},
    )


@dataclass(frozen=True)
class Preview:
    """The first rows of what would leave, and how many there are."""

    rows: list[Row]
    row_count: int
    left_out: int
    reasons: Mapping[str, int]


def preview_export(user: User, *, kind: str, said: Mapping[str, Any]) -> Preview:
    """The first ten rows (of annotations, or of claims) without taking anything out."""
    form, project = KINDS[kind], _project(user, said)
    with closing(_opened(user, form, said, project)) as opened:
        if form.is_of_claims:
            rows = [
                {"claim_text": claim.text, "verdict": claim.verdict, "as_of": claim.as_of}
                for claim in islice(opened.claims(), PREVIEW_ROWS)
            ]
        else:
            whole = (row for part in opened.parts() for row in part.whole_rows())
            rows = list(islice(whole, PREVIEW_ROWS))
        reasons = getattr(opened, "reasons", {})
        return Preview(rows, opened.row_count, opened.left_out, reasons)


def check_can_be_made(kind: str) -> None:
    """BadInput where a part is missing that the form needs."""
    if kind == "annotations.parquet" and not tables.has_parquet():
        text = _(
            "Parquet cannot be written here: pyarrow is not installed. Install it beside Twosource "
            "(pip install pyarrow), or take annotations.jsonl or annotations.csv."
        )
        raise BadInput("parquet_missing", text)


def check_may_export(user: User, project: Project) -> None:
    """NotAllowed for researchers before the release."""
    if role_in(user, project) == Role.RESEARCHER and not project.is_released:
        raise NotAllowed(
            "not_released",
            _("This project is not released yet, so its data is not open to researchers."),
        )


def _project(user: User, said: Mapping[str, Any]) -> Project | None:
    if "project" not in said:
        return None
    project = project_of(user, said["project"])
    check_may_export(user, project)
    return project


def _opened(user: User, form: Kind, said: Mapping[str, Any], project: Project | None) -> Any:
    if not form.is_of_claims:
        return AnnotationExport(user, said, with_texts=form.with_texts)
    if project is None:
        text = _("Say which project: ?project= and its short name.")
        raise BadInput("project_missing", text, fields={"project": [text]})
    return ClaimReviewExport(user, project, said)
