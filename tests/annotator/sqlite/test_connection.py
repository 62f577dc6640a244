"""Connections to SQLite take their turn before they write, and always give it back."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction

from annotator.models import User
from annotator.sqlite import connection as own
from tests.cast import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite"),
]


class Stop(Exception):
    """Ends a transaction."""


@pytest.fixture(autouse=True)
def _ends_without_a_turn() -> Iterator[None]:
    yield
    assert not has_turn()


def has_turn() -> bool:
    """Whether this thread's connection is at the head of the queue."""
    return getattr(connection, "_turn", None) is not None


def test_a_writing_transaction_has_its_turn_until_it_is_committed() -> None:
    with transaction.atomic():
        assert has_turn()
        with transaction.atomic():
            make_person("ada@cast.example")
        assert has_turn()

    assert User.objects.filter(email="ada@cast.example").exists()


def test_a_transaction_rolled_back_gives_its_turn_back() -> None:
    def write() -> None:
        with transaction.atomic():
            make_person("ada@cast.example")
            raise Stop

    with pytest.raises(Stop):
        write()

    assert not User.objects.filter(email="ada@cast.example").exists()


def test_a_connection_closed_in_a_transaction_gives_its_turn_back() -> None:
    def lose_it() -> None:
        with transaction.atomic():
            connection.close()
            raise Stop

    with pytest.raises(Stop):
        lose_it()


def test_reading_takes_no_turn() -> None:
    assert not User.objects.exists()
    assert not has_turn()


def test_who_has_waited_long_enough_goes_on_without_a_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own, "PATIENCE_SECONDS", 0.01)
    wrapper = connections[connection.alias]
    assert isinstance(wrapper, own.DatabaseWrapper)
    queue = wrapper._queue()
    assert queue.take(timeout_seconds=60)
    try:
        with transaction.atomic():
            assert not has_turn()
            make_person("ada@cast.example")
    finally:
        queue.give_back()

    assert User.objects.filter(email="ada@cast.example").exists()


def test_many_threads_that_write_at_once_all_succeed() -> None:
    said: list[str] = []

    def write(number: int) -> None:
        try:
            for turn in range(3):
                with transaction.atomic():
                    make_person(f"writer-{number}-{turn}@cast.example")
            said.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said == ["done"] * 6
    assert User.objects.count() == 18
