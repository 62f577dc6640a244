"""The scores kept up to date: caught up after every change, rebuilt on request, read on demand.

A change of the scores of a project is made in a transaction that holds the lock on the project's
`ScoreState` row, and is always the same: new contribution minus the one stored. So late, repeated
and reordered runs change nothing, and a rebuild comes to the same integers.
"""

import datetime
import logging
import time
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from annotator.services import jobs
from annotator.services.access import WORK, require_role
from credibility import inputs, queries
from credibility.measures.pairs import (
    COUNT_FIELDS,
    NO_COUNTS,
    Contribution,
    Pair,
    Totals,
    contribution_as_json,
    contribution_from_json,
    digest_of,
)
from credibility.measures.tallies import Tally, tally_as_json
from credibility.models import (
    AnnotatorAgreement,
    ArticleTally,
    GroupContribution,
    PairScore,
    PairTopic,
    ScoreRun,
    ScoreState,
)

logger = logging.getLogger(__name__)

# Small enough that somebody who saves meanwhile waits for no longer than a blink.
GROUPS_AT_ONCE = 50
ARTICLES_AT_ONCE = 20
ROWS_AT_ONCE = 200
QUEUED_FOR_SECONDS = 3
WAITS_TOO_LONG = datetime.timedelta(seconds=5)
CODE_VERSION = "1"
NO_CONTRIBUTION = contribution_as_json(Contribution(None, {}, frozenset(), {}))


# --- catching up ----------------------------------------------------------------------------


def queue_catch_up(project_id: int) -> None:
    """Asks a worker to catch up, once until one begins; the sweeper does what gets lost."""
    if not cache.add(_queued_key(project_id), 1, QUEUED_FOR_SECONDS):
        return
    try:
        current_app.send_task("credibility.catch_up", [project_id])
    except (OperationalError, OSError) as error:
        # Not a warning: it would stand in the log once for every save. /readyz tells it.
        logger.debug("Scores of project %s wait for the broker: %s", project_id, error)


def _queued_key(project_id: int) -> str:
    return f"catch-up-queued-{project_id}"


def sweep() -> int:
    """Queues what waits although it was announced, or never was; how many projects."""
    waiting = inputs.projects_waiting(older_than=WAITS_TOO_LONG)
    for project_id in waiting:
        queue_catch_up(project_id)
    return len(waiting)


def catch_up(project_id: int) -> int:
    """Draws the consequences of all undelivered changes of a project; how many changes.

    Any number of these may run at once, twice, or late: each takes the rows as they stand.
    """
    cache.delete(_queued_key(project_id))  # what is changed from here on asks for another
    delivered = 0
    while True:
        changes = inputs.undelivered_changes(project_id)
        if not changes.event_ids:
            return delivered
        for groups in inputs.blocks(changes.groups, size=GROUPS_AT_ONCE):
            with transaction.atomic():
                _apply_groups(_lock(project_id), inputs.contributions_of(project_id, groups))
        for articles in inputs.blocks(changes.articles, size=ARTICLES_AT_ONCE):
            with transaction.atomic():
                _apply_tallies(_lock(project_id), inputs.tallies_of(project_id, articles))
        inputs.mark_delivered(changes.event_ids)
        delivered += len(changes.event_ids)


def _lock(project_id: int) -> ScoreState:
    """The project's scores, held until the end of the transaction."""
    ScoreState.objects.get_or_create(project_id=project_id)
    return ScoreState.objects.select_for_update().get(project_id=project_id)


def _apply_groups(state: ScoreState, new: Mapping[int, Contribution]) -> None:
    """Adds the new contributions less the stored ones. The state must be locked."""
    stored = {
        row.group_id: row
        for row in GroupContribution.objects.filter(project=state.project_id, group__in=new)
    }
    change = Totals()
    fresh: list[GroupContribution] = []
    for group_id, contribution in new.items():
        row = stored.get(group_id)
        if row is None:
            row = GroupContribution(project_id=state.project_id, group_id=group_id)
            fresh.append(row)
        applied = contribution_as_json(contribution)
        if applied != (row.applied or NO_CONTRIBUTION):
            change.add(contribution_from_json(row.applied), times=-1)
            change.add(contribution)
        row.applied = applied
        row.version += 1
    GroupContribution.objects.bulk_create(fresh)
    GroupContribution.objects.bulk_update(
        stored.values(), ["applied", "version"], batch_size=ROWS_AT_ONCE
    )
    if change != Totals():
        _add_to_pairs(state.project_id, change)
        _add_to_topics(state.project_id, change)
        left_out = Counter(state.left_out)
        left_out.update(change.left_out)
        state.left_out = {reason: count for reason, count in sorted(left_out.items()) if count}
        state.groups += change.groups
        _save_state(state)


def _save_state(state: ScoreState) -> None:
    state.version += 1
    state.computed_at = timezone.now()
    state.save()


def _add_to_pairs(project_id: int, change: Totals) -> None:
    rows = _rows_of(PairScore.objects.filter(project=project_id), change.pairs)
    wanted = {
        pair: tuple(
            before + more
            for before, more in zip(
                rows[pair].counts if pair in rows else NO_COUNTS, added, strict=True
            )
        )
        for pair, added in change.pairs.items()
    }
    _store_pairs(project_id, rows, wanted)


