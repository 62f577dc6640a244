"""Cohen (1960), A coefficient of agreement for nominal scales, and others on it."""

from typing import Any

import pytest

from credibility.measures.kappa import (
    cohen_agreement_and_chance,
    cohen_kappa,
    cohen_standard_errors,
)
from credibility.measures.results import Measured
from tests.credibility.measures.papers.cohen import bounds_of
from tests.credibility.measures.vector_cases import Record, cases_of, compare, table_of


@pytest.mark.parametrize("case", cases_of("cohen_kappa"))
def test_cohens_kappa_is_as_published(case: dict[str, Any], record_property: Record) -> None:
    table = table_of(case["input"])
    result = cohen_kappa(table)
    if not isinstance(result, Measured):
        compare(case, {"kappa": result}, record_property)
        return
    (pa, pe), (se, se_h0) = cohen_agreement_and_chance(table), cohen_standard_errors(table)
    measured = {
        "pa": pa,
        "pe": pe,
        "kappa": result.value,
        "se": se,
        "ci95": bounds_of(table, case["expected"].get("ci95")),
        "se_h0": se_h0,
        "z": result.value / se_h0,
    }
    compare(case, measured, record_property)
