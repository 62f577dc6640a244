"""Our measures against other people's programs, on thousands of random tables."""

from collections.abc import Callable
from typing import Literal

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from credibility.measures.alpha import interval_alpha, nominal_alpha, ordinal_alpha, ratio_alpha
from credibility.measures.distances import (
    identity_weights,
    linear_weights,
    quadratic_weights,
)
from credibility.measures.kappa import (
    brennan_prediger,
    cohen_kappa,
    cohen_standard_errors,
    cohen_values,
    fleiss_kappa,
    scott_pi,
)
from credibility.measures.ratings import Floats, Patterns, as_table
from credibility.measures.results import Measured, Result

WEIGHTS = {None: identity_weights, "linear": linear_weights, "quadratic": quadratic_weights}


def measured(result: Result) -> Measured:
    assert isinstance(result, Measured)
    return result


class Oracle:
    """Compares with another program, and notes how many tables that were and the farthest off."""

    def __init__(self) -> None:
        self.noted = {"tables": 0, "off": 0.0}

    def agree(self, ours: float, theirs: float) -> None:
        """Another table came to the same."""
        self.noted["tables"] += 1
        self.noted["off"] = max(self.noted["off"], abs(ours - float(theirs)))
        assert ours == pytest.approx(theirs, abs=1e-9)


@pytest.fixture
def oracle(record_property: Callable[[str, object], None]) -> Oracle:
    """What the run tells of oracles in the end."""
    found = Oracle()
    record_property("oracle", found.noted)
    return found


def random_tables(how_many: int, *, seed: int) -> list[Floats]:
    """Tables of two raters over two to five categories, some of them hardly used."""
    rng = np.random.default_rng(seed)
    tables = []
    for size in rng.integers(2, 6, size=how_many):
        likely = rng.dirichlet(np.full(size * size, 0.5)).reshape(size, size)
        likely += np.eye(size) * rng.random()
        table = rng.multinomial(rng.integers(8, 400), (likely / likely.sum()).ravel())
        table.reshape(size, size)[0, 0] += 1
        table.reshape(size, size)[-1, -1] += 1
        tables.append(table.reshape(size, size).astype(np.float64))
    return tables


def random_counts(how_many: int, *, seed: int, raters: int | None = None) -> list[Floats]:
    """Units by categories; with `raters` everybody rated all, without it some are missing."""
    rng = np.random.default_rng(seed)
    found = []
    for size in rng.integers(2, 6, size=how_many):
        units = int(rng.integers(3, 40))
        given = np.full(units, raters) if raters else rng.integers(0, 6, size=units)
        likely = rng.dirichlet(np.full(size, 0.7), size=units)
        counts = np.stack([rng.multinomial(n, p) for n, p in zip(given, likely, strict=True)])
        counts[0, :] = 0
        counts[0, [0, -1]] = (raters or 4) // 2, (raters or 4) - (raters or 4) // 2
        found.append(counts.astype(np.float64))
    return found


def patterns_of(counts: Floats) -> dict[tuple[int, ...], int]:
    patterns: dict[tuple[int, ...], int] = {}
    for row in counts.astype(int).tolist():
        patterns[tuple(row)] = patterns.get(tuple(row), 0) + 1
    return patterns


@pytest.mark.parametrize("weights", WEIGHTS)
def test_cohens_kappa_and_its_errors_are_those_of_statsmodels(
    weights: str | None, oracle: Oracle
) -> None:
    for table in random_tables(700, seed=1):
        matrix = WEIGHTS[weights](len(table))
        theirs = cohens_kappa(table, wt=weights)
        ours = float(cohen_values(table, matrix))
        oracle.agree(ours, theirs.kappa)
        # Roots of rounding errors, where kappa is 1.
        assert cohen_standard_errors(table, matrix) == pytest.approx(
            (theirs.std_kappa, theirs.std_kappa0), abs=1e-7
        )


@pytest.mark.parametrize("weights", WEIGHTS)
def test_cohens_kappa_is_that_of_scikit_learn(weights: str | None, oracle: Oracle) -> None:
    for table in random_tables(150, seed=2):
        rows, columns = np.nonzero(table)
        times = table[rows, columns]
        theirs = cohen_kappa_score(
            rows, columns, labels=range(len(table)), weights=weights, sample_weight=times
        )
        ours = measured(cohen_kappa(table, weights=WEIGHTS[weights](len(table))))
        oracle.agree(ours.value, theirs)


def test_fleiss_kappa_is_that_of_statsmodels(oracle: Oracle) -> None:
    for raters in (2, 3, 7):
        for counts in random_counts(400, seed=raters, raters=raters):
            patterns = patterns_of(counts)
            theirs = statsmodels_fleiss(counts, method="fleiss")
            oracle.agree(measured(fleiss_kappa(patterns)).value, theirs)
            uniform = statsmodels_fleiss(counts, method="uniform")
            oracle.agree(measured(brennan_prediger(patterns)).value, uniform)
            if raters == 2:
                assert scott_pi(patterns) == fleiss_kappa(patterns)


Level = Literal["nominal", "ordinal", "interval", "ratio"]
ALPHAS: dict[Level, Callable[[Patterns, list[float]], Result]] = {
    "nominal": lambda patterns, _values: nominal_alpha(patterns),
    "ordinal": lambda patterns, _values: ordinal_alpha(patterns),
    "interval": lambda patterns, values: interval_alpha(patterns, values=values),
    "ratio": lambda patterns, values: ratio_alpha(patterns, values=values),
}


@pytest.mark.parametrize("level", ALPHAS)
def test_alpha_is_that_of_the_krippendorff_package(level: Level, oracle: Oracle) -> None:
    for counts in random_counts(500, seed=11):
        patterns = patterns_of(counts)
        values = np.cumsum(np.arange(1, counts.shape[1] + 1)).tolist()
        ours = ALPHAS[level](patterns, values)
        if isinstance(ours, Measured):
            theirs = krippendorff.alpha(
                value_counts=counts, value_domain=values, level_of_measurement=level
            )
            oracle.agree(ours.value, theirs)
        else:
            shared = as_table(patterns, at_least=2).counts
            assert len(shared) < 2 or np.count_nonzero(shared.sum(axis=0)) < 2
