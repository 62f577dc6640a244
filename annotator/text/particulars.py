"""The figures and names that a text gives, and those that a text in another language gives too."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

import regex

from annotator.text.canonical import search_key
from annotator.text.figure_words import MONTHS
from annotator.text.figures import Bounds, interval_of

SMALLEST_TELLING = 10
"""A whole number under ten tells nothing: every text has its two and its three."""

FEWEST_IN_COMMON = 3
"""So many figures and names together make a hint, at least one of either."""

_SHORTEST_NAME = 3
_LONGEST_SOURCE_NAME = 8
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[-‑'’.&][\p{L}\p{M}\p{N}]+)*")
_POSSESSIVE = regex.compile(r"['’]s?$")
_CAPITAL = regex.compile(r"\p{Lu}")
_SAME_LINE = regex.compile(r"[ \t\u00a0\u202f]+")
_BEFORE_A_SENTENCE = frozenset('.!?…:“”"„«‘•–—-*(')


class Amount(NamedTuple):
    """A figure by its bounds; `unit` "" is not said, `words` are the text's own."""

    lower: Decimal | None
    upper: Decimal | None
    lower_closed: bool
    upper_closed: bool
    is_approximate: bool
    unit: str
    words: str

    @property
    def tells_something(self) -> bool:
        """Whether it is no small whole number, such as any text has."""
        bounds = [bound for bound in (self.lower, self.upper) if bound is not None]
        return any(
            abs(bound) >= SMALLEST_TELLING or bound != bound.to_integral_value() for bound in bounds
        )


class Name(NamedTuple):
    """Words with a capital letter beside each other: as they are compared, and as they stand."""

    keys: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Particulars:
    """What a text gives: figures, names, and the known sources that it names, with the names that
    it calls each by."""

    amounts: tuple[Amount, ...]
    names: tuple[Name, ...]
    sources: Mapping[int, frozenset[str]]

    @cached_property
    def intervals(self) -> frozenset[tuple[object, ...]]:
        """The bounds of its figures."""
        return frozenset(map(interval_of, self.amounts))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of words within its names."""
        return frozenset(
            name.keys[begin:end]
            for name in self.names
            for begin in range(len(name.keys))
            for end in range(begin + 1, len(name.keys) + 1)
        )


@dataclass(frozen=True)
class InCommon:
    """What two texts both give; figures and names in the words of the first, which calls the
    sources by these names."""

    amounts: tuple[Amount, ...]
    names: tuple[str, ...]
    sources: tuple[int, ...]
    called: frozenset[str] = frozenset()

    @property
    def is_hint(self) -> bool:
        """Whether it is enough to say that one may have it from the other."""
        named = len(self.names) + len(self.sources)
        return bool(self.amounts and named and len(self.amounts) + named >= FEWEST_IN_COMMON)

    @property
    def words(self) -> list[str]:
        """All of it in the words of the first text."""
        return [*(amount.words for amount in self.amounts), *self.names, *sorted(self.called)]

    @property
    def count(self) -> int:
        """How many figures and names."""
        return len(self.amounts) + len(self.names) + len(self.sources)


class KnownNames:
    """The names by which sources are known, to be found in texts."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], int, str]]] = {}
        for source, name in names:
            keys = _keys_of(name)
            if keys and len(keys) <= _LONGEST_SOURCE_NAME and len("".join(keys)) > 1:
                self._by_first.setdefault(keys[0], []).append((keys, source, name))

    def found_in(self, keys: Sequence[str]) -> dict[int, frozenset[str]]:
        """The sources named in the words of a text, with the names that it calls each by."""
        found: dict[int, set[str]] = {}
        for at, key in enumerate(keys):
            for name, source, written in self._by_first.get(key, ()):
                if tuple(keys[at : at + len(name)]) == name:
                    found.setdefault(source, set()).add(written)
        return {source: frozenset(names) for source, names in found.items()}


def particulars_of(text: str, amounts: Iterable[Amount], known: KnownNames) -> Particulars:
    """What a text gives; `amounts` are its figures as they were read in its language.

    A name is a run of words with a capital letter. The first word of a sentence has one anyway,
    so it counts only if the text writes it so elsewhere too. Months are no names.
    """
    words = list(_WORD.finditer(text))
    return Particulars(
        tuple(amount for amount in amounts if amount.tells_something),
        tuple(_names_in(text, words)),
        known.found_in([_key(match.group()) for match in words]),
    )


