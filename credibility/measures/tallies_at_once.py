"""How annotators met in many articles at once: the tallies of `tallies`, counted in arrays.

Everything that counts becomes a row of small integers that begins with its article, and equal
rows are counted together. It comes to what `tally_of` comes to article by article; of one article
alone that is faster.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from credibility.measures.matching import PersonSpan, match_spans
from credibility.measures.stored_tallies import FORM, ROW_LENGTHS, tally_as_json
from credibility.measures.tallies import LABELS, ONE, OTHER, STANCES, Tally

Integers: TypeAlias = npt.NDArray[np.int64]
Stances: TypeAlias = Mapping[int, str | None]

MOST_BITS = 63
_DIFFERS = -1
_PLACE_OF_LABEL = {label: place for place, label in enumerate(LABELS)}
_PLACE_OF_STANCE: Mapping[str | None, int] = {
    None: _DIFFERS,
    **{stance: place for place, stance in enumerate(STANCES)},
}


class ReadingColumns(NamedTuple):
    """The readings of many articles: a column each of what `tallies.Reading` holds."""

    article: Sequence[int]
    person: Sequence[int]
    start: Sequence[int]
    end: Sequence[int]
    id: Sequence[str]
    label: Sequence[str]
    stances: Sequence[Stances]


NO_READINGS = ReadingColumns((), (), (), (), (), (), ())


class AllTallies(NamedTuple):
    """Each article's tally, and what they come to together; both as `tally_as_json` has them."""

    by_article: dict[int, dict[str, Any]]
    total: dict[str, Any]


def tallies_at_once(readings: ReadingColumns, *, articles: Collection[int]) -> AllTallies:
    """The tallies of these articles; all readings must be of one of them.

    >>> said = [7, 7], [1, 2], [0, 0], [9, 8], ["a", "b"], ["contested", "contested"], [{}, {}]
    >>> tallies_at_once(ReadingColumns(*said), articles=[7]).by_article[7]["labels"]
    [0, 0, 2, 1]
    """
    ids = list(articles)
    if not readings.article:
        return AllTallies({pk: tally_as_json(Tally()) for pk in ids}, tally_as_json(Tally()))
    tables = _tables_of(_entries_of(readings, ids))
    (total,) = _as_json({name: table.of_all() for name, table in tables.items()}, articles=1)
    return AllTallies(dict(zip(ids, _as_json(tables, articles=len(ids)), strict=True)), total)


# --- readings as numbers --------------------------------------------------------------------


class _Entries(NamedTuple):
    """The readings in order of article, start, end and id, as numbers: articles by their place
    in what was asked for, people by id, labels and stances by their places; `unit` is the number
    of the passage that a reading is of. `told` holds the different stances that are told."""

    article: Integers
    person: Integers
    start: Integers
    end: Integers
    label: Integers
    unit: Integers
    stances: Integers
    told: list[Stances]


def _entries_of(readings: ReadingColumns, ids: Sequence[int]) -> _Entries:
    place_of = {pk: place for place, pk in enumerate(ids)}
    told = {id(stances): stances for stances in readings.stances}
    place_of_told = {key: place for place, key in enumerate(told)}
    table = np.array(
        [
            [place_of[pk] for pk in readings.article],
            readings.person,
            readings.start,
            readings.end,
            [_PLACE_OF_LABEL[label] for label in readings.label],
            [place_of_told[id(stances)] for stances in readings.stances],
        ],
        dtype=np.int64,
    )
    order = np.lexsort((np.array(readings.id), table[3], table[2], table[0]))
    article, person, start, end, label, stances = table[:, order]
    unit = _units_of(article, person, start, end)
    return _Entries(article, person, start, end, label, unit, stances, list(told.values()))


def _units_of(article: Integers, person: Integers, start: Integers, end: Integers) -> Integers:
    """Which readings are of one passage, as `match_spans` finds it.

    Readings that hang together by what they share are one unit where all are of different people:
    whatever is joined first, all of it is in the end. Where they are not, `match_spans` says.
    """
    one, other = _overlapping(article, person, start, end)
    # Loaded where tallies are counted: processes that only read do without its 17 MB.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(one), dtype=bool), (one, other)), shape=(len(start),) * 2)
    _many, found = connected_components(links, directed=False)
    unit = found.astype(np.int64)
    order = np.lexsort((person, unit))
    is_again = (np.diff(unit[order]) == 0) & (np.diff(person[order]) == 0)
    taken = len(start)
    for crowded in np.unique(unit[order][1:][is_again]).tolist():
        places = np.flatnonzero(unit == crowded)
        spans = (
            PersonSpan(int(start[place]), int(end[place]), f"{place:09}", int(person[place]))
            for place in places.tolist()
        )
        for apart in match_spans(spans):
            unit[[int(span.id) for span in apart]] = taken
            taken += 1
    return np.unique(unit, return_inverse=True)[1].astype(np.int64)


