"""Published results as test cases: ours beside this file, and any in the folder named VECTORS."""

import json
import math
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special

from credibility.measures.distances import linear_weights, ordinal_weights, quadratic_weights
from credibility.measures.ratings import Floats, Pattern, count_patterns
from credibility.measures.results import Measured, Result, Undefined

OURS = Path(__file__).parent / "vectors"
# Measures that others have published and that we do not offer.
NOT_OURS = {"copy_detection_depen", "wilson_interval", "alpha_u_1995"}
WEIGHTS: dict[str, Callable[[int], Floats]] = {
    "linear": linear_weights,
    "quadratic": quadratic_weights,
    "ordinal": ordinal_weights,
}
Record = Callable[[str, object], None]


def folders() -> list[Path]:
    """Ours, and the one that the environment names."""
    named = os.environ.get("VECTORS")
    return [OURS, *([Path(named)] if named else [])]


def cases_of(measure: str) -> list[Any]:
    """The cases of the files of one measure, as pytest parameters named by their source."""
    return [
        pytest.param({"file": measure, **case}, id=f"{folder.name}: {case['name']}")
        for folder in folders()
        for case in _cases(folder / f"{measure}.json")
    ]


def _cases(file: Path) -> Iterator[dict[str, Any]]:
    if file.exists():
        yield from json.loads(file.read_text())["cases"]


def compare(case: Mapping[str, Any], measured: Mapping[str, Any], record: Record) -> None:
    """Fails unless all that the case expects was measured, within its tolerance; notes how far
    off the farthest was, for the summary at the end of the run."""
    if case["expected"].get("defined") is False:
        assert all(isinstance(result, Undefined) for result in measured.values())
        record("vector", {"case": _title(case), "off": 0.0, "of_tolerance": 0.0})
        return
    off = 0.0
    for name, expected in case["expected"].items():
        assert name in measured, f"nothing here measures {name!r}"
        off = max(off, *(abs(got - due) for got, due in _numbers(measured[name], expected)))
    assert off <= case["tolerance"], f"{off} away, where {case['tolerance']} is allowed"
    share = off / case["tolerance"] if case["tolerance"] else 0.0
    record("vector", {"case": _title(case), "off": off, "of_tolerance": share})


def _title(case: Mapping[str, Any]) -> str:
    return f"{case['file']}: {case['name']}"


def _numbers(got: Any, due: Any) -> Iterator[tuple[float, float]]:
    """Both sides' numbers, side by side; what is no number must be equal."""
    if isinstance(due, Mapping):
        for name, part in due.items():
            yield from _numbers(got[name], part)
    elif isinstance(due, Sequence) and not isinstance(due, str):
        assert len(got) == len(due)
        for one, other in zip(got, due, strict=True):
            yield from _numbers(one, other)
    elif isinstance(due, str | bool):
        assert got == due
        yield 0.0, 0.0
    else:
        assert not math.isnan(float(got))
        yield float(got), float(due)


# --- what the files hold --------------------------------------------------------------------


def categories_of(given: Mapping[str, Any]) -> list[Any]:
    """The categories a case uses, in their order; of sets, each different set."""
    if "table" in given:
        return list(range(len(given["table"])))
    if "sets" in given:
        return sorted({frozenset(value) for row in given["sets"] for value in row}, key=sorted)
    return sorted({value for row in given["rows"] for value in row if value is not None})


def patterns_of(given: Mapping[str, Any]) -> Counter[Pattern]:
    """The count patterns of counts, of rows (units x raters), of sets, or of a two-way table."""
    if "counts" in given:
        return Counter(tuple(row) for row in given["counts"])
    used = categories_of(given)
    if "table" in given:
        units = [[i, j] for i in used for j in used for _ in range(given["table"][i][j])]
        return count_patterns(units, categories=used)
    if "sets" in given:
        chosen = [[frozenset(value) for value in row] for row in given["sets"]]
        return count_patterns(chosen, categories=used)
    return count_patterns(given["rows"], categories=used)


def table_of(given: Mapping[str, Any]) -> Floats:
    """The two-way table of a case, counted from its rows where it has none."""
    if "table" in given:
        return np.array(given["table"], dtype=np.float64)
    places = {category: place for place, category in enumerate(categories_of(given))}
    table = np.zeros((len(places), len(places)))
    for one, other in given["rows"]:
        table[places[one], places[other]] += 1
    return table


def weights_of(given: Mapping[str, Any], *, size: int) -> Floats | None:
    """The agreement weights that a case names; None for none."""
    return WEIGHTS[given["weights"]](size) if "weights" in given else None


def facts_of(result: Result, *, name: str, student_units: int) -> dict[str, Any]:
    """The value under `name`, with the standard error that its lower bound was made of, and the
    bounds; where it is undefined, just that."""
    if isinstance(result, Undefined):
        return {name: result}
    assert isinstance(result, Measured)
    error = (result.value - result.lower) / float(special.stdtrit(student_units - 1, 0.975))
    return {name: result.value, "se": error, "ci95": [result.lower, result.upper]}
