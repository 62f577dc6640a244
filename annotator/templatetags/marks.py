"""Draws spans: the pieces of a paragraph and the rows of the list, as js/marks.js draws them."""

from functools import lru_cache, reduce
from operator import add
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from annotator.models.choices import Label, Stance
from annotator.queries.annotate import DrawnParagraph, OwnSpan
from annotator.queries.annotations import Hop
from annotator.text.controls import has_controls, split_at_controls
from annotator.text.segments import LABEL_LETTERS, Segment

register = template.Library()


LANES = 3
"""So many lines are drawn under each other; what lies deeper is left to the chooser."""
SYMBOLS = {"confirmed": "✓", "unverified": "?", "contested": "≠"}


@register.simple_tag
def pieces(drawn: DrawnParagraph, labels: dict[str, str]) -> SafeString:
    """The paragraph's text with a <mark> over every piece that lies under a span.

    `labels` gives the label by the span's id. Which spans a piece stands for, and what a screen
    reader says of it, the page's scripts add: they know it, and it would be most of the page.
    """
    return format_html_join("", "{}", ((_piece(drawn, piece, labels),) for piece in drawn.pieces))


def _piece(drawn: DrawnParagraph, piece: Segment, labels: dict[str, str]) -> SafeString:
    words = _with_controls(drawn.text[piece.start : piece.end])
    if not piece.ids:
        return words
    symbols = "".join(SYMBOLS[labels[span]] for span in piece.opens)
    opening, closing = _tags(piece.css, tuple(_lines(piece, labels)), symbols)
    return opening + words + closing


# Drawing is adding up what is escaped already: a page has thousands of pieces and few tags.
@lru_cache(maxsize=4096)
def _tags(css: str, lines: tuple[str, ...], symbols: str) -> tuple[SafeString, SafeString]:
    """What stands before the words of a piece, and after."""
    own, *others = lines
    symbol = format_html(' data-symbol="{}"', symbols) if symbols else ""
    opening = format_html('<mark class="{} {}"{}>', css, own, symbol)
    inner = format_html_join("", '<u class="{}">', ((line,) for line in reversed(others)))
    return opening + inner, format_html("{}</mark>", SafeString("</u>" * len(others)))


def _lines(piece: Segment, labels: dict[str, str]) -> list[str]:
    """The class of each line under the piece, one a lane: its label's letter and the lane."""
    lines: dict[int, str] = {}
    for span, lane in zip(piece.ids, piece.lanes, strict=True):
        shown = min(lane, LANES - 1)
        lines.setdefault(shown, f"{LABEL_LETTERS[labels[span]]}{shown}")
    return list(lines.values())


def _with_controls(words: str) -> SafeString:
    """The words, escaped, with what turns the direction of writing made visible."""
    if not has_controls(words):
        return escape(words)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="control" data-name="{}">{}</span>', name, part),)
            if name
            else (part,)
            for part, name in split_at_controls(words)
        ),
    )


class Describer:
    """Puts spans into words, in the reader's language; asks for each word once."""

    def __init__(self, source_names: dict[int, str]) -> None:
        self.source_names = source_names
        self.labels = {label.value: str(label.label) for label in Label}
        self.stances = {stance.value: str(stance.label) for stance in Stance}
        self.nameless = gettext("not named")

    def chain_words(self, span: OwnSpan) -> str:
        """Every chain in words, text first: "GUR asserts · AP → Kremlin denies"."""
        return " · ".join(map(self._one_chain, span.chains))

    def _one_chain(self, hops: list[Hop]) -> str:
        names = [
            self.nameless if hop["source"] is None else self.source_names.get(hop["source"], "…")
            for hop in hops
        ]
        if hops[-1]["stance"]:
            names[-1] = f"{names[-1]} {self.stances[hops[-1]['stance']]}"
        return " → ".join(names)


def quantity_words(quantity: dict[str, Any] | None) -> str:
    """A figure in signs and words, such as "≥ 30 people, killed"; "" without one."""
    if quantity is None:
        return ""
    lower, upper = quantity["lower"], quantity["upper"]
    if lower is not None and upper is not None:
        figure = _number(lower) if lower == upper else f"{_number(lower)}–{_number(upper)}"
    elif lower is not None:
        figure = f"{'≥' if quantity['lower_closed'] else '>'} {_number(lower)}"
    else:
        figure = f"{'≤' if quantity['upper_closed'] else '<'} {_number(upper)}"
    if quantity["is_approximate"]:
        figure = f"≈ {figure}"
    counted = " ".join(part for part in (figure, quantity["unit"]) if part)
    return ", ".join(part for part in (counted, quantity["measure"]) if part)


def _number(value: float) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


@register.simple_tag
def span_rows(rows: list[dict[str, Any]]) -> SafeString:
    """The list beside the text: one row per span, as js/list.js draws it."""
    return format_html_join(
        "", "{}", ((_row(row, is_first=at == 0),) for at, row in enumerate(rows))
    )


def _row(row: dict[str, Any], *, is_first: bool) -> SafeString:
    head = _row_head(row["number"], row["label"], row["label_name"], row["place"], is_first)
    details = (_detail(words) for words in row["details"])
    return reduce(add, details, head + escape(row["quote"]) + _QUOTE_ENDS) + _ROW_ENDS


_QUOTE_ENDS = SafeString("</bdi>”</span>")
_ROW_ENDS = SafeString("</a></li>")


@lru_cache(maxsize=4096)
def _row_head(number: int, label: str, label_name: str, place: str, is_first: bool) -> SafeString:
    return format_html(
        '<li class="item"><a class="item-open" href="#p{}" tabindex="{}"><span class="split">'
        '<span class="label label-{}">{}</span><span class="muted small">{}</span></span>'
        '<span class="quote">“<bdi>',
        *(number, 0 if is_first else -1, label, label_name, place),
    )


@lru_cache(maxsize=4096)
def _detail(words: str) -> SafeString:
    return format_html('<span class="small muted">{}</span>', words)
