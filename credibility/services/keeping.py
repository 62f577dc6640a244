"""What is kept of a project's scores: locked, changed by what is new minus what was, stored."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from credibility import inputs
from credibility.json_columns import json_rows
from credibility.measures.pairs import (
    COUNT_FIELDS,
    NO_COUNTS,
    Contribution,
    Counts,
    Pair,
    Totals,
    contribution_as_json,
    contribution_from_json,
)
from credibility.measures.stored_tallies import tally_as_json
from credibility.measures.tallies import Tally
from credibility.models import ArticleTally, GroupContribution, PairScore, ScoreState

ROWS_AT_ONCE = 500
# More sources than this in a change, and the rows of all their pairs are fetched together.
MOST_PIVOTS = 20
NO_CONTRIBUTION = contribution_as_json(Contribution(None, {}, frozenset(), {}))
NO_TALLY = tally_as_json(Tally())


class PairSums(NamedTuple):
    """The integers of a pair, and n by story; see `PairScore`."""

    counts: Counts
    topics: Mapping[str, int]


NO_SUMS = PairSums(NO_COUNTS, {})


class Versions(NamedTuple):
    """How often groups and articles had been looked at: who computes outside the lock compares
    these inside it, and computes again what somebody else looked at meanwhile."""

    groups: Mapping[int, int]
    articles: Mapping[int, int]


def lock_state(project_id: int) -> ScoreState:
    """The project's scores, held until the end of the transaction."""
    ScoreState.objects.get_or_create(project_id=project_id)
    return ScoreState.objects.select_for_update().get(project_id=project_id)


def versions_of(
    project_id: int,
    *,
    groups: Collection[int] | None = None,
    articles: Collection[int] | None = None,
) -> Versions:
    """The versions of these groups and articles as stored; of all where None is given."""
    of_groups = GroupContribution.objects.filter(project=project_id)
    if groups is not None:
        of_groups = of_groups.filter(group__in=groups)
    of_articles = ArticleTally.objects.filter(project=project_id)
    if articles is not None:
        of_articles = of_articles.filter(article__in=articles)
    return Versions(
        dict(of_groups.values_list("group_id", "version")) if groups != () else {},
        dict(of_articles.values_list("article_id", "version")) if articles != () else {},
    )


def moved_since(before: Mapping[int, int], now: Mapping[int, int]) -> set[int]:
    """Which were looked at between the two."""
    return {key for key, version in now.items() if before.get(key, 0) != version}


# --- changing what is kept ------------------------------------------------------------------


def apply_changes(
    state: ScoreState,
    *,
    contributions: Mapping[int, Contribution],
    tallies: Mapping[int, Tally],
) -> None:
    """Adds the new contributions less the stored ones, and stores the tallies. The state must be
    locked. The version of all of them moves, also where nothing came of it."""
    change, applied = Totals(), {}
    stored = _applied(state.project_id, contributions)
    for group_id, contribution in contributions.items():
        said = contribution_as_json(contribution)
        if said != (stored.get(group_id) or NO_CONTRIBUTION):
            change.replace(contribution_from_json(stored.get(group_id) or {}), contribution)
            applied[group_id] = said
        elif group_id not in stored:
            applied[group_id] = said
    store_contributions(state.project_id, applied, looked_at=contributions.keys())
    is_retold = store_tallies(
        state.project_id, {pk: tally_as_json(tally) for pk, tally in tallies.items()}
    )
    if change != Totals():
        if change.pairs or change.topics:
            _add_to_pairs(state.project_id, change)
        left_out = Counter(state.left_out)
        left_out.update(change.left_out)
        state.left_out = {reason: count for reason, count in sorted(left_out.items()) if count}
        state.groups += change.groups
    if is_retold or change != Totals():
        save_state(state)


def save_state(state: ScoreState) -> None:
    """Notes that the scores changed now."""
    state.version += 1
    state.computed_at = timezone.now()
    state.save()


def _applied(project_id: int, groups: Collection[int]) -> dict[int, Mapping[str, Any]]:
    if not groups:
        return {}
    rows = GroupContribution.objects.filter(project=project_id, group__in=groups)
    return dict(json_rows(rows, "group_id", column="applied"))


def store_contributions(
    project_id: int, applied: Mapping[int, Mapping[str, Any]], *, looked_at: Collection[int]
) -> None:
    """Stores what groups contribute now; the version of all that were looked at moves."""
    rows = GroupContribution.objects.filter(project=project_id)
    for block in inputs.blocks(looked_at, size=ROWS_AT_ONCE):
        rows.filter(group__in=block).update(version=F("version") + 1)
    known = versions_of(project_id, groups=applied.keys(), articles=()).groups if applied else {}
    GroupContribution.objects.bulk_create(
        (
            GroupContribution(
                project_id=project_id, group_id=pk, applied=said, version=known.get(pk, 1)
            )
            for pk, said in applied.items()
        ),
        update_conflicts=True,
        unique_fields=["group"],
        update_fields=["applied"],
        batch_size=ROWS_AT_ONCE,
    )


