"""Numbers on the agreement page: percentages, coefficients, and intervals as small pictures."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from credibility.measures.results import Measured, Result
from credibility.pages import panels

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share as a whole percentage; an empty text for none."""
    return "" if share is None else panels.percent(share)


@register.filter
def decimal(value: float | None) -> str:
    """A coefficient with two decimals; an empty text for none."""
    return "" if value is None else panels.decimal(value)


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


def _place(value: float) -> str:
    return f"{100 * min(1.0, max(0.0, value)):.2f}"
