"""What the gold sets say of the suggestions, and that the docs say the same."""

from pathlib import Path

import pytest

from annotator.text.figures import parse_figures
from benchmarks.gold_cases import attribution_cases, figure_cases, is_held_out
from benchmarks.gold_plan import QUANTITIES, SENTENCES, draw
from benchmarks.suggestions import (
    FIRST_RUNS,
    PARTS,
    PARTS_OF_FIGURES,
    attributions_of,
    attributions_table,
    count_attributions,
    count_figures,
    figures_of,
    figures_table,
    interval_of,
)

DOCS = Path(__file__).parents[2] / "docs" / "suggestions.md"


def test_the_gold_set_has_at_least_300_figures_in_two_languages() -> None:
    assert sum(len(case.places) for case in figure_cases()) >= 300
    assert {case.language for case in figure_cases()} == {"nl", "en"}
    assert len({case.text for case in figure_cases()}) == len(figure_cases())


def test_the_gold_set_has_at_least_200_texts_with_and_without_attributions() -> None:
    cases = attribution_cases()
    assert len(cases) >= 200
    assert sum(not case.attributions for case in cases) >= 60
    assert {case.language for case in cases} == {"nl", "en"}


def test_a_third_or_so_is_held_out() -> None:
    texts = [case.text for case in figure_cases()] + [case.text for case in attribution_cases()]
    assert 0.25 < sum(map(is_held_out, texts)) / len(texts) < 0.42


@pytest.mark.parametrize("part", ["all", "held out"])
def test_value_bound_and_unit_are_right_on_97_percent(part: str) -> None:
    assert count_figures(figures_of(part)).share_right >= 0.97


@pytest.mark.parametrize("part", ["all", "held out"])
def test_attributions_are_found_and_little_else(part: str) -> None:
    counts = count_attributions(attributions_of(part))
    assert counts.precision >= 0.95
    assert counts.recall >= 0.95


def test_on_sentences_written_before_the_last_tuning_most_are_found() -> None:
    for part, recall in (("fresh", 0.85), ("second", 0.95), ("third", 0.9)):
        attributions = count_attributions(attributions_of(part))
        assert attributions.recall >= recall
        assert attributions.precision >= 0.95


def test_97_percent_of_all_figures_are_right_whoever_wrote_them_when() -> None:
    sets = [count_figures(figures_of(part)) for part in PARTS_OF_FIGURES if part not in PARTS]
    sets.append(count_figures(figures_of("all")))
    assert min(counts.share_right for counts in sets) >= 0.94
    assert sum(counts.right for counts in sets) / sum(counts.figures for counts in sets) >= 0.97


def test_the_set_written_last_was_right_on_97_percent_at_first() -> None:
    last = PARTS_OF_FIGURES[-1]
    assert FIRST_RUNS[last] / count_figures(figures_of(last)).figures >= 0.97


def test_two_thirds_of_the_sentences_of_a_plan_hold_figures() -> None:
    plan = list(draw("A"))
    assert plan == list(draw("A"))
    assert {language for language, _, _ in plan} == {"nl", "en"}
    assert len(plan) == SENTENCES
    assert sum(forms[0] in QUANTITIES for _, _, forms in plan) > SENTENCES * 2 / 3


def test_no_value_is_ever_without_its_words() -> None:
    cases = [case for part in PARTS_OF_FIGURES for case in figures_of(part)]
    assert count_figures(cases).wordless == 0


def test_an_interval_is_written_as_the_gold_set_writes_it() -> None:
    [figure] = parse_figures("ongeveer 1.250,50 euro", "nl")
    assert interval_of(figure) == "~[1250.5, 1250.5] EUR"


def test_the_docs_quote_what_is_measured() -> None:
    said = DOCS.read_text("utf-8")
    assert "\n".join(figures_table()) in said
    assert "\n".join(attributions_table()) in said
