"""Figures on one scale: where they stand, how their ends look, and what they say in words."""

from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from credibility.pages.interval_drawing import LEFT, RIGHT, Drawing, drawing_of, scale_of, words_of


@dataclass(frozen=True)
class Figure:
    lower: Decimal | None = None
    upper: Decimal | None = None
    lower_closed: bool = True
    upper_closed: bool = True
    is_approximate: bool = False


AT_LEAST_30 = Figure(lower=Decimal(30))
MORE_THAN_71000 = Figure(lower=Decimal(71000), lower_closed=False)
NEARLY_500000 = Figure(lower=Decimal(450000), upper=Decimal(500000), upper_closed=False)
ABOUT_11000 = Figure(lower=Decimal(11000), upper=Decimal(11000), is_approximate=True)
STORY = [AT_LEAST_30, MORE_THAN_71000, NEARLY_500000, ABOUT_11000]


def drawn(figure: Figure, *, among: list[Figure] | None = None) -> Drawing:
    scale = scale_of(among or [figure])
    assert scale is not None
    return drawing_of(figure, scale)


def test_larger_figures_stand_further_to_the_right() -> None:
    places = [drawn(figure, among=STORY).x1 for figure in (AT_LEAST_30, ABOUT_11000)]
    assert LEFT < places[0] < places[1] < drawn(MORE_THAN_71000, among=STORY).x1 < RIGHT


def test_an_open_end_is_an_arrow_to_the_edge_and_a_bound_left_out_is_a_ring() -> None:
    least, more = drawn(AT_LEAST_30), drawn(MORE_THAN_71000)
    assert (least.start, least.end, least.x2) == ("dot", "arrow", RIGHT)
    assert more.start == "ring"
    assert drawn(Figure(upper=Decimal(9))).start == "arrow"


def test_an_approximate_figure_reaches_a_tenth_to_either_side() -> None:
    about = drawn(ABOUT_11000, among=STORY)
    scale = scale_of(STORY)
    assert scale is not None
    assert (about.x1, about.x2) == (scale.place(9900), scale.place(12100))
    assert about.is_point


def test_without_figures_there_is_no_scale() -> None:
    assert scale_of([]) is None
    assert scale_of([Figure()]) is None


@pytest.mark.parametrize("bounds", [(-5, 3), (0, 0), (0, 1), (1, 10**29), (Decimal("0.001"), 2)])
def test_every_figure_finds_its_place_within_the_drawing(bounds: tuple[int, int]) -> None:
    figure = Figure(lower=Decimal(bounds[0]), upper=Decimal(bounds[1]))
    found = drawn(figure)
    assert LEFT <= found.x1 <= found.x2 <= RIGHT


@pytest.mark.parametrize(
    ("figure", "english", "dutch"),
    [
        (AT_LEAST_30, "at least 30", "minstens 30"),
        (MORE_THAN_71000, "more than 71,000", "meer dan 71.000"),
        (ABOUT_11000, "about 11,000", "ongeveer 11.000"),
        (
            NEARLY_500000,
            "from 450,000 to under 500,000",
            "van 450.000 tot minder dan 500.000",
        ),
        (Figure(lower=Decimal("2.50"), upper=Decimal("2.50")), "2.5", "2,5"),
        (Figure(upper=Decimal(4)), "at most 4", "hoogstens 4"),
    ],
)
def test_a_figure_is_told_in_the_readers_words(figure: Figure, english: str, dutch: str) -> None:
    assert words_of(figure) == english
    with translation.override("nl"):
        assert words_of(figure) == dutch


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_picture_is_well_formed_in_every_language(language: str) -> None:
    scale = scale_of(STORY)
    assert scale is not None
    with translation.override(language):
        for figure in STORY:
            context = {"drawing": drawing_of(figure, scale), "scale": scale}
            svg = ElementTree.fromstring(render_to_string("credibility/interval.html", context))
            assert svg.get("aria-label") == words_of(figure)
            assert all("," not in line.get("x1", "") for line in svg.iter("line"))
        foot = ElementTree.fromstring(
            render_to_string("credibility/interval_scale.html", {"scale": scale})
        )
        assert len(list(foot)) <= 5
