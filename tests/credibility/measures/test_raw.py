"""Raw agreement against published results."""

from typing import Any

import pytest

from credibility.measures.gwet import agreement_and_chance
from credibility.measures.raw import raw_agreement
from credibility.measures.results import Measured, Undefined
from tests.credibility.measures.vector_cases import cases_of, patterns_of


@pytest.mark.parametrize("case", cases_of("percent_agreement"))
def test_it_gives_the_published_value(case: dict[str, Any]) -> None:
    patterns, expected, tolerance = patterns_of(case["input"]), case["expected"], case["tolerance"]
    result = raw_agreement(patterns)
    assert isinstance(result, Measured)
    for name in expected.keys() & {"pa", "pa_value_weighted"}:
        assert result.value == pytest.approx(expected[name], abs=tolerance)
    for name in expected.keys() & {"pa_unit_mean"}:
        assert agreement_and_chance(patterns)[0] == pytest.approx(expected[name], abs=tolerance)
    assert 0 <= result.lower <= result.value <= result.upper <= 1


@pytest.mark.parametrize(
    ("patterns", "code"),
    [({(3, 0): 5}, "one_category"), ({(1, 0): 5}, "nothing_shared"), ({(1, 1): 1}, "too_few")],
)
def test_it_names_the_reason_when_there_is_no_number(
    patterns: dict[tuple[int, ...], int], code: str
) -> None:
    result = raw_agreement(patterns)
    assert isinstance(result, Undefined)
    assert result.code == code
