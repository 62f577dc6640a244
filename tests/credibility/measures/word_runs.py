"""What two texts share, by the definition: sets of runs of words, and no numbers."""

import re
import unicodedata
from typing import Any


def runs_of_words(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of five words themselves, as the definition has them."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(tuple(words[at : at + 5]) for at in range(len(words) - 4))


def containment(one: frozenset[Any], other: frozenset[Any]) -> float | None:
    """What share of the smaller set is in the other; less than a fifth is none, and under 30
    nothing can be told."""
    fewest = min(len(one), len(other))
    if fewest < 30:
        return None
    share = len(one & other) / fewest
    return share if share >= 0.2 else 0.0
