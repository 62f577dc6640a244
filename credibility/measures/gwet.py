"""Gwet's AC1 for any number of raters, with missing ratings."""

import numpy as np

from credibility.measures.intervals import linearised_variance, student_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import Patterns, as_table
from credibility.measures.results import NOTHING_SHARED, ONE_CATEGORY, TOO_FEW, Measured, Result


def agreement_and_chance(patterns: Patterns) -> tuple[float, float]:
    """pa (mean over units of the share of agreeing pairs) and pe (chance) as Gwet has them."""
    counts, units = as_table(patterns)
    raters = counts.sum(axis=1)
    n = units.sum()
    shared = raters >= 2
    pairs = np.where(shared, raters * (raters - 1), 1)
    alike = (counts * (counts - 1)).sum(axis=1) / pairs
    pa = float((units * alike)[shared].sum() / units[shared].sum())
    shares = (units / raters) @ counts / n
    categories = counts.shape[1]
    pe = float((shares * (1 - shares)).sum() / (categories - 1))
    return pa, pe


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def ac1(patterns: Patterns) -> Result:
    """AC1 = (pa - pe) / (1 - pe), pe = sum of p_k (1 - p_k) over the q categories / (q - 1).

    Gwet (2008), Computing inter-rater reliability and its variance in the presence of high
    agreement; for missing ratings and the variance, Gwet (2014). q is the number of categories of
    the scale (the width of a pattern), used or not. Interval: Student's t with units - 1 degrees
    of freedom, clipped to [-1, 1].

    1 is perfect agreement, 0 what chance would give, below 0 less than that. It stays high where
    one category prevails and alpha collapses. Undefined as `nominal_alpha`. `n` counts the units
    with at least two ratings; units with one help to tell the prevalence.

    >>> result = ac1({(2, 0): 80, (1, 1): 15, (0, 2): 5})
    >>> round(result.value, 3), result.n
    (0.808, 100)
    """
    counts, units = as_table(patterns)
    shared_units = int(units[counts.sum(axis=1) >= 2].sum())
    if shared_units == 0:
        return NOTHING_SHARED
    if np.count_nonzero(units @ counts) < 2:
        return ONE_CATEGORY
    if shared_units < 2:
        return TOO_FEW
    pa, pe = agreement_and_chance(patterns)
    value = (pa - pe) / (1 - pe)
    lower, upper = student_interval(
        value,
        variance=_variance(patterns, value=value, chance=pe),
        n=int(units.sum()),
        lowest=-1.0,
    )
    return Measured(value, lower, upper, shared_units)


def _variance(patterns: Patterns, *, value: float, chance: float) -> float:
    counts, units = as_table(patterns)
    raters = counts.sum(axis=1)
    n, categories = units.sum(), counts.shape[1]
    shared = raters >= 2
    pairs = np.where(shared, raters * (raters - 1), 1)
    alike = (counts * (counts - 1)).sum(axis=1) / pairs
    shares = (units / raters) @ counts / n
    parts = (n / units[shared].sum()) * (alike - chance * shared) / (1 - chance)
    chance_parts = (counts @ (1 - shares)) / raters / (categories - 1)
    parts = parts - 2 * (1 - value) * (chance_parts - chance) / (1 - chance)
    return linearised_variance(parts, around=value, units=units)
