"""Rebuilding: all scores of a project computed anew from its rows, and swapped in at once."""

import time
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from annotator.services import jobs
from annotator.services.access import WORK, require_role
from credibility import inputs, queries
from credibility.measures.all_pairs import totals_of
from credibility.measures.pairs import (
    Contribution,
    contribution_as_json,
    digest_of,
)
from credibility.measures.tallies import Tally, tally_as_json
from credibility.models import AnnotatorAgreement, GroupContribution, ScoreRun, ScoreState
from credibility.services import keeping
from credibility.services.catching_up import catch_up

GROUPS_AT_ONCE = 200
ARTICLES_AT_ONCE = 500
CODE_VERSION = "2"


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
    before = keeping.versions_of(project_id)
    groups = set(inputs.group_ids_of(project_id)) | before.groups.keys()
    articles = set(inputs.article_ids_of(project_id)) | before.articles.keys()
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
        state = keeping.lock_state(project_id)
        now = keeping.versions_of(project_id)
        moved = keeping.moved_since(before.groups, now.groups)
        contributions |= inputs.contributions_of(project_id, moved)
        retold = keeping.moved_since(before.articles, now.articles)
        tallies |= inputs.tallies_of(project_id, retold)
        _swap(state, contributions, tallies)
        run = _freeze(state, job, tallies)
        jobs.renew_lease(lease, done=progress.total, total=progress.total)
        message = _("Computed from %(groups)s claims; run %(run)s.")
        if not jobs.finish_job(lease, message=message % {"groups": run.groups, "run": run.pk}):
            raise jobs.JobStopped


def _swap(
    state: ScoreState, contributions: Mapping[int, Contribution], tallies: Mapping[int, Tally]
) -> None:
    """Makes every row what it must be, whatever it was. The state must be locked."""
    project_id = state.project_id
    totals = totals_of(list(contributions.values()))
    rows = GroupContribution.objects.filter(project=project_id)
    stored = dict(rows.values_list("group_id", "applied"))
    applied = {pk: contribution_as_json(said) for pk, said in contributions.items()}
    changed = {pk: said for pk, said in applied.items() if stored.get(pk) != said}
    keeping.store_contributions(project_id, changed, looked_at=changed.keys())
    pairs = keeping.stored_pairs(project_id)
    wanted = dict.fromkeys(pairs, keeping.NO_SUMS) | keeping.added_up({}, totals)
    keeping.store_pairs(project_id, pairs, wanted)
    keeping.store_tallies(project_id, {pk: tally_as_json(tally) for pk, tally in tallies.items()})
    state.left_out = dict(sorted(totals.left_out.items()))
    state.groups = totals.groups
    keeping.save_state(state)


def _freeze(state: ScoreState, job: inputs.Job, tallies: Mapping[int, Tally]) -> ScoreRun:
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
        AnnotatorAgreement(run=run, **row.frozen())
        for row in queries.rows_beside_articles(tallies.values())
    )
    return run
