"""What each measure of annotators says, as a sentence in plain words with its own number."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from credibility import queries
from credibility.measures.results import Measured, Result
from credibility.pages.wording import percent


def sentence_of(measure: str, result: Result) -> str:
    """The sentence of a measure, of labels or of stances ("stance_..."); where there is no number,
    why."""
    if not isinstance(result, Measured):
        return queries.reason(result)
    name = measure.removeprefix("stance_")
    said = _AGAINST_CHANCE.get(name)
    if said is not None:
        return _against_chance(result, said())
    share = percent(result.value)
    return _SHARES[name]() % {"share": share}


def _against_chance(result: Measured, chance: str) -> str:
    if result.value < 0:
        return _("People part more often than by chance alone. Chance: %(chance)s.") % {
            "chance": chance
        }
    return _(
        "Of the disagreement that chance alone would bring, %(share)s is not there. Chance: "
        "%(chance)s."
    ) % {"share": percent(result.value), "chance": chance}


# Looked up when they are shown: by then the reader's language is known.
_AGAINST_CHANCE: dict[str, Callable[[], str]] = {
    "alpha": lambda: _("as if all labels that were given were dealt out anew"),
    "ac1": lambda: _("as if only the hard passages were labelled at random"),
    "cohen_kappa": lambda: _("as if each of the two labelled at random by their own habits"),
    "scott_pi": lambda: _("as if the two labelled at random by the habits they share"),
    "fleiss_kappa": lambda: _("as if everybody labelled at random by the habits of all"),
    "brennan_prediger": lambda: _("as if every label were as likely as any other"),
    "u_alpha": lambda: _("as if the marks, and the text between them, were laid out anew"),
    "cu_alpha": lambda: _("as if the labels of text that both marked were dealt out anew"),
    "ku_alpha": lambda: _("as if the labels of text with this label were dealt out anew"),
    "gamma": lambda: _("random texts, cut from the marks that people made"),
    "gamma_cat": lambda: _("the labels of random texts, cut from the marks that people made"),
}
_SHARES: dict[str, Callable[[], str]] = {
    "raw": lambda: _("Two people who judged the same thing said the same %(share)s of the time."),
    "f1_overlap": lambda: _(
        "Of what one of two people marked, the other marked at least half of it too: %(share)s."
    ),
    "f1_overlap_label": lambda: _(
        "Of what one of two people marked, the other marked at least half of it too, with the "
        "same label: %(share)s."
    ),
    "f1_exact": lambda: _(
        "Of what one of two people marked, the other marked exactly the same words: %(share)s."
    ),
    "f1_exact_label": lambda: _(
        "Of what one of two people marked, the other marked exactly the same words with the same "
        "label: %(share)s."
    ),
}
