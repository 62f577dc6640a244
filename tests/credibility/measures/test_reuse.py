"""How much of one text stands in another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credibility.measures import reuse
from credibility.measures.reuse import (
    containments,
    reuse_between,
    shared_places,
    shared_runs,
    shingles_as_bytes,
    shingles_from_bytes,
    shingles_of,
)
from tests.credibility.measures.word_runs import containment, runs_of_words


def words(begin: int, end: int) -> str:
    """A text of numbered words."""
    return " ".join(f"word{number}" for number in range(begin, end))


def between(one: str, other: str) -> float | None:
    """What two texts share; None where nothing is kept of it."""
    return containments({1: shingles_of(one), 2: shingles_of(other)}).get((1, 2))


def test_case_width_and_punctuation_do_not_count() -> None:
    one, other = "The dike broke at dawn.", "the DIKE, broke — at ｄａｗｎ"
    assert np.array_equal(shingles_of(one), shingles_of(other))


def test_the_numbers_are_the_same_on_every_machine() -> None:
    assert shingles_of("the dike broke at dawn").tolist() == [9924752490262488252]


def test_a_text_of_four_words_has_no_shingle() -> None:
    assert len(shingles_of("the dike broke at")) == 0


def test_numbers_come_back_from_storage_as_they_were() -> None:
    shingles = shingles_of(words(0, 50))
    assert np.array_equal(shingles_from_bytes(shingles_as_bytes(shingles)), shingles)


def test_a_copy_within_a_longer_text_is_contained_in_full() -> None:
    assert between(words(0, 50), words(0, 400)) == 1.0


def test_it_is_the_share_of_the_shorter_text() -> None:
    assert between(words(0, 44), words(24, 100)) == between(words(24, 100), words(0, 44)) == 0.4


def test_less_than_a_fifth_is_none() -> None:
    assert between(words(0, 104), words(80, 184)) == 0.2
    assert between(words(0, 104), words(81, 185)) is None


def test_a_text_under_thirty_shingles_tells_nothing() -> None:
    assert between(words(0, 34), words(0, 100)) == 1.0
    assert between(words(0, 33), words(0, 100)) is None


TEXTS = st.lists(st.integers(0, 3), max_size=60).map(
    lambda said: " ".join(words(10 * part, 10 * part + 12) for part in said)
)


@given(st.dictionaries(st.integers(1, 40), TEXTS, max_size=8), st.sets(st.integers(1, 40)))
def test_any_texts_share_what_the_definition_says(texts: dict[int, str], some: set[int]) -> None:
    shingles = {key: shingles_of(text) for key, text in texts.items()}
    runs = {key: runs_of_words(text) for key, text in texts.items()}
    assert {key: len(found) for key, found in shingles.items()} == {
        key: len(found) for key, found in runs.items()
    }
    expected = {
        (one, other): share
        for one in runs
        for other in runs
        if one < other and (share := containment(runs[one], runs[other]))
    }
    assert containments(shingles) == expected
    assert containments(shingles, among=some) == {
        pair: share for pair, share in expected.items() if not some.isdisjoint(pair)
    }


def test_any_division_of_the_work_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {key: shingles_of(words(7 * key, 7 * key + 60)) for key in range(30)}
    at_once = containments(texts)
    assert len(at_once) > 100
    monkeypatch.setattr(reuse, "_MEETINGS_AT_ONCE", 100)
    assert containments(texts) == at_once


def test_publishers_share_the_most_of_any_two_of_their_articles_both_ways_round() -> None:
    written = [(1, 10), (2, 20), (2, 21)]
    shares = {(10, 20): 0.4, (10, 21): 1.0}
    found = reuse_between(written, long_enough={10, 20, 21}, shares=shares)
    assert found == {(1, 2): 1.0, (2, 1): 1.0}


def test_one_publisher_is_never_compared_with_itself() -> None:
    shares = {(10, 11): 1.0}
    assert reuse_between([(1, 10), (1, 11)], long_enough={10, 11}, shares=shares) == {}


def test_publishers_that_share_nothing_are_known_to_unless_a_text_is_too_short() -> None:
    written = [(1, 10), (2, 20), (3, 30)]
    found = reuse_between(written, long_enough={10, 20}, shares={})
    assert found == {(1, 2): 0.0, (2, 1): 0.0}


# --- where it stands ------------------------------------------------------------------------


def test_shared_places_are_where_the_words_stand_in_either_text() -> None:
    one = "Word came: the DIKE broke at dawn, near Delft. Nothing more is known of it today."
    other = "«The ｄｉｋｅ broke at dawn near Delft», he said, and nothing more of it."
    mine, its = shared_places(one, other)
    assert [one[start:end] for start, end in mine] == ["the DIKE broke at dawn, near Delft"]
    assert [other[start:end] for start, end in its] == ["The ｄｉｋｅ broke at dawn near Delft"]


def test_words_that_fold_to_more_signs_keep_their_places() -> None:
    one = "Im Straßenkampf ﬁel die Stadt 👩‍👩‍👧 heute früh, hieß es."
    other = "IM STRASSENKAMPF FIEL DIE STADT heute fru\u0308h, hiess es"
    mine, its = shared_places(one, other)
    assert [one[start:end] for start, end in mine] == [one[:-1]]
    assert [other[start:end] for start, end in its] == [other]


def test_runs_that_only_touch_are_two_places_where_words_lie_between() -> None:
    one, other = words(0, 20), f"{words(0, 8)} other {words(8, 20)}"
    mine, its = shared_places(one, other)
    assert mine == [(0, len(one))]
    assert [other[start:end] for start, end in its] == [words(0, 8), words(8, 20)]
    assert shared_places("", one) == ([], [])


@given(st.lists(st.sampled_from("abc"), max_size=40), st.lists(st.sampled_from("abc"), max_size=40))
def test_every_place_holds_runs_of_the_other_text_and_no_run_is_missed(
    one: list[str], other: list[str]
) -> None:
    first, second = " ".join(one), " ".join(other)
    theirs = set(runs_of_words(second))
    mine, _its = shared_places(first, second)
    found = {run for start, end in mine for run in runs_of_words(first[start:end])}
    assert found >= set(runs_of_words(first)) & theirs
    for start, end in mine:
        assert set(runs_of_words(first[start:end])) & theirs
    assert shared_runs(first, second)[0] == len(set(runs_of_words(first)) & theirs)
