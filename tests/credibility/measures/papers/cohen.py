"""The two intervals of Cohen's kappa that are published."""

from collections.abc import Sequence

import numpy.typing as npt

from credibility.measures.kappa import cohen_kappa
from credibility.measures.results import Measured


def bounds_of(
    table: npt.ArrayLike, published: Sequence[float] | None, weights: npt.ArrayLike | None = None
) -> list[float]:
    """Our bounds after the convention, normal or Student's, that the published ones follow."""
    normal = cohen_kappa(table, weights=weights)
    student = cohen_kappa(table, weights=weights, interval="student")
    assert isinstance(normal, Measured)
    assert isinstance(student, Measured)
    bounds = [[normal.lower, normal.upper], [student.lower, student.upper]]
    if published is None:
        return bounds[0]
    due = published
    return min(bounds, key=lambda pair: max(abs(a - b) for a, b in zip(pair, due, strict=True)))
