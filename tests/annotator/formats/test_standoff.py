"""What brat gets: marks in the pieces that its lines can hold."""

from typing import Any

import pytest

from annotator.formats.standoff import annotation_lines

NOTHING_MORE: dict[str, Any] = {
    "confidence": None,
    "claim_text": None,
    "note": "",
    "attributions": [],
}


@pytest.mark.parametrize("between", ["\n", "\t", "\x85", "\u2028", "\n\n"])
def test_a_mark_goes_on_in_a_further_piece_where_a_line_could_not_hold_it(between: str) -> None:
    text = f"It rains.{between}It pours."
    row = {"start": 3, "end": len(text) - 1, "label": "confirmed", **NOTHING_MORE}
    second = 9 + len(between)
    assert annotation_lines(text, [row]) == (
        f"T1\tconfirmed 3 9;{second} {second + 8}\trains. It pours\n"
    )
