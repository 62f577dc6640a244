"""Krippendorff's u-alpha of 2016: how alike people divide a text into labelled stretches."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from credibility.measures.intervals import student_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import Floats
from credibility.measures.results import (
    NOTHING_MARKED,
    NOTHING_SHARED,
    ONE_CATEGORY,
    OVERLAPPING,
    TOO_FEW,
    Measured,
    Result,
    Undefined,
)
from credibility.measures.span_f1 import LabelledSpan

Cells = npt.NDArray[np.bool_]
# What stands between spans, as the first of the categories.
GAP = 0


@dataclass(frozen=True)
class Continuum:
    """One revision of `length` code points, and the spans of everybody who read it: who read it
    and marked nothing is in `spans` too, with none. Spans of one person must not overlap."""

    length: int
    spans: Mapping[Any, Sequence[LabelledSpan]]

    def __post_init__(self) -> None:
        for spans in self.spans.values():
            for span in spans:
                if not 0 <= span.start < span.end <= self.length:
                    raise ValueError(f"{span} is not within a text of {self.length}")


def without_overlaps(
    spans: Iterable[LabelledSpan],
) -> tuple[list[LabelledSpan], list[LabelledSpan]]:
    """One person's spans of which none overlap, and those left out for it: of two that overlap the
    longer stays (ties: the earlier, then the label).

    >>> long, inside, after = (LabelledSpan(*at, "x") for at in [(0, 9), (2, 4), (9, 12)])
    >>> kept, left_out = without_overlaps([inside, after, long])
    >>> kept == [long, after], left_out == [inside]
    (True, True)
    """
    kept: list[LabelledSpan] = []
    left_out: list[LabelledSpan] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span)):
        is_free = all(span.end <= other.start or other.end <= span.start for other in kept)
        (kept if is_free else left_out).append(span)
    return sorted(kept), sorted(left_out)


# --- coincidences ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Coincidences:
    """Added up over continua: `met` (categories x categories) holds the code points on which two
    people's categories met; `alone` and `alone_valued` the squared lengths of units that cannot
    meet themselves, per category, of all stretches and of spans that met spans. `stretches` has a
    row for each stretch on which nobody's category changes: its `met`, flattened."""

    labels: list[str]
    met: Floats
    alone: Floats
    alone_valued: Floats
    stretches: Floats
    n_spans: int

    @property
    def valued(self) -> Floats:
        return self.met[1:, 1:]


def _coincidences(continua: Sequence[Continuum]) -> _Coincidences:
    labels = sorted({span.label for c in continua for spans in c.spans.values() for span in spans})
    places = {label: place for place, label in enumerate(labels, start=1)}
    size = len(labels) + 1
    alone, alone_valued = np.zeros(size), np.zeros(size - 1)
    rows: list[Floats] = [np.zeros((0, size * size))]
    for continuum in continua:
        people = [sorted(spans) for spans in continuum.spans.values()]
        if len(people) < 2:
            continue
        edges, values = _stretches(continuum.length, people, places)
        lengths = np.diff(edges).astype(np.float64)
        rows.append(_met(values, lengths, size))
        alone[GAP] += float((lengths * (values == GAP).sum(axis=0)).sum())
        for person, spans in enumerate(people):
            others = np.delete(values, person, axis=0) != GAP
            for span in spans:
                alone[places[span.label]] += (span.end - span.start) ** 2
                inside = (edges[:-1] >= span.start) & (edges[1:] <= span.end)
                shared = (others * (lengths * inside)).sum(axis=1)
                together = float((shared**2).sum()) / (len(people) - 1)
                alone_valued[places[span.label] - 1] += together
    stretches = np.concatenate(rows)
    n_spans = sum(len(spans) for c in continua if len(c.spans) > 1 for spans in c.spans.values())
    met = stretches.sum(axis=0).reshape(size, size)
    return _Coincidences(labels, met, alone, alone_valued, stretches, n_spans)


