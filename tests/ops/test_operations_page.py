"""docs/operations.md names every setting and every command there is."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

PAGE = settings.BASE_DIR / "docs" / "operations.md"
SETTINGS = settings.BASE_DIR / "annotator" / "settings.py"
OURS = ("annotator", "credibility")


def headings() -> set[str]:
    return set(re.findall(r"^### (\S+)$", PAGE.read_text(), flags=re.MULTILINE))


def names_read_from_the_environment() -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(SETTINGS.read_text())):
        name: ast.expr | None = None
        if isinstance(node, ast.Call) and node.args:
            if re.match(r"(read_\w+|os\.environ\.get)$", ast.unparse(node.func)):
                name = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            name = node.slice
        if isinstance(name, ast.Constant):
            found.add(str(name.value))
    return found


def test_the_search_finds_settings() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "WRITE_RATE", "PORT"} <= names_read_from_the_environment()


@pytest.mark.parametrize("name", sorted(names_read_from_the_environment()))
def test_every_setting_has_its_heading(name: str) -> None:
    assert name in headings()


@pytest.mark.parametrize(
    "name", sorted(name for name, app in get_commands().items() if app in OURS)
)
def test_every_command_has_its_heading(name: str) -> None:
    assert name in headings()


def test_every_heading_in_capitals_is_a_setting() -> None:
    in_capitals = {name for name in headings() if name.isupper()}
    assert in_capitals == names_read_from_the_environment()


def test_every_file_it_names_is_there() -> None:
    for name in re.findall(r"`([\w./-]+\.(?:yml|md|toml))`", PAGE.read_text()):
        assert (Path(settings.BASE_DIR) / name).exists(), name
