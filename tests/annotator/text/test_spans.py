"""Which spans a text accepts, and how edges are rounded to whole characters."""

import time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.spans import (
    SpanRefused,
    boundary_at_or_after,
    boundary_at_or_before,
    check_span,
    iou,
    is_grapheme_boundary,
    overlaps,
    round_out_to_graphemes,
)
from tests.shared_cases import offset_cases

TEXT = "De dijk 👨‍👩‍👧 houdt e\u0301e\u0301n nacht."


def refusal(text: str, start: object, end: object, quote: object) -> tuple[str, str]:
    with pytest.raises(SpanRefused) as refused:
        check_span(text, start=start, end=end, quote=quote)
    assert refused.value.message
    return refused.value.code, refused.value.field


def test_it_accepts_a_span_whose_quote_is_in_the_text() -> None:
    check_span(TEXT, start=3, end=7, quote="dijk")
    check_span(TEXT, start=0, end=len(TEXT), quote=TEXT)
    check_span(TEXT, start=8, end=13, quote="👨‍👩‍👧")


@pytest.mark.parametrize("value", [True, 3.0, "3", None, [3]])
def test_it_refuses_an_offset_that_is_not_an_integer(value: object) -> None:
    assert refusal(TEXT, value, 7, "dijk") == ("span_not_integer", "start")
    assert refusal(TEXT, 3, value, "dijk") == ("span_not_integer", "end")


def test_it_refuses_a_span_outside_the_text() -> None:
    assert refusal(TEXT, -1, 7, "x") == ("span_negative", "start")
    assert refusal(TEXT, 0, -7, "x") == ("span_negative", "end")
    assert refusal(TEXT, 3, len(TEXT) + 1, TEXT[3:]) == ("span_out_of_range", "end")
    assert refusal(TEXT, len(TEXT), len(TEXT) + 1, "") == ("span_out_of_range", "start")
    assert refusal(TEXT, 3, 10**30, TEXT[3:]) == ("span_out_of_range", "end")


def test_it_refuses_a_reversed_or_empty_span() -> None:
    assert refusal(TEXT, 7, 3, "dijk") == ("span_reversed", "end")
    assert refusal(TEXT, 3, 3, "") == ("span_reversed", "end")


@pytest.mark.parametrize("quote", ["Dijk", "dijk ", "", None, 4])
def test_it_refuses_a_quote_that_is_not_there(quote: object) -> None:
    assert refusal(TEXT, 3, 7, quote) == ("quote_mismatch", "quote")


def test_it_refuses_an_edge_inside_a_character() -> None:
    assert refusal(TEXT, 9, 13, TEXT[9:13]) == ("span_inside_grapheme", "start")
    assert refusal(TEXT, 8, 12, TEXT[8:12]) == ("span_inside_grapheme", "end")
    accent = TEXT.index("\u0301")
    assert refusal(TEXT, 3, accent, TEXT[3:accent]) == ("span_inside_grapheme", "end")


@pytest.mark.parametrize("case", offset_cases(), ids=lambda case: case["name"])
def test_it_rounds_as_the_shared_cases_say(case: dict[str, object]) -> None:
    text = case["text"]
    assert isinstance(text, str)
    boundaries = case["boundaries"]
    assert boundaries == [at for at in range(len(text) + 1) if is_grapheme_boundary(text, at)]
    rounding = case["rounding"]
    assert isinstance(rounding, list)
    for row in rounding:
        rounded = round_out_to_graphemes(text, row["start"], row["end"])
        assert rounded == (row["rounded_start"], row["rounded_end"])


tricky = st.text(
    alphabet=st.sampled_from("a \n\r1é\u0301\u200d\ufe0f👩👦🏽🇳🇱क्षिनி한ᄀ가\u0600שּ"), max_size=150
)


@given(tricky | st.text())
def test_the_window_finds_what_the_whole_text_has(text: str) -> None:
    expected = {cluster.start() for cluster in regex.finditer(r"\X", text)} | {0, len(text)}
    found = {at for at in range(len(text) + 1) if is_grapheme_boundary(text, at)}
    assert found == expected


@given(tricky, st.data())
def test_rounding_out_is_the_smallest_span_of_whole_characters(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edges = sorted({cluster.start() for cluster in regex.finditer(r"\X", text)} | {0, len(text)})
    assert round_out_to_graphemes(text, start, end) == (
        max(edge for edge in edges if edge <= start),
        min(edge for edge in edges if edge >= end),
    )


@pytest.mark.parametrize(
    "text",
    [
        "woord " * 33_333,
        "🇳" * 200_000,
        "a" + "\u0301" * 199_999,
        "👩\u200d" * 100_000,
        "\u0600" * 200_000,
        "क्" * 100_000,
    ],
    ids=["words", "flags", "accents", "families", "prepended", "conjuncts"],
)
def test_a_thousand_checks_on_a_long_text_are_quick(text: str) -> None:
    began = time.perf_counter()
    for at in range(0, len(text), len(text) // 1000):
        first, last = round_out_to_graphemes(text, at, min(at + 3, len(text)))
        check_span(text, start=first, end=last, quote=text[first:last])
    assert time.perf_counter() - began < 3


def test_flags_pair_up_from_the_start_of_their_run() -> None:
    text = "x" + "🇳🇱" * 100 + "🇳y"
    assert boundary_at_or_before(text, 150) == 149
    assert boundary_at_or_after(text, 150) == 151


def test_iou_and_overlap() -> None:
    assert iou((0, 10), (5, 15)) == pytest.approx(1 / 3)
    assert iou((0, 5), (5, 9)) == 0.0
    assert iou((2, 4), (2, 4)) == 1.0
    assert overlaps((0, 5), (4, 9))
    assert not overlaps((0, 5), (5, 9))
