"""Krippendorff (2011), Computing Krippendorff's alpha-reliability, his books, and what others made
of them; raw agreement as he has it, beside that of Gwet."""

from collections.abc import Mapping
from typing import Any

import pytest

from credibility.measures.alpha import (
    disagreement,
    interval_alpha,
    masi_alpha,
    nominal,
    nominal_alpha,
    ordinal_alpha,
    ratio_alpha,
)
from credibility.measures.distances import interval_distances
from credibility.measures.gwet import agreement_and_chance
from credibility.measures.ratings import Patterns
from credibility.measures.raw import raw_agreement
from credibility.measures.results import Measured, Result
from tests.credibility.measures.vector_cases import (
    Record,
    cases_of,
    categories_of,
    compare,
    facts_of,
    patterns_of,
)


def alpha_of(given: Mapping[str, Any], patterns: Patterns) -> Result:
    used = categories_of(given)
    match given["level"]:
        case "nominal":
            return nominal_alpha(patterns)
        case "ordinal":
            return ordinal_alpha(patterns)
        case "interval":
            return interval_alpha(patterns, values=used)
        case "ratio":
            return ratio_alpha(patterns, values=used)
        case "masi":
            return masi_alpha(patterns, sets=used)
    return pytest.fail(f"no alpha for the level {given['level']!r}")


@pytest.mark.parametrize("case", cases_of("krippendorff_alpha"))
def test_alpha_is_as_published(case: dict[str, Any], record_property: Record) -> None:
    given = case["input"]
    patterns = patterns_of(given)
    pairable = sum(units for pattern, units in patterns.items() if sum(pattern) > 1)
    measured = facts_of(alpha_of(given, patterns), name="alpha", student_units=pairable)
    if "Do" in case["expected"]:
        values = categories_of(given)
        distances = (
            nominal if given["level"] == "nominal" else lambda _totals: interval_distances(values)
        )
        measured["Do"], measured["De"] = disagreement(patterns, distances)
    compare(case, measured, record_property)


@pytest.mark.parametrize("case", cases_of("percent_agreement"))
def test_raw_agreement_is_as_published(case: dict[str, Any], record_property: Record) -> None:
    patterns = patterns_of(case["input"])
    result = raw_agreement(patterns)
    assert isinstance(result, Measured)
    assert 0 <= result.lower <= result.value <= result.upper <= 1
    measured = {"pa": result.value, "pa_value_weighted": result.value}
    measured["pa_unit_mean"], _ = agreement_and_chance(patterns)
    compare(case, measured, record_property)
