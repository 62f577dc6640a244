"""Reading jobs and assignments: what is under way, by machine and by people."""

from typing import Any

from annotator.models import Assignment, Job


def job_row(job: Job) -> dict[str, Any]:
    """The JSON form of a job."""
    return {
        "id": job.pk,
        "kind": job.kind,
        "project": job.project.slug if job.project else None,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "message": job.message,
        "report": job.report,
        "created_by": job.created_by_id,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }


def assignment_row(assignment: Assignment) -> dict[str, Any]:
    """The JSON form of an assignment."""
    return {
        "id": assignment.pk,
        "article": assignment.article_id,
        "user": assignment.user_id,
        "state": assignment.state,
        "assigned_by": assignment.assigned_by_id,
        "due_on": assignment.due_on,
        "first_done_at": assignment.first_done_at,
        "created_at": assignment.created_at,
        "updated_at": assignment.updated_at,
    }
