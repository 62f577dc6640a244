"""How annotators met in one article: their spans as units, the units as count patterns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from operator import itemgetter
from typing import NamedTuple, TypeVar

from credibility.measures.matching import PersonSpan, match_spans
from credibility.measures.ratings import Pattern

LABELS = ("confirmed", "unverified", "contested")
STANCES = ("asserts", "denies", "leaves_open", "reports", "declines", "not_acknowledged")

_PLACE_OF_LABEL = {label: place for place, label in enumerate(LABELS)}
_PLACE_OF_STANCE = {stance: place for place, stance in enumerate(STANCES)}
_SECOND = itemgetter(1)

People = tuple[int, int]

# Keys of `Tally.met_spans` beside (exact, same label): how many spans each of the two has.
ONE: Pattern = (2, 0)
OTHER: Pattern = (2, 1)


class Reading(NamedTuple):
    """One annotator's span with its label, and the stance it gives each source (None: two that
    differ)."""

    span: PersonSpan
    label: str
    stances: Mapping[int, str | None]


Counted = TypeVar("Counted")


def _add_counts(mine: Counter[Counted], theirs: Mapping[Counted, int]) -> None:
    # Counter.update does the same and takes three times as long over so few.
    for key, count in theirs.items():
        mine[key] += count


@dataclass
class Tally:
    """Count patterns over units that at least two people judged; the rest is counted as left out.

    Label patterns count LABELS, stance patterns count STANCES; `label_cells` count who of a pair
    gave which label (places in LABELS); `spans` is how many spans there are. `met_spans` count, in
    articles in which both of a pair marked something, the matched spans by (same to the character,
    same label), and under ONE and OTHER all spans of each. Tallies of articles are added up for a
    project.
    """

    labels: Counter[Pattern] = field(default_factory=Counter)
    stances: Counter[Pattern] = field(default_factory=Counter)
    label_pairs: dict[People, Counter[Pattern]] = field(default_factory=dict)
    stance_pairs: dict[People, Counter[Pattern]] = field(default_factory=dict)
    label_cells: dict[People, Counter[Pattern]] = field(default_factory=dict)
    met_spans: dict[People, Counter[Pattern]] = field(default_factory=dict)
    spans: Counter[int] = field(default_factory=Counter)
    matched_spans: Counter[People] = field(default_factory=Counter)
    units: int = 0
    lone_labels: Counter[str] = field(default_factory=Counter)
    lone_stances: int = 0

    @property
    def lone_units(self) -> int:
        """How many spans nobody else marked."""
        return self.lone_labels.total()

    def add(self, other: "Tally") -> None:
        """Adds another tally to this one."""
        _add_counts(self.labels, other.labels)
        _add_counts(self.stances, other.stances)
        for mine, theirs in (
            (self.label_pairs, other.label_pairs),
            (self.stance_pairs, other.stance_pairs),
            (self.label_cells, other.label_cells),
            (self.met_spans, other.met_spans),
        ):
            for people, patterns in theirs.items():
                _add_counts(mine.setdefault(people, Counter()), patterns)
        _add_counts(self.spans, other.spans)
        _add_counts(self.matched_spans, other.matched_spans)
        self.units += other.units
        _add_counts(self.lone_labels, other.lone_labels)
        self.lone_stances += other.lone_stances

    def unmatched(self, people: People) -> int:
        """How many spans of the two found no counterpart with the other."""
        both = self.matched_spans[people]
        return self.spans[people[0]] + self.spans[people[1]] - 2 * both


def total_of(tallies: Iterable[Tally]) -> Tally:
    """The tallies added up."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def tally_of(readings: Iterable[Reading]) -> Tally:
    """The tally of one revision's readings."""
    by_id = {reading.span.id: reading for reading in readings}
    tally = Tally(spans=Counter([reading.span.person for reading in by_id.values()]))
    for one, other in combinations(sorted(tally.spans), 2):
        met = tally.met_spans.setdefault((one, other), Counter())
        met[ONE], met[OTHER] = tally.spans[one], tally.spans[other]
    for unit in match_spans(reading.span for reading in by_id.values()):
        judged = [by_id[span.id] for span in unit]
        tally.units += 1
        if len(judged) < 2:
            tally.lone_labels[judged[0].label] += 1
            tally.lone_stances += len(judged[0].stances)
            continue
        _count_labels(tally, judged)
        _count_stances(tally, judged)
    return tally


def _count_labels(tally: Tally, judged: Sequence[Reading]) -> None:
    said = sorted((reading.span.person, reading.label, reading.span[:2]) for reading in judged)
    tally.labels[_pattern_of([label for _person, label, _at in said], _PLACE_OF_LABEL)] += 1
    for (one, label, at), (other, its, there) in combinations(said, 2):
        people = one, other
        tally.matched_spans[people] += 1
        pattern = _pattern_of((label, its), _PLACE_OF_LABEL)
        tally.label_pairs.setdefault(people, Counter())[pattern] += 1
        cell = _PLACE_OF_LABEL[label], _PLACE_OF_LABEL[its]
        tally.label_cells.setdefault(people, Counter())[cell] += 1
        tally.met_spans[people][int(at == there), int(label == its)] += 1


def _count_stances(tally: Tally, judged: Sequence[Reading]) -> None:
    by_source: dict[int, list[tuple[int, str]]] = {}
    for reading in judged:
        for source, stance in reading.stances.items():
            said = by_source.setdefault(source, [])
            if stance is not None:
                said.append((reading.span.person, stance))
    for said in by_source.values():
        if len(said) < 2:
            tally.lone_stances += 1
            continue
        tally.stances[_pattern_of(map(_SECOND, said), _PLACE_OF_STANCE)] += 1
        for (one, stance), (other, its) in combinations(sorted(said), 2):
            pattern = _pattern_of((stance, its), _PLACE_OF_STANCE)
            tally.stance_pairs.setdefault((one, other), Counter())[pattern] += 1


def _pattern_of(values: Iterable[str], places: Mapping[str, int]) -> Pattern:
    counts = [0] * len(places)
    for value in values:
        counts[places[value]] += 1
    return tuple(counts)
