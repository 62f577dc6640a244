"""Where annotators differ and nobody has decided yet: the queue of whoever decides, in order.

Each process keeps what it read of the articles of a project, and reads again those that changed.
Which did, only the database tells: lines of the log whose consequences no worker has drawn yet,
the versions of the articles' tallies, which move when one has (ADR 0017), and what is short enough
to be compared as it stands: where merged claims and sources count, who called what done, and what
was sent back.
"""

from bisect import insort
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Sum

from credibility import inputs
from credibility.differing import Difference, ReadArticle, doubted, read_article
from credibility.label_errors import LabelErrors, label_errors
from credibility.models import ArticleTally
from credibility.pauses import collector_paused
from credibility.shelf import Shelf

ARTICLES_AT_ONCE = 500
# Of all projects together, some 1 kB each; a project with more is read each time.
MOST_KEPT_VOTES = 200_000
# More changes than this that no worker has looked at, and all is read anew.
MOST_WAITING = 5000


@dataclass(frozen=True)
class _State:
    """How far the database was, as far as it bears on who differs where."""

    waiting: frozenset[int] | None
    sums: tuple[int, int]
    versions: Mapping[int, int]
    groups: Mapping[int, int]
    roots: Mapping[int, int]
    sent_back: Mapping[int, frozenset[int]]
    state_of_done: tuple[Any, ...]
    done: Mapping[int, frozenset[int]]
    line: Any


@dataclass(frozen=True)
class _Kept:
    """What was read of a project: its articles, the model of its people, and what waits, in
    order."""

    state: _State
    articles: Mapping[int, ReadArticle]
    errors: LabelErrors
    rows: list[Difference]


_shelf: Shelf[int, _Kept] = Shelf(room=MOST_KEPT_VOTES)


def differences(project_id: int) -> list[Difference]:
    """All places of a project on which people differ and that wait for nobody else: positions
    without a majority first, then confirmed against contested, then what the model of annotators
    is least sure of, then boundaries."""
    kept = _shelf.get(project_id)
    # Before the rows: what changes in between is seen the next time.
    now = _state_of(project_id, kept.state if kept else None)
    stale = None if kept is None else _stale(project_id, kept.state, now)
    if kept is None or stale is None:
        kept = _ordered(now, _read(project_id, inputs.article_ids_of(project_id)), project_id)
    elif stale:
        kept = _brought_up_to_date(project_id, kept, now, stale)
    else:
        kept = replace(kept, state=now)
    votes = sum(one.votes for one in kept.articles.values())
    _shelf.put(project_id, kept, size=votes + len(kept.articles))
    return list(kept.rows)


def forget() -> None:
    """Forgets everything that was kept, as a new process would."""
    _shelf.clear()


def _state_of(project_id: int, before: _State | None) -> _State:
    waiting = inputs.waiting_ids(project_id, most=MOST_WAITING)
    tallies = ArticleTally.objects.filter(project=project_id).order_by()
    moves = tallies.aggregate(many=Count("pk"), moves=Sum("version"))
    sums = moves["many"], moves["moves"] or 0
    is_nothing_drawn = before is not None and before.sums == sums
    state_of_done = inputs.state_of_done(project_id)
    is_as_before = before is not None and before.state_of_done == state_of_done
    return _State(
        waiting=waiting,
        sums=sums,
        versions=before.versions
        if before and is_nothing_drawn
        else dict(tallies.values_list("article_id", "version")),
        groups=inputs.groups_of_claims(project_id),
        roots=inputs.source_roots(project_id),
        sent_back=inputs.requests_standing(project_id),
        state_of_done=state_of_done,
        done=before.done if before and is_as_before else inputs.done_with(project_id),
        line=inputs.newest_line(project_id),
    )


def _stale(project_id: int, before: _State, now: _State) -> set[int] | None:
    """The articles that may have changed since; None where that cannot be told."""
    if before.line is None or before.waiting is None or now.waiting is None:
        return None
    if before.line != now.line and not inputs.is_in_log(project_id, before.line):
        return None
    stale = (
        _differing(before.versions, now.versions)
        | _differing(before.sent_back, now.sent_back)
        | _differing(before.done, now.done)
    )
    if new := now.waiting - before.waiting:
        stale |= inputs.articles_touched(new)
    # A claim or source that was not there before is named by nobody yet, or by a mark that is new.
    claims = _differing(before.groups, now.groups) & before.groups.keys()
    sources = _differing(before.roots, now.roots)
    if claims or sources:
        stale |= inputs.articles_that_name(project_id, claims=claims, sources=sources)
    return stale


def _differing(before: Mapping[int, Any], now: Mapping[int, Any]) -> set[int]:
    """The keys that only one of them has, or under which they have something else."""
    if before is now or before == now:
        return set()
    return {key for key, _value in before.items() ^ now.items()}


def _read(project_id: int, article_ids: Collection[int]) -> dict[int, ReadArticle]:
    with collector_paused():
        return {
            marked.article: read_article(marked)
            for block in inputs.blocks(article_ids, size=ARTICLES_AT_ONCE)
            for marked in inputs.marked_articles(project_id, block)
        }


def _brought_up_to_date(project_id: int, kept: _Kept, now: _State, stale: set[int]) -> _Kept:
    read = _read(project_id, stale)
    articles = {pk: one for pk, one in kept.articles.items() if pk not in stale} | read
    errors = label_errors(project_id, articles.values())
    if errors != kept.errors:
        return _ordered(now, articles, project_id)
    rows = [row for row in kept.rows if row.article not in stale]
    for one in read.values():
        for row in doubted(one, errors):
            insort(rows, row, key=_order_of)
    return _Kept(now, articles, errors, rows)


def _ordered(state: _State, articles: Mapping[int, ReadArticle], project_id: int) -> _Kept:
    errors = label_errors(project_id, articles.values())
    rows = [row for one in articles.values() for row in doubted(one, errors)]
    rows.sort(key=_order_of)
    return _Kept(state, articles, errors, rows)


def _order_of(row: Difference) -> tuple[Any, ...]:
    return row.order
