"""Spans: half-open ranges of code points that cut no grapheme cluster."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

import regex

_CLUSTER = regex.compile(r"\X")
_CONTINUES = regex.compile(r"[\p{GCB=Extend}\p{GCB=ZWJ}]")
_FLAG_RUN = regex.compile(r"\p{GCB=Regional_Indicator}{3,}")

# No cluster of a living script is near this long; longer ones are found in the whole text.
_WINDOW = 64


class SpanRefused(ValueError):
    """A span that does not fit its text; `field` names the part at fault."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


def check_span(text: str, *, start: object, end: object, quote: object) -> None:
    """Refuse a span unless it is `text[start:end] == quote` and cuts no grapheme cluster.

    Raises `SpanRefused` with `span_not_integer` (a bool, float or str is none),
    `span_negative`, `span_reversed` (also when empty), `span_out_of_range`, `quote_mismatch`
    or `span_inside_grapheme`, in this order.
    """
    first = _offset(start, "start")
    last = _offset(end, "end")
    if first >= last:
        raise SpanRefused("span_reversed", "end", "The end must come after the start.")
    if last > len(text):
        field = "start" if first >= len(text) else "end"
        raise SpanRefused(
            "span_out_of_range", field, f"The text has {len(text)} characters, not {last}."
        )
    if text[first:last] != quote:
        raise SpanRefused("quote_mismatch", "quote", "The quote is not what the text has there.")
    for field, edge in (("start", first), ("end", last)):
        if not is_grapheme_boundary(text, edge):
            raise SpanRefused(
                "span_inside_grapheme", field, f"Position {edge} is inside one character."
            )


def is_grapheme_boundary(text: str, offset: int) -> bool:
    """Whether no grapheme cluster (Unicode UAX 29, extended) reaches across `offset`."""
    return boundary_at_or_before(text, offset) == offset


def round_out_to_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    """The smallest span that holds `[start, end)` and cuts no grapheme cluster."""
    return boundary_at_or_before(text, start), boundary_at_or_after(text, end)


def boundary_at_or_before(text: str, offset: int) -> int:
    """The last grapheme boundary that is not after `offset`."""
    if offset <= 0 or offset >= len(text):
        return min(max(offset, 0), len(text))
    if text[offset] != "\n" and text[offset - 1 : offset + 1].isascii():
        return offset  # of all pairs in ASCII only CR LF belongs together
    anchor = _sure_boundary(text, offset)
    if anchor is None:
        edges = _boundaries(text)
        return edges[bisect_right(edges, offset) - 1]
    if anchor == offset:
        return offset
    # Whether two code points part depends on what stands before, and only on one after.
    *_, last_cluster = _CLUSTER.finditer(text[anchor : offset + 1])
    return anchor + int(last_cluster.start())


def boundary_at_or_after(text: str, offset: int) -> int:
    """The first grapheme boundary that is not before `offset`."""
    start = boundary_at_or_before(text, offset)
    if start >= offset or offset >= len(text):
        return start
    anchor = _sure_boundary(text, offset)
    if anchor is not None:
        window = text[anchor : offset + _WINDOW]
        for cluster in _CLUSTER.finditer(window):
            # One that ends with the window may go on behind it.
            if offset <= anchor + cluster.end() and cluster.end() < len(window):
                return anchor + int(cluster.end())
    edges = _boundaries(text)
    return edges[bisect_left(edges, offset)]


def iou(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Intersection over union of two spans: 0.0 when apart, 1.0 when the same."""
    shared = max(0, min(first[1], second[1]) - max(first[0], second[0]))
    union = (first[1] - first[0]) + (second[1] - second[0]) - shared
    return shared / union if union else 0.0


def overlaps(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two half-open spans share at least one code point."""
    return first[0] < second[1] and second[0] < first[1]


def _offset(value: object, field: str) -> int:
    # bool is an int to isinstance, and True is no offset.
    if type(value) is not int:
        raise SpanRefused("span_not_integer", field, f"The {field} must be a whole number.")
    if value < 0:
        raise SpanRefused("span_negative", field, f"The {field} must not be below zero.")
    return value


def _sure_boundary(text: str, offset: int) -> int | None:
    """A boundary at or shortly before `offset` that no context further left can undo."""
    for candidate in range(offset, max(offset - _WINDOW, 0), -1):
        before = text[candidate - 1]
        # Two that part by themselves are joined by their left context only when the first of
        # them continues something: rules GB9c and GB11 of UAX 29 pass through Extend and ZWJ.
        # Two flag letters (GB12, GB13) never part by themselves.
        pair = _CLUSTER.match(text[candidate - 1 : candidate + 1])
        if pair is not None and pair.end() == 1 and not _CONTINUES.match(before):
            return candidate
    return 0 if offset < _WINDOW else None


@lru_cache(maxsize=4)
def _boundaries(text: str) -> "array[int]":
    """Every boundary of the text, ascending, its two ends included."""
    edges = array("l")
    for chunk_start, chunk_end in _chunks(text):
        edges.extend(
            chunk_start + cluster.start()
            for cluster in _CLUSTER.finditer(text[chunk_start:chunk_end])
        )
    edges.append(len(text))
    return edges


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    # regex counts a run of flag letters anew for each of them: 200,000 would take minutes.
    # Flags are pairs from the start of their run, so the run can be cut after each pair.
    previous = 0
    for run in _FLAG_RUN.finditer(text):
        for cut in range(run.start() + 2, run.end(), 2):
            yield previous, cut
            previous = cut
    yield previous, len(text)
