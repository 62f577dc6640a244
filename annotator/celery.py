"""The Celery application: worker and beat, their signs of life, and a queue that never holds up."""

import gc
import os
import time
from typing import Any

from celery import Celery, bootsteps
from celery.beat import Scheduler
from celery.signals import worker_before_create_process
from kombu.exceptions import OperationalError

from annotator import heartbeats
from annotator.cache import Breaker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")


GIVE_UP_SOON = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 1.0,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


class TwosourceCelery(Celery):
    """Celery that gives up on an absent broker at once, and for a few seconds without asking.

    The rows in the database are the truth and the sweepers queue what is missing, so nobody who
    saves something ever has to wait for the broker.
    """

    breaker = Breaker()

    def connection_for_write(self, url: str | None = None, **kwargs: Any) -> Any:
        """A connection for those who queue: they give up where the worker would wait."""
        kwargs["transport_options"] = {**kwargs.get("transport_options", {}), **GIVE_UP_SOON}
        return super().connection_for_write(url, **kwargs)

    def send_task(self, *args: Any, **kwargs: Any) -> Any:
        """Queues a task by name; OperationalError when the broker is away."""
        if self.breaker.is_away:
            raise OperationalError("The broker is away; the sweeper will queue this.")
        try:
            answer = super().send_task(*args, **kwargs)
        except (OperationalError, OSError):
            self.breaker.note_failure()
            raise
        self.breaker.note_success()
        return answer


class WorkerSignOfLife(bootsteps.StartStopStep):
    """Leaves the worker's sign from its own event loop: a loop that hangs leaves none."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **options: Any) -> None:
        self.timer_entry: Any = None
        super().__init__(parent, **options)

    def start(self, parent: Any) -> None:
        """Called each time the worker has reached the broker."""
        heartbeats.leave_sign("worker")
        self.timer_entry = parent.timer.call_repeatedly(
            heartbeats.BEAT_EVERY_SECONDS, heartbeats.leave_sign, ("worker",)
        )

    def stop(self, parent: Any) -> None:
        """Called when the worker stops or has lost the broker."""
        if self.timer_entry is not None:
            self.timer_entry.cancel()
            self.timer_entry = None

    shutdown = stop


class HeartbeatScheduler(Scheduler):
    """Beat's schedule kept in memory (all of it is intervals of seconds), with a sign of life."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._signed_at = float("-inf")
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Runs what is due; seconds until the next look."""
        wait_seconds = float(super().tick(*args, **kwargs))
        now = time.monotonic()
        if now - self._signed_at >= heartbeats.BEAT_EVERY_SECONDS:
            self._signed_at = now
            heartbeats.leave_sign("beat")
        return min(wait_seconds, heartbeats.BEAT_EVERY_SECONDS)


app = TwosourceCelery("twosource")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# For every thread: `current_app` is otherwise this one only in the thread that imported it.
app.set_default()
app.steps["consumer"].add(WorkerSignOfLife)


@worker_before_create_process.connect
def _share_memory(**kwargs: Any) -> None:
    # What is loaded by now its processes share, as long as no collector writes its marks there.
    gc.collect()
    gc.freeze()
