"""Krippendorff's alpha for nominal, ordinal, interval, ratio and set-valued data, with missing
values."""

from collections.abc import Callable, Collection, Hashable, Sequence
from functools import partial

import numpy as np

from credibility.measures.distances import (
    interval_distances,
    masi_distances,
    nominal_distances,
    ordinal_distances,
    ratio_distances,
)
from credibility.measures.intervals import linearised_variance, student_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import Floats, Patterns, Table, as_table
from credibility.measures.results import NOTHING_SHARED, ONE_CATEGORY, TOO_FEW, Measured, Result

# Squared distances between the categories, given how often each was used.
Distances = Callable[[Floats], Floats]


def nominal(totals: Floats) -> Floats:
    """Any two categories are equally far apart."""
    return nominal_distances(totals.shape[-1])


def observed_and_expected(table: Table, distances: Distances) -> tuple[Floats, Floats]:
    """Do and De over pairable values; nan if there are none.

    `table.units` may carry leading axes (resamples x patterns), and so do the answers then. A unit
    with m >= 2 values has m (m - 1) ordered pairs, each weighing 1 / (m - 1).
    """
    counts, units = table
    size = counts.shape[1]
    ordered = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(size)
    coincidences = ordered / np.maximum(table.raters - 1, 1)[:, None, None]
    met = (units @ coincidences.reshape(len(counts), size * size)).reshape(
        *units.shape[:-1], size, size
    )
    totals = met.sum(axis=-1)
    n = totals.sum(axis=-1)
    apart = distances(totals)
    drawn = (totals[..., :, None] * totals[..., None, :] * apart).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (met * apart).sum(axis=(-2, -1)) / n, drawn / (n * (n - 1))


def disagreement(patterns: Patterns, distances: Distances = nominal) -> tuple[float, float]:
    """Observed and expected disagreement (Do, De) over the pairable values; nan if there are none.

    >>> do, de = disagreement({(0, 2): 1, (1, 1): 4, (2, 0): 5})
    >>> round(do, 3), round(de, 3)
    (0.4, 0.442)
    """
    observed, expected = observed_and_expected(as_table(patterns, at_least=2), distances)
    return float(observed), float(expected)


