"""What the gold sets say of the suggestions, and that the docs say the same."""

import pytest

from annotator.text.figures import parse_figures
from benchmarks.gold_cases import figure_cases, is_held_out
from benchmarks.suggestions import count_figures, interval_of, is_in


def test_the_gold_set_has_at_least_300_figures_in_two_languages() -> None:
    assert sum(len(case.places) for case in figure_cases()) >= 300
    assert {case.language for case in figure_cases()} == {"nl", "en"}
    assert len({case.text for case in figure_cases()}) == len(figure_cases())


def test_a_third_or_so_is_held_out() -> None:
    held = sum(is_held_out(case.text) for case in figure_cases())
    assert 0.25 < held / len(figure_cases()) < 0.42


@pytest.mark.parametrize("part", ["all", "held out"])
def test_value_bound_and_unit_are_right_on_97_percent(part: str) -> None:
    counts = count_figures(case for case in figure_cases() if is_in(part, case.text))
    assert counts.share_right >= 0.97


def test_no_value_is_ever_without_its_words() -> None:
    assert count_figures(figure_cases()).wordless == 0


def test_an_interval_is_written_as_the_gold_set_writes_it() -> None:
    [figure] = parse_figures("ongeveer 1.250,50 euro", "nl")
    assert interval_of(figure) == "~[1250.5, 1250.5] EUR"
