"""Scott (1955), Reliability of content analysis, worked out by others."""

from typing import Any

import pytest

from credibility.measures.chance import POOLED
from credibility.measures.kappa import scott_pi
from credibility.measures.results import Measured
from tests.credibility.measures.vector_cases import Record, cases_of, compare, patterns_of


@pytest.mark.parametrize("case", cases_of("scott_pi"))
def test_scotts_pi_is_as_published(case: dict[str, Any], record_property: Record) -> None:
    patterns = patterns_of(case["input"])
    result = scott_pi(patterns)
    assert isinstance(result, Measured)
    pa, pe = POOLED.agreement(patterns)
    compare(case, {"pa": pa, "pe": pe, "pi": result.value}, record_property)
