"""Gamma: how alike people place and label spans, after the best alignment of what they marked."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from credibility.measures.intervals import NORMAL, normal_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import Floats
from credibility.measures.results import (
    NOTHING_MARKED,
    NOTHING_SHARED,
    ONE_CATEGORY,
    Measured,
    Result,
)
from credibility.measures.span_f1 import LabelledSpan
from credibility.measures.unitizing import Continuum

FEWEST_SAMPLES = 30
MOST_SAMPLES = 1000
# The half-width of the 95% interval of the expected disorder, as a share of it.
PRECISION = 0.02
TIE_BREAK = 1e-6

Places = npt.NDArray[np.int64]
# Each person's spans, in the order of the text.
People = Sequence[Sequence[LabelledSpan]]


class Costs(NamedTuple):
    """What weighs in the dissimilarity of two spans: their place, their label, and `empty`, the
    dissimilarity of a span with none at all, which is the unit of the other two."""

    place: float = 1.0
    label: float = 1.0
    empty: float = 1.0


EVEN = Costs()


@dataclass(frozen=True)
class SampledGamma(Measured):
    """A gamma whose interval is that of its sampling: not of other texts or other people.

    `sampling_error` is its standard error, `samples` how many random texts it took in all.
    """

    observed: float
    expected: float
    sampling_error: float
    samples: int
    seed: int


# --- dissimilarity --------------------------------------------------------------------------


def place_dissimilarity(one: LabelledSpan, other: LabelledSpan) -> float:
    """((|difference of starts| + |difference of ends|) / (both lengths))^2 (Mathet 2015).

    >>> place_dissimilarity(LabelledSpan(1, 5, "a"), LabelledSpan(2, 6, "a"))
    0.0625
    """
    apart = abs(one.start - other.start) + abs(one.end - other.end)
    return (apart / (one.end - one.start + other.end - other.start)) ** 2


def dissimilarity(one: LabelledSpan, other: LabelledSpan, costs: Costs = EVEN) -> float:
    """The weighted sum of that of the places and, where labels differ, of `costs.label`.

    >>> dissimilarity(LabelledSpan(1, 5, "a"), LabelledSpan(2, 6, "b"))
    1.0625
    """
    place = costs.place * place_dissimilarity(one, other)
    return (place + costs.label * (one.label != other.label)) * costs.empty


def _dissimilarities(
    one: Sequence[LabelledSpan], other: Sequence[LabelledSpan], costs: Costs
) -> Floats:
    """Between all spans of two people (spans + 1 x spans + 1): the last of each stands for none."""
    edges = [np.array([[s.start, s.end] for s in side], dtype=np.float64) for side in (one, other)]
    starts, ends = (
        np.abs(edges[0].reshape(-1, 2)[:, None, edge] - edges[1].reshape(-1, 2)[None, :, edge])
        for edge in (0, 1)
    )
    lengths = [np.diff(side.reshape(-1, 2), axis=1)[:, 0] for side in edges]
    places = ((starts + ends) / (lengths[0][:, None] + lengths[1][None, :])) ** 2
    labels = [np.array([span.label for span in side], dtype=np.str_) for side in (one, other)]
    unlike = labels[0][:, None] != labels[1][None, :]
    found = np.full((len(one) + 1, len(other) + 1), costs.empty, dtype=np.float64)
    found[:-1, :-1] = (costs.place * places + costs.label * unlike) * costs.empty
    return found


# --- the best alignment ---------------------------------------------------------------------


def best_alignment(people: People, costs: Costs = EVEN) -> tuple[Places, float]:
    """The alignment of least disorder, exactly, and its disorder.

    Mathet, Widlöcher and Métivier (2015): spans are put together, at most one of each person, so
    that every span is in one row and the dissimilarities of the rows, each the mean over the pairs
    of people, add up to least; the disorder is that sum over the mean number of spans of a person.
    Rows hold places in each person's spans, or how many there are for none. With no spans at all
    the disorder is nan.

    >>> me, you = [LabelledSpan(1, 5, "a"), LabelledSpan(9, 12, "b")], [LabelledSpan(2, 6, "a")]
    >>> rows, disorder = best_alignment([me, you])
    >>> sorted(rows.tolist()), round(disorder, 4)
    ([[0, 0], [1, 1]], 0.7083)
    """
    sizes = [len(spans) for spans in people]
    rows, sums = _candidates(people, costs)
    if not sum(sizes):
        return rows, math.nan
    solution = optimize.milp(
        # Of alignments that are as good, the one with fewest rows.
        sums + TIE_BREAK * costs.empty,
        integrality=np.ones(len(sums), dtype=np.int64),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(_holds(rows, sizes), 1, 1),
        options={"mip_rel_gap": 0.0},
    )
    if not solution.success:
        raise ArithmeticError(f"no alignment was found: {solution.message}")
    chosen = solution.x > 0.5
    pairs = math.comb(len(people), 2)
    return rows[chosen], float(sums[chosen].sum()) / pairs / (sum(sizes) / len(people))


def _candidates(people: People, costs: Costs) -> tuple[Places, Floats]:
    """The rows that can be in a best alignment, and the sum of the dissimilarities of each.

    Built person by person. A row that costs more than its spans one by one, or in which one span
    costs more than it would alone, is never needed, and neither is what grows from it.
    """
    pairs = math.comb(len(people), 2)
    rows: Places = np.arange(len(people[0]) + 1, dtype=np.int64)[:, None]
    sums = np.zeros(len(rows))
    each = np.zeros((len(rows), 1))
    for person in range(1, len(people)):
        size, before = len(people[person]) + 1, len(rows)
        added = np.stack(
            [
                _dissimilarities(people[other], people[person], costs)[rows[:, other]]
                for other in range(person)
            ],
            axis=1,
        ).transpose(0, 2, 1)
        newest = np.tile(np.arange(size, dtype=np.int64), before)
        rows = np.column_stack([np.repeat(rows, size, axis=0), newest])
        grown = added.reshape(before * size, person)
        each = np.column_stack([np.repeat(each, size, axis=0) + grown, grown.sum(axis=1)])
        sums = np.repeat(sums, size) + grown.sum(axis=1)
        spans = rows < np.array([len(side) for side in people[: person + 1]])
        later = len(people) - person - 1
        alone = (spans.sum(axis=1) + later) * pairs
        one_alone = pairs + len(people) - 1
        slack = 1e-9
        fits = sums <= alone * costs.empty + slack
        fits &= (np.where(spans, each, 0.0) <= one_alone * costs.empty + slack).all(axis=1)
        rows, sums, each = rows[fits], sums[fits], each[fits]
    some = (rows < np.array([len(side) for side in people])).any(axis=1)
    return rows[some], sums[some]


def _holds(rows: Places, sizes: Sequence[int]) -> sparse.csr_array:
    """Which row holds which span (all spans x rows)."""
    starts = np.cumsum([0, *sizes[:-1]])
    row, person = np.nonzero(rows < np.array(sizes))
    span = starts[person] + rows[row, person]
    held = sparse.coo_array(
        (np.ones(len(row)), (span, row)), shape=(sum(sizes), len(rows)), dtype=np.float64
    )
    return held.tocsr()


def label_disorder(
    people: People, rows: Places, costs: Costs = EVEN, *, count_unaligned: bool = False
) -> float:
    """How often labels differ within the rows of an alignment; nan where no two spans are aligned.

    Mathet (2017): each pair of spans in a row of m weighs max(0, 1 - the dissimilarity of their
    places) / (m - 1). With `count_unaligned` a span beside nobody's is a difference that weighs 1.

    >>> me, you = [LabelledSpan(1, 5, "a"), LabelledSpan(8, 9, "b")], [LabelledSpan(1, 5, "b")]
    >>> label_disorder([me, you], best_alignment([me, you])[0])
    1.0
    """
    unlike = weight = 0.0
    for row in rows.tolist():
        spans = [side[at] for side, at in zip(people, row, strict=True) if at < len(side)]
        if count_unaligned:
            lacking = len(spans) * (len(people) - len(spans))
            unlike, weight = unlike + lacking, weight + lacking
        for one, other in combinations(spans, 2):
            trust = max(0.0, 1 - costs.place * place_dissimilarity(one, other)) / (len(spans) - 1)
            unlike += trust * (one.label != other.label)
            weight += trust
    return unlike / weight if weight else math.nan


# --- chance ---------------------------------------------------------------------------------


def random_people(
    people: People, length: int, rng: np.random.Generator
) -> list[list[LabelledSpan]]:
    """As many people as there are, each with what a random one of them marked, moved along the
    text by a random step; what would begin beyond its end begins at its beginning again.

    Mathet (2015). Steps keep half the mean length of a span from each other, as long as there is
    room, so that one person's marks do not meet themselves.
    """
    lengths = [span.end - span.start for spans in people for span in spans]
    keep_off = sum(lengths) / len(lengths) / 2
    steps: list[float] = []
    drawn: list[list[LabelledSpan]] = []
    for _ in people:
        step = _free_step(length, steps, keep_off, rng)
        steps.append(step)
        spans = people[int(rng.integers(len(people)))]
        drawn.append(sorted(_moved(span, step, length) for span in spans))
    return drawn


def _moved(span: LabelledSpan, step: int, length: int) -> LabelledSpan:
    begin = span.start + step
    if begin >= length:
        begin -= length
    return LabelledSpan(begin, begin + span.end - span.start, span.label)


def _free_step(
    length: int, taken: Sequence[float], keep_off: float, rng: np.random.Generator
) -> int:
    free = np.ones(length, dtype=bool)
    steps = np.arange(length)
    for step in taken:
        free &= np.abs(steps - step) >= keep_off
    return int(rng.choice(steps[free] if free.any() else steps))


# --- the measures ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Disorder:
    """The disorder of one text, and what random texts made of the same marks have: that of the
    alignment (`observed`, `sampled`) and that of the labels in it. `weight` is the mean number of
    spans of a person, `spans` their number."""

    observed: float
    observed_labels: float
    sampled: Floats
    sampled_labels: Floats
    weight: float
    spans: int


def disorder_of(
    continuum: Continuum,
    *,
    seed: int | Sequence[int],
    samples: int = FEWEST_SAMPLES,
    costs: Costs = EVEN,
    count_unaligned: bool = False,
) -> Disorder | None:
    """The disorder of one text; None where fewer than two read it or nobody marked anything.

    The order and names of the people play no part, nor does chance beyond the seed.
    """
    people = sorted(sorted(spans) for spans in continuum.spans.values())
    spans = sum(map(len, people))
    if len(people) < 2 or not spans:
        return None
    labels = partial(label_disorder, costs=costs, count_unaligned=count_unaligned)
    rows, observed = best_alignment(people, costs)
    drawn: list[tuple[float, float]] = []
    rng = np.random.default_rng(seed)
    while len(drawn) < samples:
        other = random_people(people, continuum.length, rng)
        aligned, disorder = best_alignment(other, costs)
        if not math.isnan(disorder):
            drawn.append((disorder, labels(other, aligned)))
    return Disorder(
        observed,
        labels(people, rows),
        np.array([disorder for disorder, _ in drawn]),
        np.array([labels for _, labels in drawn]),
        spans / len(people),
        spans,
    )


class Disorders:
    """The disorders of several texts, from which their gamma follows.

    Texts are weighed by the mean number of spans of a person, so that one text gives the gamma of
    the paper (that several are added up is our own).
    """

    def __init__(self, parts: Iterable[Disorder | None], *, seed: int) -> None:
        self.parts = [part for part in parts if part is not None]
        self.seed = seed

    def gamma(self) -> Result:
        """1 - observed disorder / expected disorder."""
        rows = [(part.weight, part.observed, part.sampled, part.spans) for part in self.parts]
        return self._one_minus_ratio(rows)

    def gamma_cat(self) -> Result:
        """The same of the labels within the best alignments."""
        rows = [
            (part.weight, part.observed_labels, part.sampled_labels, part.spans)
            for part in self.parts
            if not math.isnan(part.observed_labels)
        ]
        return self._one_minus_ratio(rows)

    def _one_minus_ratio(self, rows: Sequence[tuple[float, float, Floats, int]]) -> Result:
        if not rows:
            return NOTHING_SHARED
        weights = sum(weight for weight, *_ in rows)
        observed = sum(weight * found for weight, found, *_ in rows) / weights
        expected = spread = 0.0
        samples = 0
        for weight, _, sampled, _ in rows:
            defined = sampled[~np.isnan(sampled)]
            samples += len(defined)
            if len(defined) > 1:
                expected += weight / weights * float(defined.mean())
                spread += (weight / weights) ** 2 * float(defined.var(ddof=1)) / len(defined)
        if not expected:
            return ONE_CATEGORY
        value = 1 - observed / expected
        error = observed * math.sqrt(spread) / expected**2
        lower, upper = normal_interval(value, error=error, lowest=-math.inf)
        n = sum(spans for *_, spans in rows)
        return SampledGamma(value, lower, upper, n, observed, expected, error, samples, self.seed)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def gamma(
    continua: Sequence[Continuum], *, seed: int, precision: float = PRECISION, costs: Costs = EVEN
) -> Result:
    """gamma = 1 - observed / expected disorder: place and label of spans in one number.

    Mathet, Widlöcher and Métivier (2015), The unified and holistic method gamma for inter-annotator
    agreement measure and alignment. Disorder is that of the best alignment (`best_alignment`,
    exact); what to expect is sampled from random texts made of the same marks, at least 30 for each
    text, and more until the mean is known to `precision` (95%, at most 1,000 each). The same seed
    gives the same numbers. Spans of one person may overlap. Answers a `SampledGamma`: its interval
    is that of the sampling alone. Several texts are weighed by their spans (our own).

    1: the same spans with the same labels, 0: no better than at random, below 0: worse; there is
    no lower end. Undefined: `nothing_shared` when no text was read by two, `nothing_marked` when
    nobody marked anything in those. `n` counts spans. Takes texts with half-open spans in code
    points.

    >>> mine = [LabelledSpan(0, 20, "a"), LabelledSpan(50, 70, "b")]
    >>> yours = [LabelledSpan(2, 20, "a"), LabelledSpan(50, 70, "b")]
    >>> result = gamma([Continuum(200, {"me": mine, "you": yours})], seed=1, precision=0.1)
    >>> round(result.value, 2), result.n
    (1.0, 4)
    """
    return _sampled(continua, seed=seed, precision=precision, costs=costs, of=Disorders.gamma)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def gamma_cat(
    continua: Sequence[Continuum],
    *,
    seed: int,
    precision: float = PRECISION,
    costs: Costs = EVEN,
    count_unaligned: bool = False,
) -> Result:
    """gamma-cat = 1 - observed / expected disorder of the labels within the best alignments.

    Mathet (2017), The agreement measure gamma-cat: a complement to gamma focused on categorization
    of a continuum. Pairs of spans that were aligned count by how alike their places are;
    `count_unaligned` also counts a span that another person lacks, as pygamma-agreement does. What
    1, 0 and negative mean, sampling and shapes are as for `gamma`. Undefined also as
    `nothing_shared` when no spans were aligned, and as `one_category` when there is but one label.

    >>> mine = [LabelledSpan(0, 20, "a"), LabelledSpan(50, 70, "b")]
    >>> yours = [LabelledSpan(2, 20, "a"), LabelledSpan(50, 70, "b")]
    >>> result = gamma_cat([Continuum(200, {"me": mine, "you": yours})], seed=1, precision=0.1)
    >>> round(result.value, 2), result.n
    (1.0, 4)
    """
    return _sampled(
        continua,
        seed=seed,
        precision=precision,
        costs=costs,
        of=Disorders.gamma_cat,
        count_unaligned=count_unaligned,
    )


def _sampled(
    continua: Sequence[Continuum],
    *,
    seed: int,
    precision: float,
    costs: Costs,
    of: Callable[[Disorders], Result],
    count_unaligned: bool = False,
) -> Result:
    read_by_two = [continuum for continuum in continua if len(continuum.spans) > 1]
    if not read_by_two:
        return NOTHING_SHARED
    if not any(any(continuum.spans.values()) for continuum in read_by_two):
        return NOTHING_MARKED
    sample = partial(disorder_of, costs=costs, count_unaligned=count_unaligned)
    samples = FEWEST_SAMPLES
    while True:
        parts = [
            sample(continuum, seed=[seed, place], samples=samples)
            for place, continuum in enumerate(read_by_two)
        ]
        result = of(Disorders(parts, seed=seed))
        needed = math.ceil(samples * (relative_error(result) / precision) ** 2)
        if needed <= samples or samples >= MOST_SAMPLES:
            return result
        samples = min(needed, MOST_SAMPLES)


def relative_error(result: Result) -> float:
    """The half-width of the 95% interval of the expected disorder, as a share of it."""
    if not isinstance(result, SampledGamma) or not result.observed:
        return 0.0
    return NORMAL * result.sampling_error * result.expected / result.observed
