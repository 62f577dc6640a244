"""Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates using the EM
algorithm, as crowd-kit steps through it."""

from typing import Any

import pytest

from credibility.measures.competence import dawid_skene, judgements_of
from tests.credibility.measures.vector_cases import Record, cases_of, compare


@pytest.mark.parametrize("case", cases_of("dawid_skene"))
def test_each_round_is_as_published(case: dict[str, Any], record_property: Record) -> None:
    given = case["input"]
    judgements = judgements_of(map(tuple, given["triples"]), categories=given["cats"])
    model = dawid_skene(judgements, smoothing=0, one_coin_below=0, rounds=given["n_iter"])
    errors = {
        person: model.errors[place].tolist() for place, person in enumerate(judgements.people)
    }
    measured = {
        "probas": model.truth.tolist(),
        "priors": model.shares.tolist(),
        "errors": {person: errors[person] for person in case["expected"]["errors"]},
    }
    compare(case, measured, record_property)
