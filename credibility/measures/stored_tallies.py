"""Tallies as they are stored: tables of integers, row after row, each row with its count last.

Only what cannot be told from the rest is stored: the patterns of two people's labels follow from
their cells, and how many spans of theirs match from how the matched ones compare.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from credibility.measures.ratings import Pattern
from credibility.measures.tallies import LABELS, ONE, STANCES, People, Tally

FORM = 2
# The tables, and how many integers are a row: a pattern; two people and how they compare; a
# person; a label.
ROW_LENGTHS = {
    "labels": len(LABELS) + 1,
    "stances": len(STANCES) + 1,
    "label_cells": 5,
    "stance_pairs": 5,
    "met_spans": 5,
    "spans": 2,
    "lone_labels": 2,
}
_PLACE_OF_LABEL = {label: place for place, label in enumerate(LABELS)}

Row = tuple[int, ...]


def tally_as_json(tally: Tally) -> dict[str, Any]:
    """The one JSON form of a tally; what counts nothing is left away.

    >>> tally_as_json(Tally(labels=Counter({(2, 0, 1): 4, (0, 3, 0): 1})))["labels"]
    [0, 3, 0, 1, 2, 0, 1, 4]
    """
    return {
        "form": FORM,
        "units": tally.units,
        "lone_stances": tally.lone_stances,
        "labels": _flat((*pattern, n) for pattern, n in tally.labels.items()),
        "stances": _flat((*pattern, n) for pattern, n in tally.stances.items()),
        "label_cells": _flat(_by_two(tally.label_cells)),
        "stance_pairs": _flat(
            (*people, *_two_in(pattern), n)
            for people, patterns in tally.stance_pairs.items()
            for pattern, n in patterns.items()
        ),
        "met_spans": _flat(_by_two(tally.met_spans)),
        "spans": _flat(tally.spans.items()),
        "lone_labels": _flat((_PLACE_OF_LABEL[label], n) for label, n in tally.lone_labels.items()),
    }


def tally_from_json(stored: Mapping[str, Any]) -> Tally:
    """The tally that `tally_as_json` wrote, now or in the form before; {} is that of an article
    without spans."""
    if "form" not in stored:
        return _from_first_form(stored)
    tally = Tally(units=stored["units"], lone_stances=stored["lone_stances"])
    for *pattern, n in _rows(stored, "labels"):
        tally.labels[tuple(pattern)] = n
    for *pattern, n in _rows(stored, "stances"):
        tally.stances[tuple(pattern)] = n
    for one, other, label, its, n in _rows(stored, "label_cells"):
        _of(tally.label_cells, one, other)[label, its] = n
        _of(tally.label_pairs, one, other)[_pattern_of_two(label, its, len(LABELS))] += n
    for one, other, stance, its, n in _rows(stored, "stance_pairs"):
        _of(tally.stance_pairs, one, other)[_pattern_of_two(stance, its, len(STANCES))] = n
    for one, other, kind, which, n in _rows(stored, "met_spans"):
        _of(tally.met_spans, one, other)[kind, which] = n
        if kind != ONE[0]:
            tally.matched_spans[one, other] += n
    tally.spans.update(dict(_rows(stored, "spans")))
    tally.lone_labels.update({LABELS[place]: n for place, n in _rows(stored, "lone_labels")})
    return tally


def _flat(rows: Iterable[Row]) -> list[int]:
    return [number for row in sorted(row for row in rows if row[-1]) for number in row]


def _by_two(tables: Mapping[People, Mapping[Pattern, int]]) -> Iterator[Row]:
    return ((*two, *cell, n) for two, cells in tables.items() for cell, n in cells.items())


def _rows(stored: Mapping[str, Any], name: str) -> Iterator[Any]:
    numbers = iter(stored[name])
    return zip(*(numbers,) * ROW_LENGTHS[name], strict=True)


def _of(tables: dict[People, Counter[Pattern]], one: int, other: int) -> Counter[Pattern]:
    found = tables.get((one, other))
    if found is None:
        found = tables[one, other] = Counter()
    return found


@cache
def _pattern_of_two(one: int, other: int, width: int) -> Pattern:
    counts = [0] * width
    counts[one] += 1
    counts[other] += 1
    return tuple(counts)


@lru_cache(maxsize=1024)
def _two_in(pattern: Sequence[int]) -> Pattern:
    """The two places that a pattern of two counts."""
    return tuple(place for place, times in enumerate(pattern) for _ in range(times))


# --- the form before, in runs that were frozen and rows not computed since ------------------


def _from_first_form(stored: Mapping[str, Any]) -> Tally:
    """Objects by the numbers of pattern and people as texts; some rows know no cells yet."""
    by_two = ("label_pairs", "stance_pairs", "label_cells", "met_spans")
    return Tally(
        labels=_patterns(stored.get("labels", {})),
        stances=_patterns(stored.get("stances", {})),
        spans=Counter({int(person): n for person, n in stored.get("spans", {}).items()}),
        matched_spans=Counter(
            {_people(text): n for text, n in stored.get("matched_spans", {}).items()}
        ),
        units=stored.get("units", 0),
        lone_labels=Counter(stored.get("lone_labels", {})),
        lone_stances=stored.get("lone_stances", 0),
        **{
            name: {_people(text): _patterns(cells) for text, cells in stored.get(name, {}).items()}
            for name in by_two
        },
    )


def _patterns(stored: Mapping[str, int]) -> Counter[Pattern]:
    return Counter({_split(text): units for text, units in stored.items()})


@lru_cache(maxsize=65536)
def _split(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _people(text: str) -> People:
    one, other = _split(text)
    return one, other
