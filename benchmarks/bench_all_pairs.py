"""All pairs of sources by the pure measures, beside the bare sparse product and three peers."""

import math
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import krippendorff
import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.metrics import accuracy_score

from benchmarks.corpus import SEED
from benchmarks.plot import Series, log_log_plot
from benchmarks.timing import Readings, Scale, spending
from credibility.measures import compiled_sums
from credibility.measures.all_pairs import NO_LABEL, Integers, PairSums, Stands, pair_sums
from credibility.measures.pairs import POSITIONS, Contribution, Stand, Totals

EACH = 10
TOPICS, CODERS = 500, 10
PAIRS_TIMED = 20
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "all-pairs.svg"
# Sources and groups; each group is told by ten sources, so that the middle one is filled to 1%
# and the last one to 0.2%.
SIZES = ((200, 20_000), (500, 50_000), (1000, 100_000), (2000, 200_000), (5000, 500_000))
QUICK_SIZES = ((40, 200), (60, 600))


def measure(scale: Scale) -> Readings:
    """Processor seconds for all pairs and the ratios to the product and to the peers, at 1,000
    sources x 100,000 groups; time, memory and one change at 5,000 x 500,000; a plot of all."""
    readings = Readings()
    sources, groups = (60, 600) if scale.is_quick else (1000, 100_000)
    stands = invented_stands(sources, groups)
    for _ in range(scale.runs(5)):
        with spending() as bare:
            co_positions = _bare_product(stands, sources)
        with spending() as ours:
            found = pair_sums(stands, compiled_from=math.inf)
        readings.add("seconds", ours.cpu_seconds)
        readings.add("bare_seconds", bare.cpu_seconds)
        readings.add("ratio", ours.cpu_seconds / bare.cpu_seconds)
    assert sum(counts[0] for counts in found.counts()) == co_positions
    pairs = sources * (sources - 1) // 2
    seconds = readings.medians()["seconds"]
    for peer, seconds_of in (("krippendorff", _krippendorff), ("sklearn", _sklearn)):
        readings.add(peer, _seconds_of_a_pair(stands, seconds_of) * pairs / seconds)
    readings.add("duckdb", _seconds_of_self_join(stands, expected=co_positions) / seconds)
    if compiled_sums.is_there():
        _measure_compiled(readings, stands, found, times=scale.runs(5))
    else:
        readings.notes.append("numba is not installed: what the extra `fast` saves is not measured")
    _measure_growth(readings, scale)
    readings.notes.append(
        f"processor seconds; {groups:,} groups, {co_positions:,} co-positions; krippendorff and "
        f"scikit-learn are timed on {PAIRS_TIMED} pairs and multiplied by the number of pairs; "
        "duckdb counts groups and equal positions of all pairs in one self-join, without labels, "
        "coders and stories, which ours counts too"
    )
    return readings


def _measure_compiled(
    readings: Readings, stands: Stands, expected: PairSums, *, times: int
) -> None:
    """The same with the extra `fast`; its first run compiles, or loads what was compiled."""
    with spending() as first:
        found = pair_sums(stands, compiled_from=0)
    for name, column in vars(expected).items():
        assert np.array_equal(getattr(found, name), column), name
    readings.add("compiled_first", first.cpu_seconds)
    for _ in range(times):
        with spending() as spent:
            pair_sums(stands, compiled_from=0)
        readings.add("compiled", spent.cpu_seconds)


def invented_stands(sources: int, groups: int) -> Stands:
    """So many groups, each told by ten different sources."""
    rng = np.random.default_rng(SEED)
    source = np.sort(rng.integers(0, sources, (groups, EACH)), axis=1)
    while (again := (np.diff(source, axis=1) == 0).any(axis=1)).any():
        source[again] = np.sort(rng.integers(0, sources, (int(again.sum()), EACH)), axis=1)
    entries = groups * EACH
    return Stands(
        source=source.reshape(-1),
        position=rng.integers(0, len(POSITIONS), entries),
        label=rng.integers(0, NO_LABEL + 1, entries),
        coder=rng.integers(0, CODERS, entries),
        from_labels=np.zeros(entries, dtype=np.int64),
        starts=np.arange(0, entries + 1, EACH),
        topic=rng.integers(0, TOPICS, groups),
        silent=np.empty(0, dtype=np.int64),
        silent_starts=np.zeros(groups + 1, dtype=np.int64),
    )


def _bare_product(stands: Stands, sources: int) -> int:
    """The table sources x groups times itself, and nothing else; the co-positions."""
    ones = np.ones(len(stands.source), dtype=np.int64)
    group = np.repeat(np.arange(stands.groups), np.diff(stands.starts))
    shape = (sources, stands.groups)
    together = sparse.csr_array((ones, (stands.source, group)), shape=shape)
    shared = together @ together.T
    return int(shared.sum() - shared.diagonal().sum()) // 2


# --- the peers ------------------------------------------------------------------------------

