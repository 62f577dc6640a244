"""Fleiss (1971), Measuring nominal scale agreement among many raters; missing data by Gwet (2014);
Randolph (2005), whose free-marginal kappa is that of Brennan and Prediger."""

from typing import Any

import pytest

from credibility.measures.chance import POOLED
from credibility.measures.kappa import (
    brennan_prediger,
    fleiss_kappa,
)
from credibility.measures.ratings import one_against_rest
from credibility.measures.results import Measured
from tests.credibility.measures.vector_cases import (
    Record,
    cases_of,
    compare,
    facts_of,
    patterns_of,
    weights_of,
)


@pytest.mark.parametrize("case", cases_of("fleiss_kappa"))
def test_fleiss_kappa_is_as_published(case: dict[str, Any], record_property: Record) -> None:
    patterns = patterns_of(case["input"])
    size = len(next(iter(patterns)))
    weights = weights_of(case["input"], size=size)
    result, free = fleiss_kappa(patterns, weights=weights), brennan_prediger(patterns)
    by_category = [fleiss_kappa(one_against_rest(patterns, place)) for place in range(size)]
    assert isinstance(result, Measured)
    assert isinstance(free, Measured)
    pa, pe = POOLED.agreement(patterns, weights)
    measured = facts_of(result, name="coef", student_units=patterns.total())
    measured |= {
        "pa": pa,
        "pe": pe,
        "kappa": result.value,
        "free_marginal": free.value,
        "category_kappa": [one.value for one in by_category if isinstance(one, Measured)],
    }
    compare(case, measured, record_property)
