"""Which spans of different people are the same unit: matched by overlap, one per person."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


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
    found: list[tuple[float, int, int]] = []
    for one, (start, end, _id, person) in enumerate(ordered):
        # With half of the union shared, the later span starts before the middle of the earlier.
        latest = start + (end - start) // 2
        for other in range(one + 1, len(ordered)):
            its_start, its_end, _its_id, its_person = ordered[other]
            if its_start > latest:
                break
            shared, union = min(end, its_end) - its_start, max(end, its_end) - start
            if 2 * shared >= union and its_person != person:
                found.append((-shared / union, one, other))
    return [(one, other) for _, one, other in sorted(found)]
