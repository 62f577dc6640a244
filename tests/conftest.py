"""What every test may ask for: see tests/fixtures."""

import gc
from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import settings
from pytest_django import DjangoDbBlocker

pytest_plugins = [
    "tests.cast",
    "tests.fixtures.installation",
    "tests.fixtures.newsstand",
    "tests.fixtures.broker",
    "tests.fixtures.browser",
    "tests.fixtures.vectors",
]

# No deadline: the first example may load a model or a library, and machines differ.
settings.register_profile("twosource", deadline=None)
settings.load_profile("twosource")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps tests that share something heavy in one process of `pytest -n`."""
    for item in items:
        for heavy in ("browser", "broker"):
            if item.get_closest_marker(heavy) and not item.get_closest_marker("xdist_group"):
                item.add_marker(pytest.mark.xdist_group(heavy))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; at the end PostgreSQL drops it only when nobody else is in it, and a
    connection that some thread let go of may not be collected yet."""
    yield
    gc.collect()
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
