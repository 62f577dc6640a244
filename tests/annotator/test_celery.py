import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from annotator.celery import HeartbeatScheduler, TwosourceCelery, app
from tests.fixtures.broker import Broker


@pytest.fixture
def queue(broker: Broker) -> Iterator[TwosourceCelery]:
    """An application of its own, on the test's broker."""
    own = TwosourceCelery("own", broker=broker.celery_url, set_as_current=False)
    own.conf.update(
        broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        task_publish_retry=settings.CELERY_TASK_PUBLISH_RETRY,
    )
    own.breaker.note_success()
    yield own
    own.breaker.note_success()
    own.close()


def seconds_to_fail(queue: TwosourceCelery) -> float:
    began_at = time.monotonic()
    with pytest.raises((OperationalError, OSError)):
        queue.send_task("annotator.sweep_jobs")
    return time.monotonic() - began_at


def test_services_find_our_application() -> None:
    assert current_app.main == app.main == "twosource"
    assert app.conf.task_acks_late
    assert app.conf.accept_content == ["json"]


def test_queueing_works_while_the_broker_is_there(queue: TwosourceCelery) -> None:
    assert queue.send_task("annotator.sweep_jobs").id


def test_queueing_fails_at_once_when_the_broker_is_gone(
    queue: TwosourceCelery, broker: Broker
) -> None:
    queue.send_task("annotator.sweep_jobs")
    broker.kill()
    assert seconds_to_fail(queue) < 1
    assert seconds_to_fail(queue) < 0.1


def test_a_broker_that_hangs_is_waited_for_once(queue: TwosourceCelery, broker: Broker) -> None:
    queue.send_task("annotator.sweep_jobs")
    broker.freeze()
    assert seconds_to_fail(queue) < 3
    assert seconds_to_fail(queue) < 0.1
    broker.thaw()


def test_queueing_works_again_when_the_broker_is_back(
    queue: TwosourceCelery, broker: Broker
) -> None:
    queue.send_task("annotator.sweep_jobs")
    broker.kill()
    seconds_to_fail(queue)
    broker.start()
    queue.breaker.note_success()
    assert queue.send_task("annotator.sweep_jobs").id


def test_every_scheduled_task_comes_within_a_minute_and_expires() -> None:
    # HeartbeatScheduler forgets everything at its end: only short intervals survive that.
    assert settings.CELERY_BEAT_SCHEDULER.endswith(HeartbeatScheduler.__name__)
    entries: list[dict[str, Any]] = list(settings.CELERY_BEAT_SCHEDULE.values())
    for entry in entries:
        assert entry["schedule"].run_every.total_seconds() <= 60
        assert entry["options"]["expires"] <= 60
