"""The queue of writers: one at a time, over threads and processes; nobody waits for the dead."""

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from annotator.sqlite.queue import WritersQueue

HOLD_AND_DIE = """
import os, sys
from pathlib import Path
from annotator.sqlite.queue import WritersQueue
assert WritersQueue(Path(sys.argv[1])).take(timeout_seconds=60)
print("held", flush=True)
sys.stdin.read()
os._exit(9)
"""


@pytest.fixture(params=["threads alone", "all processes"])
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> WritersQueue:
    """A queue of either kind."""
    return WritersQueue(None if request.param == "threads alone" else tmp_path / "queue")


def test_only_one_thread_is_at_the_head(queue: WritersQueue) -> None:
    inside: list[int] = []
    most: list[int] = []

    def write() -> None:
        for _ in range(50):
            assert queue.take(timeout_seconds=60)
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            queue.give_back()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 200
    assert max(most) == 1


def test_who_waits_too_long_is_told(queue: WritersQueue) -> None:
    assert queue.take(timeout_seconds=60)

    assert not queue.take(timeout_seconds=0.01)

    queue.give_back()
    assert queue.take(timeout_seconds=60)


def test_who_waited_in_vain_for_another_process_leaves_the_threads_their_queue(
    tmp_path: Path,
) -> None:
    queue = WritersQueue(tmp_path / "queue")
    other = os.open(tmp_path / "queue", os.O_RDWR | os.O_CREAT)
    fcntl.flock(other, fcntl.LOCK_EX)

    assert not queue.take(timeout_seconds=0.06)

    os.close(other)
    assert queue.take(timeout_seconds=60)


def test_a_process_that_dies_gives_its_place_back(tmp_path: Path) -> None:
    path = tmp_path / "queue"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_DIE, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        queue = WritersQueue(path)
        assert not queue.take(timeout_seconds=0.01)
        holder.kill()
        holder.wait()

    assert queue.take(timeout_seconds=60)


def test_where_no_file_can_be_made_nobody_has_a_turn_and_nothing_breaks(tmp_path: Path) -> None:
    queue = WritersQueue(tmp_path / "no such folder" / "queue")

    assert not queue.take(timeout_seconds=60)
    assert not queue.take(timeout_seconds=60)
