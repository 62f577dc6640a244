"""Words of the claim pages: stances, figures and why two of them cannot be compared."""

import datetime

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from annotator.pages.words import number_in_words
from annotator.text.figures import Bounds
from annotator.text.likeness import FigureRelation
from credibility import inputs
from credibility.claim_figures import CLASH, COMPATIBLE
from credibility.explaining import MAYBE_ONE, NONE, ONE, TWO
from credibility.partial_days import LastOfMonth, LastOfYear

DIVIDED = "divided"
SYMBOLS = {
    "asserts": "+",
    "denies": "⊘",
    "leaves_open": "◌",
    "reports": "→",
    "declines": "–",
    "not_acknowledged": "–",
    DIVIDED: "?",
}


def origins_in_words(value: float) -> str:
    """A number of origins, to a tenth: 1, 1.7."""
    tenth = round(value, 1)
    return str(number_format(tenth, decimal_pos=0 if tenth == int(tenth) else 1))


def day_in_words(told: str, *, pattern: str = "DATE_FORMAT") -> str:
    """A day in the reader's language, as far as it is known: of some months only the month."""
    if isinstance(told, LastOfMonth):
        pattern = "YEAR_MONTH_FORMAT"
    elif isinstance(told, LastOfYear):
        pattern = "Y"
    return str(date_format(datetime.date.fromisoformat(told), pattern))


def stance_in_words(stance: str) -> str:
    """A stance, or that annotators are divided on it, in the reader's language."""
    return _("annotators differ") if stance == DIVIDED else inputs.stance_name(stance)


def bound_of(figure: Bounds) -> str:
    """A figure in signs: "≥ 30", "> 71 000", "≈ 11 000", "450 000–500 000"."""
    lower, upper = number_in_words(figure.lower), number_in_words(figure.upper)
    if figure.lower is None:
        said = f"{'≤' if figure.upper_closed else '<'} {upper}"
    elif figure.upper is None:
        said = f"{'≥' if figure.lower_closed else '>'} {lower}"
    else:
        said = lower if figure.lower == figure.upper else f"{lower}–{upper}"
    return f"≈ {said}" if figure.is_approximate else said


def field_name(field: str) -> str:
    """What two figures differ in, in the reader's language."""
    return {
        "measure": _("what is counted"),
        "population": _("who is counted"),
        "period": _("the period"),
        "unit": _("the unit"),
        "place": _("the place"),
    }.get(field, field)


def outcome_in_words(outcome: str, field: str) -> str:
    """What two figures are to each other."""
    if outcome == CLASH:
        return _("they clash: both cannot be right")
    if outcome == COMPATIBLE:
        return _("compatible: both can be right")
    return _("not comparable: %(field)s differs") % {"field": field_name(field)}


def difference_in_words(figures: FigureRelation | None) -> str:
    """What sets a similar claim apart, said before anybody merges the two."""
    if figures is None:
        return _("no figure to compare")
    if figures.is_same:
        return _("the same figure")
    if figures.field is not None:
        return _("Not the same: %(field)s differs.") % {"field": field_name(figures.field)}
    if figures.relation == "clash":
        return _("Not the same: another figure, and both cannot be right.")
    return _("Not the same: another figure, though both can be right.")


def check_in_words(check: str) -> str:
    """The two-source rule as a sentence."""
    return {
        ONE: _("Stands on one origin"),
        MAYBE_ONE: _("May stand on one origin"),
        TWO: _("Stands on two origins or more"),
        NONE: _("Nobody asserts it"),
    }[check]


def ground_in_words(ground: str, probability: float) -> str:
    """On which ground a source has it from another."""
    share = f"{number_format(round(100 * probability), decimal_pos=0)}%"
    return {
        "declared": _("the text says so"),
        "marked": _("an analyst marked it: %(share)s") % {"share": share},
        "measured": _("%(share)s of the words are the same") % {"share": share},
        "tied": _("%(share)s of the words are the same, on the same day: either may have it")
        % {"share": share},
    }[ground]
