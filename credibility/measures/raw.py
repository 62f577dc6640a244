"""Raw agreement: how much of what can be compared is alike, chance and all."""

import numpy as np

from credibility.measures.alpha import disagreement
from credibility.measures.intervals import linearised_variance, student_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import Patterns, as_table
from credibility.measures.results import NOTHING_SHARED, ONE_CATEGORY, TOO_FEW, Measured, Result


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=False)
def raw_agreement(patterns: Patterns) -> Result:
    """1 - Do: agreeing pairs over all pairs, each value weighing the same.

    Krippendorff's observed agreement (2011), not the mean over units that Fleiss and Gwet call pa;
    with missing data the two differ. The interval is that of a ratio estimator (Student's t with
    units - 1 degrees of freedom), clipped to [0, 1].

    1 is always the same, 0 never; it cannot be negative. Undefined: `nothing_shared`,
    `one_category` (it would be 1 whatever the raters are worth), `too_few` as `nominal_alpha`.

    >>> result = raw_agreement({(0, 2): 1, (1, 1): 4, (2, 0): 5})
    >>> round(result.value, 3), result.n
    (0.6, 10)
    """
    counts, units = as_table(patterns, at_least=2)
    n_units = int(units.sum())
    if n_units == 0:
        return NOTHING_SHARED
    if np.count_nonzero(units @ counts) < 2:
        return ONE_CATEGORY
    if n_units < 2:
        return TOO_FEW
    value = 1 - disagreement(patterns)[0]
    raters = counts.sum(axis=1)
    alike = (counts * (counts - 1)).sum(axis=1) / (raters - 1)
    parts = (alike - value * raters) / ((units * raters).sum() / n_units)
    variance = linearised_variance(parts, around=0.0, units=units)
    lower, upper = student_interval(value, variance=variance, n=n_units, lowest=0.0)
    return Measured(value, lower, upper, n_units)
