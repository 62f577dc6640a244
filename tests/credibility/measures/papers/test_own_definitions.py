"""The score of a pair of sources and independent corroboration: defined in our own docs."""

from typing import Any

import pytest

from credibility.measures.corroboration import Accounts, independent_corroboration
from credibility.measures.pairs import base_rate, pair_score
from credibility.measures.results import Measured, Undefined
from tests.credibility.measures.vector_cases import Record, cases_of, compare


@pytest.mark.parametrize("case", cases_of("headline_pair_score"))
def test_the_pair_score_is_as_defined(case: dict[str, Any], record_property: Record) -> None:
    counts = [(pair["n"], pair["agree"]) for pair in case["input"]["pairs"]]
    p0 = base_rate(counts)
    measured: list[dict[str, Any]] = []
    for n, agree in counts:
        result = pair_score(n, agree, p0)
        if isinstance(result, Undefined):
            measured.append({"defined": False, "code": result.code})
        else:
            bounds = {"lower": result.lower, "upper": result.upper}
            measured.append({"score": result.value, **bounds})
    compare(case, {"p0": p0, "pairs": measured}, record_property)


@pytest.mark.parametrize("case", cases_of("independent_corroboration"))
def test_corroboration_is_as_defined(case: dict[str, Any], record_property: Record) -> None:
    rank, derives = case["input"]["rank"], case["input"]["derives"]
    marks = {(one, other): probability for one, other, probability in derives}
    result = independent_corroboration(Accounts(list(rank), rank, marks=marks))
    assert isinstance(result, Measured)
    assert result.lower <= result.value == result.upper
    compare(case, {"independent_origins": result.value}, record_property)
