"""Blocks of page furniture over a capture, and the text that remains without them."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = (
    "repeated_title",
    "teaser",
    "related_posts",
    "comment_form",
    "newsletter",
    "cookie_notice",
    "share_bar",
    "navigation",
    "advertisement",
    "byline",
    "aside",
    "form",
    "other",
)
"""Every kind a block can have."""


@dataclass(frozen=True)
class Block:
    """Part of a capture that is not article: `[start, end)` in code points of the raw text.

    Line ends at its edges are not in it. `reason` is one of `chrome.REASONS`. A block that
    is `kept` was put back: it stays in the text.
    """

    start: int
    end: int
    kind: str
    reason: str
    kept: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The block as JSON holds it; `Block(**block.as_dict())` is the same block."""
        return asdict(self)


@dataclass(frozen=True)
class OffsetMap:
    """Where each kept code point of a capture stands in the text, and back."""

    raw_length: int
    text_length: int
    raw_starts: tuple[int, ...] = field(repr=False)
    text_starts: tuple[int, ...] = field(repr=False)
    lengths: tuple[int, ...] = field(repr=False)

    def to_text(self, raw_offset: int) -> int | None:
        """The place in the text of the code point at `raw_offset`; None where it was removed."""
        piece = bisect_right(self.raw_starts, raw_offset) - 1
        if piece < 0:
            return None
        inside = raw_offset - self.raw_starts[piece]
        return self.text_starts[piece] + inside if inside < self.lengths[piece] else None

    def to_raw(self, text_offset: int) -> int:
        """The place in the capture of the code point at `text_offset`."""
        if not 0 <= text_offset < self.text_length:
            raise IndexError(f"{text_offset} is not in a text of {self.text_length}")
        piece = bisect_right(self.text_starts, text_offset) - 1
        return self.raw_starts[piece] + text_offset - self.text_starts[piece]

    def span_to_text(self, start: int, end: int) -> tuple[int, int] | None:
        """What is left of the raw span `[start, end)` in the text; None when nothing is."""
        first = last = None
        for raw_start, text_start, length in zip(
            self.raw_starts, self.text_starts, self.lengths, strict=True
        ):
            low, high = max(start, raw_start), min(end, raw_start + length)
            if low < high:
                first = text_start + low - raw_start if first is None else first
                last = text_start + high - raw_start
        return None if first is None or last is None else (first, last)


def compose(raw: str, blocks: Iterable[Block]) -> str:
    """The capture without its removed blocks and their line ends; nothing else changes."""
    return "".join(raw[start:end] for start, end in _kept_ranges(raw, blocks))


def offset_map(raw: str, blocks: Iterable[Block]) -> OffsetMap:
    """How offsets of `raw` and of `compose(raw, blocks)` belong together."""
    kept = _kept_ranges(raw, blocks)
    text_starts: list[int] = []
    text_length = 0
    for start, end in kept:
        text_starts.append(text_length)
        text_length += end - start
    return OffsetMap(
        raw_length=len(raw),
        text_length=text_length,
        raw_starts=tuple(start for start, _ in kept),
        text_starts=tuple(text_starts),
        lengths=tuple(end - start for start, end in kept),
    )


def removed_code_points(blocks: Iterable[Block]) -> int:
    """How many code points the blocks take out, their line ends not counted."""
    return sum(block.end - block.start for block in blocks if not block.kept)


def _kept_ranges(raw: str, blocks: Iterable[Block]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    at = 0
    for start, end in _removed_ranges(raw, blocks):
        if at < start:
            kept.append((at, start))
        at = end
    if at < len(raw):
        kept.append((at, len(raw)))
    return kept


def _removed_ranges(raw: str, blocks: Iterable[Block]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for block in sorted(blocks, key=lambda block: (block.start, block.end)):
        start, end = max(block.start, 0), min(block.end, len(raw))
        if block.kept or start >= end:
            continue
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(merged.pop()[1], end)
        merged.append((start, end))
    ranges = [(start, end + _takes_line_end(raw, start, end)) for start, end in merged]
    if ranges:
        ranges[-1] = _with_line_end_before(raw, *_joined_to_the_left(ranges))
    return ranges


def _takes_line_end(raw: str, start: int, end: int) -> bool:
    return _starts_line(raw, start) and raw[end : end + 1] == "\n"


def _joined_to_the_left(ranges: list[tuple[int, int]]) -> tuple[int, int]:
    """The last range, with those that end where it begins; they leave the list."""
    start, end = ranges[-1]
    while len(ranges) > 1 and ranges[-2][1] == start:
        start = ranges.pop(-2)[0]
    return start, end


def _with_line_end_before(raw: str, start: int, end: int) -> tuple[int, int]:
    # The last line of a text has no line end of its own; it goes with the one before it.
    if end == len(raw) and raw[end - 1] != "\n" and start > 0 and _starts_line(raw, start):
        return start - 1, end
    return start, end


def _starts_line(raw: str, offset: int) -> bool:
    return offset == 0 or raw[offset - 1] == "\n"
