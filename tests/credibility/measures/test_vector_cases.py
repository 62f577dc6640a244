"""Every file of published results is asked of somebody, and a wrong value is noticed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.credibility.measures.vector_cases import NOT_OURS, OURS, compare, folders

PAPERS = Path(__file__).parent / "papers"
ASKED = {
    name
    for paper in PAPERS.glob("test_*.py")
    for name in re.findall(r'cases_of\("(\w+)"\)', paper.read_text())
}
CASE = {"file": "x", "name": "y", "expected": {"a": 0.5, "b": [1, {"c": 2}]}, "tolerance": 0.01}


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_every_measure_with_published_values_is_one_of_ours(folder: Path) -> None:
    assert folder.is_dir()
    unknown = {file.stem for file in folder.glob("*.json")} - ASKED - NOT_OURS
    assert not unknown, f"nothing here measures {', '.join(sorted(unknown))}"


def test_each_paper_has_cases_of_our_own() -> None:
    for name in ASKED:
        file = json.loads((OURS / f"{name}.json").read_text())
        assert file["measure"] == name
        assert file["cases"]


def test_the_farthest_value_is_noted() -> None:
    noted: list[tuple[str, object]] = []
    measured = {"a": 0.502, "b": [1.004, {"c": 2}], "more": 3}
    compare(CASE, measured, lambda name, value: noted.append((name, value)))
    ((name, vector),) = noted
    assert name == "vector"
    assert vector == {
        "case": "x: y",
        "off": pytest.approx(0.004),
        "of_tolerance": pytest.approx(0.4),
    }


@pytest.mark.parametrize(
    "measured",
    [
        {"a": 0.52, "b": [1, {"c": 2}]},
        {"a": 0.5},
        {"a": float("nan"), "b": [1, {"c": 2}]},
        {"a": 0.5, "b": [1]},
    ],
)
def test_a_wrong_or_missing_value_fails(measured: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        compare(CASE, measured, lambda _name, _value: None)


def test_a_number_where_there_is_none_fails() -> None:
    with pytest.raises(AssertionError):
        compare({**CASE, "expected": {"defined": False}}, {"a": 1.0}, lambda _name, _value: None)
