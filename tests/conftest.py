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


# What a test asks for tells what it is: nobody has to remember the mark.
MARKED_BY_FIXTURE = {"browser": "browser", "db": "database", "transactional_db": "database"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by what they use, for `-m`, and keeps those that share something heavy in one
    process of `pytest -n`."""
    for item in items:
        for fixture, mark in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
        if item.get_closest_marker("django_db"):
            item.add_marker("database")
        if item.get_closest_marker("xdist_group"):
            continue
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group(f"browser in {item.path.name}"))
        elif item.get_closest_marker("broker"):
            item.add_marker(pytest.mark.xdist_group("broker"))


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
