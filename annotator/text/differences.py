"""What differs between two texts: which words went and which came, in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import regex
from rapidfuzz.distance import Indel

Change = Literal["same", "deleted", "inserted"]

MOST_WORDS = 4_000
"""Beyond this many words on either side of one changed stretch, it is shown as replaced whole."""

FEWEST_MOVED_WORDS = 4

# Between two changes, this many words that stay are noise where that many around them changed:
# a space always is, a lone "de" where much is rewritten.
_NOISE = ((0, 0), (1, 6))

# A number is one word: of 1.000 and 11.000 not only a digit differs.
_TOKEN = regex.compile(r"\n|[^\S\n]+|[\p{L}\p{M}\p{N}]+(?:[.,'’‑\-:/][\p{L}\p{M}\p{N}]+)*|\X")
_LINES = regex.compile(r"[^\n]+\n*|\n+")
_IS_WORD = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True)
class Piece:
    """A stretch of both texts that is the `same`, of the old one that is `deleted` (the new
    range is empty), or of the new one that is `inserted`. Offsets are code points."""

    change: Change
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def compare_texts(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in order; the same ones and the deleted ones together are `old`,
    the same ones and the inserted ones `new`.

    Lines are compared first, then the words of lines that differ, so that a long text takes no
    longer than its changes. What went stands before what came.
    """
    pieces: list[Piece] = []
    for is_same, first, last in _lines_compared(old, new):
        if is_same:
            pieces.append(Piece("same", *first, *last))
        else:
            pieces += _words_compared(old, new, first, last)
    return _joined(pieces)


def moved_paragraphs(paragraphs: Sequence[tuple[Change | None, str]]) -> dict[int, int]:
    """Which deleted paragraph stands in another place now: places in the list, from where it went
    to where it came. A paragraph of several changes is given with None; short ones (a heading, a
    lone name) may stand twice without having moved.

    >>> words = "het water zakte langzaam"
    >>> moved_paragraphs([("deleted", words), (None, "a"), ("inserted", words)])
    {0: 2}
    """
    came: dict[str, list[int]] = {}
    for place, (change, text) in enumerate(paragraphs):
        if change == "inserted" and _words(text) >= FEWEST_MOVED_WORDS:
            came.setdefault(text.strip(), []).append(place)
    moved = {}
    for place, (change, text) in enumerate(paragraphs):
        if change == "deleted" and came.get(text.strip()):
            moved[place] = came[text.strip()].pop(0)
    return moved


Range = tuple[int, int]


def _lines_compared(old: str, new: str) -> list[tuple[bool, Range, Range]]:
    """As `_compared`, of lines with the empty ones behind them: an empty line by itself is like
    any other, and would hold lines in their places that stand elsewhere now."""
    found: list[tuple[bool, Range, Range]] = []
    lines_old, lines_new = _LINES.findall(old), _LINES.findall(new)
    at_old, at_new = 0, 0
    for code in Indel.opcodes(
        *[[line.rstrip("\n") for line in it] for it in (lines_old, lines_new)]
    ):
        here, there = (
            lines_old[code.src_start : code.src_end],
            lines_new[code.dest_start : code.dest_end],
        )
        if code.tag == "equal":
            for one, other in zip(here, there, strict=True):
                shared = len(one) if one == other else len(one.rstrip("\n"))
                found.append((True, (at_old, at_old + shared), (at_new, at_new + shared)))
                at_old, at_new = at_old + len(one), at_new + len(other)
                if one != other:
                    ends = (
                        (at_old - len(one) + shared, at_old),
                        (at_new - len(other) + shared, at_new),
                    )
                    found.append((False, *ends))
        else:
            length_old, length_new = sum(map(len, here)), sum(map(len, there))
            ends = (at_old, at_old + length_old), (at_new, at_new + length_new)
            found.append((False, *ends))
            at_old, at_new = ends[0][1], ends[1][1]
    return _runs(found)


def _runs(found: list[tuple[bool, Range, Range]]) -> list[tuple[bool, Range, Range]]:
    """Neighbours of one kind are one."""
    runs: list[tuple[bool, Range, Range]] = []
    for is_same, here, there in found:
        if here[0] == here[1] and there[0] == there[1]:
            continue
        if runs and runs[-1][0] == is_same:
            _, was, now = runs[-1]
            runs[-1] = (is_same, (was[0], here[1]), (now[0], there[1]))
        else:
            runs.append((is_same, here, there))
    return runs


def _words_compared(old: str, new: str, first: Range, last: Range) -> Iterator[Piece]:
    before = _TOKEN.findall(old[slice(*first)])
    after = _TOKEN.findall(new[slice(*last)])
    if max(len(before), len(after)) > MOST_WORDS:
        yield from _replaced(first, last)
        return
    stretches = list(_compared(before, after, (first[0], last[0])))
    for is_same, here, there in _without_noise(stretches, old, new):
        if is_same:
            yield Piece("same", *here, *there)
        else:
            yield from _replaced(here, there)


def _replaced(first: Range, last: Range) -> Iterator[Piece]:
    if first[0] < first[1]:
        yield Piece("deleted", *first, last[0], last[0])
    if last[0] < last[1]:
        yield Piece("inserted", first[1], first[1], *last)


def _compared(
    old: Sequence[str], new: Sequence[str], begin: Range
) -> Iterator[tuple[bool, Range, Range]]:
    """Runs of parts that are the same, and between them what differs, as ranges of the texts."""
    at_old, at_new = begin
    waiting = (at_old, at_new)
    for code in Indel.opcodes(old, new):
        length_old = sum(map(len, old[code.src_start : code.src_end]))
        length_new = sum(map(len, new[code.dest_start : code.dest_end]))
        if code.tag == "equal":
            if waiting != (at_old, at_new):
                yield False, (waiting[0], at_old), (waiting[1], at_new)
            yield True, (at_old, at_old + length_old), (at_new, at_new + length_new)
            waiting = (at_old + length_old, at_new + length_new)
        at_old, at_new = at_old + length_old, at_new + length_new
    if waiting != (at_old, at_new):
        yield False, (waiting[0], at_old), (waiting[1], at_new)


def _without_noise(
    stretches: list[tuple[bool, Range, Range]], old: str, new: str
) -> list[tuple[bool, Range, Range]]:
    """The stretches with spaces between two changes taken into them; where much was rewritten,
    so are the lone words that happen to stay."""
    for most_between, least_around in _NOISE:
        kept: list[tuple[bool, Range, Range]] = []
        for at, (is_same, here, there) in enumerate(stretches):
            around = [*kept[-1:], *stretches[at + 1 : at + 2]]
            is_noise = (
                is_same
                and len(around) == 2
                and "\n" not in old[slice(*here)]
                and _words(old[slice(*here)]) <= most_between
                and sum(_words(old[slice(*o)]) + _words(new[slice(*n)]) for _, o, n in around)
                >= least_around
            )
            if kept and not kept[-1][0] and (is_noise or not is_same):
                _, was, now = kept[-1]
                kept[-1] = (False, (was[0], here[1]), (now[0], there[1]))
            else:
                kept.append((is_same, here, there))
        stretches = kept
    return stretches


def _words(text: str) -> int:
    return sum(bool(_IS_WORD.search(token)) for token in _TOKEN.findall(text))


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and last.change == piece.change == "same":
            joined[-1] = Piece("same", last.old_start, piece.old_end, last.new_start, piece.new_end)
        else:
            joined.append(piece)
    return joined
