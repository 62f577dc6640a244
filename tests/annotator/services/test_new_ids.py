"""Ids of our own ascend, and are nobody's to guess."""

import threading
import time
import uuid

import pytest

from annotator.services.new_ids import new_id


def test_they_are_of_version_7_and_ascend() -> None:
    made = [new_id() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}


def test_they_begin_with_the_moment_in_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    stamp = new_id().int >> 80
    assert before <= stamp <= time.time_ns() // 1_000_000 + 1000


def test_they_ascend_when_the_clock_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    # Nobody may put back the machine's own clock for a test.
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert first < new_id() < new_id()


def test_threads_never_share_one() -> None:
    made: list[uuid.UUID] = []
    threads = [
        threading.Thread(target=lambda: made.extend(new_id() for _ in range(500))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000
