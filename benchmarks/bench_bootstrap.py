"""The bootstrap of alpha over count patterns, beside resampling the units themselves."""

from collections import Counter

import numpy as np
import numpy.typing as npt

from benchmarks.corpus import SEED
from benchmarks.timing import Readings, Scale, spending
from credibility.measures.alpha import alpha_values, nominal_alpha
from credibility.measures.bootstrap import RESAMPLES, bootstrap
from credibility.measures.ratings import Table
from credibility.measures.results import Measured

CATEGORIES, PEOPLE = 3, 12
# Of 12 people about ten judge a unit.
JUDGED, RIGHT = 5 / 6, 0.7
NAIVE_RESAMPLES = 20


def measure(scale: Scale) -> Readings:
    """Processor seconds for 1,000 resamples over the patterns of a million labels, and the share
    of what resampling units takes."""
    readings = Readings()
    units = scale.pick(100_000, quick=2_000)
    counts = invented_counts(units)
    naive_resamples = scale.pick(NAIVE_RESAMPLES, quick=2)
    patterns = Counter(map(tuple, counts.astype(np.int64).tolist()))
    for run in range(scale.runs(5)):
        with spending() as ours:
            drawn = bootstrap(nominal_alpha, patterns, seed=run).result
        with spending() as naive:
            values = _naive(counts, naive_resamples, seed=run)
        naive_seconds = naive.cpu_seconds * RESAMPLES / naive_resamples
        readings.add("seconds", ours.cpu_seconds)
        readings.add("naive_seconds", naive_seconds)
        readings.add("ratio", ours.cpu_seconds / naive_seconds)
        assert isinstance(drawn, Measured)
        assert drawn.lower - 0.01 < float(np.mean(values)) < drawn.upper + 0.01
    readings.notes.append(
        f"processor seconds; {int(counts.sum()):,} labels on {units:,} units are {len(patterns):,} "
        f"patterns; units are resampled {naive_resamples} times and that is multiplied"
    )
    return readings


def invented_counts(units: int) -> npt.NDArray[np.float64]:
    """How many of twelve people put each unit in each category, some of them missing."""
    rng = np.random.default_rng(SEED)
    meant = rng.integers(0, CATEGORIES, size=(units, 1))
    guessed = rng.integers(0, CATEGORIES, size=(units, PEOPLE))
    said = np.where(rng.random((units, PEOPLE)) < RIGHT, meant, guessed)
    said[rng.random((units, PEOPLE)) > JUDGED] = CATEGORIES
    return np.stack([(said == k).sum(axis=1) for k in range(CATEGORIES)], axis=1).astype(np.float64)


def _naive(counts: npt.NDArray[np.float64], resamples: int, *, seed: int) -> list[float]:
    rng = np.random.default_rng(seed)
    judged = counts[counts.sum(axis=1) > 1]
    once = np.ones(len(judged))
    return [
        float(alpha_values(Table(judged[rng.integers(0, len(judged), len(judged))], once)))
        for _ in range(resamples)
    ]
