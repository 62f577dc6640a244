"""The figures of a claim: who counted what, how others word it, and which of them clash."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from annotator.text.figures import Comparable, NotComparable, compare_figures, interval_of
from credibility import inputs
from credibility.inputs import Quantity
from credibility.measures.corroboration import Telling

CLASH, COMPATIBLE, NOT_COMPARABLE = "clash", "compatible", "not_comparable"
MOST_COMPARED = 12


class SaidFigure(NamedTuple):
    """A figure as one mark gives it: of which origin, at how many hops from it, and when.

    `told` orders them (of an undated text the day on which it was marked); `published` is the day
    of its text, "" where it is undated.
    """

    origin: int
    quantity: Quantity
    annotation: str
    hops: int
    told: str
    published: str
    publisher: int | None

    @property
    def interval(self) -> tuple[object, ...]:
        """What makes two figures one interval."""
        return interval_of(self.quantity)


@dataclass(frozen=True)
class OriginFigure:
    """What an origin counted, as the text nearest to it has it, and how other texts word it."""

    origin: int
    counted: SaidFigure
    worded: tuple[SaidFigure, ...]

    @property
    def shifted(self) -> list[SaidFigure]:
        """The wordings that make another interval of it."""
        return [one for one in self.worded if one.interval != self.counted.interval]


@dataclass(frozen=True)
class Compared:
    """Two figures beside each other; `field` names what differs where they are not comparable."""

    one: int
    other: int
    outcome: str
    field: str = ""


@dataclass(frozen=True)
class BesideClaim:
    """A figure of another claim of the story, compared with one of this claim."""

    claim: int
    text: str
    quantity: Quantity
    outcome: str
    field: str = ""


def said_figures(
    tellings: Iterable[Telling], quantities: Mapping[str, Quantity]
) -> list[SaidFigure]:
    """Each figure once for each origin it is told of; a publisher in its own voice is one."""
    found: list[SaidFigure] = []
    for telling in tellings:
        quantity = quantities.get(telling.appearance.annotation)
        if quantity is None:
            continue
        ends = {
            chain[-1].source: len(chain)
            for chain in telling.chains
            if chain and chain[-1].source is not None and chain[-1].stance in ("asserts", None)
        }
        if not telling.chains and telling.publisher is not None:
            ends = {telling.publisher: 0}
        annotation, publisher = telling.appearance.annotation, telling.publisher
        found += [
            SaidFigure(
                origin,
                quantity,
                annotation,
                0 if origin == publisher else hops,
                inputs.first_told(telling),
                telling.appearance.published or "",
                publisher,
            )
            for origin, hops in ends.items()
            if origin is not None
        ]
    return found


def by_origin(said: Iterable[SaidFigure]) -> list[OriginFigure]:
    """One row for each origin: the figure of the text nearest to it (fewest hops, then earliest),
    and every other wording once."""
    grouped: dict[int, list[SaidFigure]] = {}
    for one in said:
        grouped.setdefault(one.origin, []).append(one)
    rows = []
    for origin, found in grouped.items():
        found.sort(key=lambda one: (one.hops, one.told, one.annotation))
        counted, *rest = found
        worded: dict[tuple[object, ...], SaidFigure] = {}
        for one in rest:
            key = (one.publisher, one.quantity.words, one.interval)
            if key != (counted.publisher, counted.quantity.words, counted.interval):
                worded.setdefault(key, one)
        rows.append(OriginFigure(origin, counted, tuple(worded.values())))
    return sorted(rows, key=lambda row: (row.counted.told, row.origin))


def compared(rows: Sequence[OriginFigure]) -> list[Compared]:
    """Every two of the origins' figures beside each other, what clashes first."""
    found = [
        Compared(one.origin, other.origin, *compare(one.counted.quantity, other.counted.quantity))
        for one, other in combinations(rows[:MOST_COMPARED], 2)
    ]
    order = {CLASH: 0, NOT_COMPARABLE: 1, COMPATIBLE: 2}
    return sorted(found, key=lambda row: order[row.outcome])


def compare(one: Comparable, other: Comparable) -> tuple[str, str]:
    """What two figures are to each other, and the field that differs where that is nothing."""
    outcome = compare_figures(one, other)
    if isinstance(outcome, NotComparable):
        return NOT_COMPARABLE, outcome.field
    return outcome, ""


def beside_others(
    mine: Sequence[OriginFigure],
    others: Iterable[tuple[inputs.ToldClaim, Sequence[OriginFigure]]],
) -> list[BesideClaim]:
    """The figures of other claims that count in the same unit, each beside the figure of this
    claim that it has most to do with; what clashes first."""
    order = {CLASH: 0, COMPATIBLE: 1, NOT_COMPARABLE: 2}
    found = []
    for told, rows in others:
        pairs = [
            (order[outcome], outcome, field, row.counted.quantity)
            for row in rows
            for own in mine
            if own.counted.quantity.unit == row.counted.quantity.unit
            for outcome, field in [compare(own.counted.quantity, row.counted.quantity)]
        ]
        if pairs:
            _rank, outcome, field, quantity = min(pairs, key=lambda pair: pair[0])
            found.append(BesideClaim(told.claim, told.text, quantity, outcome, field))
    return sorted(found, key=lambda row: (order[row.outcome], row.claim))
