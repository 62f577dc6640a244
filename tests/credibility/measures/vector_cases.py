"""Published results as test cases: ours beside this file, and any in the folder named VECTORS."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credibility.measures.ratings import Pattern, count_patterns

OURS = Path(__file__).parent / "vectors"


def cases_of(measure: str) -> list[Any]:
    """The cases of one file, as pytest parameters named by their source."""
    folders = [OURS, *([Path(os.environ["VECTORS"])] if os.environ.get("VECTORS") else [])]
    return [
        pytest.param(case, id=f"{folder.name}: {case['name']}")
        for folder in folders
        for case in _cases(folder / f"{measure}.json")
    ]


def _cases(file: Path) -> Iterator[dict[str, Any]]:
    if file.exists():
        for case in json.loads(file.read_text())["cases"]:
            if case["input"].get("level", "nominal") == "nominal":
                yield case


def patterns_of(given: dict[str, Any]) -> Counter[Pattern]:
    """The count patterns of rows (units x raters), of sets as values, or of a two-way table."""
    if "table" in given:
        size = range(len(given["table"]))
        units = [[i, j] for i in size for j in size for _ in range(given["table"][i][j])]
        return count_patterns(units, categories=list(size))
    rows = given.get("rows") or [
        [None if value is None else "+".join(sorted(value)) for value in row]
        for row in given["sets"]
    ]
    used = sorted({value for row in rows for value in row if value is not None}, key=str)
    return count_patterns(rows, categories=used)
