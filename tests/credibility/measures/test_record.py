"""A source's record: what settles, what weighs how much, and when it is too little."""

from datetime import date, timedelta

import pytest

from credibility.measures.record import Settled, settled_by, source_record
from credibility.measures.results import Measured, Undefined

TODAY = date(2024, 12, 17)


@pytest.mark.parametrize(
    ("position", "verdict", "right"),
    [
        ("affirms", "confirmed", True),
        ("affirms", "refuted", False),
        ("disputes", "refuted", True),
        ("disputes", "confirmed", False),
        ("open", "confirmed", None),
        ("affirms", "contested", None),
        ("affirms", "unverified", None),
    ],
)
def test_a_verdict_settles_what_was_said(position: str, verdict: str, right: bool | None) -> None:
    settled = settled_by(position, verdict, TODAY)
    assert (settled.is_right if settled else None) is right


def test_a_year_halves_the_weight() -> None:
    old = [Settled(TODAY - timedelta(days=365), is_right=False)] * 10
    result = source_record([Settled(TODAY, is_right=True)] * 10 + old, TODAY)
    assert isinstance(result, Measured)
    assert result.value == pytest.approx(10.5 / 16)  # 10 right, 5 wrong, a half each
    assert result.lower < result.value < result.upper
    assert result.n == 20


def test_no_verdict_and_too_few_are_named() -> None:
    nothing = source_record([], TODAY)
    few = source_record([Settled(TODAY, is_right=True)] * 19, TODAY)
    assert isinstance(nothing, Undefined)
    assert isinstance(few, Undefined)
    assert (nothing.code, few.code) == ("no_verdicts", "too_few")


def test_a_verdict_from_after_the_day_is_left_out() -> None:
    later = [Settled(TODAY + timedelta(days=1), is_right=False)] * 30
    result = source_record([*[Settled(TODAY, is_right=True)] * 20, *later], TODAY)
    assert isinstance(result, Measured)
    assert result.n == 20
    assert result.upper > 0.99
