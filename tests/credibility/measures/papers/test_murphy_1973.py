"""Brier (1950), and its decomposition by Murphy (1973)."""

from typing import Any

import pytest

from credibility.measures.brier import Murphy, brier_score, murphy_decomposition
from credibility.measures.results import Measured
from tests.credibility.measures.vector_cases import Record, cases_of, compare


@pytest.mark.parametrize("case", cases_of("brier"))
def test_the_brier_score_is_as_published(case: dict[str, Any], record_property: Record) -> None:
    outcomes, probabilities = case["input"]["y"], case["input"]["p"]
    result = brier_score(outcomes, probabilities)
    parts = murphy_decomposition(outcomes, probabilities)
    assert isinstance(result, Measured)
    assert isinstance(parts, Murphy)
    assert parts.reliability - parts.resolution + parts.uncertainty == pytest.approx(result.value)
    compare(case, {"brier": result.value, **parts._asdict()}, record_property)
