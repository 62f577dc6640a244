"""Krippendorff's alpha: when it is undefined, and against another implementation."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credibility.measures.alpha import nominal_alpha
from credibility.measures.ratings import count_patterns
from credibility.measures.results import Measured, Undefined

tables = st.lists(
    st.lists(st.sampled_from([None, 0, 1, 2]), min_size=4, max_size=4), min_size=2, max_size=12
)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_it_agrees_with_another_implementation(rows: list[list[int | None]]) -> None:
    result = nominal_alpha(count_patterns(rows, categories=[0, 1, 2]))
    if isinstance(result, Measured):
        data = np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float)
        oracle = krippendorff.alpha(
            reliability_data=data.T, level_of_measurement="nominal", value_domain=[0, 1, 2]
        )
        assert result.value == pytest.approx(oracle, abs=1e-9)
        assert -1 <= result.lower <= result.value <= result.upper <= 1


def test_it_says_that_one_category_tells_nothing() -> None:
    result = nominal_alpha({(0, 3, 0): 40})
    assert isinstance(result, Undefined)
    assert result.code == "one_category"


def test_it_says_that_nobody_judged_the_same() -> None:
    result = nominal_alpha({(0, 1, 0): 4, (1, 0, 0): 4})
    assert isinstance(result, Undefined)
    assert result.code == "nothing_shared"


def test_it_gives_no_number_for_a_single_unit() -> None:
    result = nominal_alpha({(1, 1, 0): 1})
    assert isinstance(result, Undefined)
    assert result.code == "too_few"


def test_it_ignores_a_category_that_nobody_used() -> None:
    assert nominal_alpha({(2, 0): 4, (1, 1): 2, (0, 2): 3}) == nominal_alpha(
        {(2, 0, 0): 4, (1, 1, 0): 2, (0, 2, 0): 3}
    )
