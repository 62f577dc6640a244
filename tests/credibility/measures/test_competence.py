"""Dawid and Skene's model: it finds who is good, and says when it cannot."""

import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credibility.measures.competence import (
    DawidSkene,
    Label,
    competence,
    dawid_skene,
    judgements_of,
    tiers,
)
from credibility.measures.properties import DECLARED
from credibility.measures.results import TOO_FEW, Measured, Result, Undefined

CATEGORIES = ["confirmed", "unverified", "contested"]
SKILL = {"ann": 0.95, "ben": 0.85, "cas": 0.7, "dan": 0.4}


def crowd(units: int, *, seed: int, skill: dict[str, float] | None = None) -> list[Label]:
    """Labels of people who are right as often as their skill says, else wrong at random."""
    rng = random.Random(seed)
    said: list[Label] = []
    for unit in range(units):
        truth = rng.choice(CATEGORIES)
        for person, share in (skill or SKILL).items():
            wrong = rng.choice([label for label in CATEGORIES if label != truth])
            said.append((unit, person, truth if rng.random() < share else wrong))
    return said


def fitted(labels: list[Label], **options: Any) -> DawidSkene:
    return dawid_skene(judgements_of(labels, categories=CATEGORIES), **options)


def measured(result: Result) -> Measured:
    assert isinstance(result, Measured)
    return result


def code_of(result: Result) -> str:
    assert isinstance(result, Undefined)
    return result.code


def test_it_finds_how_good_each_is() -> None:
    model = fitted(crowd(600, seed=1))
    for person, share in SKILL.items():
        result = measured(competence(model, person))
        assert result.lower - 0.02 < share < result.upper + 0.02
        assert result.n == 600


def test_it_tells_what_was_meant_better_than_a_vote() -> None:
    labels = crowd(500, seed=3, skill={"good": 1.0, "one": 0.45, "two": 0.45, "three": 0.45})
    truth = {unit: label for unit, person, label in labels if person == "good"}

    def share_right(model: DawidSkene) -> float:
        best = model.truth.argmax(axis=1)
        found = dict(zip(model.judgements.units, best, strict=True))
        return float(np.mean([CATEGORIES[found[unit]] == truth[unit] for unit in truth]))

    assert share_right(fitted(labels)) > 0.9 > share_right(fitted(labels, rounds=0))


def test_it_sees_that_somebody_always_takes_one_label_for_another() -> None:
    swap = {"contested": "unverified"}
    labels = [
        (unit, person, swap.get(label, label) if person == "ben" else label)
        for unit, person, label in crowd(400, seed=2, skill={"ann": 0.95, "ben": 0.95, "cas": 0.95})
    ]
    model = fitted(labels)
    ben = model.judgements.people.index("ben")
    contested, unverified = CATEGORIES.index("contested"), CATEGORIES.index("unverified")
    assert model.errors[ben, contested, unverified] > 0.9
    assert model.errors[ben, unverified, unverified] > 0.9


def test_under_a_hundred_labels_a_person_has_one_number_for_all() -> None:
    labels = crowd(90, seed=4) + [
        (unit + 1000, person, label) for unit, person, label in crowd(60, seed=5) if person != "dan"
    ]
    model = fitted(labels)
    place = model.judgements.people.index
    coin = model.errors[place("dan")]
    assert np.ptp(np.diagonal(coin)) == 0
    assert np.ptp(coin[~np.eye(3, dtype=bool)]) == pytest.approx(0)
    assert np.ptp(np.diagonal(model.errors[place("ann")])) > 0


def test_what_one_person_judged_alone_plays_no_part() -> None:
    labels = crowd(60, seed=6)
    more = [*labels, *((unit + 500, "ann", "confirmed") for unit in range(300))]
    one, other = fitted(labels), fitted(more)
    assert competence(one, "ann") == competence(other, "ann")
    assert measured(competence(other, "ann")).n == 60


def test_where_there_is_no_number_the_reason_is_named() -> None:
    assert code_of(competence(fitted(crowd(29, seed=1)), "ann")) == "too_few"
    assert isinstance(competence(fitted(crowd(30, seed=1)), "ann"), Measured)
    same: list[Label] = [(unit, who, "confirmed") for unit in range(50) for who in ("ann", "ben")]
    assert code_of(competence(fitted(same), "ann")) == "one_category"
    assert code_of(competence(fitted(same), "zoe")) == "nothing_shared"
    alone: list[Label] = [(unit, "ann", "confirmed") for unit in range(50)]
    assert code_of(competence(fitted(alone), "ann")) == "nothing_shared"
    empty = fitted([])
    assert code_of(competence(empty, "ann")) == "nothing_shared"
    assert not empty.doubtful(1)


def test_a_label_that_is_no_category_is_refused() -> None:
    with pytest.raises(KeyError):
        judgements_of([(1, "ann", "?"), (1, "ben", "?")], categories=CATEGORIES)


def test_it_declares_that_names_play_no_part_and_that_many_may_miss_some() -> None:
    declared = DECLARED["credibility.measures.competence.competence"]
    assert declared.symmetric
    assert declared.missing_data
    assert declared.many_raters
    assert not declared.corrects_chance


def test_order_and_names_never_matter() -> None:
    labels = crowd(80, seed=7)
    names = {"ann": "zed", "ben": "yan", "cas": "xav", "dan": "wim"}
    turned = [(-unit, names[person], label) for unit, person, label in reversed(labels)]
    one, other = fitted(labels), fitted(turned)
    assert one.log_likelihood == pytest.approx(other.log_likelihood)
    for person, name in names.items():
        assert measured(competence(one, person)).value == pytest.approx(
            measured(competence(other, name)).value, abs=1e-4
        )


labels_of_few = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from("abcd"), st.sampled_from(CATEGORIES)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(labels_of_few)
def test_no_round_makes_the_labels_less_likely(labels: list[Label]) -> None:
    for one_coin_below in (0, 1000):
        model = fitted(labels, smoothing=0, one_coin_below=one_coin_below, rounds=12)
        assert all(after >= before - 1e-6 for before, after in pairwise(model.log_likelihoods))
        assert not np.isnan(model.truth).any()
        assert not np.isnan(model.errors).any()


@settings(max_examples=40, deadline=None)
@given(labels_of_few)
def test_shares_add_up_to_one(labels: list[Label]) -> None:
    model = fitted(labels)
    assert model.truth.sum(axis=1) == pytest.approx(np.ones(len(model.truth)))
    assert model.errors.sum(axis=2) == pytest.approx(np.ones(model.errors.shape[:2]))
    assert model.shares.sum() == pytest.approx(1)


def test_the_most_doubtful_come_first() -> None:
    model = fitted(crowd(200, seed=9))
    doubtful = model.doubtful(0.9)
    best = model.truth.max(axis=1)
    at = [model.judgements.units.index(unit) for unit in doubtful]
    assert doubtful
    assert [best[place] for place in at] == sorted(best[best < 0.9])
    assert not model.doubtful(0)


def test_people_whose_intervals_overlap_are_never_ranked() -> None:
    def around(value: float, half: float = 0.04) -> Measured:
        return Measured(value, value - half, value + half, 200)

    assert tiers({"a": around(0.9), "b": around(0.85), "c": around(0.5), "d": TOO_FEW}) == [
        ["a", "b"],
        ["c"],
    ]
    chained = {"a": around(0.9), "b": around(0.83), "c": around(0.76)}
    assert tiers(chained) == [["a", "b", "c"]]
    assert tiers({}) == []
