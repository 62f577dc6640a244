"""How annotators met in an article, as integers that can be added up."""

from hypothesis import given
from hypothesis import strategies as st

from credibility.measures.matching import PersonSpan
from credibility.measures.tallies import (
    LABELS,
    STANCES,
    Reading,
    Tally,
    tally_of,
)


def read(name: str, person: int, start: int, label: str = "confirmed", **stances: str) -> Reading:
    """A reading of ten characters; `s7="denies"` is what source 7 does."""
    by_source = {int(source[1:]): stance for source, stance in stances.items()}
    return Reading(PersonSpan(start, start + 10, name, person), label, by_source)


def test_matched_spans_are_units_and_the_rest_is_left_out() -> None:
    tally = tally_of(
        [
            read("a", 1, 0),
            read("b", 2, 1, "contested"),
            read("c", 3, 0),
            read("d", 1, 50, "unverified"),
        ]
    )
    assert tally.labels == {(2, 0, 1): 1}
    assert tally.label_pairs == {
        (1, 2): {(1, 0, 1): 1},
        (1, 3): {(2, 0, 0): 1},
        (2, 3): {(1, 0, 1): 1},
    }
    assert (tally.units, tally.lone_units) == (2, 1)
    assert tally.lone_labels == {"unverified": 1}
    assert tally.unmatched((1, 2)) == 1


def test_a_stance_is_compared_source_by_source() -> None:
    tally = tally_of(
        [
            read("a", 1, 0, s7="asserts", s8="denies"),
            read("b", 2, 0, s7="denies", s9="asserts"),
        ]
    )
    assert tally.stances == {(1, 1, 0, 0, 0, 0): 1}
    assert tally.stance_pairs == {(1, 2): {(1, 1, 0, 0, 0, 0): 1}}
    assert tally.lone_stances == 2


readings = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.integers(0, 40),
        st.sampled_from(LABELS),
        st.dictionaries(st.integers(1, 3), st.sampled_from([*STANCES, None])),
    ),
    max_size=12,
).map(
    lambda drawn: [
        Reading(PersonSpan(start, start + 10, str(number), person), label, stances)
        for number, (person, start, label, stances) in enumerate(drawn)
    ]
)


@given(readings, readings)
def test_tallies_of_two_articles_add_up(one: list[Reading], other: list[Reading]) -> None:
    total = Tally()
    for drawn in (one, other):
        total.add(tally_of(drawn))
    assert total.labels.total() == sum(tally_of(d).labels.total() for d in (one, other))
    assert total.spans.total() == len(one) + len(other)
