"""Cuts paragraphs into pieces that each lie under the same marks, as the page draws them."""

import itertools
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LABEL_LETTERS = {"confirmed": "c", "unverified": "u", "contested": "x"}
"""Label -> its letter in a piece's CSS class, in the order the letters are written."""


@dataclass(frozen=True)
class Paragraph:
    """A line that is not blank; `number` counts from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """An annotation as far as drawing needs it."""

    id: str
    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Segment:
    """A piece of a paragraph.

    `ids` are the marks over it, by start, then the longer first, then id. `css` is empty or
    one of c u x cu cx ux cux. `opens` are the marks whose symbol is drawn here. `lanes` are the
    heights of their lines, 0 the nearest to the words: in a paragraph a mark keeps its lane, and
    no two marks over the same words share one.
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
    inside = sorted(
        (mark for mark in marks if mark.start < end and start < mark.end), key=_drawing_order
    )
    opens_from = start if previous_end is None else previous_end
    edges = {start, end}
    starting: dict[int, list[Mark]] = {}
    ending: dict[int, list[Mark]] = {}
    for mark in inside:
        first, last = max(mark.start, start), min(mark.end, end)
        starting.setdefault(first, []).append(mark)
        ending.setdefault(last, []).append(mark)
        edges.update((first, last))
    pieces: list[Segment] = []
    active: list[Mark] = []
    lanes: dict[str, int] = {}
    ordered = sorted(edges)
    for piece_start, piece_end in itertools.pairwise(ordered):
        for mark in ending.get(piece_start, ()):
            del active[bisect_left(active, _drawing_order(mark), key=_drawing_order)]
        opening = starting.get(piece_start, ())
        for mark in opening:
            taken = {lanes[other.id] for other in active}
            lanes[mark.id] = next(lane for lane in itertools.count() if lane not in taken)
            insort(active, mark, key=_drawing_order)
        pieces.append(
            Segment(
                start=piece_start,
                end=piece_end,
                ids=tuple(mark.id for mark in active),
                css=_css(active),
                opens=tuple(mark.id for mark in opening if mark.start >= opens_from),
                lanes=tuple(lanes[mark.id] for mark in active),
            )
        )
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
        pieces = segments(paragraph.start, paragraph.end, reaching, previous_end=previous_end)
        drawn.append((paragraph, pieces))
        previous_end = paragraph.end
    return drawn


def _drawing_order(mark: Mark) -> tuple[int, int, str]:
    return mark.start, -mark.end, mark.id


def _css(active: Sequence[Mark]) -> str:
    labels = {mark.label for mark in active}
    return "".join(letter for label, letter in LABEL_LETTERS.items() if label in labels)
