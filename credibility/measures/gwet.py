"""Gwet's AC1 and AC2 for any number of raters, with missing ratings."""

import numpy.typing as npt

from credibility.measures.chance import AT_RANDOM
from credibility.measures.properties import measure
from credibility.measures.ratings import Patterns
from credibility.measures.results import Result


def agreement_and_chance(
    patterns: Patterns, weights: npt.ArrayLike | None = None
) -> tuple[float, float]:
    """pa (mean over units of the share of agreeing pairs) and pe (chance) as Gwet has them."""
    return AT_RANDOM.agreement(patterns, weights)


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
    return AT_RANDOM.coefficient(patterns)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def ac2(patterns: Patterns, *, weights: npt.ArrayLike) -> Result:
    """AC1 with partial agreement: pe = sum of the weights x sum of p_k (1 - p_k) / (q (q - 1)).

    Gwet (2014), Handbook of inter-rater reliability. `weights` are agreement weights (categories x
    categories, see `distances`); with the identity it is `ac1`. Interval, what 1, 0 and negative
    mean, when it is undefined, and shapes are as for `ac1`; with weights that forgive much it can
    fall below -1.

    >>> from credibility.measures.distances import linear_weights
    >>> result = ac2({(2, 0, 0): 8, (1, 1, 0): 3, (0, 0, 2): 5}, weights=linear_weights(3))
    >>> round(result.value, 3), result.n
    (0.829, 16)
    """
    return AT_RANDOM.coefficient(patterns, weights)
