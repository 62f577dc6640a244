"""Background work: the row is the truth, the broker only carries its id.

A worker that runs a job holds a lease and renews it; a job whose lease ran out is taken up again
by another, and the first can no longer write its end.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from annotator.errors import NotFound
from annotator.models import Job, Project, User
from annotator.models.choices import JobState

logger = logging.getLogger(__name__)

# Which task runs which kind of job; by name, for services import no tasks.
TASK_OF_KIND = {
    "rebuild": "credibility.rebuild",
    "span_report": "credibility.span_report",
    "release": "credibility.freeze_release",
    "fetch_article": "annotator.fetch_article",
    "import": "annotator.import_files",
}
Said = ParamSpec("Said")
Given = TypeVar("Given")
QUEUED_TOO_LONG = timedelta(seconds=15)
MOST_ATTEMPTS = 5


class JobStopped(Exception):
    """The run must end now: the job was cancelled, or another worker has taken it over."""


@dataclass(frozen=True)
class Lease:
    """What a running worker holds: the job and the token that proves the lease is its own."""

    job_id: uuid.UUID
    token: uuid.UUID


def create_job(
    kind: str,
    *,
    project: Project | None,
    created_by: User | None,
    parameters: dict[str, Any] | None = None,
) -> Job:
    """A queued job, sent to the broker after the commit.

    Of kinds that wait at most once per project, the one already waiting is returned instead.
    """
    job = Job(
        kind=kind,
        project=project,
        created_by=created_by,
        parameters=parameters or {},
        language=get_language() or "",
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        waiting = Job.objects.filter(kind=kind, project=project, state=JobState.QUEUED).first()
        if waiting is None:  # it was begun in the same moment, so this one waits now
            job.save(force_insert=True)
        else:
            job = waiting
    transaction.on_commit(lambda: send_job(job), robust=True)
    return job


def send_job(job: Job) -> None:
    """Hands the job's id to the broker; when it is away the sweeper does so later."""
    try:
        current_app.send_task(TASK_OF_KIND[job.kind], [str(job.pk)])
    except (OperationalError, OSError) as error:
        logger.warning("Job %s waits for the broker: %s", job.pk, error)


def in_language_of_job(
    run: Callable[Concatenate[uuid.UUID | str, Said], Given],
) -> Callable[Concatenate[uuid.UUID | str, Said], Given]:
    """Around a function that runs the job of an id: messages are in the language of who asked."""

    @wraps(run)
    def run_in_language(
        job_id: uuid.UUID | str, /, *arguments: Said.args, **options: Said.kwargs
    ) -> Given:
        asked_in = Job.objects.filter(pk=job_id).values_list("language", flat=True).first()
        with override(asked_in or settings.LANGUAGE_CODE):
            return run(job_id, *arguments, **options)

    return run_in_language


def start_job(job_id: uuid.UUID | str) -> tuple[Job, Lease] | None:
    """Takes the job if it waits, or if its lease ran out; None when there is nothing to do."""
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    lease = Lease(uuid.UUID(str(job_id)), uuid.uuid4())
    taken = Job.objects.filter(free, pk=job_id, cancel_requested_at__isnull=True).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        started_at=now,
        lease_until=_lease_end(),
        lease_token=lease.token,
        done=0,
        total=0,
        message="",
    )
    return (Job.objects.get(pk=job_id), lease) if taken else None


def renew_lease(lease: Lease, *, done: int, total: int) -> None:
    """Notes progress and keeps the job; JobStopped when it was cancelled or taken over."""
    held = Job.objects.filter(
        pk=lease.job_id,
        lease_token=lease.token,
        state=JobState.RUNNING,
        cancel_requested_at__isnull=True,
    ).update(lease_until=_lease_end(), done=min(done, total), total=total)
    if not held:
        raise JobStopped


def finish_job(lease: Lease, *, message: str = "", report: Sequence[Any] = ()) -> bool:
    """Marks the job done; False when another worker has taken it over meanwhile."""
    return _end(lease, JobState.DONE, message, report, done=F("total"))


def fail_job(lease: Lease, *, message: str, report: Sequence[Any] = ()) -> bool:
    """Marks the job failed, with a sentence for the person who waits for it."""
    return _end(lease, JobState.FAILED, message, report)


def settle_cancelled(lease: Lease) -> bool:
    """Marks a job whose cancelling was asked for as cancelled; nothing of it was kept."""
    return _end(lease, JobState.CANCELLED, _("Stopped. Nothing was changed."), ())


def cancel_job(user: User, job_id: uuid.UUID | str) -> Job:
    """Asks a job to stop: at once when it waits, at its next step when it runs."""
    now = timezone.now()
    with transaction.atomic():
        jobs = Job.objects.visible_to(user).select_for_update(of=("self",))
        job = jobs.filter(pk=job_id).first()
        if job is None:
            raise NotFound
        if job.state == JobState.QUEUED:
            job.state, job.finished_at = JobState.CANCELLED, now
            job.message = _("Stopped before it began. Nothing was changed.")
        if job.state in (JobState.RUNNING, JobState.CANCELLED):
            job.cancel_requested_at = job.cancel_requested_at or now
        job.save()
    return job


def late_jobs() -> list[Job]:
    """Jobs the broker may have lost: waiting too long, or running with a lease that ran out."""
    now = timezone.now()
    waiting = Q(state=JobState.QUEUED, queued_at__lt=now - QUEUED_TOO_LONG)
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    return list(Job.objects.filter(waiting | abandoned, kind__in=TASK_OF_KIND)[:200])


def sweep_jobs() -> int:
    """Sends late jobs again and ends hopeless ones; how many were sent."""
    sent = 0
    for job in late_jobs():
        if job.cancel_requested_at is not None:
            _close(job, JobState.CANCELLED, _("Stopped. Nothing was changed."))
        elif job.attempts >= MOST_ATTEMPTS:
            _close(job, JobState.FAILED, _("It broke off several times. Tell your administrator."))
        else:
            Job.objects.filter(pk=job.pk).update(queued_at=timezone.now())
            send_job(job)
            sent += 1
    return sent


def _close(job: Job, state: JobState, message: str) -> None:
    Job.objects.filter(pk=job.pk, state=job.state).update(
        state=state, message=message, finished_at=timezone.now(), lease_until=None
    )


def _end(lease: Lease, state: JobState, message: str, report: Sequence[Any], **fields: Any) -> bool:
    return bool(
        Job.objects.filter(pk=lease.job_id, lease_token=lease.token, state=JobState.RUNNING).update(
            state=state,
            message=message,
            report=list(report),
            finished_at=timezone.now(),
            lease_until=None,
            **fields,
        )
    )


def _lease_end() -> Any:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
