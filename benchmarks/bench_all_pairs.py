"""All pairs of sources by the pure measures, beside the bare sparse product of the same data."""

import random
import time

import krippendorff
import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks.corpus import SEED
from benchmarks.timing import Readings, Scale, spending
from credibility.measures.pairs import POSITIONS, Contribution, Stand, Totals

FILLED = 0.01
TOPICS = 500
Column = npt.NDArray[np.int64]


def measure(scale: Scale) -> Readings:
    """Seconds for all pairs; the ratios to the product, to krippendorff and of one change."""
    readings = Readings()
    sources = scale.pick(1000, quick=60)
    stands = _positions(sources, scale.pick(100_000, quick=1000))
    contributions = [
        Contribution(group % TOPICS, said, frozenset(), {}) for group, said in enumerate(stands)
    ]
    for _ in range(scale.runs(3)):
        with spending() as bare:
            co_positions = _bare_product(stands, sources)
        with spending() as ours:
            totals = Totals()
            for contribution in contributions:
                totals.add(contribution)
        readings.add("seconds", ours.seconds)
        readings.add("bare_seconds", bare.seconds)
        readings.add("ratio", ours.seconds / bare.seconds)
        change = _one_change(totals, contributions)
        readings.add("one_change", change / ours.seconds)
    pairs = sources * (sources - 1) // 2
    readings.add("krippendorff", _seconds_of_krippendorff(stands) * pairs / ours.seconds)
    readings.notes.append(
        f"{len(stands):,} groups, {co_positions:,} co-positions; krippendorff is timed on 20 pairs "
        "and multiplied by the number of pairs"
    )
    return readings


def _positions(sources: int, groups: int) -> list[dict[int, Stand]]:
    rng = random.Random(SEED)
    each = max(2, round(sources * FILLED))
    return [
        {
            source: Stand(rng.choice(POSITIONS), "confirmed", (rng.randrange(10),))
            for source in rng.sample(range(sources), each)
        }
        for _ in range(groups)
    ]


def _bare_product(stands: list[dict[int, Stand]], sources: int) -> int:
    """Counts of equal positions and of shared groups, as two sparse products; the co-positions."""
    rows, columns, kinds = _coordinates(stands)
    ones = np.ones(len(rows), dtype=np.int64)
    together = sparse.csr_array((ones, (rows, columns)), shape=(sources, len(stands)))
    apart = sparse.csr_array(
        (ones, (rows, columns * len(POSITIONS) + kinds)),
        shape=(sources, len(stands) * len(POSITIONS)),
    )
    shared, _same = together @ together.T, apart @ apart.T
    return int(shared.sum() - shared.diagonal().sum()) // 2


def _coordinates(
    stands: list[dict[int, Stand]],
) -> tuple[
    "np.typing.NDArray[np.int64]", "np.typing.NDArray[np.int64]", "np.typing.NDArray[np.int64]"
]:
    cells = np.array(
        [
            (source, group, POSITIONS.index(stand.position))
            for group, said in enumerate(stands)
            for source, stand in said.items()
        ],
        dtype=np.int64,
    )
    return cells[:, 0], cells[:, 1], cells[:, 2]


def _one_change(totals: Totals, contributions: list[Contribution]) -> float:
    """Seconds for one source changing its position in one group."""
    old = contributions[0]
    source, stand = next(iter(old.stands.items()))
    other = next(position for position in POSITIONS if position != stand.position)
    changed = Stand(other, stand.label, stand.coders)
    new = Contribution(old.topic, {**old.stands, source: changed}, frozenset(), {})
    began = time.perf_counter()
    totals.add(old, times=-1)
    totals.add(new)
    taken = time.perf_counter() - began
    totals.add(new, times=-1)
    totals.add(old)
    return taken


def _seconds_of_krippendorff(stands: list[dict[int, Stand]]) -> float:
    """Seconds that one pair takes, given the two rows of the table sources by groups."""
    table = np.full((40, len(stands)), np.nan)
    for group, said in enumerate(stands):
        for source, stand in said.items():
            if source < len(table):
                table[source, group] = POSITIONS.index(stand.position)
    with spending() as spent:
        for pair in range(20):
            rows = table[2 * pair : 2 * pair + 2]
            judged = rows[:, ~np.isnan(rows).any(axis=0)]
            if judged.size and len(np.unique(judged)) > 1:
                krippendorff.alpha(reliability_data=rows, level_of_measurement="nominal")
    return spent.seconds / 20
