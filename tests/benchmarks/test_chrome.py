"""What the gold set of pages says of cleaning, and that the docs say the same."""

from pathlib import Path

import pytest

from benchmarks.chrome import (
    LANGUAGES,
    chrome_table,
    count_pages,
    fresh_pages,
    page_cases,
    pages_of,
)

DOCS = Path(__file__).parents[2] / "docs" / "texts.md"


def test_the_gold_set_has_at_least_40_pages_in_four_languages() -> None:
    cases = page_cases()
    assert len(cases) >= 40
    assert {case.language for case in cases} == set(LANGUAGES)
    assert len({case.name for case in cases}) == len(cases)
    assert {case.is_html for case in cases} == {True, False}


def test_no_line_of_any_body_is_lost() -> None:
    counts = count_pages((*page_cases(), *fresh_pages()))
    assert counts.lost == 0, counts.misses


@pytest.mark.parametrize("part", ["tuned", "held out"])
def test_furniture_is_taken_out_for_the_right_reason(part: str) -> None:
    counts = count_pages(pages_of(part))
    assert counts.recall >= 0.9
    assert counts.kinds_right / counts.kinds >= 0.9
    assert counts.facts_right == counts.facts


def test_on_pages_written_last_nearly_all_furniture_goes() -> None:
    assert count_pages(fresh_pages()).recall >= 0.97


def test_the_docs_quote_what_is_measured() -> None:
    assert "\n".join(chrome_table()) in DOCS.read_text("utf-8")
