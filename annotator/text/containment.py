"""Which texts hold much of one another, found without comparing every pair word by word.

Sampled shingles: A. Broder, "On the resemblance and containment of documents" (1997).
"""

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b

import regex

from annotator.text.canonical import search_key

SHINGLE = 5
"""Words that count together."""
SAMPLED = 4
"""One of so many shingles is kept, the same ones in every text."""
FEWEST = 5
"""Sampled shingles that a text needs to be compared at all."""
MUCH = 0.8
"""From this share on one text holds much of the other."""
_MOST_HOLDERS = 50
_WORD = regex.compile(r"[\p{L}\p{N}]+")


class ContainmentIndex:
    """Texts by name, and which of those put in before holds most of a new one."""

    def __init__(self) -> None:
        self._holders: dict[int, list[int]] = {}
        self._names: list[object] = []
        self._sizes: list[int] = []

    def add(self, name: object, text: str) -> None:
        """Puts a text in."""
        sample = shingles(text)
        number = len(self._names)
        self._names.append(name)
        self._sizes.append(len(sample))
        for shingle in sample:
            holders = self._holders.setdefault(shingle, [])
            if len(holders) < _MOST_HOLDERS:  # what stands in very many texts tells nothing
                holders.append(number)

    def closest(self, text: str) -> tuple[object, float] | None:
        """The text put in that shares most with this one, and the share of the shorter of the two
        that stands in both; None where that is less than `MUCH`."""
        sample = shingles(text)
        if len(sample) < FEWEST:
            return None
        shared = Counter(number for one in sample for number in self._holders.get(one, ()))
        shares = [
            (count / min(self._sizes[number], len(sample)), -number)
            for number, count in shared.items()
            if self._sizes[number] >= FEWEST
        ]
        share, number = max(shares, default=(0.0, 0))
        return (self._names[-number], min(share, 1.0)) if share >= MUCH else None


def shingles(text: str) -> frozenset[int]:
    """The sampled shingles of a text, as numbers that are the same everywhere."""
    words = _WORD.findall(search_key(text))
    return frozenset(number for number in _numbers(words) if number % SAMPLED == 0)


def _numbers(words: list[str]) -> Iterable[int]:
    for at in range(len(words) - SHINGLE + 1):
        said = " ".join(words[at : at + SHINGLE])
        yield int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "big")
