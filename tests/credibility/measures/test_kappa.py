"""The kappas and alpha over random ratings: what always holds, whatever was said."""

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from credibility.measures.alpha import (
    disagreement,
    interval_alpha,
    masi_alpha,
    nominal_alpha,
    ordinal_alpha,
    ratio_alpha,
)
from credibility.measures.distances import (
    linear_weights,
    quadratic_weights,
    weights_of_disagreement,
)
from credibility.measures.gwet import ac1, ac2
from credibility.measures.kappa import brennan_prediger, cohen_kappa, fleiss_kappa, scott_pi
from credibility.measures.ratings import Floats, Pattern, Patterns, count_patterns
from credibility.measures.raw import raw_agreement
from credibility.measures.results import Measured, Result, Undefined

Rows = list[list[int | None]]
SETS = [{"a"}, {"a", "b"}, {"b", "c"}]
NOMINAL: dict[str, Callable[[Patterns], Result]] = {
    "alpha": nominal_alpha,
    "raw": raw_agreement,
    "fleiss": fleiss_kappa,
    "brennan_prediger": brennan_prediger,
    "ac1": ac1,
}
# Of these a scale may be turned round, but not shuffled.
ORDERED: dict[str, Callable[[Patterns], Result]] = {
    "ordinal": ordinal_alpha,
    "interval": lambda p: interval_alpha(p, values=[1, 2, 3]),
    "ac2": lambda p: ac2(p, weights=linear_weights(3)),
    "fleiss quadratic": lambda p: fleiss_kappa(p, weights=quadratic_weights(3)),
}
OTHERS: dict[str, Callable[[Patterns], Result]] = {
    "ratio": lambda p: ratio_alpha(p, values=[1, 2, 4]),
    "masi": lambda p: masi_alpha(p, sets=SETS),
}
ALL = NOMINAL | ORDERED | OTHERS
WITHOUT_LONE_VALUES = {"alpha", "raw", "ordinal", "interval", "ratio", "masi"}

rows_of_ratings = st.lists(
    st.lists(st.sampled_from([None, 0, 1, 2]), min_size=3, max_size=3), min_size=2, max_size=12
)
tables = st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=3, max_size=3).map(
    lambda table: np.array(table, dtype=np.float64)
)


def patterns_of(rows: Rows) -> Counter[Pattern]:
    return count_patterns(rows, categories=[0, 1, 2])


def same(one: Result, other: Result) -> bool:
    """Alike but for the last digits."""
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return one == other
    return one.n == other.n and all(
        math.isclose(a, b, abs_tol=1e-9)
        for a, b in [
            (one.value, other.value),
            (one.lower, other.lower),
            (one.upper, other.upper),
        ]
    )


@settings(max_examples=60, deadline=None)
@given(rows_of_ratings)
def test_the_order_of_raters_and_units_never_matters(rows: Rows) -> None:
    shuffled = [row[::-1] for row in rows][::-1]
    for name, of in ALL.items():
        assert same(of(patterns_of(rows)), of(patterns_of(shuffled))), name


@settings(max_examples=60, deadline=None)
@given(rows_of_ratings, st.permutations([0, 1, 2]))
def test_renaming_labels_changes_nothing(rows: Rows, names: list[int]) -> None:
    renamed: Rows = [[None if v is None else names[v] for v in row] for row in rows]
    for name, of in NOMINAL.items():
        assert same(of(patterns_of(rows)), of(patterns_of(renamed))), name


@settings(max_examples=60, deadline=None)
@given(rows_of_ratings)
def test_a_scale_may_be_turned_round(rows: Rows) -> None:
    turned: Rows = [[None if v is None else 2 - v for v in row] for row in rows]
    for name, of in ORDERED.items():
        assert same(of(patterns_of(rows)), of(patterns_of(turned))), name


@settings(max_examples=60, deadline=None)
@given(rows_of_ratings)
def test_values_lie_in_their_intervals_and_are_never_nan(rows: Rows) -> None:
    for name, of in ALL.items():
        result = of(patterns_of(rows))
        if isinstance(result, Measured):
            assert result.lower <= result.value <= result.upper <= 1 + 1e-12, name
            assert result.n >= 2, name
        else:
            assert result.code in {"nothing_shared", "one_category", "too_few"}, name


@settings(max_examples=60, deadline=None)
@given(rows_of_ratings)
def test_a_unit_that_one_person_judged_never_moves_alpha_or_raw_agreement(rows: Rows) -> None:
    more = [*rows, [2, None, None], [None, 0, None]]
    for name in WITHOUT_LONE_VALUES:
        assert same(ALL[name](patterns_of(rows)), ALL[name](patterns_of(more))), name


