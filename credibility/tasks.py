"""What the worker runs for the scores: thin wrappers, ids in and nothing out."""

from celery import shared_task

from credibility import services
from credibility.services import data_sets


@shared_task(name="credibility.catch_up", acks_late=True)
def catch_up(project_id: int) -> None:
    """Draws the consequences of what changed in a project so far."""
    services.take_turn(project_id)


@shared_task(name="credibility.rebuild", acks_late=True)
def rebuild(job_id: str) -> None:
    """Computes all scores of the job's project anew."""
    services.rebuild(job_id)


@shared_task(name="credibility.help_rebuild", acks_late=True)
def help_rebuild(job_id: str) -> None:
    """Computes shares of a rebuild that another worker has begun."""
    services.help_rebuild(job_id)


@shared_task(name="credibility.span_report", acks_late=True)
def span_report(job_id: str) -> None:
    """Computes how alike people cut the texts of the job's project."""
    services.span_report(job_id)


@shared_task(name="credibility.freeze_release", acks_late=True)
def freeze_release(job_id: str) -> None:
    """Makes the data set of the job's release."""
    data_sets.freeze_release(job_id)


@shared_task(name="credibility.nightly")
def nightly() -> None:
    """Queues the runs of the night; beat asks every five minutes."""
    services.queue_nightly_runs()


@shared_task(name="credibility.sweep", acks_late=True)
def sweep() -> None:
    """Queues projects whose changes have waited too long; beat asks every 10 seconds."""
    services.sweep()
