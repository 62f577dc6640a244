"""The tour says what a practised hand reaches, and says it as it was measured."""

import json
from pathlib import Path

from annotator.pages.together import PRACTISED_KEYS, PRACTISED_SECONDS
from benchmarks.bench_shift import WAYS

KEPT = Path(__file__).parents[2] / "benchmarks" / "results" / "shift.sqlite.json"


def test_the_tour_promises_no_more_than_was_measured() -> None:
    medians = json.loads(KEPT.read_text())["medians"]
    assert len(WAYS["source"]) == PRACTISED_KEYS == medians["source_keys"]
    assert round(medians["source"], 1) == PRACTISED_SECONDS
