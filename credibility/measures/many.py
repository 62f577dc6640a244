"""The measures of a great many small tables at once: of every article of a project, say."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from credibility.measures.intervals import TAIL
from credibility.measures.ratings import Floats, Patterns
from credibility.measures.results import NOTHING_SHARED, ONE_CATEGORY, TOO_FEW, Measured, Result


class Agreement(NamedTuple):
    """What one table comes to by each of the measures that pages show side by side."""

    alpha: Result
    ac1: Result
    raw: Result


class _Stacked(NamedTuple):
    """The patterns of all tables below each other, and to which table each belongs."""

    counts: Floats
    units: Floats
    table: npt.NDArray[np.int64]
    tables: int

    def sums(self, per_pattern: Floats) -> Floats:
        """The values times their units, added up table by table; 1-d or with a column each."""
        weighted = (self.units * per_pattern.T).T
        if weighted.ndim == 1:
            return self._column(weighted)
        return np.stack([self._column(part) for part in weighted.T], axis=1)

    def _column(self, values: Floats) -> Floats:
        summed = np.bincount(self.table, values, minlength=self.tables)
        return np.asarray(summed, dtype=np.float64)

    def at_least(self, raters: int) -> "_Stacked":
        """Those with so many raters."""
        kept = self.counts.sum(axis=1) >= raters
        return _Stacked(self.counts[kept], self.units[kept], self.table[kept], self.tables)


def agreement_of_each(tables: Sequence[Patterns], *, categories: int) -> list[Agreement]:
    """`nominal_alpha`, `ac1` and `raw_agreement` of each table, in their order.

    The same formulas over all tables in one go: two thousand articles cost what two dozen cost one
    by one. Tests hold them to the measures themselves, to the last few bits.
    """
    if not tables:
        return []
    stacked = _stacked(tables, categories)
    shared = stacked.at_least(2)
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = _results(shared, *_alpha(shared), lowest=-1.0)
        raw = _results(shared, *_raw(shared), lowest=0.0)
        ac1 = _results(stacked, *_ac1(stacked), lowest=-1.0)
    return [Agreement(*row) for row in zip(alpha, ac1, raw, strict=True)]


def _stacked(tables: Sequence[Patterns], categories: int) -> _Stacked:
    rows = [
        (place, units, pattern)
        for place, patterns in enumerate(tables)
        for pattern, units in sorted(patterns.items())
        if units > 0
    ]
    counts = np.array([pattern for _, _, pattern in rows], dtype=np.float64)
    return _Stacked(
        counts.reshape(len(rows), categories),
        np.array([units for _, units, _ in rows], dtype=np.float64),
        np.array([place for place, _, _ in rows], dtype=np.int64),
        len(tables),
    )


def _alpha(shared: _Stacked) -> tuple[Floats, Floats]:
    """The values (tables) and each pattern's part in them (patterns)."""
    counts, _units, table, _tables = shared
    raters = counts.sum(axis=1)
    n, values, totals = _sizes(shared)
    unlike = (counts * (raters[:, None] - counts)).sum(axis=1) / (raters - 1)
    expected = 1 - (totals * (totals - 1)).sum(axis=1) / (values * (values - 1))
    value = 1 - (shared.sums(unlike) / values) / expected
    mean_raters = values / n
    weight = raters / mean_raters[table]
    alike = (counts * (counts - 1)).sum(axis=1) / (mean_raters[table] * (raters - 1))
    agreed = shared.sums(alike) / n
    shares = totals / values[:, None]
    chance = (shares**2).sum(axis=1)
    uncorrected = (agreed - chance) / (1 - chance)
    agreed_parts = alike - agreed[table] * (weight - 1)
    chance_parts = (counts * shares[table]).sum(axis=1) / mean_raters[table]
    chance_parts = chance_parts - chance[table] * (weight - 1)
    parts = agreed_parts - chance[table]
    parts = parts - 2 * (1 - uncorrected[table]) * (chance_parts - chance[table])
    return value, parts / (1 - chance[table]) - value[table]


def _raw(shared: _Stacked) -> tuple[Floats, Floats]:
    counts, _units, table, _tables = shared
    raters = counts.sum(axis=1)
    n, values, _totals = _sizes(shared)
    unlike = (counts * (raters[:, None] - counts)).sum(axis=1) / (raters - 1)
    value = 1 - shared.sums(unlike) / values
    alike = (counts * (counts - 1)).sum(axis=1) / (raters - 1)
    return value, (alike - value[table] * raters) / (values / n)[table]


def _ac1(stacked: _Stacked) -> tuple[Floats, Floats]:
    counts, _units, table, _tables = stacked
    raters, categories = counts.sum(axis=1), counts.shape[1]
    is_shared = raters >= 2
    n, shared_n = stacked.sums(np.ones(len(raters))), stacked.sums(is_shared.astype(np.float64))
    pairs = np.where(is_shared, raters * (raters - 1), 1)
    alike = (counts * (counts - 1)).sum(axis=1) / pairs
    agreed = stacked.sums(alike * is_shared) / shared_n
    shares = stacked.sums(counts / raters[:, None]) / n[:, None]
    chance = (shares * (1 - shares)).sum(axis=1) / (categories - 1)
    value = (agreed - chance) / (1 - chance)
    parts = (n / shared_n)[table] * (alike - chance[table] * is_shared)
    chance_parts = (counts * (1 - shares[table])).sum(axis=1) / raters / (categories - 1)
    parts = parts - 2 * (1 - value[table]) * (chance_parts - chance[table])
    return value, parts / (1 - chance[table]) - value[table]


def _sizes(stacked: _Stacked) -> tuple[Floats, Floats, Floats]:
    """Per table: how many units, how many values, and how many of each category."""
    totals = stacked.sums(stacked.counts)
    return stacked.sums(np.ones(len(stacked.units))), totals.sum(axis=1), totals


def _results(stacked: _Stacked, value: Floats, parts: Floats, *, lowest: float) -> list[Result]:
    n = stacked.sums(np.ones(len(stacked.units)))
    shared_n = stacked.sums((stacked.counts.sum(axis=1) >= 2).astype(np.float64))
    kinds = np.count_nonzero(stacked.sums(stacked.counts), axis=1)
    variance = stacked.sums(parts**2) / (n * (n - 1))
    # Loaded where a score is counted: it takes 17 MB, which processes that only read do without.
    from scipy import special

    half = special.stdtrit(n - 1, 1 - TAIL) * np.sqrt(np.maximum(variance, 0.0))
    lower, upper = np.maximum(lowest, value - half), np.minimum(1.0, value + half)
    return [
        _result(*row)
        for row in zip(
            shared_n.tolist(),
            kinds.tolist(),
            value.tolist(),
            lower.tolist(),
            upper.tolist(),
            strict=True,
        )
    ]


def _result(n: float, kinds: int, value: float, lower: float, upper: float) -> Result:
    if n == 0:
        return NOTHING_SHARED
    if kinds < 2:
        return ONE_CATEGORY
    if n < 2:
        return TOO_FEW
    return Measured(value, lower, upper, int(n))
