"""Exports: may you? then opened, and noted in the log, for what is out is out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from annotator.errors import NotAllowed
from annotator.models import Project, User
from annotator.models.choices import Role
from annotator.queries.exports import AnnotationExport
from annotator.queries.project_rows import project_of
from annotator.services.access import role_in
from annotator.services.events import log_event


def open_annotation_export(user: User, *, kind: str, said: Mapping[str, Any]) -> AnnotationExport:
    """The annotations the user may take out, narrowed as `said` (see `filtered_annotations`).

    NotAllowed for researchers before the release; NotFound for another's project. Close it.
    """
    project = project_of(user, said["project"]) if "project" in said else None
    if project is not None:
        _check_may_export(user, project)
    export = AnnotationExport(user, said)
    log_event(
        "exported",
        project or user,
        actor=user,
        project=project,
        after={"kind": kind, "rows": export.row_count, "left_out": export.left_out},
    )
    return export


def _check_may_export(user: User, project: Project) -> None:
    if role_in(user, project) == Role.RESEARCHER and not project.is_released:
        raise NotAllowed(
            "not_released",
            _("This project is not released yet, so its data is not open to researchers."),
        )
