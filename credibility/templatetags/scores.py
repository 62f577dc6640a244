"""Numbers on the agreement page: percentages, coefficients, and intervals as small pictures."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotator.pages.words import published_in_words
from credibility import queries
from credibility.inputs import Quote
from credibility.measures.results import Measured, Result
from credibility.pages import wording

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share as a whole percentage; an empty text for none."""
    return "" if share is None else wording.percent(share)


@register.filter
def decimal(value: float | None) -> str:
    """A coefficient with two decimals; an empty text for none."""
    return "" if value is None else wording.decimal(value)


@register.filter
def fragment(said: Quote) -> str:
    """What leads to the span in its article."""
    return wording.fragment_of(said)


@register.filter
def position(name: str) -> str:
    """A position in the reader's language."""
    return wording.position_name(name)


@register.filter
def named(names: Mapping[int, str], key: int) -> str:
    """The name of that number; the number itself where it has none."""
    return names.get(key) or str(key)


@register.filter
def published(article: Any) -> str:
    """When an article came out, as far as is known."""
    return published_in_words(article) or _("undated")


@register.filter
def row(rows: Mapping[int, Any], key: int) -> Any:
    """The row of that number; None where there is none."""
    return rows.get(key)


@register.simple_tag
def outcome(result: Result, percent: bool = False) -> str:
    """A number with its interval in words, or why there is none."""
    if not isinstance(result, Measured):
        return queries.reason(result)
    write = wording.percent if percent else wording.decimal
    return f"{write(result.value)} ({write(result.lower)}–{write(result.upper)})"


@register.simple_tag
def interval_bar(result: Result, *marks: float) -> SafeString:
    """A line from 0 to 1 with the interval, the value and dotted marks; read from the numbers
    beside it, so hidden from screen readers. Nothing without a value."""
    if not isinstance(result, Measured):
        return format_html("{}", "")
    dotted = format_html_join(
        "",
        '<line class="interval-bound" x1="{0}" x2="{0}" y1="1" y2="15" '
        'vector-effect="non-scaling-stroke"/>',
        ((_place(mark),) for mark in marks),
    )
    return format_html(
        '<svg class="interval" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><line class="interval-track" x1="0" x2="100" y1="8" y2="8" '
        'vector-effect="non-scaling-stroke"/>{}<line class="interval-range" x1="{}" x2="{}" '
        'y1="8" y2="8" vector-effect="non-scaling-stroke"/><line class="interval-point" x1="{}" '
        'x2="{}" y1="2" y2="14" vector-effect="non-scaling-stroke"/></svg>',
        dotted,
        _place(result.lower),
        _place(result.upper),
        _place(result.value),
        _place(result.value),
    )


@register.simple_tag
def share_bar(count: int, most: int) -> SafeString:
    """A bar as long as the count is beside the largest; read from the number beside it."""
    return format_html(
        '<svg class="interval" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect class="share-track" x="0" y="4" width="100" height="8"/>'
        '<rect class="share" x="0" y="4" width="{}" height="8"/></svg>',
        _place(count / most if most else 0.0),
    )


def _place(value: float) -> str:
    return f"{100 * min(1.0, max(0.0, value)):.2f}"
