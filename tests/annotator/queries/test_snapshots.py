"""Reading one moment of the database."""

import contextlib
import copy
import gc
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from rest_framework.test import APIClient

from annotator.models import ClaimGroup, Topic
from annotator.queries.snapshots import Snapshot
from annotator.services.exports import open_export
from tests.cast import client_with_token, make_person, make_project
from tests.fixtures.faults import failure_at


@pytest.mark.django_db(transaction=True)
def test_it_reads_one_moment_and_writes_nothing() -> None:
    project = make_project("dikes")
    Topic.objects.create(project=project, name="One")
    rows = Topic.objects.order_by("name").values_list("name")
    snapshot = Snapshot()
    try:
        assert snapshot._connection is not connections["default"]
        assert snapshot.count(rows) == 1
        assert list(snapshot.rows(rows)) == [("One",)]
        assert snapshot.count(ClaimGroup.objects.values_list("pk")) == 0
    finally:
        snapshot.close()


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_goes_away_leaves_no_connection_behind() -> None:
    project = make_project("dikes")
    person = make_person("reviewer@cast.example", project=project, role="reviewer")
    client: APIClient = client_with_token(person)
    answer = client.get("/api/v1/exports/annotations.jsonl/")
    # What Django calls when the reader goes away: the only hold a test has on the stream.
    stream = answer._resource_closers[0].__self__  # type: ignore[attr-defined]
    export = stream._export.close.__self__
    assert export._snapshot._connection.connection is not None
    answer.close()
    assert export._snapshot._connection.connection is None


@pytest.mark.django_db(transaction=True)
def test_an_export_that_fails_while_it_opens_leaves_no_connection_behind() -> None:
    project = make_project("dikes")
    person = make_person("reviewer@cast.example", project=project, role="reviewer")
    own = [connections["default"], *open_connections()]  # another loop's, of a browser, too
    number, was_reached = 0, True
    while was_reached:
        number += 1
        with failure_at(number) as reached:
            with contextlib.suppress(OperationalError):
                open_export(person, kind="annotations.jsonl", said={}).close()
            was_reached = reached()
        assert all(wrapper in own for wrapper in open_connections()), number
    assert number > 2


def open_connections() -> list[BaseDatabaseWrapper]:
    # By its type: asking a dead weak proxy for its class would fail.
    known = (thing for thing in gc.get_objects() if issubclass(type(thing), BaseDatabaseWrapper))
    return [wrapper for wrapper in known if wrapper.connection is not None]


@pytest.mark.django_db
def test_inside_a_transaction_it_reads_that_transaction() -> None:
    make_project("dikes")
    snapshot = Snapshot()
    assert snapshot._connection is connections["default"]
    snapshot.close()
    assert Topic.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.skipif(connections["default"].vendor != "sqlite", reason="about SQLite's WAL")
def test_a_writer_is_not_held_up_by_a_reader(tmp_path: Path) -> None:
    """On a file of its own, in an installation's journal mode."""
    source = connections["default"]
    settings = copy.deepcopy(source.settings_dict) | {"NAME": str(tmp_path / "db.sqlite3")}
    writer = type(source)(settings, "default")
    numbers = Topic.objects.order_by("name").values_list("name")
    try:
        with writer.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE annotator_topic (id INTEGER, project_id, name, created_at)"
            )
            cursor.execute("INSERT INTO annotator_topic (name) VALUES ('One')")
        reader = Snapshot(writer)
        assert reader.count(numbers) == 1
        with writer.cursor() as cursor:
            cursor.execute("INSERT INTO annotator_topic (name) VALUES ('Two')")
        assert list(reader.rows(numbers)) == [("One",)]
        with pytest.raises(OperationalError, match="readonly"), reader._connection.cursor() as own:
            own.execute("DELETE FROM annotator_topic")
        reader.close()
        later = Snapshot(writer)
        assert later.count(numbers) == 2
        later.close()
    finally:
        writer.close()
