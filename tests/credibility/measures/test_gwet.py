"""Gwet's AC1 against published results."""

from typing import Any

import pytest

from credibility.measures.gwet import ac1, agreement_and_chance
from credibility.measures.results import Measured, Undefined
from tests.credibility.measures.vector_cases import cases_of, patterns_of


@pytest.mark.parametrize("case", cases_of("gwet_ac1"))
def test_it_gives_the_published_value(case: dict[str, Any]) -> None:
    patterns, expected, tolerance = patterns_of(case["input"]), case["expected"], case["tolerance"]
    result = ac1(patterns)
    if not expected.get("defined", True):
        assert isinstance(result, Undefined)
        return
    assert isinstance(result, Measured)
    assert result.value == pytest.approx(expected["coef"], abs=tolerance)
    assert agreement_and_chance(patterns) == pytest.approx(
        (expected["pa"], expected["pe"]), abs=tolerance
    )
    if "ci95" in expected:
        assert (result.lower, result.upper) == pytest.approx(expected["ci95"], abs=1e-3)


def test_it_stays_high_where_one_category_prevails() -> None:
    result = ac1({(2, 0): 95, (1, 1): 5})
    assert isinstance(result, Measured)
    assert result.value > 0.9
    assert result.lower <= result.value <= result.upper <= 1


def test_it_counts_categories_of_the_scale_that_nobody_used() -> None:
    two, three = ac1({(2, 0): 8, (1, 1): 2}), ac1({(2, 0, 0): 8, (1, 1, 0): 2})
    assert isinstance(two, Measured)
    assert isinstance(three, Measured)
    assert two.value < three.value


@pytest.mark.parametrize(
    ("patterns", "code"),
    [
        ({(2, 0, 0): 9}, "one_category"),
        ({(1, 0, 0): 9, (0, 1, 0): 1}, "nothing_shared"),
        ({(1, 1, 0): 1, (1, 0, 0): 3}, "too_few"),
        ({}, "nothing_shared"),
    ],
)
def test_it_names_the_reason_when_there_is_no_number(
    patterns: dict[tuple[int, ...], int], code: str
) -> None:
    result = ac1(patterns)
    assert isinstance(result, Undefined)
    assert result.code == code
