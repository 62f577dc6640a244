"""Krippendorff's alpha for nominal data, with missing values."""

import numpy as np

from credibility.measures.intervals import linearised_variance, student_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import Patterns, as_table
from credibility.measures.results import NOTHING_SHARED, ONE_CATEGORY, TOO_FEW, Measured, Result


def disagreement(patterns: Patterns) -> tuple[float, float]:
    """Observed and expected disagreement (Do, De) over the pairable values; nan if there are none.

    A unit with m >= 2 values has m (m - 1) ordered pairs, each weighing 1 / (m - 1).

    >>> do, de = disagreement({(0, 2): 1, (1, 1): 4, (2, 0): 5})
    >>> round(do, 3), round(de, 3)
    (0.4, 0.442)
    """
    counts, units = as_table(patterns, at_least=2)
    raters = counts.sum(axis=1)
    n = float((units * raters).sum())
    if n == 0:
        return float("nan"), float("nan")
    unlike = (counts * (raters[:, None] - counts)).sum(axis=1) / (raters - 1)
    observed = float((units * unlike).sum()) / n
    totals = units @ counts
    expected = 1 - float((totals * (totals - 1)).sum()) / (n * (n - 1))
    return observed, expected


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
    observed, expected = disagreement(patterns)
    table = as_table(patterns, at_least=2)
    n_units = table.n_units
    if n_units == 0:
        return NOTHING_SHARED
    if np.count_nonzero(table.units @ table.counts) < 2:
        return ONE_CATEGORY
    if n_units < 2:
        return TOO_FEW
    value = 1 - observed / expected
    lower, upper = student_interval(
        value, variance=_variance(patterns, value), n=n_units, lowest=-1.0
    )
    return Measured(value, lower, upper, n_units)


def _variance(patterns: Patterns, alpha: float) -> float:
    """Gwet's linearised variance: each unit's share in observed and in chance agreement."""
    counts, units = as_table(patterns, at_least=2)
    raters = counts.sum(axis=1)
    n = units.sum()
    mean_raters = (units * raters).sum() / n
    weight = raters / mean_raters
    alike = (counts * (counts - 1)).sum(axis=1) / (mean_raters * (raters - 1))
    agreed = (units * alike).sum() / n
    shares = (units @ counts) / (n * mean_raters)
    chance = float((shares**2).sum())
    if chance == 1:
        return 0.0
    uncorrected = (agreed - chance) / (1 - chance)
    agreed_parts = alike - agreed * (weight - 1)
    chance_parts = (counts @ shares) / mean_raters - chance * (weight - 1)
    parts = (agreed_parts - chance) / (1 - chance)
    parts = parts - 2 * (1 - uncorrected) * (chance_parts - chance) / (1 - chance)
    return linearised_variance(parts, around=alpha, units=units)
