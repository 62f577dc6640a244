"""Text reuse: how much of the shorter of two texts stands, word for word, in the other.

Runs of words are kept as 64-bit numbers. Two different runs meet in one number about once in
10^19 pairs, so what is counted is as good as what the words themselves would give.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import regex

WORDS_IN_A_SHINGLE = 5
FEWEST_SHINGLES = 30
LEAST_REUSE = 0.2
# Names what turns a text into numbers: numbers of another recipe cannot be compared with these.
RECIPE = "words5-blake2b"
_WORD = re.compile(r"\w+")
_CLUSTER = regex.compile(r"\X")
_FACTOR, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
_MEETINGS_AT_ONCE = 2_000_000

Shingles: TypeAlias = npt.NDArray[np.uint64]
# Two texts, the one with the smaller number first.
Texts: TypeAlias = tuple[int, int]
# From, until: half-open, in code points.
Place: TypeAlias = tuple[int, int]


class _Words(dict[str, int]):
    """The number of each word, made when it is first met; news repeats its words."""

    MOST = 200_000

    def __missing__(self, word: str) -> int:
        if len(self) >= self.MOST:
            self.clear()
        digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
        number = self[word] = int.from_bytes(digest, "little")
        return number


_words = _Words()


def shingles_of(text: str) -> Shingles:
    """The different runs of five words in the text, each as a number, in order; case, width and
    punctuation do not count. The same text gives the same numbers on every machine.

    >>> len(shingles_of("The dike broke at dawn, they said."))
    3
    """
    return np.unique(_runs_of(_WORD.findall(_plain(text))))


def shared_places(one: str, other: str) -> tuple[list[Place], list[Place]]:
    """Where in either text the runs of five words stand that the other has too, as (start, end)
    in code points, in order and apart from each other.

    >>> shared_places("The dike broke at dawn, they said.", "«The dike broke at dawn»")
    ([(0, 22)], [(1, 23)])
    """
    mine, its = _placed_words(one), _placed_words(other)
    runs, theirs = _runs_of([word.text for word in mine]), _runs_of([word.text for word in its])
    return _places(mine, np.isin(runs, theirs)), _places(its, np.isin(theirs, runs))


def shared_runs(one: str, other: str) -> tuple[int, int]:
    """How many different runs of five words both texts have, and how many the shorter one has:
    their quotient is the containment.

    >>> shared_runs("The dike broke at dawn, they said.", "«The dike broke at dawn»")
    (1, 1)
    """
    mine, its = shingles_of(one), shingles_of(other)
    return len(np.intersect1d(mine, its, assume_unique=True)), min(len(mine), len(its))


class _PlacedWord(NamedTuple):
    text: str
    start: int
    end: int


def _placed_words(text: str) -> list[_PlacedWord]:
    """The words as they are compared, each with where it stands in the text as it is written."""
    plain: list[str] = []
    starts: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        folded = _plain(cluster.group())
        plain.append(folded)
        starts += [cluster.start()] * len(folded)
    starts.append(len(text))
    whole = "".join(plain)
    words = []
    for match in _WORD.finditer(whole):
        end = match.end()
        # A cluster that folds to several signs stands in its place as a whole.
        while starts[end] == starts[match.end() - 1]:
            end += 1
        words.append(_PlacedWord(match.group(), starts[match.start()], starts[end]))
    return words


def _places(words: Sequence[_PlacedWord], is_shared: npt.NDArray[np.bool_]) -> list[Place]:
    """The shared runs; those that overlap or follow on each other are one place."""
    places: list[list[int]] = []
    last = -1
    for at in np.flatnonzero(is_shared).tolist():
        end = words[at + WORDS_IN_A_SHINGLE - 1].end
        if places and at <= last:
            places[-1][1] = end
        else:
            places.append([words[at].start, end])
        last = at + WORDS_IN_A_SHINGLE
    return [(start, end) for start, end in places]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _runs_of(words: Sequence[str]) -> Shingles:
    """The number of every run of five words, in order of the text."""
    runs = len(words) - WORDS_IN_A_SHINGLE + 1
    if runs < 1:
        return np.empty(0, dtype=np.uint64)
    numbers = np.fromiter(map(_words.__getitem__, words), dtype=np.uint64, count=len(words))
    mixed = np.zeros(runs, dtype=np.uint64)
    for place in range(WORDS_IN_A_SHINGLE):
        mixed = mixed * _FACTOR + numbers[place : place + runs]
        mixed ^= mixed >> _SHIFT
    return mixed


def shingles_as_bytes(shingles: Shingles) -> bytes:
    """The numbers as they are stored, on any machine."""
    return shingles.astype("<u8").tobytes()


def shingles_from_bytes(stored: bytes) -> Shingles:
    """What `shingles_as_bytes` wrote."""
    return np.frombuffer(stored, dtype="<u8").astype(np.uint64, copy=False)


def containments(
    texts: Mapping[int, Shingles], *, among: Collection[int] | None = None
) -> dict[Texts, float]:
    """|A and B| / min(|A|, |B|) (Broder 1997, of the smaller set) for every two texts that share a
    fifth or more; where told, only pairs of which at least one text is `among` those.

    All others share 0 by definition: less than a fifth is none. Texts of fewer than 30 shingles
    are too short to tell and have no pair. Exact: every shared run is counted, none is sampled.

    >>> said = " ".join(str(number) for number in range(50))
    >>> containments({1: shingles_of(said), 2: shingles_of(f"Word came: {said}")})
    {(1, 2): 1.0}
    """
    long = {key: runs for key, runs in sorted(texts.items()) if len(runs) >= FEWEST_SHINGLES}
    keys = list(long)
    wanted = [at for at, key in enumerate(keys) if among is None or key in among]
    if len(keys) < 2 or not wanted:
        return {}
    sizes = np.array([len(runs) for runs in long.values()])
    found: dict[Texts, float] = {}
    for one, other, shared in _meetings(list(long.values()), sizes, wanted):
        shares = shared / np.minimum(sizes[one], sizes[other])
        for at in np.flatnonzero(shares >= LEAST_REUSE).tolist():
            found[keys[one[at]], keys[other[at]]] = float(shares[at])
    return found


Counted: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _meetings(
    texts: list[Shingles], sizes: npt.NDArray[np.int64], wanted: list[int]
) -> Iterator[Counted]:
    """Pairs of places (smaller first) that share runs, and how many; a pair comes up once."""
    runs = np.concatenate(texts)
    owners = np.repeat(np.arange(len(texts)), sizes)
    repeated = _repeated(runs)
    is_met = _is_among(runs, repeated)
    met, owners = np.searchsorted(repeated, runs[is_met]), owners[is_met]
    order = np.argsort(met, kind="stable")
    met, owners = met[order], owners[order]
    begins = np.searchsorted(met, np.arange(len(repeated) + 1))
    is_wanted = np.zeros(len(texts), dtype=bool)
    is_wanted[wanted] = True
    mine = np.flatnonzero(is_wanted[owners])
    mine = mine[np.argsort(owners[mine], kind="stable")]
    company = begins[met[mine] + 1] - begins[met[mine]]
    for block in _blocks(owners[mine], company):
        at = mine[block]
        one = np.repeat(owners[at], company[block])
        steps = np.arange(len(one)) - np.repeat(np.cumsum(company[block]), company[block])
        other = owners[np.repeat(begins[met[at] + 1], company[block]) + steps]
        # Two wanted texts meet twice, once from either side: the smaller one counts.
        keep = (one != other) & (~is_wanted[other] | (one < other))
        one, other = one[keep], other[keep]
        pairs = np.minimum(one, other) * len(texts) + np.maximum(one, other)
        pairs, shared = np.unique(pairs, return_counts=True)
        yield pairs // len(texts), pairs % len(texts), shared


def _repeated(runs: Shingles) -> Shingles:
    """The numbers that stand more than once."""
    ordered = np.sort(runs)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _is_among(runs: Shingles, chosen: Shingles) -> npt.NDArray[np.bool_]:
    """Which runs are among the chosen; most are not, which one look at 20 of their bits tells."""
    mask = np.uint64((1 << 20) - 1)
    may_be = np.zeros(1 << 20, dtype=bool)
    may_be[chosen & mask] = True
    is_met: npt.NDArray[np.bool_] = may_be[runs & mask]
    some = np.flatnonzero(is_met)
    is_met[some] = np.isin(runs[some], chosen)
    return is_met


def _blocks(
    owners: npt.NDArray[np.int64], company: npt.NDArray[np.int64]
) -> Iterator[npt.NDArray[np.int64]]:
    """Places in blocks of so many meetings, never parting what is of one owner."""
    if not len(owners):
        return
    firsts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    ends = np.r_[firsts[1:], len(owners)]
    met = np.cumsum(company)[ends - 1]
    begin = 0
    while begin < len(ends):
        before = met[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(met, before + _MEETINGS_AT_ONCE, side="right")))
        yield np.arange(firsts[begin], ends[end - 1])
        begin = end


@dataclass(frozen=True)
class Reuse:
    """What some articles share: `shares` by the smaller id, then the larger."""

    long_enough: frozenset[int]
    shares: Mapping[int, Mapping[int, float]]

    @classmethod
    def of(cls, counts: Mapping[int, int], shares: Mapping[Texts, float]) -> "Reuse":
        """From how many shingles each has, and what `containments` gave."""
        by_one: dict[int, dict[int, float]] = {}
        for (one, other), share in shares.items():
            by_one.setdefault(one, {})[other] = share
        long_enough = (pk for pk, count in counts.items() if count >= FEWEST_SHINGLES)
        return cls(frozenset(long_enough), by_one)

    def within(self, articles: Collection[int]) -> dict[Texts, float]:
        """What these share among themselves."""
        chosen = set(articles)
        return {
            (one, other): share
            for one in chosen
            for other, share in self.shares.get(one, {}).items()
            if other in chosen
        }

    def between(self, written: Collection[tuple[int, int]]) -> dict[tuple[int, int], float]:
        """As `reuse_between`, of (publisher, article)."""
        shares = self.within({article for _publisher, article in written})
        return reuse_between(written, long_enough=self.long_enough, shares=shares)


def reuse_between(
    written: Iterable[tuple[int, int]],
    *,
    long_enough: Collection[int],
    shares: Mapping[Texts, float],
) -> dict[tuple[int, int], float]:
    """How much every two publishers share, both ways round: the most of any two of their articles.

    `written` are (publisher, article) in which the publisher itself speaks: two origins quoted in
    one article share all its words, which says nothing of them. `shares` is what `containments`
    gives; a pair of publishers of which no two articles are `long_enough` is left out.
    """
    publisher_of = {article: one for one, article in written if article in long_enough}
    publishers = sorted(set(publisher_of.values()))
    found = {(one, other): 0.0 for one in publishers for other in publishers if one != other}
    for (one, other), share in shares.items():
        if one not in publisher_of or other not in publisher_of:
            continue
        pair = publisher_of[one], publisher_of[other]
        for way in (pair, pair[::-1]):
            if way in found:
                found[way] = max(share, found[way])
    return found
