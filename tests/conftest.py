"""What every test may ask for."""

pytest_plugins = ["tests.cast", "tests.fixtures.installation"]
