"""W3C text quote selectors: a quote with what stands before and after it."""

from dataclasses import dataclass

from annotator.text.spans import boundary_at_or_after, boundary_at_or_before

CONTEXT_LENGTH = 32
"""How much context a selector keeps on each side, in code points."""


@dataclass(frozen=True)
class Selector:
    """A W3C TextQuoteSelector."""

    prefix: str
    quote: str
    suffix: str


def make_selector(
    text: str, start: int, end: int, *, context_length: int = CONTEXT_LENGTH
) -> Selector:
    """The selector of `text[start:end]`, with at most `context_length` code points a side.

    The outer ends of the context cut no grapheme cluster: what would be cut is left out.
    """
    first = min(boundary_at_or_after(text, max(0, start - context_length)), start)
    last = max(boundary_at_or_before(text, min(len(text), end + context_length)), end)
    return Selector(prefix=text[first:start], quote=text[start:end], suffix=text[end:last])
