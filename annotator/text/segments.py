"""Cuts paragraphs into pieces that each lie under the same marks, as the page draws them."""

import itertools
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

LABEL_LETTERS = {"confirmed": "c", "unverified": "u", "contested": "x"}
"""Label -> its letter in a piece's CSS class, in the order the letters are written."""


class Paragraph(NamedTuple):
    """A line that is not blank; `number` counts from 1."""

    number: int
    start: int
    end: int


class Mark(NamedTuple):
    """An annotation as far as drawing needs it; `author_name` is empty for the reader's own."""

    id: str
    start: int
    end: int
    label: str
    author_name: str = ""


# Tuples: an article that is marked all over has a thousand pieces, made at every request.
class Segment(NamedTuple):
    """A piece of a paragraph.

    `ids` are the marks over it, by start, then the longer first, then id. `css` is empty or
    one of c u x cu cx ux cux, of the reader's own marks. `opens` are the marks whose symbol is
    drawn here. `lanes` are the heights of their lines, 0 the nearest to the words: in a paragraph a
    mark keeps its lane, and no two marks over the same words share one.
    """

    start: int
    end: int
    ids: tuple[str, ...]
    css: str
    opens: tuple[str, ...]
    lanes: tuple[int, ...] = ()


def paragraphs(text: str) -> list[Paragraph]:
    """The lines of the text that are not blank, in order."""
    found: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Paragraph(len(found) + 1, start, start + len(line)))
        start += len(line) + 1
    return found


def segments(
    start: int, end: int, marks: Iterable[Mark], *, previous_end: int | None = None
) -> list[Segment]:
    """The pieces of the paragraph `[start, end)`, in order, covering it wholly.

    A mark opens in the piece it starts in. With `previous_end` (where the paragraph above
    ends), one that starts on the blank line between opens in the first piece.
    """
    inside = [mark for mark in marks if mark.start < end and start < mark.end]
    inside.sort(key=_drawing_order)
    return _cut(start, end, inside, previous_end=previous_end)


def _cut(
    start: int, end: int, inside: Sequence[Mark], *, previous_end: int | None
) -> list[Segment]:
    """The pieces; `inside` are the marks that touch the paragraph, in the order of drawing."""
    if not inside:
        return [Segment(start, end, (), "", ())]
    opens_from = start if previous_end is None else previous_end
    edges = {start, end}
    for mark in inside:
        edges.add(max(mark.start, start))
        edges.add(min(mark.end, end))
    pieces: list[Segment] = []
    # Marks come by where they start: those that open come after all that are open.
    active: list[Mark] = []
    lanes: list[int] = []
    following = 0
    for piece_start, piece_end in itertools.pairwise(sorted(edges)):
        if any(mark.end <= piece_start for mark in active):
            open_ones = [
                pair for pair in zip(active, lanes, strict=True) if pair[0].end > piece_start
            ]
            active, lanes = [mark for mark, _ in open_ones], [lane for _, lane in open_ones]
        opens: list[str] = []
        while following < len(inside) and inside[following].start <= piece_start:
            mark = inside[following]
            following += 1
            lanes.append(next(lane for lane in itertools.count() if lane not in lanes))
            active.append(mark)
            if mark.start >= opens_from:
                opens.append(mark.id)
        ids = tuple([mark.id for mark in active])
        css = _css(frozenset([mark.label for mark in active if not mark.author_name]))
        pieces.append(Segment(piece_start, piece_end, ids, css, tuple(opens), tuple(lanes)))
    return pieces


def article_segments(text: str, marks: Iterable[Mark]) -> list[tuple[Paragraph, list[Segment]]]:
    """Every paragraph of the text with its pieces; each mark opens in exactly one of them."""
    waiting = sorted(marks, key=_drawing_order, reverse=True)
    reaching: list[Mark] = []
    drawn: list[tuple[Paragraph, list[Segment]]] = []
    previous_end = 0
    for paragraph in paragraphs(text):
        while waiting and waiting[-1].start < paragraph.end:
            reaching.append(waiting.pop())
        reaching = [mark for mark in reaching if mark.end > paragraph.start]
        pieces = _cut(paragraph.start, paragraph.end, reaching, previous_end=previous_end)
        drawn.append((paragraph, pieces))
        previous_end = paragraph.end
    return drawn


def _drawing_order(mark: Mark) -> tuple[int, int, str]:
    return mark.start, -mark.end, mark.id


@lru_cache(maxsize=8)
def _css(labels: frozenset[str]) -> str:
    return "".join(letter for label, letter in LABEL_LETTERS.items() if label in labels)
