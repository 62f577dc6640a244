"""Where annotators differ and nobody has decided yet: the queue of whoever decides, in order."""

import hashlib
import operator
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from credibility import inputs, unit_traces
from credibility.inputs import MarkedArticle, Marking
from credibility.measures.matching import match_spans
from credibility.measures.pairs import SILENT, voices_of
from credibility.shelf import Shelf

ARTICLES_AT_ONCE = 50
MOST_KEPT_ARTICLES = 5_000
MOST_KEPT_IN_ORDER = 50_000
POSITION, LABEL, CLAIM, CHAINS, FIGURE, SPAN, UNMARKED, DECIDED = (
    *("position", "label", "claim", "chains", "figure", "span", "unmarked", "decided"),
)
FIRST, STRONG, DOUBTFUL, LAST = range(4)


@dataclass(frozen=True)
class Difference:
    """A place on which people differ: from the first to the last code point that one of them took.

    `takes` are what people said, in an order that tells nothing of who they are; `decided` is the
    decision that stands there already, `silent` are people who called the article done and marked
    nothing there. `kinds` say in what they differ, `undecided_sources` whose position has no
    majority. `rank` and `doubt` (0 to 1) give the order.
    """

    article: int
    revision: int
    start: int
    end: int
    takes: tuple[Marking, ...]
    decided: Marking | None
    silent: tuple[int, ...]
    kinds: tuple[str, ...]
    undecided_sources: tuple[int, ...]
    rank: int
    doubt: float

    @property
    def place(self) -> tuple[int, int, int]:
        """Revision, start and end: what its address is made of."""
        return self.revision, self.start, self.end

    @property
    def state(self) -> str:
        """Changes when what people said here changes; says nothing of who they are."""
        said = [(take.span.id, take.version) for take in self.takes]
        facts = (said, self.decided and self.decided.decided, len(self.silent), self.place)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]

    @property
    def order(self) -> tuple[Any, ...]:
        """Positions without a majority first, then confirmed against contested, then what the
        model of annotators is least sure of, then boundaries."""
        return self.rank, -self.doubt, self.article, self.start, self.end


def differences(project_id: int) -> list[Difference]:
    """All places of a project on which people differ and that wait for nobody else, in order."""
    found = _by_article(project_id)
    if not found:
        return []
    doubts = unit_traces.doubts(project_id)
    kept = _ordered.get(project_id)
    if kept is not None and _are_same(kept[0], found) and kept[1] == doubts:
        return list(kept[2])
    doubtful = [replace(row, doubt=_doubt(row, doubts)) for row in found]
    doubtful.sort(key=lambda row: row.order)
    _ordered.put(project_id, (found, doubts, doubtful), size=len(found))
    return list(doubtful)


def _are_same(one: Sequence[Difference], other: Sequence[Difference]) -> bool:
    """Whether they are the very same: what changed was made anew."""
    return len(one) == len(other) and all(map(operator.is_, one, other))


def _doubt(row: Difference, doubts: Mapping[str, float]) -> float:
    """As the model has it; where it has not met the place yet, the share of votes against the
    label that most gave."""
    known = [doubts[take.span.id] for take in row.takes if take.span.id in doubts]
    if known:
        return max(known)
    labels = Counter(take.label for take in row.takes)
    return 1 - max(labels.values()) / labels.total() if len(labels) > 1 else 0.0


# The differences of articles last looked at in this process, each for one state of the article.
_kept: Shelf[int, tuple[Any, list[Difference]]] = Shelf(room=MOST_KEPT_ARTICLES)


# Those of projects in their order, as long as these are the differences and the model's doubts.
_Ordered = tuple[list[Difference], Mapping[str, float], list[Difference]]
_ordered: Shelf[int, _Ordered] = Shelf(room=MOST_KEPT_IN_ORDER)


def _by_article(project_id: int) -> list[Difference]:
    """Of every article; only those that changed are read again."""
    states = inputs.marked_states(project_id)
    known = {pk: _kept.get(pk) for pk in states}
    found = {pk: row[1] for pk, row in known.items() if row and row[0] == states[pk]}
    changed = [pk for pk in states if pk not in found]
    for begin in range(0, len(changed), ARTICLES_AT_ONCE):
        for marked in inputs.marked_articles(project_id, changed[begin : begin + ARTICLES_AT_ONCE]):
            pk = marked.article
            found[pk] = differences_in(marked)
            _kept.put(pk, (states[pk], found[pk]))
    return [row for pk in states for row in found.get(pk, ())]


def differences_in(marked: MarkedArticle) -> list[Difference]:
    """The places of one article, without regard to any model of annotators."""
    by_id = {marking.span.id: marking for marking in marked.markings}
    units = [
        [by_id[span.id] for span in unit]
        for unit in match_spans(marking.span for marking in marked.markings)
    ]
    found = (_difference(marked, unit) for unit in joined(units))
    return [row for row in found if row is not None and not _waits(row, marked.waiting)]


