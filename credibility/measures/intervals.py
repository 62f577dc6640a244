"""Intervals: from a variance over units, and for a share out of n."""

import math
from functools import cache, lru_cache
from statistics import NormalDist
from typing import Any

from credibility.measures.ratings import Floats

TAIL = 0.025
NORMAL = NormalDist().inv_cdf(1 - TAIL)


@cache
def _special() -> Any:
    # Loaded where a score is counted: it takes 17 MB, which processes that only read do without.
    from scipy import special

    return special


def beta_quantile(share: float, a: float, b: float) -> float:
    """What Beta(a, b) stays below with that probability.

    >>> round(beta_quantile(0.5, 2, 2), 6)
    0.5
    """
    return float(_special().betaincinv(a, b, share))


def linearised_variance(parts: Floats, *, around: float, units: Floats) -> float:
    """The variance of a coefficient that is the mean of `parts`, one per unit (Gwet 2014, §5.3).

    `parts` and `units` are per pattern; units of one pattern have the same part.
    """
    n = float(units.sum())
    return float((units * (parts - around) ** 2).sum() / (n * (n - 1)))


def student_interval(
    value: float, *, variance: float, n: int, lowest: float, highest: float = 1.0
) -> tuple[float, float]:
    """The 95% interval with n - 1 degrees of freedom, clipped to what the measure can reach."""
    half = float(_special().stdtrit(n - 1, 1 - TAIL)) * math.sqrt(max(variance, 0.0))
    return max(lowest, value - half), min(highest, value + half)


def normal_interval(
    value: float, *, error: float, lowest: float, highest: float = 1.0
) -> tuple[float, float]:
    """The 95% interval of a value with that standard error, clipped to what the measure can reach.

    >>> [round(bound, 3) for bound in normal_interval(0.6, error=0.08, lowest=-1.0)]
    [0.443, 0.757]
    """
    half = NORMAL * error
    return max(lowest, value - half), min(highest, value + half)


@lru_cache(maxsize=65536)
def jeffreys_interval(agree: int, n: int) -> tuple[float, float]:
    """2.5% and 97.5% quantiles of Beta(agree + 1/2, n - agree + 1/2); 0 and 1 at the ends.

    Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion.

    >>> [round(bound, 4) for bound in jeffreys_interval(3, 3)]
    [0.4644, 1.0]
    """
    a, b = agree + 0.5, n - agree + 0.5
    lower = 0.0 if agree == 0 else beta_quantile(TAIL, a, b)
    upper = 1.0 if agree == n else beta_quantile(1 - TAIL, a, b)
    return lower, upper