def _rows_of(rows: Any, pairs: Collection[Pair]) -> dict[Pair, Any]:
    """The rows of the pairs; more are fetched than asked for, in one statement."""
    found = rows.filter(
        source_a__in={pair[0] for pair in pairs}, source_b__in={pair[1] for pair in pairs}
    )
    return {row.pair: row for row in found if row.pair in pairs}


def _store_pairs(
    project_id: int, rows: Mapping[Pair, PairScore], wanted: Mapping[Pair, Sequence[int]]
) -> None:
    """Makes the rows hold what is wanted; those that come to nothing go."""
    fresh, changed, empty = [], [], []
    for pair, counts in wanted.items():
        row = rows.get(pair)
        if not any(counts):
            if row is not None:
                empty.append(row.pk)
        elif row is None:
            row = PairScore(project_id=project_id, source_a_id=pair[0], source_b_id=pair[1])
            row.set_counts(tuple(counts))
            fresh.append(row)
        elif row.counts != tuple(counts):
            row.set_counts(tuple(counts))
            changed.append(row)
    PairScore.objects.filter(pk__in=empty).delete()
    PairScore.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    PairScore.objects.bulk_update(changed, COUNT_FIELDS, batch_size=ROWS_AT_ONCE)


TopicKey = tuple[Pair, int | None]


def _add_to_topics(project_id: int, change: Totals) -> None:
    rows = _topic_rows(project_id, {pair for pair, _topic in change.topics})
    wanted = {
        key: (rows[key].n if key in rows else 0) + added for key, added in change.topics.items()
    }
    _store_topics(project_id, rows, wanted)


def _topic_rows(project_id: int, pairs: Collection[Pair]) -> dict[TopicKey, PairTopic]:
    found = PairTopic.objects.filter(
        project=project_id,
        source_a__in={pair[0] for pair in pairs},
        source_b__in={pair[1] for pair in pairs},
    )
    return {(row.pair, row.topic_id): row for row in found}


def _store_topics(
    project_id: int, rows: Mapping[TopicKey, PairTopic], wanted: Mapping[TopicKey, int]
) -> None:
    fresh, changed, empty = [], [], []
    for key, n in wanted.items():
        (source_a, source_b), topic = key
        row = rows.get(key)
        if n == 0:
            if row is not None:
                empty.append(row.pk)
        elif row is None:
            fresh.append(
                PairTopic(
                    project_id=project_id,
                    source_a_id=source_a,
                    source_b_id=source_b,
                    topic_id=topic,
                    n=n,
                )
            )
        elif row.n != n:
            row.n = n
            changed.append(row)
    PairTopic.objects.filter(pk__in=empty).delete()
    PairTopic.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    PairTopic.objects.bulk_update(changed, ["n"], batch_size=ROWS_AT_ONCE)


def _apply_tallies(state: ScoreState, new: Mapping[int, Tally]) -> None:
    """Stores the tallies of these articles. The state must be locked."""
    stored = {
        row.article_id: row
        for row in ArticleTally.objects.filter(project=state.project_id, article__in=new)
    }
    fresh: list[ArticleTally] = []
    is_changed = False
    for article_id, tally in new.items():
        row = stored.get(article_id)
        if row is None:
            row = ArticleTally(project_id=state.project_id, article_id=article_id)
            fresh.append(row)
        said = tally_as_json(tally)
        is_changed |= said != row.tally
        row.tally = said
        row.version += 1
    ArticleTally.objects.bulk_create(fresh)
    ArticleTally.objects.bulk_update(stored.values(), ["tally", "version"], batch_size=ROWS_AT_ONCE)
    if is_changed:
        _save_state(state)


# --- rebuilding -----------------------------------------------------------------------------


def request_rebuild(user: inputs.User, project: inputs.Project) -> inputs.Job:
    """The job that will compute all scores of the project anew: one waits at most."""
    require_role(user, project, WORK)
    queries.check_open(user, project)
    return jobs.create_job("rebuild", project=project, created_by=user)


def rescore(project: inputs.Project, *, wait_seconds: float = 600) -> bool:
    """Rebuilds here and now, or waits for the worker that has begun; whether it ended well."""
    job = jobs.create_job("rebuild", project=project, created_by=None)
    rebuild(job.pk)
    give_up_at = time.monotonic() + wait_seconds
    while not inputs.is_over(state := inputs.job_state(job.pk)):
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.2)
    return inputs.is_done(state)


def rebuild(job_id: uuid.UUID | str) -> None:
    """Computes all contributions and tallies of the job's project anew and swaps them in at once.

    Computing holds no lock. What a catch-up changed meanwhile is known by its version and
    computed again in the swap. Cancelled or taken over by another worker, it leaves no trace.
    """
    taken = jobs.start_job(job_id)
    if taken is None:
        return
    job, lease = taken
    assert job.project_id is not None
    try:
        _rebuild(job, lease, job.project_id)
    except jobs.JobStopped:
        jobs.settle_cancelled(lease)
    else:
        catch_up(job.project_id)


