"""What the agreement page shows: two panels that are never mixed, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass

from credibility import inputs, queries
from credibility.pages.annotator_panel import AnnotatorPanel, annotator_panel, one_of
from credibility.pages.decided_panel import DecidedPanel, decided_panel
from credibility.pages.source_panel import SourcePanel, source_panel
from credibility.queries import EVERYTHING, Scope


@dataclass(frozen=True)
class Panels:
    """The whole page, and how far what it shows is from what was said."""

    annotators: AnnotatorPanel | None
    sources: SourcePanel
    decided: DecidedPanel | None
    waiting: int
    job: inputs.Job | None


def panels_of(
    project: inputs.Project, *, names: Mapping[int, str], scope: Scope = EVERYTHING
) -> Panels:
    """Both panels of a project, under those names of annotators."""
    rows = queries.annotator_rows(project.pk, scope=scope)
    return Panels(
        annotators=annotator_panel(project, rows, scope=scope, names=names),
        sources=source_panel(project, one_of(rows, "project", "stance_alpha"), scope=scope),
        decided=decided_panel(project.pk, scope=scope),
        waiting=inputs.waiting_changes(project.pk),
        job=inputs.last_rebuild(project.pk),
    )
