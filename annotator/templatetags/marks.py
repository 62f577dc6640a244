"""Draws spans: the pieces of a paragraph and the rows of the list, as js/marks.js draws them."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from annotator.models import Annotation
from annotator.models.choices import Label, Stance
from annotator.queries.annotate import DrawnParagraph

register = template.Library()

SYMBOLS = {"confirmed": "✓", "unverified": "?", "contested": "≠"}


@register.simple_tag
def pieces(drawn: DrawnParagraph, described: dict[str, tuple[str, str]]) -> SafeString:
    """The paragraph's text with a <mark> over every piece that lies under a span.

    `described` gives, by the span's id, its label and what a screen reader says of it.
    """
    return format_html_join(
        "", "{}", ((_piece(drawn, piece, described),) for piece in drawn.pieces)
    )


def _piece(drawn: DrawnParagraph, piece: Any, described: dict[str, tuple[str, str]]) -> str:
    words = drawn.text[piece.start : piece.end]
    if not piece.ids:
        return words
    many = format_html(' data-many="{}"', "") if len(piece.ids) > 1 else ""
    opened = ""
    if piece.opens:
        opened = format_html(
            ' data-symbol="{}" aria-description="{}"',
            "".join(SYMBOLS[described[span][0]] for span in piece.opens),
            "; ".join(described[span][1] for span in piece.opens),
        )
    return format_html(
        '<mark class="{}" data-ids="{}"{}{}>{}</mark>',
        piece.css,
        " ".join(piece.ids),
        many,
        opened,
        words,
    )


def describe(
    annotation: Annotation, *, source_names: dict[int, str], author: str
) -> tuple[str, str]:
    """A span's label, and what a screen reader says of it: label, chains, author."""
    chains = chain_words(annotation, source_names)
    parts = [str(Label(annotation.label).label), chains, author]
    return annotation.label, ", ".join(part for part in parts if part)


def chain_words(annotation: Annotation, source_names: dict[int, str]) -> str:
    """Every chain in words, text first: "GUR asserts · AP → Kremlin denies"."""
    chains: dict[int, list[Any]] = {}
    for hop in annotation.attributions.all():
        chains.setdefault(hop.chain, []).append(hop)
    return " · ".join(_one_chain(hops, source_names) for hops in chains.values())


def _one_chain(hops: list[Any], source_names: dict[int, str]) -> str:
    names = [
        gettext("not named") if hop.source_id is None else source_names.get(hop.source_id, "…")
        for hop in hops
    ]
    if hops[-1].stance:
        names[-1] = f"{names[-1]} {Stance(hops[-1].stance).label}"
    return " → ".join(names)


def quantity_words(annotation: Annotation) -> str:
    """A figure in signs and words, such as "≥ 30 people, killed"; "" without one."""
    quantity = getattr(annotation, "quantity", None)
    if quantity is None:
        return ""
    lower, upper = quantity.lower, quantity.upper
    if lower is not None and upper is not None:
        figure = _number(lower) if lower == upper else f"{_number(lower)}–{_number(upper)}"
    elif lower is not None:
        figure = f"{'≥' if quantity.lower_closed else '>'} {_number(lower)}"
    else:
        figure = f"{'≤' if quantity.upper_closed else '<'} {_number(upper)}"
    if quantity.is_approximate:
        figure = f"≈ {figure}"
    counted = " ".join(part for part in (figure, quantity.unit) if part)
    return ", ".join(part for part in (counted, quantity.measure) if part)


def _number(value: Any) -> str:
    return number_format(value.normalize(), use_l10n=True, force_grouping=True)


@register.simple_tag
def span_rows(rows: list[dict[str, Any]]) -> SafeString:
    """The list beside the text: one row per span, as js/list.js draws it."""
    return format_html_join(
        "", "{}", ((_row(row, is_first=at == 0),) for at, row in enumerate(rows))
    )


def _row(row: dict[str, Any], *, is_first: bool) -> SafeString:
    return format_html(
        '<li id="s-{id}" class="item" data-id="{id}"><a class="item-open" href="#p{number}"'
        ' tabindex="{tabindex}" aria-label="{said}"><span class="split">'
        '<span class="label label-{label}">{label_name}</span>'
        '<span class="muted small">{place}</span></span>'
        '<span class="quote">“{quote}”</span>{details}</a></li>',
        tabindex=0 if is_first else -1,
        details=format_html_join(
            "", '<span class="small muted">{}</span>', ((words,) for words in row["details"])
        ),
        **{name: row[name] for name in ("id", "number", "said", "label", "place", "quote")},
        label_name=row["label_name"],
    )