def _stretches(
    length: int, people: Sequence[Sequence[LabelledSpan]], places: Mapping[str, int]
) -> tuple[Floats, Floats]:
    """The edges at which anybody's category changes, and everybody's category between them
    (people x stretches)."""
    at = {0, length, *(edge for spans in people for span in spans for edge in span[:2])}
    edges = np.array(sorted(at), dtype=np.float64)
    values = np.zeros((len(people), len(edges) - 1))
    for person, spans in enumerate(people):
        for span in spans:
            first, last = np.searchsorted(edges, [span.start, span.end])
            values[person, first:last] = places[span.label]
    return edges, values


def _met(values: Floats, lengths: Floats, size: int) -> Floats:
    """Per stretch, the code points on which each two categories met (stretches x size^2)."""
    counts = np.stack([(values == place).sum(axis=0) for place in range(size)], axis=1)
    ordered = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(size)
    weighted = ordered * lengths[:, None, None] / (len(values) - 1)
    return np.asarray(weighted.reshape(len(lengths), size * size), dtype=np.float64)


def _expected(met: Floats, alone: Floats) -> Floats:
    """What would meet by chance: whole units are drawn, and none meets itself."""
    totals = met.sum(axis=1)
    n = totals.sum()
    possible = n * n - alone.sum()
    if possible <= 0:
        return np.zeros_like(met)
    return np.asarray(n * (np.outer(totals, totals) - np.diag(alone)) / possible, dtype=np.float64)


# --- the family -----------------------------------------------------------------------------


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def u_alpha(continua: Sequence[Continuum]) -> Result:
    """u-alpha = 1 - Do / De over all code points: whether people mark the same, labelled the same.

    Krippendorff, Mathet, Bouvry and Widlöcher (2016), On the reliability of unitizing textual
    continua: further developments. Do is the share of code points on which two people's categories
    differ, a gap being one of them; De is what drawing whole spans, and gaps by the code point,
    would give. Our own: several texts add up, so that not everybody need have read all; the
    interval is that of a ratio over stretches on which nobody's category changes, De taken as
    given (Student's t), clipped to [-1, 1].

    1: the same spans with the same labels, 0: chance, below 0: less than that. Undefined:
    `nothing_shared` when no text was read by two, `nothing_marked` when nobody marked anything,
    `overlapping` when one person's spans overlap (see `without_overlaps`), `one_category` when all
    is one label and no gaps, `too_few` with fewer than two stretches. `n` counts spans. Takes
    texts with half-open spans in code points.

    >>> mine, yours = [LabelledSpan(0, 4, "a")], [LabelledSpan(0, 4, "a"), LabelledSpan(6, 8, "b")]
    >>> result = u_alpha([Continuum(10, {"me": mine, "you": yours})])
    >>> round(result.value, 3), result.n
    (0.695, 3)
    """
    found = _found(continua)
    if isinstance(found, Undefined):
        return found
    unlike = ~np.eye(len(found.labels) + 1, dtype=bool)
    expected = _expected(found.met, found.alone)
    return _alpha(found, of=np.ones_like(unlike), unlike=unlike, expected=expected)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def cu_alpha(continua: Sequence[Continuum]) -> Result:
    """cu-alpha = 1 - Do / De where both people have a span: whether they label it the same.

    Krippendorff, Mathet, Bouvry and Widlöcher (2016). Only code points that both put into a span
    count; by chance, whole pieces of spans meet, and none itself. Blind to what only one marked;
    read `u_alpha` beside it. What 1, 0 and negative mean, interval and shapes as there. Undefined
    also as `nothing_shared` when no spans of two people meet, and as `one_category` when all that
    meet have one label.

    >>> mine = [LabelledSpan(0, 4, "a"), LabelledSpan(6, 9, "b")]
    >>> yours = [LabelledSpan(0, 5, "a"), LabelledSpan(6, 8, "b"), LabelledSpan(8, 9, "a")]
    >>> result = cu_alpha([Continuum(10, {"me": mine, "you": yours})])
    >>> round(result.value, 3), result.n
    (0.762, 5)
    """
    found = _found(continua)
    if isinstance(found, Undefined):
        return found
    valued = np.ones_like(found.met, dtype=bool)
    valued[GAP, :] = valued[:, GAP] = False
    unlike = valued & ~np.eye(len(valued), dtype=bool)
    return _alpha(found, of=valued, unlike=unlike, expected=_expected_valued(found))


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def ku_alpha(continua: Sequence[Continuum], *, label: str) -> Result:
    """(k)u-alpha of one label: where one of two meeting spans has it, whether the other has it too.

    Krippendorff, Mathet, Bouvry and Widlöcher (2016): 1 - (e_k / o_k) (o_k - o_kk) / (e_k - e_kk),
    o and e being what met and what would meet by chance, as for `cu_alpha`. What 1, 0 and negative
    mean, interval and shapes are as there. Undefined also as `nothing_shared` when no span with
    the label meets another person's, and as `one_category` when all that meet have it.

    >>> mine = [LabelledSpan(0, 4, "a"), LabelledSpan(6, 9, "b")]
    >>> yours = [LabelledSpan(0, 5, "a"), LabelledSpan(6, 8, "b"), LabelledSpan(8, 9, "a")]
    >>> result = ku_alpha([Continuum(10, {"me": mine, "you": yours})], label="b")
    >>> round(result.value, 3), result.n
    (0.747, 5)
    """
    found = _found(continua)
    if isinstance(found, Undefined):
        return found
    if label not in found.labels:
        return NOTHING_SHARED
    place = found.labels.index(label) + 1
    of = np.zeros_like(found.met, dtype=bool)
    of[place, 1:] = True
    unlike = of.copy()
    unlike[place, place] = False
    return _alpha(found, of=of, unlike=unlike, expected=_expected_valued(found))