def alpha_values(table: Table, distances: Distances = nominal) -> Floats:
    """alpha for each leading axis of `table.units`; nan where it is undefined."""
    observed, expected = observed_and_expected(table, distances)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def nominal_alpha(patterns: Patterns) -> Result:
    """alpha = 1 - Do / De.

    Krippendorff (2011), Computing Krippendorff's alpha-reliability; the interval is Gwet's
    analytic one (Handbook of inter-rater reliability, 2014), Student's t with units - 1 degrees of
    freedom, clipped to [-1, 1].

    1 is perfect agreement, 0 is what chance would give if raters drew from the pooled values,
    below 0 is more disagreement than that. Undefined: `nothing_shared` when no unit has two values,
    `one_category` when all pairable values are the same, `too_few` with a single pairable unit.
    `n` counts pairable units. Takes {counts per category: number of units}.

    >>> result = nominal_alpha({(0, 2): 1, (1, 1): 4, (2, 0): 5})
    >>> round(result.value, 3), result.n
    (0.095, 10)
    """
    return _alpha(patterns, nominal)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def ordinal_alpha(patterns: Patterns) -> Result:
    """alpha where the categories are ranks, in the order in which a pattern counts them.

    Two ranks are as far apart as there are values between them: see `ordinal_distances`
    (Krippendorff 2011). The interval takes these distances as given. What 1, 0 and negative mean,
    when it is undefined, and what it takes are as for `nominal_alpha`.

    >>> result = ordinal_alpha({(2, 0, 0): 4, (1, 1, 0): 3, (0, 0, 2): 5})
    >>> round(result.value, 3), result.n
    (0.853, 12)
    """
    return _alpha(patterns, ordinal_distances)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def interval_alpha(patterns: Patterns, *, values: Sequence[float]) -> Result:
    """alpha where the categories are numbers, `values` in the order in which a pattern counts them.

    Two numbers are as far apart as the square of their difference (Krippendorff 2011). What 1, 0
    and negative mean, when it is undefined, and what it takes are as for `nominal_alpha`.

    >>> result = interval_alpha({(2, 0, 0): 4, (1, 1, 0): 3, (0, 0, 2): 5}, values=[1, 2, 4])
    >>> round(result.value, 3), result.n
    (0.94, 12)
    """
    return _alpha(patterns, fixed(interval_distances(values)))


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def ratio_alpha(patterns: Patterns, *, values: Sequence[float]) -> Result:
    """alpha where the categories are amounts: 1 against 2 is as far as 100 against 200.

    The distance is the squared difference over the squared sum (Krippendorff 2011). Raises
    ValueError for a negative value. What 1, 0 and negative mean, when it is undefined, and what it
    takes are as for `interval_alpha`.

    >>> result = ratio_alpha({(2, 0, 0): 4, (1, 1, 0): 3, (0, 0, 2): 5}, values=[1, 2, 4])
    >>> round(result.value, 3), result.n
    (0.835, 12)
    """
    return _alpha(patterns, fixed(ratio_distances(values)))


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def masi_alpha(patterns: Patterns, *, sets: Sequence[Collection[Hashable]]) -> Result:
    """alpha where a rater may choose several labels: each category is a set, listed in `sets`.

    The distance is MASI's (Passonneau 2006): see `masi_distance`; Krippendorff's Do and De over
    it. What 1, 0 and negative mean, when it is undefined, and what it takes are as for
    `nominal_alpha`.

    >>> chosen = [{"cat"}, {"dog"}, {"cat", "mouse"}]
    >>> result = masi_alpha({(0, 2, 0): 1, (2, 0, 0): 1, (1, 0, 1): 1}, sets=chosen)
    >>> round(result.value, 4), result.n
    (0.6673, 3)
    """
    return _alpha(patterns, fixed(masi_distances(sets)))


def fixed(distances: Floats) -> Distances:
    """Distances that do not depend on how often a category was used."""
    return partial(_whatever_was_used, distances)


def _whatever_was_used(distances: Floats, totals: Floats) -> Floats:
    if distances.shape[0] != totals.shape[-1]:
        raise ValueError(f"{totals.shape[-1]} categories need as many values")
    return distances


def _alpha(patterns: Patterns, distances: Distances) -> Result:
    table = as_table(patterns, at_least=2)
    n_units = table.n_units
    if n_units == 0:
        return NOTHING_SHARED
    totals = table.units @ table.counts
    if np.count_nonzero(totals) < 2:
        return ONE_CATEGORY
    value = float(alpha_values(table, distances))
    if np.isnan(value):
        return ONE_CATEGORY
    if n_units < 2:
        return TOO_FEW
    variance = _variance(table, distances(totals), alpha=value)
    lower, upper = student_interval(value, variance=variance, n=n_units, lowest=min(-1.0, value))
    return Measured(value, lower, upper, n_units)


def _variance(table: Table, distances: Floats, *, alpha: float) -> float:
    """Gwet's linearised variance: each unit's share in observed and in chance agreement."""
    counts, units = table
    raters = table.raters
    weights = 1 - distances / distances.max()
    n = units.sum()
    mean_raters = (units * raters).sum() / n
    weight = raters / mean_raters
    alike = (counts * (counts @ weights - 1)).sum(axis=1) / (mean_raters * (raters - 1))
    agreed = (units * alike).sum() / n
    shares = (units @ counts) / (n * mean_raters)
    chance = float(shares @ weights @ shares)
    uncorrected = (agreed - chance) / (1 - chance)
    agreed_parts = alike - agreed * (weight - 1)
    chance_parts = (counts @ weights @ shares) / mean_raters - chance * (weight - 1)
    parts = (agreed_parts - chance) / (1 - chance)
    parts = parts - 2 * (1 - uncorrected) * (chance_parts - chance) / (1 - chance)
    return linearised_variance(parts, around=alpha, units=units)
