"""Spans of different people matched to units."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from credibility.measures.matching import PersonSpan, match_spans


def ids(spans: list[PersonSpan]) -> list[list[str]]:
    return sorted(sorted(span.id for span in unit) for unit in match_spans(spans))


def test_it_joins_what_overlaps_by_half() -> None:
    assert ids([PersonSpan(0, 10, "a", 1), PersonSpan(5, 10, "b", 2)]) == [["a", "b"]]


def test_it_leaves_apart_what_overlaps_by_less() -> None:
    assert ids([PersonSpan(0, 11, "a", 1), PersonSpan(6, 11, "b", 2)]) == [["a"], ["b"]]


def test_it_never_joins_two_spans_of_one_person() -> None:
    spans = [PersonSpan(0, 10, "a", 1), PersonSpan(0, 9, "b", 1), PersonSpan(0, 10, "c", 2)]
    assert ids(spans) == [["a", "c"], ["b"]]


def test_it_takes_the_greatest_overlap_first() -> None:
    spans = [PersonSpan(0, 10, "a", 1), PersonSpan(0, 7, "b", 2), PersonSpan(0, 9, "c", 2)]
    assert ids(spans) == [["a", "c"], ["b"]]


def test_it_breaks_ties_by_place_then_id() -> None:
    spans = [PersonSpan(0, 10, "z", 1), PersonSpan(0, 10, "y", 1), PersonSpan(0, 10, "a", 2)]
    assert ids(spans) == [["a", "y"], ["z"]]


def test_it_joins_three_people() -> None:
    spans = [PersonSpan(0, 10, "a", 1), PersonSpan(1, 10, "b", 2), PersonSpan(0, 12, "c", 3)]
    assert ids(spans) == [["a", "b", "c"]]


def test_two_units_stay_apart_when_they_share_a_person() -> None:
    # b-c are joined first; a overlaps c, but b is a's own.
    spans = [PersonSpan(0, 8, "a", 1), PersonSpan(2, 12, "b", 1), PersonSpan(2, 11, "c", 2)]
    assert ids(spans) == [["a"], ["b", "c"]]


span_lists = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 10), st.integers(1, 4)), max_size=25
)


@given(span_lists, st.randoms(use_true_random=False))
def test_every_span_is_in_one_unit_and_order_never_matters(
    drawn: list[tuple[int, int, int]], shuffler: random.Random
) -> None:
    spans = [
        PersonSpan(start, start + length, str(number), person)
        for number, (start, length, person) in enumerate(drawn)
    ]
    units = ids(spans)
    assert sorted(name for unit in units for name in unit) == sorted(span.id for span in spans)
    for unit in match_spans(spans):
        assert len({span.person for span in unit}) == len(unit)
    shuffler.shuffle(spans)
    assert ids(spans) == units


def test_five_people_with_500_spans_each_take_under_a_second() -> None:
    chance = random.Random(5)
    spans = []
    for number in range(2500):
        start = chance.randrange(60_000)
        spans.append(PersonSpan(start, start + chance.randint(20, 200), str(number), number % 5))
    began = time.perf_counter()
    match_spans(spans)
    assert time.perf_counter() - began < 1
