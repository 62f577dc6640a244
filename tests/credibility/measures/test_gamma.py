"""Gamma: the best alignment against trying all, and what sampling may and may not change."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from credibility.measures.gamma import (
    Costs,
    Disorders,
    SampledGamma,
    best_alignment,
    disorder_of,
    dissimilarity,
    gamma,
    gamma_cat,
    label_disorder,
    random_people,
)
from credibility.measures.results import Measured, Result, Undefined
from credibility.measures.span_f1 import LabelledSpan
from credibility.measures.unitizing import Continuum

marks = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 15), st.sampled_from("ab")), max_size=4
).map(lambda drawn: [LabelledSpan(start, start + size, label) for start, size, label in drawn])


def sampled(result: Result) -> SampledGamma:
    assert isinstance(result, SampledGamma)
    return result


def code_of(result: Result) -> str:
    assert isinstance(result, Undefined)
    return result.code


def least_by_assignment(mine: list[LabelledSpan], yours: list[LabelledSpan]) -> float:
    """The least disorder of two people, found as an assignment problem."""
    size = len(mine) + len(yours)
    costs = np.zeros((size, size))
    costs[: len(mine), len(yours) :] = costs[len(mine) :, : len(yours)] = 1
    for row, one in enumerate(mine):
        for column, other in enumerate(yours):
            costs[row, column] = dissimilarity(one, other)
    rows, columns = linear_sum_assignment(costs)
    return float(costs[rows, columns].sum()) / (size / 2)


def least_by_trying(people: list[list[LabelledSpan]]) -> float:
    """The least disorder of three people, found by trying every alignment."""
    first, second, third = ([*side, *[None] * 9] for side in people)
    best = np.inf
    width = sum(map(len, people))
    seconds, thirds = (set(permutations(side[:width])) for side in (second, third))
    for two, three in product(seconds, thirds):
        total = 0.0
        for row in zip(first[:width], two, three, strict=True):
            for one, other in ((row[0], row[1]), (row[0], row[2]), (row[1], row[2])):
                if any(row):
                    total += dissimilarity(one, other) if one and other else 1
        best = min(best, total / 3)
    return best / (width / 3)


@settings(max_examples=60, deadline=None)
@given(marks, marks)
def test_the_best_alignment_of_two_is_that_of_an_assignment(
    mine: list[LabelledSpan], yours: list[LabelledSpan]
) -> None:
    rows, disorder = best_alignment([mine, yours])
    if mine or yours:
        assert disorder == pytest.approx(least_by_assignment(mine, yours), abs=1e-5)
        assert sorted(at for at in rows[:, 0].tolist() if at < len(mine)) == list(range(len(mine)))
        assert sorted(at for at in rows[:, 1] if at < len(yours)) == list(range(len(yours)))
    else:
        assert np.isnan(disorder)


def test_the_best_alignment_of_three_is_the_best_of_all() -> None:
    rng = np.random.default_rng(8)
    for _ in range(12):
        people = [
            [
                LabelledSpan(int(start), int(start) + int(rng.integers(3, 12)), str(label))
                for start, label in zip(
                    rng.integers(0, 25, size=size), rng.choice(["a", "b"], size=size), strict=True
                )
            ]
            for size in rng.permutation([1, 2, 1])
        ]
        assert best_alignment(people)[1] == pytest.approx(least_by_trying(people), abs=1e-5)


def test_of_alignments_as_good_the_one_with_fewest_rows_is_taken() -> None:
    # Aligned they cost 1 + 1, apart 1 and 1.
    mine, yours = [LabelledSpan(0, 10, "a")], [LabelledSpan(10, 20, "b")]
    rows, disorder = best_alignment([mine, yours], Costs(place=1, label=1))
    assert disorder == pytest.approx(2)
    assert len(rows) == 1


MINE = [LabelledSpan(0, 20, "a"), LabelledSpan(50, 70, "b"), LabelledSpan(100, 130, "a")]
YOURS = [LabelledSpan(2, 20, "a"), LabelledSpan(50, 72, "a"), LabelledSpan(160, 170, "b")]
TEXT = Continuum(200, {"me": MINE, "you": YOURS})


def test_the_same_seed_gives_the_same_numbers_and_another_stays_within_the_error() -> None:
    one = sampled(gamma([TEXT], seed=1, precision=0.1))
    assert one == gamma([TEXT], seed=1, precision=0.1)
    other = sampled(gamma([TEXT], seed=2, precision=0.1))
    assert one.value != other.value
    assert one.observed == other.observed
    assert abs(one.value - other.value) < 4 * (one.sampling_error + other.sampling_error)
    assert one.lower < one.value < one.upper


def test_more_samples_are_drawn_until_it_is_precise_enough() -> None:
    rough = sampled(gamma([TEXT], seed=1, precision=0.5))
    fine = sampled(gamma([TEXT], seed=1, precision=0.05))
    assert rough.samples == 30
    assert fine.samples > 60
    assert fine.sampling_error < rough.sampling_error
    assert 1.96 * fine.sampling_error / (1 - fine.value) < 0.06


def test_names_and_order_of_people_never_matter() -> None:
    turned = Continuum(200, {"zoe": YOURS[::-1], "abe": MINE[::-1]})
    assert gamma([turned], seed=3, precision=0.2) == gamma([TEXT], seed=3, precision=0.2)


def test_the_same_marks_are_one_and_chance_is_about_nothing() -> None:
    same = sampled(gamma([Continuum(200, {"me": MINE, "you": MINE})], seed=1, precision=0.2))
    assert same.value == 1
    rng = np.random.default_rng(6)
    values = []
    for seed in range(8):
        me, you = random_people([MINE, YOURS], 200, rng)
        wide = Continuum(260, {"me": me, "you": you})
        values.append(sampled(gamma([wide], seed=seed, precision=0.3)).value)
    assert abs(float(np.mean(values))) < 0.25


def test_gamma_cat_sees_labels_only_and_may_count_what_one_lacks() -> None:
    renamed = [span._replace(label="b" if span.label == "a" else "a") for span in MINE]
    swapped = Continuum(200, {"me": MINE, "you": renamed})
    assert sampled(gamma_cat([swapped], seed=1, precision=0.3)).value < 0
    moved = [LabelledSpan(span.start + 3, span.end + 3, span.label) for span in MINE]
    assert sampled(
        gamma_cat([Continuum(200, {"me": MINE, "you": moved})], seed=1, precision=0.3)
    ).value == pytest.approx(1)
    rows, _ = best_alignment([MINE, MINE[:2]])
    assert label_disorder([MINE, MINE[:2]], rows) == 0
    assert label_disorder([MINE, MINE[:2]], rows, count_unaligned=True) == pytest.approx(1 / 3)


def test_texts_weigh_by_their_spans() -> None:
    same = Continuum(200, {"me": MINE, "you": MINE})
    parts = [disorder_of(text, seed=1, samples=40) for text in (TEXT, same)]
    together = sampled(Disorders(parts, seed=1).gamma())
    alone = [sampled(Disorders([part], seed=1).gamma()) for part in parts]
    assert together.observed == pytest.approx((alone[0].observed + alone[1].observed) / 2)
    assert alone[0].value < together.value < alone[1].value
    assert together.n == 12


def test_where_there_is_no_number_the_reason_is_named() -> None:
    silent = Continuum(9, {"me": [], "you": []})
    lone = Continuum(200, {"me": MINE})
    apart = Continuum(900, {"me": MINE[:1], "you": [LabelledSpan(800, 820, "a")]})
    one_label = Continuum(200, {"me": MINE[:1], "you": MINE[:1]})
    for measure in (gamma, gamma_cat):
        assert code_of(measure([], seed=1)) == "nothing_shared"
        assert code_of(measure([lone], seed=1)) == "nothing_shared"
        assert code_of(measure([silent, lone], seed=1)) == "nothing_marked"
    assert code_of(gamma_cat([apart], seed=1)) == "nothing_shared"
    assert code_of(gamma_cat([one_label], seed=1)) == "one_category"


def test_one_who_marked_nothing_is_still_compared() -> None:
    result = gamma([Continuum(200, {"me": MINE, "you": []})], seed=1, precision=0.3)
    assert isinstance(result, Measured)
    assert result.value < 0.5


def test_random_texts_keep_the_marks_and_move_them_apart() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        drawn = random_people([MINE, YOURS], 200, rng)
        lengths = {tuple(sorted(s.end - s.start for s in side)) for side in (MINE, YOURS)}
        assert {tuple(sorted(s.end - s.start for s in side)) for side in drawn} <= lengths
        assert all(0 <= span.start < 200 for side in drawn for span in side)
