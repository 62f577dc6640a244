"""A pasted page of our own making, with furniture in it, and the marks two people set on it."""

from dataclasses import dataclass
from typing import Any

TITLE = "Dijk bij Oudewater bezweken: wat bekend is, en van wie"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

# The five blocks that are no article: the title again, a teaser, and three at the end.
FURNITURE = (
    TITLE,
    "LEZEN\u00a0 Vijf vragen over de oude dijk",
    "Vergelijkbare berichten",
    "Geef een reactie",
    "Je e-mailadres wordt niet gepubliceerd. Vereiste velden zijn gemarkeerd met *",
)

BODY = (
    f"De burgemeester \U0001f642 ontving maandag een gezin {FAMILY} uit de polder.",
    "Volgens het waterschap staan minstens 40 huizen onder water. De brandweer bevestigde dat en "
    "zei dat 12 mensen zijn gered.",
    "Het waterschap meldde ook dat de dijk over 30 meter is weggeslagen. De brandweer zei dat de "
    "pompen het al dagen niet deden.",
    "Of er meer regen komt, is volgens de weerdienst onzeker.",
)

PASTED = "\n\n".join(
    (TITLE, FURNITURE[0], BODY[0], BODY[1], FURNITURE[1], *BODY[2:], *FURNITURE[2:])
)


@dataclass(frozen=True)
class Marked:
    """A quote, the claim it is an appearance of, and the stances the two sources take."""

    quote: str
    claim: str
    stances: tuple[str, str]


# (water board, fire brigade) on five claims: three times the same, once against, once open.
MARKS = (
    Marked(
        "minstens 40 huizen onder water",
        "Minstens 40 huizen staan onder water.",
        ("asserts", "asserts"),
    ),
    Marked("12 mensen zijn gered", "Twaalf mensen zijn gered.", ("asserts", "asserts")),
    Marked(
        "de dijk over 30 meter is weggeslagen",
        "De dijk is over 30 meter weg.",
        ("asserts", "denies"),
    ),
    Marked("pompen het al dagen niet deden", "De pompen stonden dagen stil.", ("denies", "denies")),
    Marked("meer regen komt", "Er komt meer regen.", ("asserts", "leaves_open")),
)


def span_in(text: str, quote: str) -> dict[str, Any]:
    """start, end (code points) and quote, as the API takes them."""
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}
