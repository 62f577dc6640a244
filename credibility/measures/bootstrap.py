"""Bootstrap intervals that resample distinct count patterns instead of units.

Units of one pattern are exchangeable, so how often each pattern turns up in a resample of n units
is one multinomial draw: a million labels cost as much as their few hundred patterns.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from credibility.measures.alpha import (
    alpha_values,
    fixed,
    interval_alpha,
    masi_alpha,
    nominal,
    nominal_alpha,
    observed_and_expected,
    ordinal_alpha,
    ratio_alpha,
)
from credibility.measures.brier import brier_score
from credibility.measures.chance import AT_RANDOM, POOLED, UNIFORM
from credibility.measures.distances import (
    checked_weights,
    interval_distances,
    masi_distances,
    ordinal_distances,
    ratio_distances,
)
from credibility.measures.gwet import ac1, ac2
from credibility.measures.intervals import TAIL
from credibility.measures.kappa import (
    brennan_prediger,
    cohen_kappa,
    cohen_values,
    fleiss_kappa,
    scott_pi,
)
from credibility.measures.ratings import Floats, Patterns, Table, as_table
from credibility.measures.raw import raw_agreement
from credibility.measures.results import TOO_FEW, Measured, Result

RESAMPLES = 1000
# With fewer resamples in which the measure exists, their quantiles are no interval.
LEAST_DEFINED = 0.9
# Bounds the memory: resamples are drawn so many numbers at a time.
NUMBERS_AT_ONCE = 2_000_000

Values = Callable[..., Floats]


@dataclass(frozen=True)
class Resampled:
    """A result whose interval is that of the resamples, and what it takes to repeat it.

    `undefined` counts the resamples in which the measure did not exist, such as those of one
    category only; they are left out.
    """

    result: Result
    seed: int
    resamples: int
    undefined: int


# For each measure: its value for many resamples at once, and how many ratings a unit must have.
VALUES: dict[Callable[..., Result], tuple[Values, int]] = {
    nominal_alpha: (alpha_values, 2),
    ordinal_alpha: (lambda table: alpha_values(table, ordinal_distances), 2),
    interval_alpha: (
        lambda table, values: alpha_values(table, fixed(interval_distances(values))),
        2,
    ),
    ratio_alpha: (lambda table, values: alpha_values(table, fixed(ratio_distances(values))), 2),
    masi_alpha: (lambda table, sets: alpha_values(table, fixed(masi_distances(sets))), 2),
    raw_agreement: (lambda table: 1 - observed_and_expected(table, nominal)[0], 2),
    fleiss_kappa: (POOLED.values, 1),
    scott_pi: (POOLED.values, 2),
    brennan_prediger: (UNIFORM.values, 1),
    ac1: (AT_RANDOM.values, 1),
    ac2: (AT_RANDOM.values, 1),
}


def bootstrap(
    measure: Callable[..., Result],
    patterns: Patterns,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    **options: Any,
) -> Resampled:
    """What `measure(patterns, **options)` answers, with the percentile interval of the resamples.

    Efron and Tibshirani (1993), An introduction to the bootstrap. Units are taken as independent:
    where a few articles bring most units, the truth is wider. The interval always holds the value.
    `too_few` where the measure exists in fewer than nine of ten resamples. The same seed gives
    the same numbers. Raises KeyError for a measure that is not over count patterns.

    >>> drawn = bootstrap(nominal_alpha, {(2, 0): 50, (1, 1): 10, (0, 2): 40}, seed=7)
    >>> round(drawn.result.value, 3), round(drawn.result.lower, 2), round(drawn.result.upper, 2)
    (0.799, 0.68, 0.9)
    """
    values, at_least = VALUES[measure]
    point = measure(patterns, **options)
    table = as_table(patterns, at_least=at_least)
    drawn = [
        values(Table(table.counts, units), **options)
        for units in _multinomial(table.units, seed=seed, resamples=resamples)
    ]
    return _resampled(point, drawn, seed=seed, resamples=resamples)


def bootstrap_cohen(
    table: npt.ArrayLike,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    weights: npt.ArrayLike | None = None,
) -> Resampled:
    """`bootstrap` for `cohen_kappa`, whose patterns are the cells of its table.

    >>> drawn = bootstrap_cohen([[40, 10], [10, 40]], seed=7).result
    >>> round(drawn.value, 3), round(drawn.lower, 2), round(drawn.upper, 2)
    (0.6, 0.45, 0.76)
    """
    point = cohen_kappa(table, weights=weights)
    cells = np.asarray(table, dtype=np.float64)
    matrix = checked_weights(weights, size=len(cells))
    drawn = [
        cohen_values(units.reshape(-1, *cells.shape), matrix)
        for units in _multinomial(cells.ravel(), seed=seed, resamples=resamples)
    ]
    return _resampled(point, drawn, seed=seed, resamples=resamples)


def bootstrap_brier(
    outcomes: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    *,
    seed: int,
    resamples: int = RESAMPLES,
) -> Resampled:
    """`bootstrap` for `brier_score`, whose patterns are a probability with its outcome.

    >>> drawn = bootstrap_brier([1] * 30 + [0] * 10, [0.8] * 40, seed=7).result
    >>> round(drawn.value, 2), round(drawn.lower, 2), round(drawn.upper, 2)
    (0.19, 0.12, 0.28)
    """
    point = brier_score(outcomes, probabilities)
    if not isinstance(point, Measured):
        return Resampled(point, seed, resamples, resamples)
    squares = (np.asarray(probabilities, dtype=np.float64) - np.asarray(outcomes)) ** 2
    errors, cases = np.unique(squares, return_counts=True)
    drawn = [
        units @ errors / point.n
        for units in _multinomial(cases.astype(np.float64), seed=seed, resamples=resamples)
    ]
    return _resampled(point, drawn, seed=seed, resamples=resamples)


def _multinomial(units: Floats, *, seed: int, resamples: int) -> Iterator[Floats]:
    """How often each pattern turns up (resamples x patterns), some resamples at a time."""
    n = int(units.sum())
    if n == 0:
        return
    rng = np.random.default_rng(seed)
    at_once = max(1, NUMBERS_AT_ONCE // len(units))
    for start in range(0, resamples, at_once):
        size = min(at_once, resamples - start)
        yield rng.multinomial(n, units / n, size=size).astype(np.float64)


def _resampled(point: Result, drawn: list[Floats], *, seed: int, resamples: int) -> Resampled:
    values = np.concatenate(drawn) if drawn else np.empty(0)
    defined = values[~np.isnan(values)]
    undefined = resamples - len(defined)
    if not isinstance(point, Measured):
        return Resampled(point, seed, resamples, undefined)
    if len(defined) < LEAST_DEFINED * resamples:
        return Resampled(TOO_FEW, seed, resamples, undefined)
    lower, upper = (float(bound) for bound in np.quantile(defined, [TAIL, 1 - TAIL]))
    interval = Measured(point.value, min(lower, point.value), max(upper, point.value), point.n)
    return Resampled(interval, seed, resamples, undefined)
