"""Brennan and Prediger (1981), Coefficient kappa: some uses, misuses, and alternatives."""

from typing import Any

import pytest

from credibility.measures.chance import UNIFORM
from credibility.measures.distances import identity_weights
from credibility.measures.kappa import (
    brennan_prediger,
    cohen_values,
)
from credibility.measures.results import Measured
from tests.credibility.measures.vector_cases import (
    Record,
    cases_of,
    compare,
    facts_of,
    patterns_of,
    table_of,
    weights_of,
)


@pytest.mark.parametrize("case", cases_of("brennan_prediger"))
def test_chance_is_uniform_as_published(case: dict[str, Any], record_property: Record) -> None:
    given = case["input"]
    patterns = patterns_of(given)
    size = len(next(iter(patterns)))
    weights = weights_of(given, size=size)
    result = brennan_prediger(patterns, weights=weights)
    assert isinstance(result, Measured)
    pa, pe = UNIFORM.agreement(patterns, weights)
    measured = facts_of(result, name="coef", student_units=patterns.total())
    measured |= {"pa": pa, "pe": pe, "S": result.value}
    if "table" in given:
        table = table_of(given)
        measured["cohen_kappa"] = cohen_values(table, identity_weights(size))
    compare(case, measured, record_property)