def in_common(one: Particulars, other: Particulars) -> InCommon:
    """The figures of the same bounds and unit (or none said), and the same names.

    A name counts once, as far as both texts have its words beside each other; the names of a
    source that both name, by whichever of its names, count as that source.
    """
    sources = tuple(sorted(one.sources.keys() & other.sources.keys()))
    called = {name for pk in sources for name in one.sources[pk]}
    either = called | {name for pk in sources for name in other.sources[pk]}
    words = {key for name in either for key in _keys_of(name)}
    shared = (_shared_run(name, other.runs, without=words) for name in one.names)
    return InCommon(
        tuple(_shared_amounts(one, other)),
        tuple(_longest_only(run for run in shared if run is not None)),
        sources,
        frozenset(called),
    )


def places_of(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where any of the words, or names of several words, stand in a text, as (start, end) in code
    points, in order and apart from each other; whatever their case."""
    wanted = sorted({tuple(said) for name in words if (said := _keys_of(name))}, key=len)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for keys in reversed(wanted):
        by_first.setdefault(keys[0], []).append(keys)
    there = list(_WORD.finditer(text))
    keys_there = [_key(match.group()) for match in there]
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(there):
        found = (
            keys
            for keys in by_first.get(keys_there[at], ())
            if tuple(keys_there[at : at + len(keys)]) == keys
        )
        length = len(next(found, ()))
        if length:
            places.append((there[at].start(), there[at + length - 1].end()))
        at += length or 1
    return places


def _keys_of(name: str) -> tuple[str, ...]:
    return tuple(_key(match.group()) for match in _WORD.finditer(name))


def _names_in(text: str, words: Sequence["regex.Match[str]"]) -> Iterator[Name]:
    inside = {
        _key(match.group())
        for match in words
        if _has_capital(match) and not _opens_sentence(text, match.start())
    }
    run: list[regex.Match[str]] = []
    for match in words:
        is_name = _has_capital(match) and _key(match.group()) in inside and _says_enough(match)
        goes_on = run and _SAME_LINE.fullmatch(text, run[-1].end(), match.start())
        if run and not (is_name and goes_on):
            yield _name(run)
            run = []
        if is_name:
            run.append(match)
    if run:
        yield _name(run)


def _name(run: Sequence["regex.Match[str]"]) -> Name:
    written = [match.group() for match in run]
    return Name(
        tuple(map(_key, written)), tuple(_POSSESSIVE.sub("", word) or word for word in written)
    )


def _has_capital(match: "regex.Match[str]") -> bool:
    return _CAPITAL.match(match.group()) is not None


def _says_enough(match: "regex.Match[str]") -> bool:
    word = match.group()
    is_long = len(word) >= _SHORTEST_NAME or (len(word) > 1 and word.isupper())
    return is_long and MONTHS.fullmatch(word) is None


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\u00a0\u202f") if start < 9 else text[start - 8 : start]
    before = before.rstrip(" \t\u00a0\u202f")
    return not before or before[-1] == "\n" or before[-1] in _BEFORE_A_SENTENCE


def _key(word: str) -> str:
    plain = unicodedata.normalize("NFD", _POSSESSIVE.sub("", search_key(word)) or word)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _shared_amounts(one: Particulars, other: Particulars) -> Iterator[Amount]:
    both = one.intervals & other.intervals
    seen: set[tuple[object, ...]] = set()
    for amount in one.amounts if both else ():
        key = interval_of(amount)
        if key in both - seen and any(_is_same(amount, its) for its in other.amounts):
            seen.add(key)
            yield amount


def _is_same(one: Amount, other: Amount) -> bool:
    is_unit_same = not one.unit or not other.unit or one.unit == other.unit
    return is_unit_same and interval_of(one) == interval_of(other)


def _shared_run(
    name: Name, theirs: Collection[tuple[str, ...]], *, without: set[str]
) -> Name | None:
    """The longest part of a name that another text has too."""
    for length in range(len(name.keys), 0, -1):
        for begin in range(len(name.keys) - length + 1):
            keys = name.keys[begin : begin + length]
            if keys in theirs and not without.issuperset(keys):
                return Name(keys, name.words[begin : begin + length])
    return None


def _holds(keys: tuple[str, ...], part: tuple[str, ...]) -> bool:
    places = range(len(keys) - len(part) + 1)
    return any(keys[at : at + len(part)] == part for at in places)


def _longest_only(runs: Iterable[Name]) -> list[str]:
    """Each name once, and none that is part of another."""
    by_keys: dict[tuple[str, ...], tuple[str, ...]] = {}
    for run in runs:
        by_keys.setdefault(run.keys, run.words)
    return [
        " ".join(words)
        for keys, words in by_keys.items()
        if not any(keys != other and _holds(other, keys) for other in by_keys)
    ]


def amount_of(figure: Bounds, *, unit: str | None, words: str) -> Amount:
    """A figure as it is compared here."""
    return Amount(
        figure.lower,
        figure.upper,
        figure.lower_closed,
        figure.upper_closed,
        figure.is_approximate,
        unit or "",
        words,
    )
