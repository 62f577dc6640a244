"""What a number was made of: claims, positions, and the annotations they rest on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from credibility import inputs
from credibility.inputs import Quote
from credibility.measures.pairs import (
    SILENT,
    Contribution,
    Pair,
    contribution_from_json,
    votes_on,
)
from credibility.measures.record import Settled, settled_by
from credibility.models import GroupContribution
from credibility.queries import Scope, contributions_in

Row = TypeVar("Row")

NO_MAJORITY = "no_majority"
SAME, DIFFER, SILENT_BOTH = "same", "differ", "silent"


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page of rows, and how many pages and rows there are."""

    rows: list[Row]
    number: int
    pages: int
    total: int

    @property
    def newer(self) -> int | None:
        """The number of the page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after."""
        return self.number + 1 if self.number < self.pages else None


def slice_of(rows: Sequence[Row], *, number: int, size: int) -> Slice[Row]:
    """The page of that number; the last one when there are fewer."""
    pages = max(1, ceil(len(rows) / size))
    number = min(max(1, number), pages)
    return Slice(list(rows[(number - 1) * size : number * size]), number, pages, len(rows))


def slice_of_rows(rows: "QuerySet[Any, Row]", *, number: int, size: int) -> Slice[Row]:
    """The page of that number of what the database holds: a count and the page itself."""
    total = rows.count()
    pages = max(1, ceil(total / size))
    number = min(max(1, number), pages)
    return Slice(list(rows[(number - 1) * size : number * size]), number, pages, total)


@dataclass(frozen=True)
class Side:
    """Where a source stands on a claim, and the annotations that say so."""

    source: int
    position: str
    label: str | None
    from_labels: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class TracedClaim:
    """A claim with where some sources stand on it; `topic` None: no story."""

    group: int
    text: str
    topic: str | None
    sides: tuple[Side, ...]

    @property
    def is_same(self) -> bool:
        """Whether all of them take the same position."""
        return len({side.position for side in self.sides}) == 1


# --- pairs ----------------------------------------------------------------------------------


def shared_groups(
    project_id: int, pair: Pair, *, scope: Scope, show: str = ""
) -> list[tuple[int, Contribution]]:
    """The claim groups that a pair's numbers count, those on which they differ first.

    `show` SAME or DIFFER: only those; SILENT_BOTH: instead those on which both said nothing.
    """
    found = [
        (group, said)
        for group, said in _speaking_in(project_id, pair, scope)
        if _is_shown(said, pair, show)
    ]
    return sorted(found, key=lambda item: (_is_same(item[1], pair), item[0]))


def _speaking_in(
    project_id: int, sources: Sequence[int], scope: Scope
) -> Iterable[tuple[int, Contribution]]:
    """Contributions in which all of the sources take a position, or all are silent; the kept ones
    are looked up, and may be a few more."""
    if not scope.texts.are_all:
        return contributions_in(project_id, scope)
    silent = Q()
    for source in sources:
        silent &= Q(applied__silent__icontains=str(source))
    rows = GroupContribution.objects.filter(
        Q(applied__stands__has_keys=[str(source) for source in sources]) | silent,
        project=project_id,
    ).order_by("group")
    kept = (
        (group, contribution_from_json(said))
        for group, said in rows.values_list("group", "applied")
    )
    return ((g, said) for g, said in kept if scope.topic is None or said.topic == scope.topic)


def _is_shown(said: Contribution, pair: Pair, show: str) -> bool:
    if show == SILENT_BOTH:
        return said.silent.issuperset(pair)
    if not said.stands.keys() >= set(pair):
        return False
    return show not in (SAME, DIFFER) or _is_same(said, pair) == (show == SAME)


def _is_same(said: Contribution, pair: Pair) -> bool:
    stands = [said.stands[source].position for source in pair if source in said.stands]
    return len(set(stands)) <= 1


