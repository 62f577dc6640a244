"""Jobs: taken once, kept by a lease, taken up again when it runs out, stopped when asked."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from annotator.errors import NotFound
from annotator.models import Job, Project, User
from annotator.services.jobs import (
    JobStopped,
    cancel_job,
    create_job,
    fail_job,
    finish_job,
    in_language_of_job,
    late_jobs,
    renew_lease,
    settle_cancelled,
    start_job,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(project: Project, manager: User) -> Job:
    return create_job("rebuild", project=project, created_by=manager)


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_one_rebuild_waits_per_project(job: Job, project: Project, admin: User) -> None:
    assert create_job("rebuild", project=project, created_by=admin).pk == job.pk
    assert start_job(job.pk)
    assert create_job("rebuild", project=project, created_by=admin).pk != job.pk


def test_a_job_is_taken_once(job: Job) -> None:
    assert start_job(job.pk) is not None
    assert start_job(job.pk) is None


def test_a_job_whose_lease_ran_out_is_taken_over_and_the_first_run_cannot_end_it(job: Job) -> None:
    first = start_job(job.pk)
    assert first is not None
    expire(job)
    assert late_jobs() == [job]
    second = start_job(job.pk)
    assert second is not None
    with pytest.raises(JobStopped):
        renew_lease(first[1], done=1, total=2)
    assert not finish_job(first[1])
    renew_lease(second[1], done=1, total=2)
    assert finish_job(second[1], message="Done")
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempts) == ("done", 2, 2, 2)


def test_a_waiting_job_stops_at_once_and_a_running_one_at_its_next_step(
    job: Job, manager: User, outsider: User, project: Project
) -> None:
    with pytest.raises(NotFound):
        cancel_job(outsider, job.pk)
    assert cancel_job(manager, job.pk).state == "cancelled"
    running = create_job("rebuild", project=project, created_by=manager)
    taken = start_job(running.pk)
    assert taken is not None
    cancel_job(manager, running.pk)
    with pytest.raises(JobStopped):
        renew_lease(taken[1], done=1, total=2)
    assert settle_cancelled(taken[1])
    running.refresh_from_db()
    assert running.state == "cancelled"


def test_a_failed_job_says_why(job: Job) -> None:
    taken = start_job(job.pk)
    assert taken is not None
    assert fail_job(taken[1], message="The disk is full.", report=[{"line": 1}])
    job.refresh_from_db()
    assert (job.state, job.message, job.report) == ("failed", "The disk is full.", [{"line": 1}])


def test_a_job_the_broker_lost_is_late_after_a_while(job: Job) -> None:
    assert late_jobs() == []
    Job.objects.filter(pk=job.pk).update(queued_at=timezone.now() - timedelta(seconds=16))
    assert late_jobs() == [job]


def test_the_worker_says_how_it_went_in_the_language_of_who_asked(
    project: Project, manager: User
) -> None:
    with override("nl"):
        job = create_job("fetch_article", project=project, created_by=manager)

    @in_language_of_job
    def run(job_id: uuid.UUID | str) -> None:
        taken = start_job(job_id)
        assert taken is not None
        settle_cancelled(taken[1])

    with override("en"):
        run(job.pk)
    job.refresh_from_db()
    assert job.message == "Gestopt. Er is niets gewijzigd."
