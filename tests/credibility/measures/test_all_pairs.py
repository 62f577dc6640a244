"""All pairs in arrays come to the same integers as one after the other."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credibility.measures import all_pairs, compiled_sums
from credibility.measures.all_pairs import PairSums, added, pair_sums, stands_of, totals_of
from credibility.measures.pairs import POSITIONS, Contribution, Stand, Totals
from credibility.measures.tallies import LABELS

coders = st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True)
stand = st.builds(
    Stand,
    st.sampled_from(POSITIONS),
    st.sampled_from([*LABELS, None]),
    coders.map(sorted).map(tuple),
    st.booleans(),
)


@st.composite
def contributions(draw: st.DrawFn) -> Contribution:
    """A group of up to seven sources, some of which are silent."""
    stands = draw(st.dictionaries(st.sampled_from([1, 2, 3, 70, 900, 12345]), stand, max_size=6))
    silent = draw(st.frozensets(st.sampled_from([1, 2, 3, 70, 900, 12345]), max_size=4))
    left_out = draw(st.dictionaries(st.sampled_from(["no_majority"]), st.integers(1, 3)))
    topic = draw(st.sampled_from([None, 5, 6, 4000]))
    return Contribution(topic, stands, silent - stands.keys(), left_out)


def one_by_one(groups: list[Contribution]) -> Totals:
    totals = Totals()
    for group in groups:
        totals.add(group)
    return totals


@settings(max_examples=80, deadline=None)
@given(st.lists(contributions(), max_size=12))
def test_they_are_the_integers_of_adding_one_group_after_the_other(
    groups: list[Contribution],
) -> None:
    assert totals_of(groups) == one_by_one(groups)


@settings(max_examples=40, deadline=None)
@given(st.lists(contributions(), max_size=12), st.integers(1, 30), st.data())
def test_any_division_into_blocks_comes_to_the_same(
    groups: list[Contribution], most_at_once: int, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(groups)))
    shares = [groups[:cut], groups[cut:]]
    parts = [pair_sums(stands_of(share), most_at_once=most_at_once) for share in shares]
    kept = [PairSums.from_bytes(part.as_bytes()) for part in parts]
    totals = Totals()
    added(kept).add_to(totals)
    whole = one_by_one(groups)
    assert (totals.pairs, totals.topics) == (whole.pairs, whole.topics)


@settings(max_examples=60, deadline=None)
@given(contributions(), contributions(), contributions())
def test_replacing_one_group_costs_only_what_differs_and_comes_to_the_same(
    other: Contribution, old: Contribution, new: Contribution
) -> None:
    totals = one_by_one([other, old])
    totals.replace(old, new)
    assert totals == one_by_one([other, new])


def test_more_shared_groups_than_a_packed_field_of_few_bits_could_hold() -> None:
    said = {1: Stand("affirms", None, (1,)), 2: Stand("disputes", None, (1,))}
    groups = [Contribution(number % 3, said, frozenset(), {}) for number in range(5_000)]
    totals = totals_of(groups)
    assert totals.pairs[1, 2][0] == 5_000
    assert sum(totals.topics.values()) == 5_000


def assert_alike(one: PairSums, other: PairSums) -> None:
    """The same arrays, of the same kinds of integers."""
    for name, column in vars(one).items():
        assert column.dtype == getattr(other, name).dtype, name
        assert column.tolist() == getattr(other, name).tolist(), name


@settings(max_examples=60, deadline=None)
@given(st.lists(contributions(), max_size=12))
def test_the_plain_pass_that_numba_compiles_comes_to_the_same_arrays(
    groups: list[Contribution],
) -> None:
    stands = stands_of(groups)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(compiled_sums, "is_there", lambda: True)
        patched.setattr(compiled_sums, "compiled", lambda function: function)
        plain = all_pairs.pair_sums(stands, compiled_from=0)
    assert_alike(plain, pair_sums(stands))


@pytest.mark.skipif(not compiled_sums.is_there(), reason="the extra `fast` is not installed")
def test_compiled_it_comes_to_the_same_arrays() -> None:
    rng = random.Random(7)
    groups = [
        Contribution(
            rng.choice([None, 5, 6]),
            {
                source: Stand(rng.choice(POSITIONS), rng.choice([*LABELS, None]), (1,), source > 7)
                for source in rng.sample(range(1, 12), 5)
            },
            frozenset(rng.sample(range(20, 30), 3)),
            {},
        )
        for _ in range(300)
    ]
    assert_alike(pair_sums(stands_of(groups), compiled_from=0), pair_sums(stands_of(groups)))
