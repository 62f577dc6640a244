"""Every measure of annotators is said in plain words, in both languages."""

import pytest
from django.utils import translation

from credibility import queries
from credibility.measures.results import Measured, Undefined
from credibility.pages.measure_sentences import sentence_of

EVERY_MEASURE = (*queries.MEASURE_NAMES, *queries.SPAN_REPORT_NAMES)


@pytest.mark.parametrize("measure", EVERY_MEASURE)
def test_every_measure_has_a_sentence_with_its_number(measure: str) -> None:
    result = Measured(0.67, 0.5, 0.8, 40)
    with translation.override("en"):
        english = sentence_of(measure, result)
    with translation.override("nl"):
        dutch = sentence_of(measure, result)
    assert "67%" in english
    assert "67%" in dutch
    assert english != dutch


def test_less_than_chance_and_no_number_are_said() -> None:
    below = sentence_of("alpha", Measured(-0.1, -0.4, 0.2, 8))
    assert below.startswith("People part more often than by chance alone.")
    assert sentence_of("ac1", Undefined("too_few", "")) == "Too little to tell."
