"""F1 over spans: matched one to one, exactly or by overlap, with and without label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credibility.measures.results import Measured, Result, Undefined
from credibility.measures.span_f1 import LabelledSpan, exact_f1, f1_of_counts, overlap_f1

spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from("ab")), max_size=6
).map(lambda drawn: [LabelledSpan(start, start + size, label) for start, size, label in drawn])


def value_of(result: Result) -> float:
    assert isinstance(result, Measured)
    return result.value


def test_exact_f1_wants_the_very_same_characters() -> None:
    mine = [LabelledSpan(0, 10, "a"), LabelledSpan(20, 30, "b")]
    yours = [LabelledSpan(0, 10, "b"), LabelledSpan(20, 31, "b"), LabelledSpan(50, 60, "a")]
    assert value_of(exact_f1(mine, yours)) == pytest.approx(2 / 5)
    assert value_of(exact_f1(mine, yours, with_label=True)) == 0
    assert value_of(overlap_f1(mine, yours)) == pytest.approx(4 / 5)
    assert value_of(overlap_f1(mine, yours, with_label=True)) == pytest.approx(2 / 5)


def test_half_of_the_union_is_enough_and_less_is_not() -> None:
    whole, half = [LabelledSpan(0, 10, "a")], [LabelledSpan(0, 5, "a")]
    assert value_of(overlap_f1(whole, half)) == 1
    assert value_of(overlap_f1(whole, [LabelledSpan(0, 4, "a")])) == 0


def test_a_span_is_matched_once() -> None:
    twice = [LabelledSpan(0, 10, "a"), LabelledSpan(0, 10, "a")]
    assert value_of(exact_f1(twice, twice[:1])) == pytest.approx(2 / 3)
    assert value_of(overlap_f1(twice, twice[:1])) == pytest.approx(2 / 3)


def test_one_who_marks_nothing_agrees_on_nothing_and_two_cannot_be_compared() -> None:
    assert value_of(exact_f1([LabelledSpan(0, 10, "a")], [])) == 0
    for measure in (exact_f1, overlap_f1):
        result = measure([], [])
        assert isinstance(result, Undefined)
        assert result.code == "nothing_marked"


def test_the_interval_narrows_as_spans_are_added_up() -> None:
    few, many = f1_of_counts(6, 8, 10), f1_of_counts(600, 800, 1000)
    assert isinstance(few, Measured)
    assert isinstance(many, Measured)
    assert few.value == many.value
    assert few.lower < many.lower < many.value < many.upper < few.upper


def test_more_matches_than_spans_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot match"):
        f1_of_counts(4, 3, 9)


@given(spans, spans)
def test_who_is_first_never_matters_and_labels_only_ever_lower_it(
    mine: list[LabelledSpan], yours: list[LabelledSpan]
) -> None:
    for measure in (exact_f1, overlap_f1):
        result, labelled = measure(mine, yours), measure(mine, yours, with_label=True)
        assert result == measure(yours, mine)
        if isinstance(result, Measured):
            assert 0 <= result.lower <= result.value <= result.upper <= 1
            assert value_of(labelled) <= result.value
    if mine or yours:
        assert value_of(exact_f1(mine, yours)) <= value_of(overlap_f1(mine, yours))


@given(spans.filter(bool))
def test_the_same_spans_are_one(mine: list[LabelledSpan]) -> None:
    assert value_of(exact_f1(mine, mine, with_label=True)) == 1
    assert value_of(overlap_f1(mine, mine)) == 1