def store_tallies(project_id: int, tallies: Mapping[int, Mapping[str, Any]]) -> bool:
    """Stores how annotators meet in these articles now; whether anything changed. The version of
    all of them moves."""
    if not tallies:
        return False
    rows = ArticleTally.objects.filter(project=project_id)
    stored: dict[int, Any] = {}
    for block in inputs.blocks(tallies.keys(), size=ROWS_AT_ONCE):
        stored |= json_rows(rows.filter(article__in=block), "article_id", column="tally")
        rows.filter(article__in=block).update(version=F("version") + 1)
    ArticleTally.objects.bulk_create(
        (
            ArticleTally(project_id=project_id, article_id=pk, tally=said, version=1)
            for pk, said in tallies.items()
            if stored.get(pk) != said
        ),
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["tally"],
        batch_size=ROWS_AT_ONCE,
    )
    return any(said != (stored.get(pk) or NO_TALLY) for pk, said in tallies.items())


# --- the integers of pairs ------------------------------------------------------------------


def _add_to_pairs(project_id: int, change: Totals) -> None:
    moved = change.pairs.keys() | {pair for pair, _topic in change.topics}
    stored = _sums_of(PairScore.objects.filter(_touching(moved), project=project_id))
    store_pairs(project_id, stored, added_up(stored, change))


def added_up(stored: Mapping[Pair, PairSums], change: Totals) -> dict[Pair, PairSums]:
    """What the pairs that change come to."""
    more_topics: dict[Pair, dict[str, int]] = {}
    for (pair, topic), n in change.topics.items():
        more_topics.setdefault(pair, {})["" if topic is None else str(topic)] = n
    wanted = {}
    for pair in change.pairs.keys() | more_topics.keys():
        before = stored.get(pair, NO_SUMS)
        more = change.pairs.get(pair, NO_COUNTS)
        topics = dict(before.topics)
        for name, n in more_topics.get(pair, {}).items():
            topics[name] = topics.get(name, 0) + n
        wanted[pair] = PairSums(
            tuple([b + m for b, m in zip(before.counts, more, strict=True)]),
            {name: n for name, n in topics.items() if n},
        )
    return wanted


def stored_pairs(project_id: int) -> dict[Pair, PairSums]:
    """The integers of all pairs of the project, as they are stored."""
    return _sums_of(PairScore.objects.filter(project=project_id))


def _sums_of(rows: QuerySet[PairScore]) -> dict[Pair, PairSums]:
    found = rows.values_list("source_a_id", "source_b_id", "topics", *COUNT_FIELDS)
    return {(one, other): PairSums(tuple(counts), topics) for one, other, topics, *counts in found}


def _touching(pairs: Collection[Pair]) -> Q:
    """The rows of the pairs: those of a few sources with the others they are paired with, or,
    where very many changed, some more than asked for."""
    left, chosen = set(pairs), Q(pk__in=())
    for _ in range(MOST_PIVOTS):
        if not left:
            return chosen
        ((pivot, _n),) = Counter(source for pair in left for source in pair).most_common(1)
        mine = {pair for pair in left if pivot in pair}
        chosen |= Q(source_a=pivot, source_b__in=[b for a, b in mine if a == pivot])
        chosen |= Q(source_b=pivot, source_a__in=[a for a, b in mine if b == pivot])
        left -= mine
    return Q(source_a__in={a for a, _ in pairs}, source_b__in={b for _, b in pairs})


def store_pairs(
    project_id: int, stored: Mapping[Pair, PairSums], wanted: Mapping[Pair, PairSums]
) -> None:
    """Makes the rows hold what is wanted; those that come to nothing go."""
    changed = {pair: sums for pair, sums in wanted.items() if stored.get(pair, NO_SUMS) != sums}
    empty = {pair for pair, sums in changed.items() if sums.counts == NO_COUNTS}
    if empty:
        rows = PairScore.objects.filter(_touching(empty), project=project_id)
        found = rows.values_list("pk", "source_a_id", "source_b_id")
        gone = [pk for pk, one, other in found if (one, other) in empty]
        PairScore.objects.filter(pk__in=gone).delete()
    PairScore.objects.bulk_create(
        (
            PairScore(
                project_id=project_id,
                source_a_id=one,
                source_b_id=other,
                topics=sums.topics,
                **dict(zip(COUNT_FIELDS, sums.counts, strict=True)),
            )
            for (one, other), sums in changed.items()
            if sums.counts != NO_COUNTS
        ),
        update_conflicts=True,
        unique_fields=["project", "source_a", "source_b"],
        update_fields=[*COUNT_FIELDS, "topics"],
        batch_size=ROWS_AT_ONCE,
    )
