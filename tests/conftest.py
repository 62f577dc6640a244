"""What every test may ask for: see tests/fixtures."""

import pytest
from hypothesis import settings

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
