"""How like a claim is to some words: by the words both use, and by their figures."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log
from typing import Literal

import regex
from rapidfuzz.distance import Indel

from annotator.text.canonical import search_key
from annotator.text.figures import Comparable, NotComparable, compare_figures

STEM = 6
"""Letters of a word that count: "flooded" and "flooding" are one word."""
SHORTEST_WORD = 3
SAME_FIGURE = 0.25
OTHER_FIGURE = -0.5
_WORD = regex.compile(r"\p{L}+")
_NAME_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_FIELDS = ("measure", "population", "place", "period", "unit")

Relation = Literal["same", "other", "clash"]


@dataclass(frozen=True)
class FigureRelation:
    """What the figures of two statements have to do with each other.

    `relation` is "same" (one interval), "other" (another, but both can be right) or "clash"
    (both cannot be right); `field` is set instead where they are about different things: the
    first of measure, population, place, period, unit that both name and that differs.
    """

    relation: Relation | None = None
    field: str | None = None

    @property
    def is_same(self) -> bool:
        """Whether nothing sets the two apart."""
        return self.relation == "same"


@dataclass(frozen=True)
class _Plain:
    """A figure with what the other side leaves unsaid taken over from there."""

    lower: Decimal | None
    upper: Decimal | None
    lower_closed: bool
    upper_closed: bool
    is_approximate: bool
    unit: str | None
    measure: str | None
    population: str | None
    place: str | None
    period: str | None


def stems(text: str) -> frozenset[str]:
    """The words of a text, in any case and width, cut to their first letters."""
    words = _WORD.findall(search_key(text))
    return frozenset(word[:STEM] for word in words if len(word) >= SHORTEST_WORD)


def word_likeness(wanted: frozenset[str], others: Sequence[frozenset[str]]) -> list[float]:
    """How like each of `others` is to `wanted`, 0 to 1.

    The shared words as a share of all words of the two (Dice), each word weighed by how few of
    the texts hold it: log(1 + N / n).
    """
    counts = Counter(stem for words in (*others, wanted) for stem in words)
    many = len(others) + 1
    weight = {stem: log(1 + many / count) for stem, count in counts.items()}

    def total(words: Iterable[str]) -> float:
        return sum(weight[stem] for stem in words)

    ours = total(wanted)
    return [
        2 * total(wanted & words) / whole if (whole := ours + total(words)) else 0.0
        for words in others
    ]


def name_likeness(names: Iterable[str], others: Iterable[str]) -> float:
    """How like the two nearest names of two lists are, 0 to 1, whatever the order of their words.

    The longest common subsequence of the sorted words (rapidfuzz); a name whose words all stand in
    the other, as "Pentagon" in "The Pentagon", is at least 0.9 like it.
    """
    ours, theirs = ([_sorted_words(name) for name in given] for given in (names, others))
    return max((_pair_likeness(one, other) for one in ours for other in theirs), default=0.0)


def _sorted_words(name: str) -> list[str]:
    return sorted(_NAME_WORD.findall(search_key(name)))


def _pair_likeness(one: list[str], other: list[str]) -> float:
    if not one or not other:
        return 0.0
    alike = Indel.normalized_similarity(" ".join(one), " ".join(other))
    holds = set(one) <= set(other) or set(other) <= set(one)
    return max(alike, 0.9) if holds else alike


def relate_figures(ours: Comparable, theirs: Comparable) -> FigureRelation:
    """What two figures have to do with each other; what one side leaves unsaid sets nothing
    apart, for words rarely say everything."""
    for name in _FIELDS:
        first, second = _key(getattr(ours, name)), _key(getattr(theirs, name))
        if first and second and first != second:
            return FigureRelation(field=name)
    mine, other = _filled(ours, theirs), _filled(theirs, ours)
    if _interval(mine) == _interval(other):
        return FigureRelation("same")
    found = compare_figures(mine, other)
    if isinstance(found, NotComparable):  # not after filling in; kept for what may be added
        return FigureRelation(field=found.field)
    return FigureRelation("clash" if found == "clash" else "other")


def figures_of(marked: Sequence[Comparable], read: Iterable[Comparable]) -> list[Comparable]:
    """The figures that were marked on a claim, and those read in its words that nobody marked.

    A mark tells what and who is counted; the same figure read in words leaves it open, and what is
    unsaid sets nothing apart: it would seem to clash with a count of other people.
    """
    known = {(one.lower, one.upper) for one in marked}
    return [*marked, *(one for one in read if (one.lower, one.upper) not in known)]


def closest_relation(ours: Comparable, theirs: Collection[Comparable]) -> FigureRelation | None:
    """The relation to the figure of theirs that is nearest: the same before another, another
    before a clash, a clash before one about something else. None without any."""
    if not theirs:
        return None
    order = {"same": 0, "other": 1, "clash": 2, None: 3}
    relations = [relate_figures(ours, figure) for figure in theirs]
    return min(relations, key=lambda one: order[one.relation])


def likeness(words: float, figures: FigureRelation | None) -> float:
    """One rank out of both: words give 0 to 1, the same figure adds to it, and any other takes
    more away, so that it never comes before as good a match without it."""
    if figures is None:
        return words
    return words + (SAME_FIGURE if figures.is_same else OTHER_FIGURE)


def _key(value: str | None) -> str:
    return " ".join(search_key(value or "").split())


def _filled(figure: Comparable, other: Comparable) -> _Plain:
    said = {name: getattr(figure, name) or getattr(other, name) for name in _FIELDS}
    return _Plain(
        lower=figure.lower,
        upper=figure.upper,
        lower_closed=figure.lower_closed,
        upper_closed=figure.upper_closed,
        is_approximate=figure.is_approximate,
        **said,
    )


def _interval(figure: _Plain) -> tuple[object, ...]:
    # Whether an open end is closed means nothing.
    lower_closed = figure.lower_closed if figure.lower is not None else True
    upper_closed = figure.upper_closed if figure.upper is not None else True
    return (figure.lower, figure.upper, lower_closed, upper_closed, figure.is_approximate)
