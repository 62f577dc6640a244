"""Which spans of different people are the same unit: matched by overlap, one per person."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

LEAST_OVERLAP = 0.5


class PersonSpan(NamedTuple):
    """One person's span in a revision, half open; `id` breaks ties and must be unique."""

    start: int
    end: int
    id: str
    person: int


def match_spans(spans: Iterable[PersonSpan]) -> list[list[PersonSpan]]:
    """The spans as units: each holds at most one span of a person, all spans are in one.

    Pairs of spans of different people are taken by falling intersection over union (at least 0.5;
    ties: start, end, id) and joined with what they already belong to, unless that would put two
    spans of one person together. A unit of one span was matched by nobody. The order of the input
    never matters.

    >>> spans = [PersonSpan(0, 10, "a", 1), PersonSpan(0, 8, "b", 2), PersonSpan(20, 30, "c", 1)]
    >>> [[span.id for span in unit] for unit in match_spans(spans)]
    [['b', 'a'], ['c']]
    """
    ordered = sorted(spans, key=lambda span: (span.start, span.end, span.id))
    unit_of = list(range(len(ordered)))
    members = {place: [place] for place in unit_of}
    people = {place: {ordered[place].person} for place in unit_of}
    for one, other in _pairs_by_overlap(ordered):
        kept, gone = sorted((unit_of[one], unit_of[other]))
        if kept != gone and people[kept].isdisjoint(people[gone]):
            people[kept] |= people.pop(gone)
            for place in members[gone]:
                unit_of[place] = kept
            members[kept] += members.pop(gone)
    return [[ordered[place] for place in sorted(unit)] for unit in members.values()]


def _pairs_by_overlap(ordered: Sequence[PersonSpan]) -> list[tuple[int, int]]:
    """Places (i < j) of spans that overlap enough, greatest overlap first, then by place."""
    starts = np.array([span.start for span in ordered], dtype=np.int64)
    ends = np.array([span.end for span in ordered], dtype=np.int64)
    people = np.array([span.person for span in ordered], dtype=np.int64)
    # With half of the union shared, the later span starts before the middle of the earlier one.
    latest = np.searchsorted(starts, starts + (ends - starts) // 2, side="right")
    found: list[tuple[float, int, int]] = []
    for one, span in enumerate(ordered):
        near = slice(one + 1, int(latest[one]))
        shared = np.minimum(ends[near], span.end) - starts[near]
        union = np.maximum(ends[near], span.end) - span.start
        enough = (2 * shared >= union) & (people[near] != span.person)
        for step in np.flatnonzero(enough):
            overlap = float(shared[step]) / float(union[step])
            found.append((-overlap, one, one + 1 + int(step)))
    return [(one, other) for _, one, other in sorted(found)]
