"""A source's record: how often what it said was confirmed or refuted by verdicts, with decay."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from credibility.measures.intervals import TAIL, beta_quantile
from credibility.measures.pairs import AFFIRMS, DISPUTES
from credibility.measures.properties import measure
from credibility.measures.results import TOO_FEW, Measured, Result, Undefined

HALF_LIFE_DAYS = 365
FEWEST_RESOLVED = 20
NO_VERDICTS = Undefined("no_verdicts", "No verdict settles anything that was said.")
CONFIRMED, REFUTED = "confirmed", "refuted"
_RIGHT = {(AFFIRMS, CONFIRMED), (DISPUTES, REFUTED)}
_WRONG = {(AFFIRMS, REFUTED), (DISPUTES, CONFIRMED)}


class Settled(NamedTuple):
    """A claim that a verdict settles: the verdict's day, and whether the source was right."""

    day: datetime.date
    is_right: bool


def settled_by(position: str, verdict: str, day: datetime.date) -> Settled | None:
    """What a verdict makes of a position; None where it settles nothing for this source.

    >>> settled_by("disputes", "refuted", datetime.date(2024, 12, 17)).is_right
    True
    """
    if (position, verdict) in _RIGHT:
        return Settled(day, is_right=True)
    if (position, verdict) in _WRONG:
        return Settled(day, is_right=False)
    return None


@measure(symmetric=False, missing_data=True, many_raters=False, corrects_chance=False)
def source_record(settled: Iterable[Settled], as_of: datetime.date) -> Result:
    """The mean of Beta(right + 1/2, wrong + 1/2) with its 2.5% and 97.5% quantiles, where each
    verdict weighs 2 ** (-age / 365 days).

    1 is always right, 0 never; it cannot be negative. `n` counts verdicts, whatever their age;
    those dated after `as_of` are left out. Undefined: `no_verdicts`; `too_few` under 20.
    Definition: docs/measures; the prior is Jeffreys' (Brown, Cai and DasGupta 2001).

    >>> day = datetime.date(2024, 12, 17)
    >>> result = source_record([Settled(day, True)] * 15 + [Settled(day, False)] * 5, day)
    >>> round(result.value, 4), result.n
    (0.7381, 20)
    """
    counted = [row for row in settled if row.day <= as_of]
    if not counted:
        return NO_VERDICTS
    if len(counted) < FEWEST_RESOLVED:
        return TOO_FEW
    right = sum(_weight(row, as_of) for row in counted if row.is_right) + 0.5
    wrong = sum(_weight(row, as_of) for row in counted if not row.is_right) + 0.5
    return Measured(
        value=right / (right + wrong),
        lower=beta_quantile(TAIL, right, wrong),
        upper=beta_quantile(1 - TAIL, right, wrong),
        n=len(counted),
    )


def _weight(row: Settled, as_of: datetime.date) -> float:
    age_days = (as_of - row.day).days
    return float(0.5 ** (age_days / HALF_LIFE_DAYS))
