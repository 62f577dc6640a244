"""How good probabilities were: the Brier score, and what it is made of."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from credibility.measures.intervals import student_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import Floats
from credibility.measures.results import TOO_FEW, Measured, Result, Undefined

NO_FORECASTS = Undefined("no_forecasts", "Nothing was foretold.")


class Murphy(NamedTuple):
    """`reliability` (0 is best) is how far the probabilities are from how often it came true,
    `resolution` (more is better) how far they tell cases apart, `uncertainty` that of the cases
    themselves: reliability - resolution + uncertainty is the Brier score."""

    reliability: float
    resolution: float
    uncertainty: float


@measure(symmetric=False, missing_data=False, many_raters=False, corrects_chance=False)
def brier_score(outcomes: npt.ArrayLike, probabilities: npt.ArrayLike) -> Result:
    """The mean of (probability - outcome)^2, outcomes being 0 or 1.

    Brier (1950), Verification of forecasts expressed in terms of probability. The interval is
    Student's t over the cases, clipped to [0, 1].

    0 is always sure and right, 1 always sure and wrong, .25 what saying 1/2 gives; it cannot be
    negative. Undefined: `no_forecasts`, `too_few` with a single one. `n` counts cases. Takes two
    sequences of the same length; raises ValueError for anything else, nan and what is no
    probability.

    >>> round(brier_score([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3]).value, 4)
    0.0375
    """
    came, said = _checked(outcomes, probabilities)
    n = len(came)
    if n == 0:
        return NO_FORECASTS
    if n < 2:
        return TOO_FEW
    errors = (said - came) ** 2
    value = float(errors.mean())
    lower, upper = student_interval(value, variance=float(errors.var(ddof=1)) / n, n=n, lowest=0.0)
    return Measured(value, lower, upper, n)


def murphy_decomposition(
    outcomes: npt.ArrayLike, probabilities: npt.ArrayLike
) -> Murphy | Undefined:
    """What a Brier score is made of, over the different probabilities that were given.

    Murphy (1973), A new vector partition of the probability score. With probabilities that all
    differ every case is a group of its own: round them first. Undefined: `no_forecasts`. Takes
    what `brier_score` takes.

    >>> parts = murphy_decomposition([0, 1, 1, 0], [0.2, 0.8, 0.8, 0.8])
    >>> [round(part, 4) for part in parts]
    [0.0233, 0.0833, 0.25]
    """
    came, said = _checked(outcomes, probabilities)
    n = len(came)
    if n == 0:
        return NO_FORECASTS
    given, group = np.unique(said, return_inverse=True)
    cases = np.bincount(group)
    rates = np.bincount(group, weights=came) / cases
    overall = float(came.mean())
    return Murphy(
        reliability=float((cases * (given - rates) ** 2).sum() / n),
        resolution=float((cases * (rates - overall) ** 2).sum() / n),
        uncertainty=overall * (1 - overall),
    )


def _checked(outcomes: npt.ArrayLike, probabilities: npt.ArrayLike) -> tuple[Floats, Floats]:
    came = np.asarray(outcomes, dtype=np.float64)
    said = np.asarray(probabilities, dtype=np.float64)
    if came.ndim != 1 or came.shape != said.shape:
        raise ValueError("each case has one outcome and one probability")
    if not np.isin(came, [0, 1]).all():
        raise ValueError("an outcome is 0 or 1")
    if not ((said >= 0) & (said <= 1)).all():
        raise ValueError("a probability lies in [0, 1]")
    return came, said
