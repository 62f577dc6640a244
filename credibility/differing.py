"""Places of one article on which its annotators differ: which there are, and in what."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from credibility.inputs import MarkedArticle, Marking
from credibility.label_errors import LabelErrors, Unit, Voted, voted_in
from credibility.measures.matching import match_spans
from credibility.measures.pairs import SILENT, voices_of

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


@dataclass(frozen=True)
class ReadArticle(Voted):
    """An article: where people differ in it, without any doubt yet, and what a model of them is
    fitted on. `parted` has, for each span of a passage with several labels, the votes there."""

    rows: tuple[Difference, ...]
    parted: Mapping[str, Unit]


def read_article(marked: MarkedArticle) -> ReadArticle:
    """What there is to decide in an article, and to learn from it."""
    by_id = {marking.span.id: marking for marking in marked.markings}
    units = [
        [by_id[span.id] for span in unit]
        for unit in match_spans(marking.span for marking in marked.markings)
    ]
    found = (_difference(marked, unit) for unit in joined(units))
    rows = [row for row in found if row is not None and not _waits(row, marked.waiting)]
    voted = [unit for unit in _voted(marked, units) if len(unit) > 1]
    votes = [tuple((person, label) for _id, person, label in unit) for unit in voted]
    parted = {
        pk: said
        for unit, said in zip(voted, votes, strict=True)
        if len({label for _person, label in said}) > 1
        for pk, _person, _label in unit
    }
    return ReadArticle(*voted_in(votes), rows=tuple(rows), parted=parted)


def _voted(
    marked: MarkedArticle, units: Sequence[Sequence[Marking]]
) -> list[list[tuple[str, int, str]]]:
    """The passages as people marked them, whatever was decided: span, person and label."""
    if all(marking.decided is None for marking in marked.markings) and not marked.settled:
        return [[(one.span.id, one.span.person, one.label) for one in unit] for unit in units]
    label_of = {span.id: label for span, label in marked.settled}
    spans = [span for span, _label in marked.settled]
    for marking in marked.markings:
        if marking.decided is None:
            label_of[marking.span.id] = marking.label
            spans.append(marking.span)
    return [
        [(span.id, span.person, label_of[span.id]) for span in unit] for unit in match_spans(spans)
    ]


def doubted(article: ReadArticle, errors: LabelErrors) -> list[Difference]:
    """The places of an article with how doubtful the model of annotators finds each; where it has
    no say, the share of votes against the label that most gave."""
    return [replace(row, doubt=_doubt(row, article.parted, errors)) for row in article.rows]


def _doubt(row: Difference, parted: Mapping[str, Unit], errors: LabelErrors) -> float:
    known = {parted[take.span.id] for take in row.takes if take.span.id in parted}
    if known:
        return max(map(errors.doubt, known))
    labels = Counter(take.label for take in row.takes)
    return 1 - max(labels.values()) / labels.total() if len(labels) > 1 else 0.0


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
        voices, _unheard = _voices(take.chains, label=take.label, publisher=publisher)
        said: dict[int, set[str]] = {}
        for voice in voices:
            if voice.position != SILENT:
                said.setdefault(voice.source, set()).add(voice.position)
        for source, positions in said.items():
            votes.setdefault(source, []).append(positions.pop() if len(positions) == 1 else None)
    return tuple(sorted(source for source, cast in votes.items() if not _has_majority(cast)))


# Several people mark the same passage alike, and news quotes the same few sources.
_voices = lru_cache(maxsize=20_000)(voices_of)


def _has_majority(cast: Sequence[str | None]) -> bool:
    value, many = Counter(cast).most_common(1)[0]
    return value is not None and 2 * many > len(cast)