Row = npt.NDArray[np.float64]


def _seconds_of_a_pair(stands: Stands, judge: Callable[[Row], object]) -> float:
    """Seconds that one pair takes, given its two rows of the table sources x groups."""
    table = np.full((2 * PAIRS_TIMED, stands.groups), np.nan)
    group = np.repeat(np.arange(stands.groups), np.diff(stands.starts))
    mine = stands.source < len(table)
    table[stands.source[mine], group[mine]] = stands.position[mine]
    with spending() as spent:
        for pair in range(PAIRS_TIMED):
            judge(table[2 * pair : 2 * pair + 2])
    return spent.cpu_seconds / PAIRS_TIMED


def _shared(rows: Row) -> Row:
    return np.asarray(rows[:, ~np.isnan(rows).any(axis=0)])


def _krippendorff(rows: Row) -> None:
    if len(np.unique(_shared(rows))) > 1:
        krippendorff.alpha(reliability_data=rows, level_of_measurement="nominal")


def _sklearn(rows: Row) -> None:
    shared = _shared(rows)
    if shared.size:
        accuracy_score(shared[0], shared[1])


def _seconds_of_self_join(stands: Stands, *, expected: int) -> float:
    group = np.repeat(np.arange(stands.groups), np.diff(stands.starts))
    said = {"source": stands.source, "grp": group, "position": stands.position}
    with duckdb.connect(config={"threads": 1}) as database:
        database.register("said", said)
        database.execute("CREATE TABLE stands AS SELECT source, grp, position FROM said")
        with spending() as spent:
            rows = database.execute(
                """SELECT a.source, b.source, count(*), sum((a.position = b.position)::int)
                   FROM stands a JOIN stands b ON a.grp = b.grp AND a.source < b.source
                   GROUP BY 1, 2"""
            ).fetchnumpy()
    assert int(rows["count_star()"].sum()) == expected
    return spent.cpu_seconds


# --- growth ---------------------------------------------------------------------------------


def _measure_growth(readings: Readings, scale: Scale) -> None:
    sizes = QUICK_SIZES if scale.is_quick else SIZES
    ours, bare = Series("all pairs, all integers"), Series("the bare sparse product")
    for sources, groups in sizes:
        co_positions = groups * EACH * (EACH - 1) // 2
        found = _in_a_process(_ours_at, sources, groups)
        ours.points.append((co_positions, found["seconds"]))
        bare.points.append((co_positions, _in_a_process(_bare_at, sources, groups)["seconds"]))
    readings.add("large_seconds", found["seconds"])
    readings.add("large_memory", found["gib"])
    for change in _seconds_of_changes(times=scale.runs(50)):
        readings.add("one_change", change / found["seconds"])
    readings.notes.append(
        f"the large table: {sources:,} sources x {groups:,} groups, {co_positions:,} co-positions, "
        f"{found['pairs']:,.0f} pairs; memory is the highest of a process of its own, interpreter "
        "and table included"
    )
    if not scale.is_quick:
        text = log_log_plot([ours, bare], across="co-positions", up="processor seconds")
        PICTURE.write_text(text)


def _in_a_process(act: Callable[[int, int], dict[str, float]], *size: int) -> dict[str, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(act, size)


def _ours_at(sources: int, groups: int) -> dict[str, float]:
    stands = invented_stands(sources, groups)
    with spending() as spent:
        found: PairSums = pair_sums(stands, compiled_from=math.inf)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": spent.cpu_seconds, "gib": peak_kib / 2**20, "pairs": len(found)}


def _bare_at(sources: int, groups: int) -> dict[str, float]:
    stands = invented_stands(sources, groups)
    with spending() as spent:
        _bare_product(stands, sources)
    return {"seconds": spent.cpu_seconds}


def _seconds_of_changes(*, times: int) -> Iterator[float]:
    """One source changes its position in one group: only that group's pairs are touched, so the
    cost is the same whatever the size."""
    stands = invented_stands(1000, times)
    contributions = [_contribution(stands, group) for group in range(times)]
    totals = Totals()
    for old in contributions:
        totals.add(old)
    for old in contributions:
        source, stand = next(iter(old.stands.items()))
        other = next(position for position in POSITIONS if position != stand.position)
        changed: dict[int, Stand] = {**old.stands, source: stand._replace(position=other)}
        new = Contribution(old.topic, changed, frozenset(), {})
        began = time.process_time()
        totals.replace(old, new)
        yield time.process_time() - began


def _contribution(stands: Stands, group: int) -> Contribution:
    def of(column: Integers) -> Any:
        return column[stands.starts[group] : stands.starts[group + 1]].tolist()

    said = {
        source: Stand(POSITIONS[position], None, (coder,))
        for source, position, coder in zip(
            of(stands.source), of(stands.position), of(stands.coder), strict=True
        )
    }
    return Contribution(int(stands.topic[group]), said, frozenset(), {})
