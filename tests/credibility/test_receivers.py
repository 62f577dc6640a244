"""Changes reach the scores: by a message where the broker is, by the sweeper where it is not."""

from datetime import timedelta

import pytest
from django.dispatch import Signal
from django.utils import timezone

from annotator import signals
from annotator.models import Event, Job, User
from annotator.services.projects import release_project
from credibility import services
from credibility.models import PairScore
from credibility.tasks import catch_up
from tests.credibility.conftest import Desk


@pytest.mark.parametrize(
    "signal", [signals.annotation_changed, signals.article_changed, signals.claim_changed]
)
def test_every_signal_is_heard_once(signal: Signal) -> None:
    heard = [key for key, *_ in signal.receivers if "credibility" in str(key)]
    assert len(heard) == 1


@pytest.mark.django_db(transaction=True)
def test_saving_works_without_a_broker_and_the_change_waits(desk: Desk, annotator: User) -> None:
    article = desk.article("report", publisher="Polder Post")
    desk.mark(annotator, article, "it rained", [("GUR", "asserts")], [("MI6", "denies")])
    assert Event.objects.undelivered().filter(project=desk.project).exists()
    catch_up(desk.project.pk)
    assert PairScore.objects.get().n == 1
    assert not Event.objects.undelivered().filter(project=desk.project).exists()


def test_the_sweeper_takes_up_what_has_waited_too_long(desk: Desk, annotator: User) -> None:
    desk.mark(annotator, desk.article("report"), None)
    assert services.sweep() == 0
    Event.objects.update(at=timezone.now() - timedelta(seconds=6))
    assert services.sweep() == 1
    desk.catch_up()
    assert services.sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_a_release_queues_the_run_that_keeps_its_numbers(desk: Desk) -> None:
    release_project(desk.manager, desk.project)
    release_project(desk.manager, desk.project)
    job = Job.objects.get()
    assert (job.kind, job.parameters) == ("rebuild", {"why": "release"})
