"""What the gold set says of spans on edited articles, and that the docs say the same."""

from pathlib import Path

import pytest

from benchmarks.revisions import (
    count_edits,
    edit_cases,
    edits_of,
    more_edits,
    revisions_table,
)

DOCS = Path(__file__).parents[2] / "docs" / "texts.md"


def test_the_gold_set_has_at_least_30_edits_in_two_languages() -> None:
    assert len(edit_cases()) >= 30
    assert {case.language for case in edit_cases()} == {"nl", "en"}
    states = {place and place[0] for case in edit_cases() for place in case.expected.values()}
    assert states == {"kept", "changed", None}
    assert len(more_edits()) >= 30


def test_no_span_counts_on_that_should_not() -> None:
    counts = count_edits((*edit_cases(), *more_edits()))
    assert counts.silent == 0, counts.misses


@pytest.mark.parametrize("part", ["tuned", "held out", "more"])
def test_most_spans_end_where_and_as_they_should(part: str) -> None:
    counts = count_edits(edits_of(part))
    assert counts.right / counts.spans >= 0.9


def test_the_docs_quote_what_is_measured() -> None:
    assert "\n".join(revisions_table()) in DOCS.read_text("utf-8")
