"""Draws spans: the pieces of a paragraph and the rows of the list, as js/marks.js draws them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from annotator.models.choices import Label, Stance
from annotator.queries.annotate import DrawnParagraph, OwnSpan
from annotator.queries.annotations import Hop
from annotator.queries.others_spans import OthersSpan
from annotator.text.controls import has_controls, split_at_controls
from annotator.text.segments import LABEL_LETTERS, Segment

register = template.Library()


LANES = 3
"""So many lines are drawn under each other; what lies deeper is left to the chooser."""
SYMBOLS = {"confirmed": "✓", "unverified": "?", "contested": "≠"}
_WORDS = re.compile(r"[^\W\d_]+")

Look = tuple[str, str]
"""A mark's label, and the initials of who made it: empty for the reader's own."""

# What follows adds up plain strings: an article has a thousand pieces, and Django's own way of
# escaping costs more than drawing them. Two rules keep it safe. Whatever a person wrote goes
# through `escape`; what does not is a number, or from a table in the code (labels, lanes). And
# only `paragraph` and `span_rows` say that what they give is HTML.


@register.simple_tag
def paragraph(
    drawn: DrawnParagraph, looks: dict[str, Look], *, is_title: bool = False
) -> SafeString:
    """A <p> with its place in the text and a <mark> over every piece that lies under a span.

    `looks` gives label and initials by the span's id. Which spans a piece stands for, and what a
    screen reader says of it, the page's scripts add: they know it, and it would be most of the
    page.
    """
    number, start, end = drawn.paragraph
    title = ' class="is-title" role="heading" aria-level="1"' if is_title else ""
    gap = "" if drawn.gap is None else f' data-gap="{escape(drawn.gap)}"'
    spaced = " data-spaced" if drawn.is_spaced else ""
    return SafeString(
        f'<p{title} id="p{number}" data-number="{number}" data-start="{start}" data-end="{end}" '
        f'data-sentences="{drawn.sentences}"{gap}{spaced} dir="auto">{_pieces(drawn, looks)}</p>'
    )


def _pieces(drawn: DrawnParagraph, looks: dict[str, Look]) -> str:
    text = drawn.text
    spell = _with_controls if has_controls(text[slice(*drawn.paragraph[1:])]) else escape
    found: list[str] = []
    for piece in drawn.pieces:
        words = spell(text[piece.start : piece.end])
        if piece.ids:
            opening, closing = _tags_of(piece, looks)
            found += (opening, words, closing)
        else:
            found.append(words)
    return "".join(found)


def _tags_of(piece: Segment, looks: dict[str, Look]) -> tuple[str, str]:
    """What stands before the words of a piece, and after."""
    shown = tuple([looks[span] for span in piece.ids])
    return _tags(piece.css, shown, piece.lanes, tuple([looks[span] for span in piece.opens]))


# A page has thousands of pieces and few tags.
@lru_cache(maxsize=4096)
def _tags(
    css: str, looks: tuple[Look, ...], lanes: tuple[int, ...], opens: tuple[Look, ...]
) -> tuple[str, str]:
    own, *others = _lines(looks, lanes)
    symbols = "".join(SYMBOLS[label] + escape(initials) for label, initials in opens)
    symbol = f' data-symbol="{symbols}"' if opens else ""
    quiet = " q" if opens and opens[0][1] else ""
    inner = "".join(f'<u class="{line}">' for line in reversed(others))
    return f'<mark class="{css} {own}{quiet}"{symbol}>{inner}', "</u>" * len(others) + "</mark>"


def _lines(looks: tuple[Look, ...], lanes: tuple[int, ...]) -> list[str]:
    """The class of each line under the piece, one a lane: its label's letter and the lane, after
    an "o" for what another person marked."""
    lines: dict[int, str] = {}
    for (label, initials), lane in zip(looks, lanes, strict=True):
        shown = min(lane, LANES - 1)
        lines.setdefault(shown, f"{'o ' if initials else ''}{LABEL_LETTERS[label]}{shown}")
    return list(lines.values())


def looks_of(own: Iterable[OwnSpan], others: Iterable[OthersSpan] = ()) -> dict[str, Look]:
    """How each span is drawn, by id."""
    return {
        **{span.id: (span.label, "") for span in own},
        **{span.id: (span.label, initials_of(span.author_name)) for span in others},
    }


def initials_of(name: str) -> str:
    """At most three letters that stand for a person beside the sign of their mark.

    >>> initials_of("Maaike van der Meulen")
    'Mvd'
    """
    return "".join([word[0] for word in _WORDS.findall(name)][:3]) or "*"


def _with_controls(words: str) -> str:
    """The words, escaped, with what turns the direction of writing made visible."""
    return "".join(
        f'<span class="control" data-name="{name}">{part}</span>' if name else escape(part)
        for part, name in split_at_controls(words)
    )


class Describer:
    """Puts spans into words, in the reader's language; asks for each word once."""

    def __init__(self, source_names: dict[int, str]) -> None:
        self.source_names = source_names
        self.labels = {label.value: str(label.label) for label in Label}
        self.stances = {stance.value: str(stance.label) for stance in Stance}
        self.nameless = gettext("not named")

    def chain_words(self, span: OwnSpan | OthersSpan) -> str:
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
    first = next((at for at, row in enumerate(rows) if not row["is_hidden"]), 0)
    return SafeString("".join(_row(row, is_first=at == first) for at, row in enumerate(rows)))


def _row(row: dict[str, Any], *, is_first: bool) -> str:
    details = [f'<span class="small muted">{escape(words)}</span>' for words in row["details"]]
    author = row["author_name"]
    whose = f'<span class="small">{escape(author)}</span>' if author else ""
    css = "item is-other" if author else "item"
    hidden = " hidden" if row["is_hidden"] else ""
    return (
        f'<li class="{css}"{hidden}><a class="item-open" href="#p{row["number"]}" '
        f'tabindex="{0 if is_first else -1}"><span class="split">'
        f'<span class="label label-{row["label"]}">{escape(row["label_name"])}</span>'
        f'<span class="muted small">{escape(row["place"])}</span></span>'
        f'<span class="quote">“<bdi>{escape(row["quote"])}</bdi>”</span>'
        f"{''.join(details)}{whose}</a></li>"
    )
