"""Likeness: words weighed by how rare they are, and figures that set two statements apart."""

from dataclasses import replace
from typing import Any

import pytest

from annotator.text.figures import Figure, parse_figures
from annotator.text.likeness import (
    FigureRelation,
    closest_relation,
    likeness,
    name_likeness,
    relate_figures,
    stems,
    word_likeness,
)


def figure(words: str, **said: Any) -> Figure:
    """The first figure in the words."""
    return replace(parse_figures(words, "en")[0], **said)


def test_a_word_counts_in_any_form_case_and_width() -> None:
    assert stems("Flooding HOUSES, ｈｏｕｓｅｓ of 30") == {"floodi", "houses"}
    assert stems("flooded") & stems("floodings") == frozenset()
    assert stems("flooded") & stems("floodedness")


def test_rare_words_weigh_more_than_those_that_stand_everywhere() -> None:
    texts = ["the board said it", "the army said it", "the pumps said it", "pumps stood still"]
    ranks = word_likeness(stems("the pumps"), [stems(text) for text in texts])
    assert ranks.index(max(ranks)) == 2
    assert ranks[3] > ranks[0]
    assert word_likeness(stems("pumps"), [stems("pumps"), stems("")]) == [1.0, 0.0]


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ("at least 30 houses", "30 or more houses", FigureRelation("same")),
        ("at least 30 houses", "at least 35 houses", FigureRelation("other")),
        ("about 30 houses", "30 houses", FigureRelation("other")),
        ("at most 20 houses", "at least 30 houses", FigureRelation("clash")),
        ("30 percent", "30 euros", FigureRelation(field="unit")),
    ],
)
def test_figures_are_the_same_others_or_clash(ours: str, theirs: str, told: FigureRelation) -> None:
    assert relate_figures(figure(ours), figure(theirs)) == told


@pytest.mark.parametrize("field", ["measure", "population", "place", "period"])
def test_what_both_name_and_differs_sets_them_apart_and_what_one_leaves_unsaid_does_not(
    field: str,
) -> None:
    one, other = figure("30 dead", **{field: "North"}), figure("30 dead", **{field: "south"})
    written: Any = {field: " north"}
    assert relate_figures(one, other) == FigureRelation(field=field)
    assert relate_figures(one, figure("30 dead")).is_same
    assert relate_figures(one, replace(other, **written)).is_same


def test_of_several_figures_the_nearest_counts() -> None:
    ours = figure("at least 30 houses")
    assert closest_relation(ours, []) is None
    others = [figure("30 euros"), figure("at most 20 houses"), figure("at least 30 houses")]
    assert closest_relation(ours, others) == FigureRelation("same")
    assert closest_relation(ours, others[:2]) == FigureRelation("clash")


def test_another_figure_never_comes_before_as_good_a_match_without_it() -> None:
    same, other = FigureRelation("same"), FigureRelation("other")
    assert likeness(0.6, same) > likeness(0.6, None) > likeness(0.6, other)
    assert likeness(0.6, other) == likeness(0.6, FigureRelation(field="period"))


def test_names_are_alike_whatever_the_order_of_their_words_and_what_stands_beside_them() -> None:
    assert name_likeness(["GUR"], ["Defence intelligence", "gur"]) == 1
    assert name_likeness(["Department of Defense"], ["defense, department of"]) == 1
    assert name_likeness(["Pentagon"], ["The Pentagon"]) >= 0.9
    assert name_likeness(["Pentagon"], ["Kremlin"]) < 0.5
    assert name_likeness(["…"], ["GUR"]) == 0