class _Progress:
    """Tells the job row how far it is, often enough to keep the lease and seldom enough to be
    cheap."""

    def __init__(self, lease: jobs.Lease, total: int) -> None:
        self.lease, self.total, self.done = lease, total, 0
        self._told_at = float("-inf")

    def advance(self, steps: int = 0) -> None:
        """So many more are done; JobStopped when the job was cancelled or taken over."""
        self.done += steps
        if time.monotonic() - self._told_at >= settings.JOB_LEASE_SECONDS / 30:
            jobs.renew_lease(self.lease, done=self.done, total=self.total)
            self._told_at = time.monotonic()


def _rebuild(job: inputs.Job, lease: jobs.Lease, project_id: int) -> None:
    group_versions = _versions(GroupContribution, "group_id", project_id)
    article_versions = _versions(ArticleTally, "article_id", project_id)
    groups = set(inputs.group_ids_of(project_id)) | group_versions.keys()
    articles = set(inputs.article_ids_of(project_id)) | article_versions.keys()
    progress = _Progress(lease, len(groups) + len(articles))
    progress.advance()
    contributions: dict[int, Contribution] = {}
    for block in inputs.blocks(groups, size=GROUPS_AT_ONCE):
        contributions |= inputs.contributions_of(project_id, block)
        progress.advance(len(block))
    tallies: dict[int, Tally] = {}
    for block in inputs.blocks(articles, size=ARTICLES_AT_ONCE):
        tallies |= inputs.tallies_of(project_id, block)
        progress.advance(len(block))
    with transaction.atomic():
        state = _lock(project_id)
        moved = _moved(group_versions, _versions(GroupContribution, "group_id", project_id))
        contributions |= inputs.contributions_of(project_id, moved)
        retold = _moved(article_versions, _versions(ArticleTally, "article_id", project_id))
        tallies |= inputs.tallies_of(project_id, retold)
        _swap(state, contributions, tallies)
        run = _freeze(state, job)
        jobs.renew_lease(lease, done=progress.total, total=progress.total)
        message = _("Computed from %(groups)s claims; run %(run)s.")
        if not jobs.finish_job(lease, message=message % {"groups": run.groups, "run": run.pk}):
            raise jobs.JobStopped


def _versions(rows: Any, key: str, project_id: int) -> dict[int, int]:
    return dict(rows.objects.filter(project=project_id).values_list(key, "version"))


def _moved(before: Mapping[int, int], now: Mapping[int, int]) -> set[int]:
    return {key for key, version in now.items() if before.get(key) != version}


def _swap(
    state: ScoreState, contributions: Mapping[int, Contribution], tallies: Mapping[int, Tally]
) -> None:
    """Makes every row what it must be, whatever it was. The state must be locked."""
    project_id = state.project_id
    totals = Totals()
    for contribution in contributions.values():
        totals.add(contribution)
    stored = {row.group_id: row for row in GroupContribution.objects.filter(project=project_id)}
    fresh, changed = [], []
    for group_id, contribution in contributions.items():
        row = stored.get(group_id)
        applied = contribution_as_json(contribution)
        if row is None:
            fresh.append(
                GroupContribution(
                    project_id=project_id, group_id=group_id, applied=applied, version=1
                )
            )
        elif row.applied != applied:
            row.applied, row.version = applied, row.version + 1
            changed.append(row)
    GroupContribution.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    GroupContribution.objects.bulk_update(changed, ["applied", "version"], batch_size=ROWS_AT_ONCE)
    pairs = {row.pair: row for row in PairScore.objects.filter(project=project_id)}
    _store_pairs(project_id, pairs, dict.fromkeys(pairs, NO_COUNTS) | totals.pairs)
    topics = {(row.pair, row.topic_id): row for row in PairTopic.objects.filter(project=project_id)}
    _store_topics(project_id, topics, dict.fromkeys(topics, 0) | totals.topics)
    _apply_tallies(state, tallies)
    state.left_out = dict(sorted(totals.left_out.items()))
    state.groups = totals.groups
    _save_state(state)


def _freeze(state: ScoreState, job: inputs.Job) -> ScoreRun:
    """The run that keeps these numbers as they are."""
    project_id = state.project_id
    table = queries.pair_table(project_id)
    applied = GroupContribution.objects.filter(project=project_id).order_by("group")
    digests = [[group, digest_of(said)] for group, said in applied.values_list("group", "applied")]
    run = ScoreRun.objects.create(
        project_id=project_id,
        job=job,
        parameters={"pseudo_claims": 2, **job.parameters},
        base_rate=table.base_rate,
        label_base_rate=table.label_base_rate,
        inputs_digest=digest_of(digests),
        code_version=CODE_VERSION,
        groups=state.groups,
        version=state.version,
        numbers={"sources": [row.numbers() for row in table.rows]},
        computed_at=state.computed_at,
    )
    AnnotatorAgreement.objects.bulk_create(
        AnnotatorAgreement(run=run, **row.frozen()) for row in queries.annotator_rows(project_id)
    )
    return run
