"""Gwet's AC1: what prevalence does to it, and when it is undefined."""

import pytest

from credibility.measures.gwet import ac1
from credibility.measures.results import Measured, Undefined


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
