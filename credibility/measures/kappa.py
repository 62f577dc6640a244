"""The kappas: Cohen's (also weighted), Scott's pi, Fleiss' and Brennan and Prediger's."""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from credibility.measures.chance import ALMOST_NOTHING, POOLED, UNIFORM
from credibility.measures.distances import checked_weights
from credibility.measures.intervals import normal_interval, student_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import Floats, Patterns
from credibility.measures.results import NOTHING_SHARED, ONE_CATEGORY, TOO_FEW, Measured, Result


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def fleiss_kappa(patterns: Patterns, *, weights: npt.ArrayLike | None = None) -> Result:
    """kappa = (pa - pe) / (1 - pe), pe = sum over k, l of w_kl p_k p_l, p pooled over all raters.

    Fleiss (1971), Measuring nominal scale agreement among many raters; missing ratings, weights
    and variance by Gwet (2014). `weights` are agreement weights (categories x categories, see
    `distances`); None: only the same category agrees.

    1 is perfect agreement, 0 what chance would give if all raters drew from the same pool, below 0
    less than that. Undefined: `nothing_shared` when no unit has two ratings, `one_category` when
    only one was ever used, `too_few` with a single such unit. `n` counts units with two ratings or
    more. Takes {counts per category: number of units}.

    >>> result = fleiss_kappa({(2, 0): 5, (1, 1): 4, (0, 2): 1})
    >>> round(result.value, 3), result.n
    (0.048, 10)
    """
    return POOLED.coefficient(patterns, weights)


@measure(symmetric=True, missing_data=False, many_raters=False, corrects_chance=True)
def scott_pi(patterns: Patterns) -> Result:
    """pi = (pa - pe) / (1 - pe) for two raters, pe = sum of p_k squared, p pooled over the two.

    Scott (1955), Reliability of content analysis. Units that only one of the two rated are left
    out; the interval is Gwet's, as for `fleiss_kappa`, of which this is the case of two raters.
    Raises ValueError for a unit with three ratings or more.

    1 is perfect agreement, 0 chance, below 0 less than that. Undefined as `fleiss_kappa`. Takes
    {counts per category: number of units}; `n` counts units.

    >>> result = scott_pi({(2, 0): 20, (1, 1): 30, (0, 2): 50})
    >>> round(result.value, 3), result.n
    (0.341, 100)
    """
    if any(sum(pattern) > 2 for pattern, units in patterns.items() if units):
        raise ValueError("Scott's pi is for two raters; for more there is Fleiss' kappa")
    pairs = {p: units for p, units in patterns.items() if sum(p) == 2}
    return POOLED.coefficient(pairs)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def brennan_prediger(patterns: Patterns, *, weights: npt.ArrayLike | None = None) -> Result:
    """(pa - pe) / (1 - pe), pe = sum of the weights / q^2: 1/q where only the same agrees.

    Brennan and Prediger (1981), Coefficient kappa: some uses, misuses, and alternatives; also
    Bennett's S and Randolph's free-marginal kappa. Missing ratings, weights and variance by Gwet
    (2014). q is the number of categories of the scale (the width of a pattern), used or not.

    1 is perfect agreement, 0 what raters who draw blindly from the scale would reach, below 0 less
    than that. Undefined and shapes as `fleiss_kappa`.

    >>> result = brennan_prediger({(2, 0): 5, (1, 1): 4, (0, 2): 1})
    >>> round(result.value, 3), result.n
    (0.2, 10)
    """
    return UNIFORM.coefficient(patterns, weights)


# --- two raters whose habits are kept apart -------------------------------------------------


def cohen_values(tables: Floats, weights: Floats) -> Floats:
    """Cohen's kappa for each table (... x categories x categories); nan where it is undefined."""
    n = tables.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = tables / n[..., None, None]
        observed = (weights * shares).sum(axis=(-2, -1))
        first, second = shares.sum(axis=-1), shares.sum(axis=-2)
        expected = ((first @ weights) * second).sum(axis=-1)
        kappa = (observed - expected) / (1 - expected)
    return np.where(1 - expected > ALMOST_NOTHING, kappa, np.nan)


