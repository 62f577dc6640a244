"""How marks cut paragraphs into pieces."""

import itertools
import random
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.segments import (
    LABEL_LETTERS,
    Mark,
    Paragraph,
    Segment,
    article_segments,
    paragraphs,
    segments,
)
from tests.shared_cases import HERE, segment_cases
from tests.shared_cases.generate import documents


def test_the_shared_case_files_are_what_the_generator_writes() -> None:
    for name, content in documents().items():
        assert (HERE / name).read_text("utf-8") == content


def test_paragraphs_are_lines_that_are_not_blank() -> None:
    assert paragraphs("\nkop\n\n \t\u00a0\ntwee  \n") == [
        Paragraph(1, 1, 4),
        Paragraph(2, 10, 16),
    ]
    assert paragraphs("a\u2028b") == [Paragraph(1, 0, 3)]


@pytest.mark.parametrize("case", segment_cases(), ids=lambda case: case["name"])
def test_it_cuts_as_the_shared_cases_say(case: dict[str, Any]) -> None:
    marks = [Mark(**mark) for mark in case["marks"]]
    found = segments(case["start"], case["end"], marks, previous_end=case["previous_end"])
    assert found == [
        Segment(
            start=piece["start"],
            end=piece["end"],
            ids=tuple(piece["ids"]),
            css=piece["css"],
            opens=tuple(piece["opens"]),
            lanes=tuple(piece["lanes"]),
        )
        for piece in case["segments"]
    ]


marks_strategy = st.lists(
    st.tuples(st.integers(0, 39), st.integers(1, 20), st.sampled_from(list(LABEL_LETTERS))),
    max_size=12,
).map(
    lambda rows: [
        Mark(str(number), start, start + length, label)
        for number, (start, length, label) in enumerate(rows)
    ]
)


@given(st.text("ab \n", min_size=40, max_size=60), marks_strategy)
def test_every_paragraph_is_covered_and_every_mark_seen_opens_once(
    text: str, marks: list[Mark]
) -> None:
    opened: list[str] = []
    seen: set[str] = set()
    for paragraph, pieces in article_segments(text, marks):
        assert pieces[0].start == paragraph.start
        assert pieces[-1].end == paragraph.end
        for piece, following in itertools.pairwise(pieces):
            assert piece.end == following.start
        for piece in pieces:
            assert piece.start < piece.end
            covering = {mark.id for mark in marks if mark.start <= piece.start < mark.end}
            assert set(piece.ids) == covering
            assert len(piece.ids) == len(covering)
            assert len(set(piece.lanes)) == len(covering)
            seen.update(piece.ids)
            opened.extend(piece.opens)
    assert sorted(opened) == sorted(seen)


def test_the_work_grows_with_the_text_and_its_marks_and_no_faster() -> None:
    few, many = (lines_run(*long_text(paragraphs)) for paragraphs in (50, 200))
    assert many < few * 4.4


def long_text(paragraphs: int) -> tuple[str, list[Mark]]:
    """A text with nine overlapping marks to a paragraph."""
    text = ("woord " * 60 + "\n\n") * paragraphs
    chance = random.Random(7)
    marks = []
    for number in range(9 * paragraphs):
        start = chance.randrange(len(text) - 200)
        label = chance.choice(list(LABEL_LETTERS))
        marks.append(Mark(str(number), start, start + chance.randint(5, 200), label))
    return text, marks


def lines_run(text: str, marks: list[Mark]) -> int:
    """How many lines of Python cutting the text runs: unlike seconds, the same on any machine."""
    lines = 0

    def count(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        article_segments(text, marks)
    finally:
        sys.settrace(before)
    return lines
