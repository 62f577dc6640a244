"""Reading imports."""

from typing import Any

from django.db.models import QuerySet

from annotator.models import ImportBatch, User


def imports_of(user: User) -> QuerySet[ImportBatch]:
    """The imports somebody may see, newest first, with their jobs."""
    return ImportBatch.objects.visible_to(user).select_related("project", "job", "created_by")


def import_row(batch: ImportBatch) -> dict[str, Any]:
    """The JSON form of an import."""
    job = batch.job
    return {
        "id": batch.pk,
        "project": batch.project.slug,
        "kind": batch.kind,
        "name": batch.name,
        "bytes": batch.bytes_sent,
        "sha256": batch.sha256,
        "dry_run": batch.is_dry_run,
        "state": batch.state,
        "job": job and job.pk,
        "label_map": batch.label_map,
        "mapping": batch.mapping,
        "found": batch.found,
        "message": job.message if job else "",
        "report": job.report if job else [],
        "created_by": batch.created_by_id,
        "created_at": batch.created_at,
        "published_at": batch.published_at,
        "undone_at": batch.undone_at,
    }
