"""What a quote selector keeps around its quote."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.selectors import Selector, make_selector
from annotator.text.spans import is_grapheme_boundary

TEXT = "Volgens de gemeente Oosterwolde bleef de dijk heel, zei het waterschap later."


def test_it_keeps_thirty_two_code_points_a_side() -> None:
    start = TEXT.index("bleef")
    selector = make_selector(TEXT, start, start + 5)
    assert selector == Selector(
        prefix="Volgens de gemeente Oosterwolde ", quote="bleef", suffix=TEXT[start + 5 :][:32]
    )


def test_it_stops_at_the_ends_of_the_text() -> None:
    assert make_selector("dijk", 0, 4) == Selector(prefix="", quote="dijk", suffix="")


def test_the_outer_end_of_the_context_leaves_out_a_character_it_would_cut() -> None:
    text = "👨‍👩‍👧ab quote cd👨‍👩‍👧"
    start = text.index("quote")
    selector = make_selector(text, start, start + 5, context_length=4)
    assert selector == Selector(prefix="ab ", quote="quote", suffix=" cd")


@given(st.text("ab\u0301👩\u200d🇳🇱 ", min_size=1, max_size=60), st.data())
def test_context_joins_up_with_the_quote_and_cuts_nothing(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    selector = make_selector(text, start, end, context_length=8)
    first, last = start - len(selector.prefix), end + len(selector.suffix)
    assert text[first:last] == selector.prefix + selector.quote + selector.suffix
    assert max(len(selector.prefix), len(selector.suffix)) <= 8
    assert first == start or is_grapheme_boundary(text, first)
    assert last == end or is_grapheme_boundary(text, last)
