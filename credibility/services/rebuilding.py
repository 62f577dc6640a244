"""Rebuilding: all scores of a project computed anew by all workers, and swapped in at once."""

import logging
import time
import uuid

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from annotator.services import jobs
from annotator.services.access import WORK, require_role
from credibility import inputs, queries
from credibility.measures.pairs import contribution_as_json, contribution_from_json
from credibility.measures.stored_tallies import tally_as_json
from credibility.models import ScoreState
from credibility.pauses import collector_paused
from credibility.services import claim_runs, keeping, reusing, runs, shards
from credibility.services.catching_up import catch_up

logger = logging.getLogger(__name__)

MOST_HELPERS = 8
LOOK_AGAIN_SECONDS = 0.05
TELL_EVERY_SECONDS = 1.0


def request_rebuild(user: inputs.User, project: inputs.Project) -> inputs.Job:
    """The job that will compute all scores of the project anew: one waits at most."""
    require_role(user, project, WORK)
    queries.check_open(user, project)
    return jobs.create_job("rebuild", project=project, created_by=user, parameters={"why": "asked"})


def rescore(project: inputs.Project, *, wait_seconds: float = 600) -> bool:
    """Rebuilds here and now, or waits for the worker that has begun; whether it ended well."""
    job = jobs.create_job(
        "rebuild", project=project, created_by=None, parameters={"why": "command"}
    )
    rebuild(job.pk)
    give_up_at = time.monotonic() + wait_seconds
    while not inputs.is_over(state := inputs.job_state(job.pk)):
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.2)
    return inputs.is_done(state)


@jobs.in_language_of_job
def rebuild(job_id: uuid.UUID | str) -> None:
    """Computes all contributions and tallies of the job's project anew and swaps them in at once.

    Whoever has the job divides it, computes shares as others do, and waits for theirs. Computing
    holds no lock. What a catch-up changed meanwhile is known by its version and computed again in
    the swap. Cancelled or taken over by another worker, it leaves no trace.
    """
    taken = jobs.start_job(job_id)
    if taken is None:
        return
    job, lease = taken
    project_id = job.project_id
    assert project_id is not None
    try:
        _do_all_shards(job, lease, project_id)
        with collector_paused():
            _finish(job, lease, project_id)
    except jobs.JobStopped:
        if jobs.settle_cancelled(lease):
            shards.forget_shards(job.pk, project_id)
    else:
        shards.forget_shards(job.pk, project_id)
        catch_up(project_id)


def help_rebuild(job_id: uuid.UUID | str) -> int:
    """Computes shares of a rebuild that somebody else has begun, as long as there are any; how
    many."""
    done = 0
    while (project_id := inputs.project_of_running_job(job_id)) is not None:
        shard = shards.take_shard(uuid.UUID(str(job_id)))
        if shard is None:
            break
        shards.do_shard(shard, project_id)
        done += 1
    return done


def _ask_for_help(job: inputs.Job, *, helpers: int) -> None:
    for _helper in range(min(helpers, MOST_HELPERS)):
        try:
            current_app.send_task("credibility.help_rebuild", [str(job.pk)])
        except (OperationalError, OSError) as error:
            logger.debug("Nobody can be asked to help with job %s: %s", job.pk, error)
            return


def _do_all_shards(job: inputs.Job, lease: jobs.Lease, project_id: int) -> None:
    shares = shards.plan_shards(job.pk, project_id)
    _ask_for_help(job, helpers=shares - 1)
    told_at = float("-inf")
    while shards.has_unfinished(job.pk):
        if time.monotonic() - told_at >= TELL_EVERY_SECONDS:
            done, total = shards.how_far(job.pk)
            jobs.renew_lease(lease, done=done, total=total)
            told_at = time.monotonic()
        shard = shards.take_shard(job.pk)
        if shard is None:
            time.sleep(LOOK_AGAIN_SECONDS)
        else:
            shards.do_shard(shard, project_id)


def _finish(job: inputs.Job, lease: jobs.Lease, project_id: int) -> None:
    """Swaps in what came out and freezes it, in one transaction."""
    found = shards.everything_of(job.pk)
    compared = reusing.compare_all(project_id, found.texts)
    claims = claim_runs.claims_of_run(project_id, found.told, compared)
    _done, total = shards.how_far(job.pk)
    with transaction.atomic():
        state = keeping.lock_state(project_id)
        has_moved = _look_again(project_id, found)
        reusing.swap(state, compared)
        if has_moved:
            claims = claim_runs.claims_of_run(project_id, found.told, compared)
        _swap(state, found)
        run = runs.freeze(state, job, found, claims)
        jobs.renew_lease(lease, done=total, total=total)
        message = _("Computed from %(groups)s claims; run %(run)s.")
        if not jobs.finish_job(lease, message=message % {"groups": run.groups, "run": run.pk}):
            raise jobs.JobStopped


def _look_again(project_id: int, found: shards.Everything) -> bool:
    """Computes again what somebody looked at since its share was computed; whether any claim."""
    now = keeping.versions_of(project_id)
    moved = keeping.moved_since(found.versions.groups, now.groups)
    for pk, row in inputs.said_and_told(project_id, moved).items() if moved else ():
        before = contribution_from_json(found.applied.get(pk, {}))
        found.totals.replace(before, row.contribution)
        found.applied[pk] = contribution_as_json(row.contribution)
        claim_runs.replace_told(found.told, pk, row)
    found.changed_groups |= moved
    retold = keeping.moved_since(found.versions.articles, now.articles)
    if retold:
        again = inputs.tallies_of(project_id, retold)
        found.tallies |= {pk: tally_as_json(tally) for pk, tally in again.items()}
        found.tally = shards.total_tally(found.tallies.values())
    found.changed_articles |= retold
    return bool(moved)


def _swap(state: ScoreState, found: shards.Everything) -> None:
    """Makes every row what it must be, whatever it was. The state must be locked."""
    project_id, changed = state.project_id, found.changed_groups
    applied = {pk: found.applied[pk] for pk in changed}
    keeping.store_contributions(project_id, applied, looked_at=changed)
    tallies = {pk: found.tallies[pk] for pk in found.changed_articles}
    keeping.store_tallies(project_id, tallies)
    pairs = keeping.stored_pairs(project_id)
    wanted = dict.fromkeys(pairs, keeping.NO_SUMS) | keeping.added_up({}, found.totals)
    keeping.store_pairs(project_id, pairs, wanted)
    state.left_out = dict(sorted(found.totals.left_out.items()))
    state.groups = found.totals.groups
    keeping.save_state(state)
