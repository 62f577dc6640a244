"""What goes down with a killed worker or broker comes right again by itself within a minute."""

import os
import shutil
import signal

import pytest

from tests.fixtures.installation import Installation, descendants_of, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("demo")]

SHORT_NAMES = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from annotator.models import Annotation, Event, Job, Project
from annotator.services.annotations import withdraw_annotation
from annotator.services.jobs import create_job
project = Project.objects.get(slug="koersk")
"""


def run(installation: Installation, code: str) -> str:
    """What a piece of Python prints when it runs inside the installation."""
    return installation.manage("shell", "--no-imports", "-c", SHORT_NAMES + code).strip()


def wait_for_job(installation: Installation, job_id: str) -> None:
    code = f"print(Job.objects.get(pk='{job_id}').state)"
    wait_until(lambda: run(installation, code) == "done", seconds=60, what="the job is done")


def worker_family(installation: Installation) -> list[int]:
    """The worker's own process first, then those of its pool."""
    worker = installation.pid_of("worker")
    assert worker is not None
    return [worker, *descendants_of(worker)]


def test_a_job_that_a_killed_worker_left_running_is_taken_up(
    demo_installation: Installation,
) -> None:
    job_id = run(
        demo_installation,
        "print(Job.objects.create(kind='rebuild', project=project, state='running', attempts=1,"
        " lease_token=uuid4(), lease_until=timezone.now() - timedelta(seconds=1)).pk)",
    )
    wait_for_job(demo_installation, job_id)


def test_a_job_in_the_hands_of_a_worker_that_is_killed_is_done_once_more(
    demo_installation: Installation,
) -> None:
    worker, *pool = worker_family(demo_installation)
    for pid in pool:
        # It will take the task and get no further.
        os.kill(pid, signal.SIGSTOP)
    job_id = run(
        demo_installation, "print(create_job('rebuild', project=project, created_by=None).pk)"
    )
    os.kill(worker, signal.SIGKILL)
    wait_for_job(demo_installation, job_id)
    left = [pid for pid in pool if pid in descendants_of(os.getpid())]
    assert left == []


def test_what_a_broker_forgets_is_queued_again(demo_installation: Installation) -> None:
    family = worker_family(demo_installation)
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        job_id = run(
            demo_installation, "print(create_job('rebuild', project=project, created_by=None).pk)"
        )
        broker = demo_installation.pid_of("broker")
        assert broker is not None
        os.kill(broker, signal.SIGKILL)
        shutil.rmtree(demo_installation.data_dir / "broker" / "appendonlydir")
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)
    wait_for_job(demo_installation, job_id)


def test_a_change_saved_without_a_broker_is_counted_when_it_is_back(
    demo_installation: Installation,
) -> None:
    broker = demo_installation.pid_of("broker")
    assert broker is not None
    os.kill(broker, signal.SIGSTOP)
    try:
        event_id = run(
            demo_installation,
            "row = Annotation.objects.filter(project=project, origin='human', withdrawn_at=None)"
            ".first();"
            "withdraw_annotation(row.author, row.pk, version=row.version);"
            "print(Event.objects.filter(subject_id=str(row.pk)).first().pk)",
        )
    finally:
        os.kill(broker, signal.SIGKILL)
    delivered = f"print(Event.objects.get(pk={event_id}).delivered_at is not None)"
    wait_until(
        lambda: run(demo_installation, delivered) == "True",
        seconds=60,
        what="the change is counted",
    )
