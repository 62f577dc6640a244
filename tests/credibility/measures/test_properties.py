"""Every measure declares what it can do, and can do what it declares."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

import credibility.measures
from credibility.measures.properties import DECLARED, Properties
from credibility.measures.ratings import count_patterns
from credibility.measures.results import Measured, Result, Undefined


def all_measures() -> dict[str, Callable[..., Any]]:
    """Every public function of the package that answers with a result."""
    found: dict[str, Callable[..., Any]] = {}
    for module_info in pkgutil.walk_packages(
        credibility.measures.__path__, "credibility.measures."
    ):
        module = importlib.import_module(module_info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            if get_type_hints(function).get("return") in (Result, Measured, Undefined):
                found[f"{module.__name__}.{name}"] = function
    return found


MEASURES = all_measures()
OVER_PATTERNS = {
    name for name, f in MEASURES.items() if list(inspect.signature(f).parameters) == ["patterns"]
}


def test_there_are_measures() -> None:
    assert len(OVER_PATTERNS) >= 3


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measure_declares_its_properties(name: str) -> None:
    assert isinstance(DECLARED.get(name), Properties)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measure_says_when_it_is_undefined_and_shows_an_example(name: str) -> None:
    text = inspect.getdoc(MEASURES[name]) or ""
    assert "Undefined" in text or "undefined" in text or "too_few" in text
    assert ">>>" in text


@pytest.mark.parametrize("name", sorted(OVER_PATTERNS))
def test_a_symmetric_measure_does_not_care_who_said_it(name: str) -> None:
    rows: list[list[str | None]] = [
        ["a", "b", "a"],
        ["b", "b", None],
        ["a", "a", "a"],
        ["b", None, "a"],
    ]
    turned = [list(reversed(row)) for row in rows]
    of = MEASURES[name]
    as_said = of(count_patterns(rows, categories=["a", "b"]))
    assert DECLARED[name].symmetric
    assert as_said == of(count_patterns(turned, categories=["a", "b"]))
    assert isinstance(as_said, Measured) is DECLARED[name].missing_data


def test_the_package_imports_without_any_framework() -> None:
    modules = ", ".join(
        info.name
        for info in pkgutil.walk_packages(credibility.measures.__path__, "credibility.measures.")
    )
    program = (
        f"import {modules}, sys; "
        "print([m for m in ('django', 'rest_framework', 'celery') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