def _overlapping(
    article: Integers, person: Integers, start: Integers, end: Integers
) -> tuple[Integers, Integers]:
    """Places (smaller first) of spans of different people that share half of what both cover."""
    latest = start + (end - start) // 2
    found = [np.empty((2, 0), dtype=np.int64)]
    one = np.arange(len(start))
    for step in count(1):
        one = one[one + step < len(start)]
        other = one + step
        one = one[(article[other] == article[one]) & (start[other] <= latest[one])]
        if not len(one):
            break
        other = one + step
        shared = np.minimum(end[one], end[other]) - start[other]
        union = np.maximum(end[one], end[other]) - start[one]
        is_enough = (2 * shared >= union) & (person[one] != person[other])
        found.append(np.stack([one[is_enough], other[is_enough]]))
    ones, others = np.concatenate(found, axis=1)
    return ones, others


# --- counting -------------------------------------------------------------------------------


class _Table(NamedTuple):
    """Different rows in order, an article first, and how often there is each."""

    rows: Integers
    counts: Integers

    def of_all(self) -> "_Table":
        """All articles as one, in place 0."""
        rows = self.rows.copy()
        rows[:, 0] = 0
        return _counted(rows, self.counts)


def _counted(rows: Integers, times: Integers | None = None) -> _Table:
    """Equal rows counted together, `times` each where told. No number may be below 0."""
    if not len(rows):
        return _Table(rows, np.empty(0, dtype=np.int64))
    bits = [int(most).bit_length() for most in rows.max(axis=0)]
    if sum(bits) <= MOST_BITS:
        keys = np.zeros(len(rows), dtype=np.int64)
        for column, width in zip(rows.T, bits, strict=True):
            keys = (keys << width) | column
        order = np.argsort(keys, kind="stable")
        is_first = np.diff(keys[order], prepend=-1) != 0
    else:
        order = np.lexsort(rows.T[::-1])
        is_first = np.r_[True, (np.diff(rows[order], axis=0) != 0).any(axis=1)]
    firsts = np.flatnonzero(is_first)
    if times is None:
        return _Table(rows[order[firsts]], np.diff(firsts, append=len(rows)))
    return _Table(rows[order[firsts]], np.add.reduceat(times[order], firsts))


def _tables_of(entries: _Entries) -> dict[str, _Table]:
    """Everything that is stored of tallies, by its name there."""
    labels, stances = _labels_said(entries), _stances_said(entries)
    people, (one, other) = labels.people, labels.twos
    first, second = labels.entry[one], labels.entry[other]
    is_exact = (entries.start[first] == entries.start[second]) & (
        entries.end[first] == entries.end[second]
    )
    is_same = labels.value[one] == labels.value[other]
    met = _counted(np.column_stack([people, is_exact, is_same]))
    spans = _counted(np.column_stack([entries.article, entries.person]))
    alone = labels.is_alone[labels.group]
    lone_labels = [labels.articles[labels.group[alone]], labels.value[alone]]
    return {
        "units": _counted(labels.articles[:, None]),
        "lone_stances": _counted(stances.articles[stances.is_alone][:, None]),
        "labels": labels.patterns(len(LABELS)),
        "stances": stances.patterns(len(STANCES)),
        "label_cells": _counted(np.column_stack([people, *labels.values_of_twos])),
        "stance_pairs": _counted(
            np.column_stack([stances.people, *np.sort(stances.values_of_twos, axis=0)])
        ),
        "met_spans": _with_all_spans(met, spans),
        "spans": spans,
        "lone_labels": _counted(np.column_stack(lone_labels)),
    }


