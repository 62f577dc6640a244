"""What remains of a capture, and how its offsets map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.blocks import Block, compose, offset_map, removed_code_points


def block(start: int, end: int, *, kept: bool = False) -> Block:
    return Block(start, end, "teaser", "teaser_line", kept)


RAW = "kop\n\nLees ook: brug\n\nslot"


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([], RAW),
        ([block(5, 19)], "kop\n\n\nslot"),
        ([block(5, 19, kept=True)], RAW),
        ([block(0, 3)], "\nLees ook: brug\n\nslot"),
        ([block(21, 25)], "kop\n\nLees ook: brug\n"),
        ([block(5, 19), block(21, 25)], "kop\n\n"),
        ([block(5, 14)], "kop\n\n brug\n\nslot"),
        ([block(0, 25)], ""),
        ([block(5, 12), block(10, 19)], "kop\n\n\nslot"),
        ([block(10, 19)], "kop\n\nLees \n\nslot"),
    ],
)
def test_a_removed_block_takes_its_line_end_and_nothing_else(
    blocks: list[Block], text: str
) -> None:
    assert compose(RAW, blocks) == text
    assert compose(RAW, reversed(blocks)) == text


def test_lines_next_to_each_other_leave_no_empty_line() -> None:
    raw = "a\nX\nY\nb\nZ"
    assert compose(raw, [block(2, 3), block(4, 5), block(8, 9)]) == "a\nb"


def test_it_counts_what_goes_without_line_ends() -> None:
    assert removed_code_points([block(5, 19), block(21, 25, kept=True)]) == 14


def test_a_block_survives_json() -> None:
    assert Block(**block(5, 19).as_dict()) == block(5, 19)


def test_a_span_that_crosses_a_block_keeps_its_ends() -> None:
    places = offset_map(RAW, [block(5, 19)])
    assert places.span_to_text(0, 25) == (0, 10)
    assert places.span_to_text(3, 22) == (3, 7)
    assert places.span_to_text(6, 12) is None
    assert places.to_text(7) is None
    assert places.to_text(99) is None
    with pytest.raises(IndexError):
        places.to_raw(10)


@given(st.text("ab\né", max_size=60), st.data())
def test_every_kept_character_maps_both_ways(raw: str, data: st.DataObject) -> None:
    edges = st.integers(0, len(raw))
    pairs = data.draw(st.lists(st.tuples(edges, edges, st.booleans()), max_size=5))
    blocks = [block(min(pair[:2]), max(pair[:2]), kept=pair[2]) for pair in pairs]
    text = compose(raw, blocks)
    places = offset_map(raw, blocks)
    assert places.text_length == len(text)
    for offset, character in enumerate(text):
        assert raw[places.to_raw(offset)] == character
        assert places.to_text(places.to_raw(offset)) == offset
    removed = {at for one in blocks if not one.kept for at in range(one.start, one.end)}
    for offset in range(len(raw)):
        at = places.to_text(offset)
        if offset in removed:
            assert at is None
        else:
            assert raw[offset] == "\n" if at is None else text[at] == raw[offset]