def cohen_agreement_and_chance(
    table: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> tuple[float, float]:
    """The observed and the expected agreement of two raters, each with habits of their own.

    >>> cohen_agreement_and_chance([[40, 10], [10, 40]])
    (0.8, 0.5)
    """
    shares = _square(table)
    shares = shares / shares.sum()
    matrix = checked_weights(weights, size=len(shares))
    expected = shares.sum(axis=1) @ matrix @ shares.sum(axis=0)
    return float((matrix * shares).sum()), float(expected)


def cohen_standard_errors(
    table: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> tuple[float, float]:
    """The standard error of kappa, and what it would be if the true kappa were 0 (for a test).

    Fleiss, Cohen and Everitt (1969), Large sample standard errors of kappa and weighted kappa.

    >>> [round(error, 4) for error in cohen_standard_errors([[40, 10], [10, 40]])]
    [0.08, 0.1]
    """
    shares = _square(table)
    n = shares.sum()
    shares = shares / n
    matrix = checked_weights(weights, size=len(shares))
    observed, expected = cohen_agreement_and_chance(table, weights)
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    means = (matrix @ second)[:, None] + (first @ matrix)[None, :]
    spread = (shares * (matrix * (1 - expected) - means * (1 - observed)) ** 2).sum()
    spread -= (observed * expected - 2 * expected + observed) ** 2
    null = (np.outer(first, second) * (matrix - means) ** 2).sum() - expected**2
    return (
        math.sqrt(max(float(spread), 0.0) / n) / (1 - expected) ** 2,
        math.sqrt(max(float(null), 0.0) / n) / (1 - expected),
    )


@measure(symmetric=True, missing_data=False, many_raters=False, corrects_chance=True)
def cohen_kappa(
    table: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    interval: Literal["normal", "student"] = "normal",
) -> Result:
    """kappa = (po - pe) / (1 - pe), pe = sum over k, l of w_kl r_k c_l: what two raters with these
    habits would share by chance.

    Cohen (1960), A coefficient of agreement for nominal scales; weighted: Cohen (1968). The
    interval has the standard error of Fleiss, Cohen and Everitt (1969), clipped to [-1, 1]: normal
    as SAS has it, or `student` (units - 1 degrees of freedom) as Gwet has it.

    `table[k][l]` counts the units that the first rater put in category k and the second in l;
    `weights` are agreement weights (see `distances`; `weights_of_disagreement` for a custom
    matrix), None: only the same category agrees.

    1 is perfect agreement, 0 chance, below 0 less than that. Undefined: `nothing_shared` for an
    empty table, `one_category` when both put everything into the same one, `too_few` with a
    single unit. `n` counts units. Raises ValueError for a table that is not square.

    >>> result = cohen_kappa([[40, 10], [10, 40]])
    >>> round(result.value, 3), round(result.lower, 3), round(result.upper, 3), result.n
    (0.6, 0.443, 0.757, 100)
    """
    counts = _square(table)
    matrix = checked_weights(weights, size=len(counts))
    n = int(counts.sum())
    if n == 0:
        return NOTHING_SHARED
    value = float(cohen_values(counts, matrix))
    if math.isnan(value):
        return ONE_CATEGORY
    if n < 2:
        return TOO_FEW
    error, _ = cohen_standard_errors(counts, matrix)
    lowest = min(-1.0, value)
    if interval == "student":
        lower, upper = student_interval(value, variance=error**2, n=n, lowest=lowest)
    else:
        lower, upper = normal_interval(value, error=error, lowest=lowest)
    return Measured(value, lower, upper, n)


def _square(table: npt.ArrayLike) -> Floats:
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError("a table of two raters is square: the same categories on both sides")
    return counts
