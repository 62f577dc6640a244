"""Text reuse: how much of the shorter of two texts stands, word for word, in the other."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

WORDS_IN_A_SHINGLE = 5
FEWEST_SHINGLES = 30
LEAST_REUSE = 0.2
_WORD = re.compile(r"\w+")

Shingles = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class OwnWords:
    """An article in which its publisher says something in its own voice."""

    publisher: int
    article: int
    shingles: Shingles


def shingles_of(text: str) -> Shingles:
    """The different runs of five words in the text; case, width and punctuation do not count.

    >>> sorted(shingles_of("The dike broke at dawn, they said."))[0]
    ('broke', 'at', 'dawn', 'they', 'said')
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    runs = range(len(words) - WORDS_IN_A_SHINGLE + 1)
    return frozenset(tuple(words[at : at + WORDS_IN_A_SHINGLE]) for at in runs)


def containment(one: Shingles, other: Shingles) -> float | None:
    """|A and B| / min(|A|, |B|) (Broder 1997, of the smaller set); under 0.2 it is 0.

    None where one of them has fewer than 30 shingles: too short to tell.
    """
    fewest = min(len(one), len(other))
    if fewest < FEWEST_SHINGLES:
        return None
    share = len(one & other) / fewest
    return share if share >= LEAST_REUSE else 0.0


def reuse_between(written: Iterable[OwnWords]) -> dict[tuple[int, int], float]:
    """How much every two publishers share, both ways round: the most of any two of their articles.

    One article is never compared with itself, and a pair of which nothing can be told is left
    out. Give only articles in which the publisher itself speaks: two origins quoted in one
    article share all its words, which says nothing of them.
    """
    found: dict[tuple[int, int], float] = {}
    for one, other in combinations(written, 2):
        if one.publisher == other.publisher or one.article == other.article:
            continue
        share = containment(one.shingles, other.shingles)
        if share is not None:
            for pair in (one.publisher, other.publisher), (other.publisher, one.publisher):
                found[pair] = max(share, found.get(pair, 0.0))
    return found
