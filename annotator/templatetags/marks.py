"""Draws spans: the pieces of a paragraph and the rows of the list, as js/marks.js draws them."""

from functools import lru_cache
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

# Labels, chains and ids come back on many pieces: escaping them once halves the drawing.
_escaped = lru_cache(maxsize=16_384)(escape)
_MANY = format_html(' data-many="{}"', "")

LANES = 3
"""So many lines are drawn under each other; what lies deeper is left to the chooser."""
SYMBOLS = {"confirmed": "✓", "unverified": "?", "contested": "≠"}


@register.simple_tag
def pieces(drawn: DrawnParagraph, described: dict[str, tuple[str, str]]) -> SafeString:
    """The paragraph's text with a <mark> over every piece that lies under a span.

    `described` gives, by the span's id, its label and what a screen reader says of it.
    """
    return format_html_join(
        "", "{}", ((_piece(drawn, piece, described),) for piece in drawn.pieces)
    )


def _piece(drawn: DrawnParagraph, piece: Segment, described: dict[str, tuple[str, str]]) -> str:
    words = _with_controls(drawn.text[piece.start : piece.end])
    if not piece.ids:
        return words
    own, *others = _lines(piece, described)
    for line in others:
        words = format_html('<u class="{}">{}</u>', _escaped(line), words)
    opened = ""
    if piece.opens:
        opened = format_html(
            ' data-symbol="{}" aria-description="{}"',
            _escaped("".join(SYMBOLS[described[span][0]] for span in piece.opens)),
            _escaped("; ".join(described[span][1] for span in piece.opens)),
        )
    return format_html(
        '<mark class="{}" data-ids="{}"{}{}>{}</mark>',
        _escaped(f"{piece.css} {own}"),
        _escaped(" ".join(piece.ids)),
        _MANY if len(piece.ids) > 1 else "",
        opened,
        words,
    )


def _lines(piece: Segment, described: dict[str, tuple[str, str]]) -> list[str]:
    """The class of each line under the piece, one a lane: its label's letter and the lane."""
    lines: dict[int, str] = {}
    for span, lane in zip(piece.ids, piece.lanes, strict=True):
        shown = min(lane, LANES - 1)
        lines.setdefault(shown, f"{LABEL_LETTERS[described[span][0]]}{shown}")
    return list(lines.values())


def _with_controls(words: str) -> str:
    """The words, with what turns the direction of writing made visible."""
    if not has_controls(words):
        return words
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

    def __init__(self, *, source_names: dict[int, str], author: str) -> None:
        self.source_names = source_names
        self.author = author
        self.labels = {label.value: str(label.label) for label in Label}
        self.stances = {stance.value: str(stance.label) for stance in Stance}
        self.nameless = gettext("not named")

    def describe(self, span: OwnSpan) -> tuple[str, str]:
        """A span's label, and what a screen reader says of it: label, chains, author."""
        parts = (self.labels[span.label], self.chain_words(span), self.author)
        return span.label, ", ".join(part for part in parts if part)

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
    return format_html(
        '<li id="s-{id}" class="item" data-id="{id}"><a class="item-open" href="#p{number}"'
        ' tabindex="{tabindex}"><span class="split">'
        '<span class="label label-{label}">{label_name}</span>'
        '<span class="muted small">{place}</span></span>'
        '<span class="quote">“<bdi>{quote}</bdi>”</span>{details}</a></li>',
        tabindex=0 if is_first else -1,
        details=format_html_join(
            "",
            '<span class="small muted">{}</span>',
            ((_escaped(words),) for words in row["details"]),
        ),
        quote=row["quote"],
        number=row["number"],
        **{name: _escaped(row[name]) for name in ("id", "label", "label_name", "place")},
    )
