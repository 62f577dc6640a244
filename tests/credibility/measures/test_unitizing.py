"""u-alpha and its family: by hand, and what always holds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credibility.measures.results import Measured, Result, Undefined
from credibility.measures.span_f1 import LabelledSpan
from credibility.measures.unitizing import (
    Continuum,
    cu_alpha,
    ku_alpha,
    u_alpha,
    without_overlaps,
)

MINE = [LabelledSpan(0, 4, "a"), LabelledSpan(6, 9, "b")]
YOURS = [LabelledSpan(0, 5, "a"), LabelledSpan(6, 8, "b"), LabelledSpan(8, 9, "a")]
BOTH = Continuum(10, {"me": MINE, "you": YOURS})


def value_of(result: Result) -> float:
    assert isinstance(result, Measured)
    return result.value


def code_of(result: Result) -> str:
    assert isinstance(result, Undefined)
    return result.code


@st.composite
def texts(draw: st.DrawFn, people: int = 3) -> Continuum:
    """A text of 40 code points, divided by each person at random."""
    spans: dict[Any, list[LabelledSpan]] = {}
    for person in range(people):
        edges = sorted(draw(st.sets(st.integers(0, 40), max_size=6)))
        spans[person] = [
            LabelledSpan(start, end, draw(st.sampled_from("ab")))
            for start, end in zip(edges[::2], edges[1::2], strict=False)
        ]
    return Continuum(40, spans)


def test_cu_and_ku_alpha_by_hand() -> None:
    # a meets a on 4 code points, b meets b on 2, a meets b on 1; both orders: 8, 4, 1 and 1, of 14.
    # No unit meets itself: for a 4 and 4 and 1 squared, for b 3 and 2 squared, so 33 and 13.
    possible = 14**2 - 33 - 13
    a_with_a, b_with_b = 14 * (81 - 33) / possible, 14 * (25 - 13) / possible
    a_with_b = 14 * 9 * 5 / possible
    assert a_with_a + b_with_b + 2 * a_with_b == pytest.approx(14)
    assert value_of(cu_alpha([BOTH])) == pytest.approx(1 - 2 / (2 * a_with_b))
    of_b = a_with_b + b_with_b
    by_hand = 1 - of_b / 5 * 1 / a_with_b
    assert value_of(ku_alpha([BOTH], label="b")) == pytest.approx(by_hand)


def test_u_alpha_by_hand() -> None:
    # me: a 4, gap 2, b 3, gap 1. you: a 5, gap 1, b 2, a 1, gap 1. They part on 4-5 and 8-9.
    totals = {"gap": 3 + 2, "a": 4 + 6, "b": 3 + 2}
    alone = {"gap": 3 + 2, "a": 16 + 25 + 1, "b": 9 + 4}
    possible = 20**2 - sum(alone.values())
    alike = sum(20 * (totals[c] ** 2 - alone[c]) / possible for c in totals)
    assert value_of(u_alpha([BOTH])) == pytest.approx(1 - (4 / 20) / (1 - alike / 20))


def test_texts_add_up_and_not_everybody_need_have_read_all() -> None:
    other = Continuum(30, {"me": [LabelledSpan(3, 9, "a")], "she": [LabelledSpan(4, 9, "b")]})
    together = u_alpha([BOTH, other])
    assert isinstance(together, Measured)
    assert together.n == 7
    assert value_of(u_alpha([other])) < together.value < value_of(u_alpha([BOTH]))
    alone = Continuum(500, {"me": [LabelledSpan(0, 400, "b")]})
    assert u_alpha([BOTH, alone]) == u_alpha([BOTH])


def test_marking_at_random_comes_to_nothing() -> None:
    rng = np.random.default_rng(5)
    continua = []
    for _ in range(300):
        starts = rng.integers(0, 900, size=2).tolist()
        labels = rng.choice(["a", "b"], size=2).tolist()
        spans: dict[Any, list[LabelledSpan]] = {
            person: [LabelledSpan(start, start + 100, str(label))]
            for person, (start, label) in enumerate(zip(starts, labels, strict=True))
        }
        continua.append(Continuum(1000, spans))
    assert abs(value_of(u_alpha(continua))) < 0.06
    assert abs(value_of(cu_alpha(continua))) < 0.25


def test_where_there_is_no_number_the_reason_is_named() -> None:
    lone, silent = Continuum(10, {"me": MINE}), Continuum(10, {"me": [], "you": []})
    apart = Continuum(10, {"me": [LabelledSpan(0, 3, "a")], "you": [LabelledSpan(5, 9, "b")]})
    nested = Continuum(10, {"me": [LabelledSpan(0, 9, "a"), LabelledSpan(2, 4, "a")], "you": []})
    whole = Continuum(10, {"me": [LabelledSpan(0, 10, "a")], "you": [LabelledSpan(0, 10, "a")]})
    same = Continuum(10, {"me": [LabelledSpan(0, 5, "a")], "you": [LabelledSpan(0, 4, "a")]})
    for measure in (u_alpha, cu_alpha):
        assert code_of(measure([])) == "nothing_shared"
        assert code_of(measure([lone])) == "nothing_shared"
        assert code_of(measure([silent])) == "nothing_marked"
        assert code_of(measure([nested])) == "overlapping"
        assert code_of(measure([whole])) == "one_category"
    assert code_of(cu_alpha([apart])) == "nothing_shared"
    assert code_of(cu_alpha([same])) == "one_category"
    assert code_of(ku_alpha([BOTH], label="c")) == "nothing_shared"
    assert code_of(ku_alpha([apart], label="a")) == "nothing_shared"
    assert code_of(ku_alpha([same], label="a")) == "one_category"


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not within"):
        Continuum(5, {"me": [LabelledSpan(3, 6, "a")]})


def test_of_overlapping_spans_the_longest_stay() -> None:
    long, short, apart = LabelledSpan(0, 9, "a"), LabelledSpan(8, 12, "b"), LabelledSpan(9, 12, "c")
    assert without_overlaps([short, apart, long]) == ([long, apart], [short])
    kept, left_out = without_overlaps([])
    assert not kept
    assert not left_out


@settings(max_examples=80, deadline=None)
@given(texts())
def test_names_of_people_and_labels_never_matter(text: Continuum) -> None:
    turned = Continuum(
        text.length,
        {
            -int(str(person)): [
                LabelledSpan(s.start, s.end, "xy"["ba".index(s.label)]) for s in spans
            ]
            for person, spans in reversed(list(text.spans.items()))
        },
    )
    for measure in (u_alpha, cu_alpha):
        one, other = measure([text]), measure([turned])
        if isinstance(one, Measured):
            assert isinstance(other, Measured)
            assert (other.value, other.lower, other.upper) == pytest.approx(
                (one.value, one.lower, one.upper)
            )
        else:
            assert one == other


@settings(max_examples=80, deadline=None)
@given(texts())
def test_values_lie_in_their_intervals(text: Continuum) -> None:
    for result in (u_alpha([text]), cu_alpha([text]), ku_alpha([text], label="a")):
        if isinstance(result, Measured):
            assert result.lower <= result.value <= result.upper <= 1


@settings(max_examples=40, deadline=None)
@given(texts(people=1))
def test_the_same_marks_are_one(text: Continuum) -> None:
    spans = text.spans[0]
    result = u_alpha([Continuum(text.length, {"me": spans, "you": spans, "she": spans})])
    if isinstance(result, Measured):
        assert result.value == pytest.approx(1)
