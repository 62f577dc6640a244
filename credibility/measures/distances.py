"""How far apart two categories are: distances for alpha, agreement weights for kappa and AC2."""

from collections.abc import Collection, Hashable, Sequence

import numpy as np
import numpy.typing as npt

from credibility.measures.ratings import Floats

# What a subset, and a mere overlap, are worth: rounded as all software has them.
MASI_SUBSET, MASI_OVERLAP = 0.67, 0.33


def nominal_distances(size: int) -> Floats:
    """1 between any two categories of a scale of that size (size x size)."""
    return 1 - np.eye(size)


def ordinal_distances(totals: npt.ArrayLike) -> Floats:
    """The squared number of values between two ranks, half of the values on each counted in.

    Krippendorff (2011). Takes how often each category was used, in rank order
    (... x categories), and gives ... x categories x categories.

    >>> ordinal_distances([4, 2, 6]).tolist()
    [[0.0, 9.0, 49.0], [9.0, 0.0, 16.0], [49.0, 16.0, 0.0]]
    """
    used = np.asarray(totals, dtype=np.float64)
    middle = used.cumsum(axis=-1) - used / 2
    return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2, dtype=np.float64)


def interval_distances(values: npt.ArrayLike) -> Floats:
    """The squared difference of the categories' values.

    >>> interval_distances([1, 2, 4])[0].tolist()
    [0.0, 1.0, 9.0]
    """
    at = np.asarray(values, dtype=np.float64)
    return np.asarray((at[:, None] - at[None, :]) ** 2, dtype=np.float64)


def ratio_distances(values: npt.ArrayLike) -> Floats:
    """The squared difference over the squared sum; raises ValueError for a negative value.

    >>> ratio_distances([0, 1, 3])[1].tolist()
    [1.0, 0.0, 0.25]
    """
    at = np.asarray(values, dtype=np.float64)
    if (at < 0).any():
        raise ValueError("a ratio scale has no values below zero")
    sums = at[:, None] + at[None, :]
    return np.asarray(
        np.divide(at[:, None] - at[None, :], sums, out=np.zeros_like(sums), where=sums > 0) ** 2,
        dtype=np.float64,
    )


def masi_distance(one: Collection[Hashable], other: Collection[Hashable]) -> float:
    """1 - J x M: J is the share of the union held in common; M is 1 for equal sets, .67 where one
    holds the other, .33 where they merely overlap, 0 where they share nothing.

    Passonneau (2006), Measuring agreement on set-valued items (MASI). Two empty sets are equal.

    >>> round(masi_distance({"cat"}, {"cat", "mouse"}), 3)
    0.665
    """
    left, right = frozenset(one), frozenset(other)
    if left == right:
        return 0.0
    common = len(left & right)
    if not common:
        return 1.0
    monotonic = MASI_SUBSET if left < right or right < left else MASI_OVERLAP
    return 1 - common / len(left | right) * monotonic


def masi_distances(sets: Sequence[Collection[Hashable]]) -> Floats:
    """`masi_distance` between all of them (sets x sets)."""
    rows = [[masi_distance(one, other) for other in sets] for one in sets]
    return np.array(rows, dtype=np.float64).reshape(len(sets), len(sets))


def identity_weights(size: int) -> Floats:
    """Agreement weights where only the same category agrees."""
    return np.eye(size)


def linear_weights(size: int) -> Floats:
    """1 - |k - l| / (q - 1) on a scale of q ranks (Cicchetti and Allison 1971).

    >>> linear_weights(3).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    return _from_steps(_steps(size), size)


def quadratic_weights(size: int) -> Floats:
    """1 - (k - l)^2 / (q - 1)^2 on a scale of q ranks (Fleiss and Cohen 1973).

    >>> quadratic_weights(3).tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    return _from_steps(_steps(size) ** 2, size)


def ordinal_weights(size: int) -> Floats:
    """1 - C(|k - l| + 1, 2) / C(q, 2): by the pairs of ranks that lie between (Gwet 2014).

    >>> ordinal_weights(3).round(3).tolist()
    [[1.0, 0.667, 0.0], [0.667, 1.0, 0.667], [0.0, 0.667, 1.0]]
    """
    steps = _steps(size)
    return _from_steps(steps * (steps + 1) / 2, size)


def weights_of_disagreement(disagreement: npt.ArrayLike) -> Floats:
    """Agreement weights of a custom matrix of disagreements (0 on its diagonal): 1 - d / largest.

    Raises ValueError when it is not square, is negative somewhere, or blames the same category.

    >>> weights_of_disagreement([[0, 2], [1, 0]]).tolist()
    [[1.0, 0.0], [0.5, 1.0]]
    """
    matrix = np.asarray(disagreement, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("disagreements are a square matrix")
    if (matrix < 0).any() or np.diagonal(matrix).any():
        raise ValueError("disagreements are not negative, and zero on the diagonal")
    return np.asarray(1 - matrix / (matrix.max(initial=0.0) or 1.0), dtype=np.float64)


def checked_weights(weights: npt.ArrayLike | None, *, size: int) -> Floats:
    """The agreement weights as an array; None is the identity. Raises ValueError for another
    shape, for weights outside [0, 1], and where the same category is not full agreement."""
    if weights is None:
        return identity_weights(size)
    matrix = np.asarray(weights, dtype=np.float64)
    if matrix.shape != (size, size):
        raise ValueError(f"weights for {size} categories have the shape ({size}, {size})")
    if (matrix < 0).any() or (matrix > 1).any() or (np.diagonal(matrix) != 1).any():
        raise ValueError("weights lie in [0, 1], with 1 on the diagonal")
    return matrix


def _steps(size: int) -> Floats:
    ranks = np.arange(size, dtype=np.float64)
    return np.asarray(np.abs(ranks[:, None] - ranks[None, :]), dtype=np.float64)


def _from_steps(distances: Floats, size: int) -> Floats:
    farthest = float(distances.max()) if size > 1 else 1.0
    return np.asarray(1 - distances / farthest, dtype=np.float64)
