"""Cohen (1968), Weighted kappa, and others on it."""

from typing import Any

import pytest

from credibility.measures.distances import weights_of_disagreement
from credibility.measures.kappa import (
    cohen_agreement_and_chance,
    cohen_kappa,
    cohen_standard_errors,
)
from credibility.measures.results import Measured
from tests.credibility.measures.papers.cohen import bounds_of
from tests.credibility.measures.vector_cases import (
    Record,
    cases_of,
    compare,
    table_of,
    weights_of,
)


@pytest.mark.parametrize("case", cases_of("weighted_kappa"))
def test_weighted_kappa_is_as_published(case: dict[str, Any], record_property: Record) -> None:
    given = case["input"]
    table = table_of(given)
    weights = (
        weights_of_disagreement(given["disagreement"])
        if "disagreement" in given
        else weights_of(given, size=len(table))
    )
    result = cohen_kappa(table, weights=weights)
    assert isinstance(result, Measured)
    pa, pe = cohen_agreement_and_chance(table, weights)
    se, se_h0 = cohen_standard_errors(table, weights)
    measured = {
        "Do": 1 - pa,
        "De": 1 - pe,
        "kappa": result.value,
        "se": se,
        "ci95": bounds_of(table, case["expected"].get("ci95"), weights),
        "se_h0": se_h0,
        "z": result.value / se_h0,
    }
    compare(case, measured, record_property)