def traced_claims(
    user: inputs.User,
    project_id: int,
    groups: Sequence[tuple[int, Contribution]],
    *,
    sources: Sequence[int],
    scope: Scope,
) -> list[TracedClaim]:
    """Where the sources stand on each of the groups, with the annotations that settle it.

    For one page of groups at a time; a fixed number of statements.
    """
    ids = [group for group, _said in groups]
    appearances = inputs.appearances_of(project_id, ids, texts=scope.texts)
    texts = inputs.claim_texts(ids)
    topics = inputs.topic_names({said.topic for _group, said in groups if said.topic})
    settling: dict[tuple[int, int], list[str]] = {}
    for group, said in groups:
        for source in sources:
            _topic, found = appearances[group]
            if source in said.stands:
                rows = votes_on(source, found)
            else:
                voiced = (SILENT, source)
                rows = [a for a in found if any((v.position, v.source) == voiced for v in a.voices)]
            settling[group, source] = [row.annotation for row in rows]
    quotes = inputs.quotes_of(user, {pk for found in settling.values() for pk in found})
    return [
        TracedClaim(
            group=group,
            text=texts.get(group, ""),
            topic=topics.get(said.topic or 0),
            sides=tuple(
                _side(said, source, settling[group, source], quotes)
                for source in sources
                if source in said.stands or source in said.silent
            ),
        )
        for group, said in groups
    ]


def _side(
    said: Contribution, source: int, settling: Sequence[str], quotes: Mapping[str, Quote]
) -> Side:
    stand = said.stands.get(source)
    return Side(
        source=source,
        position=stand.position if stand else SILENT,
        label=stand.label if stand else None,
        from_labels=bool(stand and stand.from_labels),
        quotes=tuple(quotes[pk] for pk in settling if pk in quotes),
    )


# --- what a source said ---------------------------------------------------------------------


@dataclass(frozen=True)
class SaidClaim:
    """A claim group on which a source takes a position, and what became of it."""

    group: int
    position: str
    verdict: inputs.GivenVerdict | None
    settled: Settled | None


def said_claims(project_id: int, source: int) -> list[SaidClaim]:
    """All claim groups on which a source takes a position, with the verdict in force today."""
    rows = GroupContribution.objects.filter(
        project=project_id, applied__stands__has_key=str(source)
    ).order_by("group")
    positions = {
        group: contribution_from_json(said).stands[source].position
        for group, said in rows.values_list("group", "applied")
    }
    verdicts = inputs.verdicts_on(positions)
    return [
        SaidClaim(
            group,
            position,
            verdict := verdicts.get(group),
            settled_by(position, verdict.value, verdict.day) if verdict else None,
        )
        for group, position in positions.items()
    ]


# --- what is left out -----------------------------------------------------------------------


def divided_groups(project_id: int) -> list[tuple[int, Contribution]]:
    """The claim groups in which annotators are divided on where a source stands."""
    rows = GroupContribution.objects.filter(
        project=project_id, applied__left_out__has_key=NO_MAJORITY
    ).order_by("group")
    return [
        (group, contribution_from_json(said))
        for group, said in rows.values_list("group", "applied")
    ]


def divided_claims(
    user: inputs.User, project_id: int, groups: Sequence[tuple[int, Contribution]]
) -> list[TracedClaim]:
    """Those claims, with each source on which annotators are divided and what each of them read.

    For one page of groups at a time.
    """
    appearances = inputs.appearances_of(project_id, [group for group, _said in groups])
    texts = inputs.claim_texts([group for group, _said in groups])
    topics = inputs.topic_names({said.topic for _group, said in groups if said.topic})
    divided: dict[int, dict[int, list[str]]] = {}
    for group, said in groups:
        found = appearances[group][1]
        speaking = {v.source for a in found for v in a.voices if v.position != SILENT}
        divided[group] = {
            source: [row.annotation for row in votes_on(source, found)]
            for source in sorted(speaking - said.stands.keys())
        }
    wanted = {pk for rows in divided.values() for found in rows.values() for pk in found}
    quotes = inputs.quotes_of(user, wanted)
    return [
        TracedClaim(
            group=group,
            text=texts.get(group, ""),
            topic=topics.get(said.topic or 0),
            sides=tuple(
                _side(said, source, settling, quotes) for source, settling in divided[group].items()
            ),
        )
        for group, said in groups
    ]
