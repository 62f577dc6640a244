"""Krippendorff, Mathet, Bouvry and Widlöcher (2016), On the reliability of unitizing textual
continua, as two other implementations have it."""

from typing import Any

import pytest

from credibility.measures.results import Measured
from credibility.measures.span_f1 import LabelledSpan
from credibility.measures.unitizing import Continuum, u_alpha
from tests.credibility.measures.vector_cases import Record, cases_of, compare


@pytest.mark.parametrize("case", cases_of("u_alpha_2016"))
def test_u_alpha_is_as_others_have_it(case: dict[str, Any], record_property: Record) -> None:
    given = case["input"]
    spans = {
        person: [LabelledSpan(*span) for span in marked]
        for person, marked in given["units"].items()
    }
    result = u_alpha([Continuum(given["length"], spans)])
    assert isinstance(result, Measured)
    compare(case, {"u_alpha": result.value}, record_property)