def joined(units: Sequence[Sequence[Marking]]) -> list[list[Marking]]:
    """The units, those put together of which one lies half or more within the other, where no
    person is in both and they do not speak of two claims: one took the sentence, another the
    figure in it. What shares most of the shorter one goes first."""
    places = sorted(units, key=_reach)
    parts = {at: list(unit) for at, unit in enumerate(places)}
    at_now = list(range(len(places)))
    for one, other in _nested(places):
        kept, gone = sorted((at_now[one], at_now[other]))
        if kept != gone and _may_join(parts[kept], parts[gone]):
            parts[kept] += parts.pop(gone)
            at_now = [kept if at == gone else at for at in at_now]
    return list(parts.values())


def _reach(unit: Sequence[Marking]) -> tuple[int, int, str]:
    start = min(marking.span.start for marking in unit)
    return start, max(marking.span.end for marking in unit), unit[0].span.id


def _nested(places: Sequence[Sequence[Marking]]) -> list[tuple[int, int]]:
    reaches = [_reach(unit) for unit in places]
    found = []
    for one, (start, end, _id) in enumerate(reaches):
        for other in range(one + 1, len(reaches)):
            its_start, its_end, _its_id = reaches[other]
            if its_start >= end:
                break
            shared = min(end, its_end) - its_start
            shorter = min(end - start, its_end - its_start)
            if 2 * shared >= shorter:
                found.append((-shared / shorter, one, other))
    return [(one, other) for _share, one, other in sorted(found)]


def _may_join(one: Iterable[Marking], other: Iterable[Marking]) -> bool:
    both = [*one, *other]
    people = [marking.span.person for marking in both]
    groups = {marking.group for marking in both} - {None}
    return len(set(people)) == len(people) and len(groups) < 2


def _waits(row: Difference, waiting: Collection[tuple[int, int]]) -> bool:
    return any(start < row.end and row.start < end for start, end in waiting)


def _difference(marked: MarkedArticle, unit: Sequence[Marking]) -> Difference | None:
    takes = [marking for marking in unit if marking.decided is None]
    decided = next((marking for marking in unit if marking.decided is not None), None)
    if not takes:
        return None
    people = {take.span.person for take in takes}
    silent = marked.done - people if decided is None and people <= marked.done else set()
    said = takes if decided is None else [decided, *takes]
    sources = () if decided else _without_majority(takes, marked.publisher)
    kinds = _kinds(takes, decided, silent=bool(silent), sources=sources)
    if not kinds:
        return None
    start, end, _id = _reach(unit)
    return Difference(
        article=marked.article,
        revision=marked.revision,
        start=start,
        end=end,
        takes=tuple(sorted(takes, key=lambda take: _shuffled(take, start, end))),
        decided=decided,
        silent=tuple(sorted(silent)),
        kinds=kinds,
        undecided_sources=sources,
        rank=_rank(kinds, {marking.label for marking in said}),
        doubt=0.0,
    )


def _shuffled(take: Marking, start: int, end: int) -> str:
    """Nobody is always the first: the order is of the place and the span's random id."""
    return hashlib.sha256(f"{start} {end} {take.span.id}".encode()).hexdigest()


def _kinds(
    takes: Sequence[Marking], decided: Marking | None, *, silent: bool, sources: Collection[int]
) -> tuple[str, ...]:
    """In what they differ. Against a decision boundaries alone are no difference."""
    said = [decided, *takes] if decided is not None else list(takes)
    if decided is not None and not decided.label:
        return (DECIDED,)
    differ = {
        POSITION: bool(sources),
        LABEL: len({marking.label for marking in said}) > 1,
        CLAIM: len({marking.group for marking in said} - {None}) > 1,
        CHAINS: len({frozenset(marking.chains) for marking in said}) > 1,
        FIGURE: len({marking.figure for marking in said} - {None}) > 1,
        SPAN: decided is None and len({marking.span[:2] for marking in said}) > 1,
        UNMARKED: silent,
    }
    found = tuple(kind for kind, is_so in differ.items() if is_so)
    return (DECIDED, *found) if decided is not None and found else found


def _rank(kinds: Collection[str], labels: Collection[str]) -> int:
    if POSITION in kinds:
        return FIRST
    if {"confirmed", "contested"} <= set(labels):
        return STRONG
    return DOUBTFUL if {LABEL, CLAIM, CHAINS, FIGURE, DECIDED} & set(kinds) else LAST


def _without_majority(takes: Sequence[Marking], publisher: int | None) -> tuple[int, ...]:
    """The sources whose position on the claim has no strict majority among those who give one:
    such a position counts nowhere (docs/measures/pair-score.md)."""
    if all(take.group is None for take in takes):
        return ()
    votes: dict[int, list[str | None]] = {}
    for take in takes:
        voices, _unheard = voices_of(take.chains, label=take.label, publisher=publisher)
        said: dict[int, set[str]] = {}
        for voice in voices:
            if voice.position != SILENT:
                said.setdefault(voice.source, set()).add(voice.position)
        for source, positions in said.items():
            votes.setdefault(source, []).append(positions.pop() if len(positions) == 1 else None)
    return tuple(sorted(source for source, cast in votes.items() if not _has_majority(cast)))


def _has_majority(cast: Sequence[str | None]) -> bool:
    value, many = Counter(cast).most_common(1)[0]
    return value is not None and 2 * many > len(cast)
