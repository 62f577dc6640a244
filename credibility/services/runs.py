"""Runs: the scores as they stood, frozen with what they were computed from, and replayed."""

import datetime
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.utils import timezone

from annotator.services import jobs
from credibility import inputs, queries
from credibility.measures.all_pairs import totals_of
from credibility.measures.pairs import PSEUDO_CLAIMS, contribution_from_json
from credibility.measures.stored_tallies import tally_from_json
from credibility.models import AnnotatorAgreement, ScoreRun, ScoreState
from credibility.services import claim_runs, shards

CODE_VERSION = "3"
BOOTSTRAP_SAMPLES = 1000
NIGHTLY_AFTER = datetime.timedelta(hours=12)


class Replayed(NamedTuple):
    """What a run comes to: the rows of pairs and of claims as `ScoreRun.numbers` has them, the
    base rates, and every measure of annotator agreement."""

    sources: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    base_rate: float
    label_base_rate: float
    annotators: list[queries.AgreementRow]


def freeze(
    state: ScoreState,
    job: inputs.Job,
    found: shards.Everything,
    claims: claim_runs.ClaimsOfRun,
) -> ScoreRun:
    """The run that keeps these numbers as they are. The state must be locked."""
    table = queries.table_of_totals(found.totals)
    facts = {"applied": found.applied, "tallies": found.tallies, "claims": claims.facts()}
    run = ScoreRun.objects.create(
        project_id=state.project_id,
        job=job,
        parameters={
            "pseudo_claims": PSEUDO_CLAIMS,
            "seed": secrets.randbits(31),
            "bootstrap": BOOTSTRAP_SAMPLES,
            **job.parameters,
        },
        base_rate=table.base_rate,
        label_base_rate=table.label_base_rate,
        inputs_digest=_digest(facts),
        code_version=CODE_VERSION,
        groups=state.groups,
        version=state.version,
        numbers={"sources": [row.numbers() for row in table.rows], "claims": claims.numbers},
        frozen=shards.packed(facts),
        computed_at=state.computed_at,
    )
    AnnotatorAgreement.objects.bulk_create(
        AnnotatorAgreement(run=run, **row.frozen())
        for row in queries.rows_beside_articles([found.tally])
    )
    return run


def _digest(facts: Mapping[str, Any]) -> str:
    """sha256 of what every group contributes, every article holds and every claim rests on."""
    options = orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS
    ordered = [
        facts["applied"],
        facts["tallies"],
        *([facts["claims"]] if "claims" in facts else ()),
    ]
    return hashlib.sha256(orjson.dumps(ordered, option=options)).hexdigest()


def replay(run: ScoreRun) -> Replayed:
    """Computes a run again from its row alone: the same numbers, whatever was said since.

    Raises ValueError where the row was tampered with, or was kept by an older version of the code
    that froze no inputs; one that froze no claims comes to none.
    """
    if run.frozen is None:
        raise ValueError(f"{run} keeps no inputs: it was computed by an older version")
    facts, _rest = shards.unpacked(bytes(run.frozen))
    if _digest(facts) != run.inputs_digest:
        raise ValueError(f"the inputs of {run} are not those that it was computed from")
    contributions = [contribution_from_json(said) for said in facts["applied"].values()]
    table = queries.table_of_totals(totals_of(contributions))
    by_article = {
        int(pk): tally_from_json(said) for pk, said in facts["tallies"].items() if said["units"]
    }
    claims = claim_runs.claims_from_facts(facts["claims"]).numbers if "claims" in facts else []
    return Replayed(
        [row.numbers() for row in table.rows],
        claims,
        table.base_rate,
        table.label_base_rate,
        queries.rows_of_tallies(by_article),
    )


def request_run(project_id: int, *, why: str) -> inputs.Job:
    """Queues a rebuild that nobody asked for by hand: at night, or with a release."""
    return jobs.create_job(
        "rebuild",
        project=inputs.Project.objects.get(pk=project_id),
        created_by=None,
        parameters={"why": why},
    )


def queue_nightly_runs() -> int:
    """Queues a run for each active project that has changed since its last one, once a night;
    how many. Asked every few minutes, so no night is missed because beat was restarted."""
    now = timezone.now()
    if now.hour != settings.NIGHTLY_RUN_HOUR:
        return 0
    queued = 0
    for project in inputs.find_projects():
        last = ScoreRun.objects.filter(project=project.pk).first()
        is_recent = last is not None and now - last.computed_at < NIGHTLY_AFTER
        is_unchanged = last is not None and last.version == queries.live_version(project.pk)
        if not is_recent and not is_unchanged and not inputs.has_rebuild_waiting(project.pk):
            request_run(project.pk, why="nightly")
            queued += 1
    return queued
