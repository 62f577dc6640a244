"""Gwet (2008), Computing inter-rater reliability in the presence of high agreement: AC1, and AC2 of
his handbook (2014)."""

from typing import Any

import pytest

from credibility.measures.gwet import ac1, ac2, agreement_and_chance
from tests.credibility.measures.vector_cases import (
    Record,
    cases_of,
    compare,
    facts_of,
    patterns_of,
    weights_of,
)


@pytest.mark.parametrize("case", [*cases_of("gwet_ac1"), *cases_of("gwet_ac2")])
def test_ac1_and_ac2_are_as_published(case: dict[str, Any], record_property: Record) -> None:
    patterns = patterns_of(case["input"])
    weights = weights_of(case["input"], size=len(next(iter(patterns))))
    result = ac1(patterns) if weights is None else ac2(patterns, weights=weights)
    measured = facts_of(result, name="coef", student_units=patterns.total())
    if "coef" in case["expected"]:
        measured["pa"], measured["pe"] = agreement_and_chance(patterns, weights)
    compare(case, measured, record_property)
