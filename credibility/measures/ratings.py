"""Ratings as count patterns: how many raters put a unit in each category, and how many units.

Nominal agreement depends on nothing else, the state is exact integers that can be added and
taken away, and a hundred thousand units of three categories are a few hundred patterns.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Pattern = tuple[int, ...]
Patterns = Mapping[Pattern, int]
Floats = npt.NDArray[np.float64]


class Table(NamedTuple):
    """Patterns as arrays: `counts` (patterns x categories) and `units` (patterns, or resamples x
    patterns)."""

    counts: Floats
    units: Floats

    @property
    def raters(self) -> Floats:
        """How many judged each unit (patterns)."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.float64)

    @property
    def n_units(self) -> int:
        """The number of units."""
        return int(self.units.sum())


def count_patterns(
    units: Iterable[Iterable[Hashable]], *, categories: Sequence[Hashable]
) -> Counter[Pattern]:
    """The patterns of units given as the values their raters chose; None is a missing value.

    >>> count_patterns([["a", "b"], ["b", "a"], ["b", None]], categories=["a", "b"])
    Counter({(1, 1): 2, (0, 1): 1})
    """
    places = {category: place for place, category in enumerate(categories)}
    patterns: Counter[Pattern] = Counter()
    for values in units:
        counts = [0] * len(places)
        for value in values:
            if value is not None:
                counts[places[value]] += 1
        if any(counts):
            patterns[tuple(counts)] += 1
    return patterns


def one_against_rest(patterns: Patterns, category: int) -> Counter[Pattern]:
    """The patterns with all other categories taken together.

    >>> one_against_rest({(2, 1, 0): 4, (2, 0, 1): 1}, 0)
    Counter({(2, 1): 5})
    """
    merged: Counter[Pattern] = Counter()
    for pattern, units in patterns.items():
        merged[pattern[category], sum(pattern) - pattern[category]] += units
    return merged


def as_table(patterns: Patterns, *, at_least: int = 1) -> Table:
    """The patterns with at least that many raters, in a fixed order: the same patterns give the
    same floating-point sums whatever the order they were counted in."""
    kept = sorted((p, u) for p, u in patterns.items() if u > 0 and sum(p) >= at_least)
    width = len(next(iter(patterns), ()))
    counts = np.array([pattern for pattern, _ in kept], dtype=np.float64).reshape(len(kept), width)
    return Table(counts, np.array([units for _, units in kept], dtype=np.float64))


def left_out(patterns: Patterns) -> int:
    """How many units only one rater judged: nothing can be compared there."""
    return sum(units for pattern, units in patterns.items() if sum(pattern) == 1)