@settings(max_examples=60, deadline=None)
@given(rows_of_ratings)
def test_the_same_units_twice_give_the_same_kappa_more_surely(rows: Rows) -> None:
    for name in ALL.keys() - WITHOUT_LONE_VALUES | {"raw"}:
        once, twice = ALL[name](patterns_of(rows)), ALL[name](patterns_of(rows * 2))
        if isinstance(once, Measured):
            assert isinstance(twice, Measured)
            assert twice.value == pytest.approx(once.value), name
            assert twice.upper - twice.lower <= once.upper - once.lower + 1e-9, name


@settings(max_examples=60, deadline=None)
@given(rows_of_ratings)
def test_the_same_units_twice_move_alpha_by_its_small_sample_correction_only(rows: Rows) -> None:
    once, twice = disagreement(patterns_of(rows)), disagreement(patterns_of(rows * 2))
    pairable = sum(
        sum(pattern) * units for pattern, units in patterns_of(rows).items() if sum(pattern) > 1
    )
    assume(pairable > 0)
    shrinks = (2 * pairable - 2) / (2 * pairable - 1)
    assert twice == pytest.approx((once[0], once[1] * shrinks))


@pytest.mark.parametrize("name", ALL)
def test_full_agreement_is_one(name: str) -> None:
    result = ALL[name]({(3, 0, 0): 4, (0, 2, 0): 3, (0, 0, 3): 1})
    assert isinstance(result, Measured)
    assert result.value == pytest.approx(1)
    assert result.upper == 1


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("patterns", "code"),
    [
        ({(3, 0, 0): 5}, "one_category"),
        ({(1, 0, 0): 5, (0, 1, 0): 2}, "nothing_shared"),
        ({(1, 1, 0): 1}, "too_few"),
        ({}, "nothing_shared"),
    ],
)
def test_where_there_is_no_number_the_reason_is_named(
    name: str, patterns: dict[tuple[int, ...], int], code: str
) -> None:
    if not patterns and name in {"interval", "ratio", "masi", "ac2", "fleiss quadratic"}:
        patterns = {(0, 0, 0): 1}
    result = ALL[name](patterns)
    assert isinstance(result, Undefined)
    assert result.code == code


@settings(max_examples=80, deadline=None)
@given(tables)
def test_cohens_kappa_does_not_care_who_is_first(table: Floats) -> None:
    for weights in (None, linear_weights(3), quadratic_weights(3)):
        one, other = cohen_kappa(table, weights=weights), cohen_kappa(table.T, weights=weights)
        assert same(one, other)
        if isinstance(one, Measured):
            assert one.lower <= one.value <= one.upper <= 1


def test_cohens_kappa_names_the_reason() -> None:
    reasons = {
        code: cohen_kappa(table)
        for code, table in {
            "nothing_shared": [[0, 0], [0, 0]],
            "one_category": [[9, 0], [0, 0]],
            "too_few": [[0, 1], [0, 0]],
        }.items()
    }
    assert {code: result.code for code, result in reasons.items() if isinstance(result, Undefined)}
    for code, result in reasons.items():
        assert isinstance(result, Undefined)
        assert result.code == code


def test_opposite_habits_are_no_agreement_and_not_undefined() -> None:
    result = cohen_kappa([[0, 9], [0, 0]])
    assert isinstance(result, Measured)
    assert result.value == 0


def test_scotts_pi_refuses_a_third_rater_and_leaves_out_lone_ratings() -> None:
    with pytest.raises(ValueError, match="two raters"):
        scott_pi({(2, 1): 3})
    assert scott_pi({(2, 0): 4, (1, 1): 3, (0, 2): 2, (1, 0): 50}) == scott_pi(
        {(2, 0): 4, (1, 1): 3, (0, 2): 2}
    )


def test_a_table_must_be_square_and_weights_must_fit() -> None:
    with pytest.raises(ValueError, match="square"):
        cohen_kappa([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ValueError, match="shape"):
        fleiss_kappa({(2, 0): 3, (1, 1): 2}, weights=linear_weights(3))
    with pytest.raises(ValueError, match="diagonal"):
        ac2({(2, 0): 3, (1, 1): 2}, weights=[[0, 1], [1, 0]])
    with pytest.raises(ValueError, match="diagonal"):
        weights_of_disagreement([[1, 0], [0, 0]])
    with pytest.raises(ValueError, match="square matrix"):
        weights_of_disagreement([[0, 1]])
    with pytest.raises(ValueError, match="below zero"):
        ratio_alpha({(2, 0): 3, (1, 1): 2}, values=[-1, 2])
    with pytest.raises(ValueError, match="as many values"):
        interval_alpha({(2, 0): 3, (1, 1): 2}, values=[1, 2, 3])
