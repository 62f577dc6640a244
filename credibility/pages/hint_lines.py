"""Hints across languages as the page of a claim shows them, each with what makes a mark of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from annotator.pages.words import language_name
from credibility.inputs import ToldClaim, WrittenText
from credibility.language_hints import Hint
from credibility.pages.claim_words import bound_of
from credibility.pages.mark_form import FROM_OTHER


@dataclass(frozen=True)
class HintLine:
    """A hint, its texts with their days, the later first, and the address of the form that makes
    a mark of it; "" where a publisher is not known."""

    hint: Hint
    texts: tuple[tuple[WrittenText, str | None], tuple[WrittenText, str | None]]
    mark_query: str


def hint_lines(hints: Iterable[Hint], told: ToldClaim) -> list[HintLine]:
    """The hints in their order."""
    return [
        HintLine(
            hint,
            ((hint.later, hint.day), (hint.earlier, hint.from_day)),
            _mark_query(hint, told.claim),
        )
        for hint in hints
    ]


def _mark_query(hint: Hint, claim: int) -> str:
    """What fills in the form of a mark, but for how probable it is: that is for the analyst."""
    if hint.later.publisher is None or hint.earlier.publisher is None:
        return ""
    said: dict[str, str | int] = {
        "direction": FROM_OTHER,
        "other": hint.earlier.publisher,
        "claim": claim,
        "note": _("Same figures and names as “%(title)s” (%(language)s): %(figures)s; %(names)s")
        % {
            "title": hint.earlier.title,
            "language": language_name(hint.earlier.language),
            "figures": ", ".join(map(bound_of, hint.common.amounts)),
            "names": ", ".join(hint.common.names) or _("the same sources"),
        },
    }
    return urlencode(said)
