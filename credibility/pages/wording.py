"""Words of the agreement pages: positions, people, and the place of a span in its article."""

from urllib.parse import quote

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from annotator.pages.doors import Room
from credibility import inputs
from credibility.measures.pairs import AFFIRMS, DISPUTES, OPEN, SILENT

WORDS_AT_AN_END = 5


def percent(share: float) -> str:
    """A share as a whole percentage."""
    return f"{number_format(round(100 * share), decimal_pos=0)}%"


def decimal(value: float) -> str:
    """A coefficient with two decimals, as the reader's language writes it."""
    # Rounded first: Django cuts digits off. Adding 0 makes a zero of what is minus zero.
    return number_format(round(value, 2) + 0.0, decimal_pos=2)


def position_name(position: str) -> str:
    """A position in the reader's language."""
    return {
        AFFIRMS: _("affirms"),
        OPEN: _("leaves open"),
        DISPUTES: _("disputes"),
        SILENT: _("said nothing"),
    }[position]


def people_in(room: Room) -> dict[int, str]:
    """Who annotated in the project, by id; for researchers they are numbered."""
    names = inputs.people_names(room.project.pk)
    if room.role == "researcher":
        return {pk: _("Annotator %(number)s") % {"number": pk} for pk in names}
    return names


def fragment_of(said: inputs.Quote) -> str:
    """What leads to the span in its article: its paragraph, and the words for browsers that can
    show them (a text fragment, https://wicg.github.io/scroll-to-text-fragment/)."""
    words = said.words.split()
    if not words:
        return f"p{said.paragraph}"
    first, last = " ".join(words[:WORDS_AT_AN_END]), " ".join(words[-WORDS_AT_AN_END:])
    parts = [first] if len(words) <= 2 * WORDS_AT_AN_END else [first, last]
    if len(words) > WORDS_AT_AN_END and len(parts) == 1:
        parts = [" ".join(words)]
    told = ",".join(quote(part, safe="").replace("-", "%2D") for part in parts)
    return f"p{said.paragraph}:~:text={told}"
