"""The worker with the broker or a process of its own pool killed under it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from annotator.celery import TwosourceCelery
from tests.fixtures.broker import Broker
from tests.fixtures.installation import wait_until

pytestmark = pytest.mark.broker


@pytest.fixture
def queue(broker: Broker) -> Iterator[TwosourceCelery]:
    own = TwosourceCelery("own", broker=broker.celery_url, set_as_current=False)
    own.conf.update(broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS)
    own.breaker.note_success()
    yield own
    own.close()


@pytest.fixture
def worker(broker: Broker, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "--app", "tests.ops.slow_tasks", "--quiet"),
                *("worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "INFO"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "REDIS_URL": broker.url,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "DATA_DIR": str(tmp_path),
            },
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    yield process
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run_to_its_end(queue: TwosourceCelery, folder: Path, name: str) -> None:
    queue.send_task("tests.note_slowly", [str(folder), name, 0])
    wait_until((folder / f"{name}.done").exists, seconds=30, what=f"{name} is done")


def catch_in_the_act(queue: TwosourceCelery, folder: Path, seconds: float) -> int:
    """The process that now runs a task that will take a while."""
    queue.send_task("tests.note_slowly", [str(folder), "slow", seconds])
    begun = folder / "slow.begun"
    wait_until(lambda: begun.exists() and begun.read_text(), seconds=30, what="the task runs")
    return int(begun.read_text())


def test_a_task_whose_process_is_killed_runs_again(
    queue: TwosourceCelery, worker: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    os.kill(catch_in_the_act(queue, tmp_path, 2), signal.SIGKILL)
    wait_until((tmp_path / "slow.done").exists, seconds=30, what="the task ran again")
    assert worker.poll() is None


@pytest.mark.parametrize("away_seconds", [0, 3])
def test_the_worker_survives_a_killed_broker_while_it_works(
    queue: TwosourceCelery,
    worker: "subprocess.Popen[bytes]",
    broker: Broker,
    tmp_path: Path,
    away_seconds: int,
) -> None:
    catch_in_the_act(queue, tmp_path, 2)
    broker.kill()
    if away_seconds:
        wait_until((tmp_path / "slow.done").exists, seconds=30, what="the task ends meanwhile")
    broker.start()
    queue.breaker.note_success()
    run_to_its_end(queue, tmp_path, "after")
    assert worker.poll() is None
    wait_until((tmp_path / "slow.done").exists, seconds=30, what="the slow task is done too")
