"""The Brier score: against scikit-learn, and what always holds of its parts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from credibility.measures.brier import Murphy, brier_score, murphy_decomposition
from credibility.measures.properties import DECLARED
from credibility.measures.results import Measured, Undefined

cases = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0])), min_size=2
)


def test_it_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        n = int(rng.integers(2, 60))
        came, said = rng.integers(0, 2, size=n), rng.random(n)
        result = brier_score(came, said)
        assert isinstance(result, Measured)
        theirs = brier_score_loss(came, said, pos_label=1, labels=[0, 1])
        assert result.value == pytest.approx(theirs, abs=1e-12)


@given(cases)
def test_its_parts_add_up_and_it_lies_in_its_interval(drawn: list[tuple[int, float]]) -> None:
    came, said = zip(*drawn, strict=True)
    result, parts = brier_score(came, said), murphy_decomposition(came, said)
    assert isinstance(result, Measured)
    assert isinstance(parts, Murphy)
    assert 0 <= result.lower <= result.value <= result.upper <= 1
    assert parts.reliability - parts.resolution + parts.uncertainty == pytest.approx(result.value)
    assert min(parts) >= 0


@given(cases)
def test_order_never_matters(drawn: list[tuple[int, float]]) -> None:
    came, said = zip(*drawn, strict=True)
    back = brier_score(came[::-1], said[::-1])
    result = brier_score(came, said)
    assert isinstance(result, Measured)
    assert isinstance(back, Measured)
    assert back.value == pytest.approx(result.value)


def test_sure_and_right_is_nothing_sure_and_wrong_is_one() -> None:
    right, wrong = brier_score([0, 1], [0, 1]), brier_score([0, 1], [1, 0])
    assert isinstance(right, Measured)
    assert isinstance(wrong, Measured)
    assert (right.value, wrong.value) == (0, 1)
    even = brier_score([0, 1, 1], [0.5, 0.5, 0.5])
    assert isinstance(even, Measured)
    assert even.value == 0.25


def test_where_there_is_no_number_the_reason_is_named() -> None:
    for result, code in (
        (brier_score([], []), "no_forecasts"),
        (murphy_decomposition([], []), "no_forecasts"),
        (brier_score([1], [0.3]), "too_few"),
    ):
        assert isinstance(result, Undefined)
        assert result.code == code


@pytest.mark.parametrize(
    ("came", "said"),
    [([0, 1], [0.2]), ([0, 2], [0.2, 0.3]), ([0, 1], [0.2, 1.3]), ([0, 1], [0.2, float("nan")])],
)
def test_what_is_no_forecast_is_refused(came: list[float], said: list[float]) -> None:
    with pytest.raises(ValueError, match=r"each case|outcome|probability"):
        brier_score(came, said)


def test_it_declares_that_outcomes_and_forecasts_are_not_alike() -> None:
    assert not DECLARED["credibility.measures.brier.brier_score"].symmetric
