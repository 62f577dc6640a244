"""The bootstrap over count patterns: the same as resampling units, and repeatable."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from credibility.measures.alpha import (
    alpha_values,
    interval_alpha,
    masi_alpha,
    nominal_alpha,
    ratio_alpha,
)
from credibility.measures.bootstrap import VALUES, bootstrap, bootstrap_cohen
from credibility.measures.distances import linear_weights
from credibility.measures.gwet import ac2
from credibility.measures.kappa import cohen_kappa, scott_pi
from credibility.measures.ratings import Patterns, Table, as_table
from credibility.measures.results import Measured, Result, Undefined

PATTERNS: Patterns = {
    (3, 0, 0): 40,
    (2, 1, 0): 12,
    (0, 3, 0): 25,
    (0, 1, 2): 9,
    (0, 0, 3): 14,
    (1, 0, 0): 5,
}
OPTIONS: dict[Callable[..., Result], dict[str, Any]] = {
    interval_alpha: {"values": [1, 2, 4]},
    ratio_alpha: {"values": [1, 2, 4]},
    masi_alpha: {"sets": [{"a"}, {"a", "b"}, {"c"}]},
    ac2: {"weights": linear_weights(3)},
}


@pytest.mark.parametrize("measure", VALUES, ids=lambda measure: measure.__name__)
def test_each_measure_is_the_same_for_one_resample_as_for_the_units(
    measure: Callable[..., Result],
) -> None:
    values, at_least = VALUES[measure]
    patterns = PATTERNS if measure is not scott_pi else {(2, 0, 0): 9, (1, 1, 0): 4, (0, 0, 2): 5}
    options = OPTIONS.get(measure, {})
    table = as_table(patterns, at_least=at_least)
    twice = Table(table.counts, np.stack([table.units, table.units]))
    point = measure(patterns, **options)
    assert isinstance(point, Measured)
    assert values(twice, **options) == pytest.approx([point.value, point.value])


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    one, again = (bootstrap(nominal_alpha, PATTERNS, seed=5) for _ in range(2))
    assert one == again
    assert one.seed == 5
    assert bootstrap(nominal_alpha, PATTERNS, seed=6).result != one.result


def test_it_is_as_wide_as_resampling_the_units_themselves() -> None:
    rng = np.random.default_rng(3)
    table = as_table(PATTERNS, at_least=2)
    rows = np.repeat(table.counts, table.units.astype(int), axis=0)
    naive = [
        float(alpha_values(Table(rows[rng.integers(0, len(rows), len(rows))], np.ones(len(rows)))))
        for _ in range(1000)
    ]
    drawn = bootstrap(nominal_alpha, PATTERNS, seed=3).result
    assert isinstance(drawn, Measured)
    assert (drawn.lower, drawn.upper) == pytest.approx(np.quantile(naive, [0.025, 0.975]), abs=0.02)


def test_it_is_near_the_analytic_interval_where_units_are_many() -> None:
    patterns = {pattern: units * 50 for pattern, units in PATTERNS.items()}
    drawn, analytic = bootstrap(nominal_alpha, patterns, seed=1).result, nominal_alpha(patterns)
    assert isinstance(drawn, Measured)
    assert isinstance(analytic, Measured)
    assert (drawn.lower, drawn.upper) == pytest.approx((analytic.lower, analytic.upper), abs=0.005)


def test_the_interval_holds_the_value() -> None:
    for seed in range(20):
        drawn = bootstrap(nominal_alpha, {(2, 0): 6, (1, 1): 3, (0, 2): 1}, seed=seed).result
        if isinstance(drawn, Measured):
            assert drawn.lower <= drawn.value <= drawn.upper


def test_resamples_of_one_category_are_counted_and_too_many_leave_no_interval() -> None:
    some = bootstrap(nominal_alpha, {(2, 0): 20, (0, 2): 5}, seed=1)
    assert isinstance(some.result, Measured)
    assert 0 < some.undefined < 100
    none = bootstrap(nominal_alpha, {(2, 0): 30, (1, 1): 1}, seed=1)
    assert isinstance(none.result, Undefined)
    assert none.result.code == "too_few"


def test_what_is_undefined_stays_so() -> None:
    drawn = bootstrap(nominal_alpha, {(2, 0): 20}, seed=1).result
    assert isinstance(drawn, Undefined)
    assert drawn.code == "one_category"
    assert isinstance(bootstrap(nominal_alpha, {}, seed=1).result, Undefined)


def test_a_hundred_thousand_patterns_are_drawn_in_parts() -> None:
    rng = np.random.default_rng(0)
    counts = np.unique(rng.integers(0, 60, size=(4000, 3)) + 1, axis=0)
    patterns = {tuple(row): 2 for row in counts.tolist()}
    whole = bootstrap(nominal_alpha, patterns, seed=2, resamples=1100)
    assert isinstance(whole.result, Measured)
    assert whole.undefined == 0


def test_cohens_kappa_resamples_its_cells() -> None:
    table = [[40, 4, 1], [6, 30, 3], [2, 5, 20]]
    drawn, analytic = bootstrap_cohen(table, seed=1).result, cohen_kappa(table)
    assert isinstance(drawn, Measured)
    assert isinstance(analytic, Measured)
    assert drawn.value == analytic.value
    assert (drawn.lower, drawn.upper) == pytest.approx((analytic.lower, analytic.upper), abs=0.03)
    assert bootstrap_cohen([[0, 0], [0, 0]], seed=1).undefined == 1000
