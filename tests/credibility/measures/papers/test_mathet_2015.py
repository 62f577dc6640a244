"""Mathet, Widlöcher and Métivier (2015), The unified and holistic method gamma; gamma-cat of Mathet
(2017). Both as pygamma-agreement has them: the best alignment exactly, the rest within the range
that sampling leaves."""

from collections.abc import Callable
from typing import Any

import pytest

from credibility.measures.gamma import (
    Costs,
    Disorders,
    SampledGamma,
    best_alignment,
    disorder_of,
    dissimilarity,
    place_dissimilarity,
)
from credibility.measures.results import Measured
from credibility.measures.span_f1 import LabelledSpan
from credibility.measures.unitizing import Continuum
from tests.credibility.measures.vector_cases import Record, cases_of, compare


@pytest.mark.parametrize("case", cases_of("gamma"))
def test_alignment_and_gamma_are_as_published(
    case: dict[str, Any], record_property: Record
) -> None:
    given, expected = case["input"], case["expected"]
    spans = {
        person: [LabelledSpan(int(start), int(end), label) for start, end, label in marked]
        for person, marked in given["units"].items()
    }
    costs = Costs(given["alpha"], given["beta"], given["deltaEmpty"])
    rows, disorder = best_alignment(list(spans.values()), costs)
    measured: dict[str, Any] = {
        "best_alignment_disorder": disorder,
        "n_unitary_alignments": len(rows),
        "pair_dissimilarities": [
            _pair(spans, pair, costs) for pair in expected.get("pair_dissimilarities", [])
        ],
    }
    compare(case, measured | _sampled(spans, expected, costs), record_property)


def _pair(
    spans: dict[str, list[LabelledSpan]], pair: dict[str, Any], costs: Costs
) -> dict[str, Any]:
    one = spans[pair["annotatorA"]][pair["unitIndexA"]]
    other = spans[pair["annotatorB"]][pair["unitIndexB"]]
    return pair | {
        "positional": place_dissimilarity(one, other) * costs.empty,
        "categorical": float(one.label != other.label) * costs.empty,
        "combined": dissimilarity(one, other, costs),
    }


def _sampled(
    spans: dict[str, list[LabelledSpan]], expected: dict[str, Any], costs: Costs
) -> dict[str, Any]:
    """What rests on random texts, as published, once ours is found to be near enough."""
    end = max(span.end for marked in spans.values() for span in marked)
    part = disorder_of(Continuum(end, spans), seed=1, samples=60, costs=costs, count_unaligned=True)
    result, of_labels = Disorders([part], seed=1).gamma(), Disorders([part], seed=1).gamma_cat()
    assert isinstance(result, SampledGamma)
    near: dict[str, Callable[[Any], bool]] = {
        "gamma_range": lambda due: due[0] <= result.value <= due[1],
        "gamma_cat_range": lambda due: (
            isinstance(of_labels, Measured) and due[0] <= of_labels.value <= due[1]
        ),
        # These were drawn in another way, by lengths and gaps that are normally distributed.
        "gamma_statistical_only": lambda due: abs(result.value - due) < 0.1,
        "expected_disorder_statistical_only": lambda due: 0.7 < result.expected / due < 1.4,
    }
    for name in near.keys() & expected.keys():
        assert near[name](expected[name]), name
    return {name: expected[name] for name in near.keys() & expected.keys()}