@dataclass(frozen=True)
class _Said:
    """What people said of what they can be compared on: a label of a unit, or what a source does
    there. `group` numbers what they spoke of, in order; `entry` is the reading; `articles` are
    those of the groups, also where nothing was said."""

    group: Integers
    entry: Integers
    person: Integers
    value: Integers
    articles: Integers

    @cached_property
    def sizes(self) -> Integers:
        """How many spoke of each group."""
        return np.bincount(self.group, minlength=len(self.articles))

    @property
    def is_alone(self) -> npt.NDArray[np.bool_]:
        """Whether fewer than two spoke of a group."""
        return self.sizes < 2

    @cached_property
    def twos(self) -> tuple[Integers, Integers]:
        """The places of every two who spoke of one group, the smaller person first."""
        return _twos(self.sizes)

    @property
    def values_of_twos(self) -> Integers:
        """What every two said, the smaller person first (2 x twos)."""
        return self.value[np.stack(self.twos)]

    @property
    def people(self) -> Integers:
        """Of every two: the article and who they are."""
        one, other = self.twos
        article = self.articles[self.group[one]]
        return np.column_stack([article, self.person[one], self.person[other]])

    def patterns(self, width: int) -> _Table:
        """How many gave each value, of groups that two spoke of."""
        cells = self.group * width + self.value
        counts = np.bincount(cells, minlength=len(self.articles) * width).reshape(-1, width)
        met = ~self.is_alone
        return _counted(np.column_stack([self.articles[met], counts[met]]))


def _labels_said(entries: _Entries) -> _Said:
    order = np.lexsort((entries.person, entries.unit))
    unit = entries.unit[order]
    firsts = order[np.flatnonzero(np.diff(unit, prepend=-1))]
    return _Said(unit, order, entries.person[order], entries.label[order], entries.article[firsts])


def _stances_said(entries: _Entries) -> _Said:
    """One group for each source that anybody speaks of in a unit; who gives it two stances that
    differ says nothing of it."""
    sizes = np.array([len(stances) for stances in entries.told], dtype=np.int64)
    sources = np.array([source for told in entries.told for source in told], dtype=np.int64)
    values = np.array(
        [_PLACE_OF_STANCE[stance] for told in entries.told for stance in told.values()],
        dtype=np.int64,
    )
    many = sizes[entries.stances]
    entry = np.repeat(np.arange(len(many)), many)
    steps = np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
    at = np.repeat((np.cumsum(sizes) - sizes)[entries.stances], many) + steps
    order = np.lexsort((entries.person[entry], sources[at], entries.unit[entry]))
    entry, at = entry[order], at[order]
    unit, source = entries.unit[entry], sources[at]
    is_first = (np.diff(unit, prepend=-1) != 0) | (np.diff(source, prepend=-1) != 0)
    group = np.cumsum(is_first) - 1
    articles = entries.article[entry[is_first]]
    is_said = values[at] != _DIFFERS
    entry, at = entry[is_said], at[is_said]
    return _Said(group[is_said], entry, entries.person[entry], values[at], articles)


def _twos(sizes: Integers) -> tuple[Integers, Integers]:
    """The places (smaller first) of every two in one of the stretches, which follow each other
    and are so long."""
    starts = np.cumsum(sizes) - sizes
    found = [np.empty((2, 0), dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        begins = starts[sizes == size][:, None]
        places = np.triu_indices(size, 1)
        found.append(np.stack([(begins + place).ravel() for place in places]))
    one, other = np.concatenate(found, axis=1)
    return one, other


def _with_all_spans(met: _Table, spans: _Table) -> _Table:
    """Beside how matched spans compare, how many each two have, in articles where both have any."""
    one, other = _twos(np.bincount(spans.rows[:, 0]))
    article, people = spans.rows[one, 0], (spans.rows[one, 1], spans.rows[other, 1])
    rows, counts = [met.rows], [met.counts]
    for place, which in ((one, ONE), (other, OTHER)):
        cells = np.broadcast_to(which, (len(place), 2))
        rows.append(np.column_stack([article, *people, cells]))
        counts.append(spans.counts[place])
    return _counted(np.concatenate(rows), np.concatenate(counts))


# --- as stored ------------------------------------------------------------------------------


def _as_json(tables: Mapping[str, _Table], *, articles: int) -> list[dict[str, Any]]:
    """The tallies of so many articles in the form of `tally_as_json`."""
    found: list[dict[str, Any]] = [{"form": FORM} for _ in range(articles)]
    for name, (rows, counts) in tables.items():
        if name in ROW_LENGTHS:
            numbers = np.column_stack([rows[:, 1:], counts]).ravel().tolist()
            ends = np.searchsorted(rows[:, 0], np.arange(articles + 1)) * ROW_LENGTHS[name]
            for tally, (begin, end) in zip(found, pairwise(ends.tolist()), strict=True):
                tally[name] = numbers[begin:end]
        else:
            sums = np.bincount(rows[:, 0], counts, minlength=articles)
            for tally, n in zip(found, sums.astype(np.int64).tolist(), strict=True):
                tally[name] = n
    return found
