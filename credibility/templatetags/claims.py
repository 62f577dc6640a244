"""Claims on the pages: stances, figures, intervals on one scale, and days."""

import datetime
from collections.abc import Mapping

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotator.pages.words import interval_in_words
from annotator.text.figures import Bounds, Comparable
from credibility.pages import claim_words
from credibility.pages.interval_drawing import Drawing, Scale, drawing_of

register = template.Library()


@register.filter
def stance_words(stance: str) -> str:
    """A stance in the reader's language."""
    return claim_words.stance_in_words(stance)


@register.filter
def origins(value: float) -> str:
    """A number of origins, to a tenth."""
    return claim_words.origins_in_words(value)


@register.filter
def interval_words(figure: Comparable) -> str:
    """A figure as a range in words."""
    return interval_in_words(figure)


@register.filter
def bound(figure: Bounds) -> str:
    """A figure in signs."""
    return claim_words.bound_of(figure)


@register.filter
def on_day(told: str | datetime.date | None) -> str:
    """A day as the reader's language writes it, as far as it is known; what is undated says so."""
    if not told:
        return _("undated")
    if isinstance(told, str):
        return claim_words.day_in_words(told)
    return str(date_format(told, "DATE_FORMAT"))


@register.simple_tag
def source_called(names: Mapping[int, str], source: int | None) -> str:
    """The name of a source; of somebody who is not named, that."""
    if source is None or source <= 0:
        return _("not named")
    return names.get(source) or str(source)


@register.simple_tag
def outcome_words(outcome: str, field: str = "") -> str:
    """What two figures are to each other."""
    return claim_words.outcome_in_words(outcome, field)


@register.simple_tag
def ground_words(ground: str, probability: float) -> str:
    """On which ground a source has it from another."""
    return claim_words.ground_in_words(ground, probability)


@register.simple_tag
def drawn(scale: Scale, figure: Comparable) -> Drawing:
    """A figure as an interval on the page's scale."""
    return drawing_of(figure, scale)
