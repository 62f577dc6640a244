"""Agreement beyond chance over count patterns, with weights and missing ratings: one form for
every idea of what chance would give."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from credibility.measures.distances import checked_weights
from credibility.measures.intervals import linearised_variance, student_interval
from credibility.measures.ratings import Floats, Patterns, Table, as_table
from credibility.measures.results import NOTHING_SHARED, ONE_CATEGORY, TOO_FEW, Measured, Result

ALMOST_NOTHING = 1e-12


@dataclass(frozen=True)
class Chance:
    """One idea of chance agreement: `expected` from the shares of the categories
    (... x categories) and the weights; `parts` is what each unit adds to it, from the shares
    within the unit (patterns x categories), the shares over all and the weights."""

    expected: Callable[[Floats, Floats], Floats]
    parts: Callable[[Floats, Floats, Floats], Floats]

    def agreement(
        self, patterns: Patterns, weights: npt.ArrayLike | None = None
    ) -> tuple[float, float]:
        """pa, the mean over units with two ratings or more of the (weighted) share of agreeing
        pairs, and pe, what chance would give; pa is nan where there are no such units."""
        table = as_table(patterns)
        matrix = checked_weights(weights, size=table.counts.shape[1])
        observed, expected = self._observed_and_expected(table, matrix)
        return float(observed), float(expected)

    def values(self, table: Table, weights: npt.ArrayLike | None = None) -> Floats:
        """(pa - pe) / (1 - pe) for each leading axis of `table.units` (resamples x patterns); nan
        where it is undefined."""
        matrix = checked_weights(weights, size=table.counts.shape[1])
        observed, expected = self._observed_and_expected(table, matrix)
        used = np.count_nonzero(table.units @ table.counts, axis=-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = (observed - expected) / (1 - expected)
        return np.where((used > 1) & (1 - expected > ALMOST_NOTHING), value, np.nan)

    def coefficient(self, patterns: Patterns, weights: npt.ArrayLike | None = None) -> Result:
        """(pa - pe) / (1 - pe) with Gwet's analytic interval (2014), which knows of missing
        ratings: Student's t with units - 1 degrees of freedom, clipped to what the coefficient can
        reach. `n` counts the units with at least two ratings; units with one help to tell the
        shares."""
        table = as_table(patterns)
        shared_units = int(table.units[table.raters >= 2].sum())
        if shared_units == 0:
            return NOTHING_SHARED
        value = float(self.values(table, weights))
        if math.isnan(value):
            return ONE_CATEGORY
        if shared_units < 2:
            return TOO_FEW
        matrix = checked_weights(weights, size=table.counts.shape[1])
        expected = float(self._observed_and_expected(table, matrix)[1])
        lower, upper = student_interval(
            value,
            variance=self._variance(table, matrix, value=value),
            n=table.n_units,
            lowest=min(-1.0, -expected / (1 - expected)),
        )
        return Measured(value, lower, upper, shared_units)

    def _observed_and_expected(self, table: Table, weights: Floats) -> tuple[Floats, Floats]:
        alike, shared = _alike(table, weights)
        units = table.units
        with np.errstate(invalid="ignore", divide="ignore"):
            observed = (units @ alike) / (units @ shared)
            shares = (units @ _within(table)) / units.sum(axis=-1)[..., None]
            return observed, self.expected(shares, weights)

    def _variance(self, table: Table, weights: Floats, *, value: float) -> float:
        """Gwet's linearised variance: each unit's share in observed and in chance agreement."""
        alike, shared = _alike(table, weights)
        n, units, within = table.units.sum(), table.units, _within(table)
        shares = units @ within / n
        expected = float(self.expected(shares, weights))
        parts = n / (units @ shared) * (alike - expected * shared) / (1 - expected)
        drift = self.parts(within, shares, weights) - expected
        parts = parts - 2 * (1 - value) * drift / (1 - expected)
        return linearised_variance(parts, around=value, units=units)


def _alike(table: Table, weights: Floats) -> tuple[Floats, Floats]:
    """Per pattern: the weighted share of agreeing pairs, and 1 where there are pairs at all."""
    counts, raters = table.counts, table.raters
    pairs = raters * (raters - 1)
    agreeing = (counts * (counts @ weights - 1)).sum(axis=1)
    return agreeing / np.maximum(pairs, 1), (raters >= 2).astype(np.float64)


def _within(table: Table) -> Floats:
    return np.asarray(table.counts / table.raters[:, None], dtype=np.float64)


# --- three ideas of chance ------------------------------------------------------------------


def _pooled(shares: Floats, weights: Floats) -> Floats:
    return np.asarray(((shares @ weights) * shares).sum(axis=-1), dtype=np.float64)


def _pooled_parts(within: Floats, shares: Floats, weights: Floats) -> Floats:
    return np.asarray(within @ ((weights + weights.T) / 2 @ shares), dtype=np.float64)


def _uniform(shares: Floats, weights: Floats) -> Floats:
    return np.full(shares.shape[:-1], weights.mean())


def _uniform_parts(within: Floats, _shares: Floats, weights: Floats) -> Floats:
    return np.full(len(within), weights.mean())


def _at_random(shares: Floats, weights: Floats) -> Floats:
    return np.asarray(_scale(weights) * (shares * (1 - shares)).sum(axis=-1), dtype=np.float64)


def _at_random_parts(within: Floats, shares: Floats, weights: Floats) -> Floats:
    return np.asarray(_scale(weights) * (within @ (1 - shares)), dtype=np.float64)


def _scale(weights: Floats) -> float:
    size = len(weights)
    return float(weights.sum()) / max(size * (size - 1), 1)


# All raters draw from one pool (Scott, Fleiss).
POOLED = Chance(_pooled, _pooled_parts)
# Every category of the scale is as likely (Bennett, Brennan and Prediger).
UNIFORM = Chance(_uniform, _uniform_parts)
# Some ratings are given at random, the more so the more mixed the categories are (Gwet).
AT_RANDOM = Chance(_at_random, _at_random_parts)