def _expected_valued(found: _Coincidences) -> Floats:
    expected = np.zeros_like(found.met)
    expected[1:, 1:] = _expected(found.valued, found.alone_valued)
    return expected


def _found(continua: Sequence[Continuum]) -> _Coincidences | Undefined:
    if not any(len(continuum.spans) > 1 for continuum in continua):
        return NOTHING_SHARED
    if any(_overlaps(spans) for c in continua for spans in c.spans.values()):
        return OVERLAPPING
    found = _coincidences(continua)
    return found if found.n_spans else NOTHING_MARKED


def _overlaps(spans: Sequence[LabelledSpan]) -> bool:
    return any(one.end > other.start for one, other in pairwise(sorted(spans)))


def _alpha(found: _Coincidences, *, of: Cells, unlike: Cells, expected: Floats) -> Result:
    """1 - Do / De, both over the cells `of`, with the interval of Do over stretches."""
    among, differing = found.stretches[:, of.ravel()], found.stretches[:, unlike.ravel()]
    weight, apart = among.sum(axis=1), differing.sum(axis=1)
    if weight.sum() == 0:
        return NOTHING_SHARED
    by_chance = float(expected[of].sum())
    if by_chance <= 0 or math.isclose(float(expected[unlike].sum()), 0.0, abs_tol=1e-12):
        return ONE_CATEGORY
    counted = weight > 0
    n = int(counted.sum())
    if n < 2:
        return TOO_FEW
    observed = float(apart.sum() / weight.sum())
    chance = float(expected[unlike].sum()) / by_chance
    value = 1 - observed / chance
    parts = (apart - observed * weight)[counted] / (weight.sum() / n) / chance
    lower, upper = student_interval(
        value, variance=float((parts**2).sum()) / (n * (n - 1)), n=n, lowest=min(-1.0, value)
    )
    return Measured(value, lower, upper, found.n_spans)
