"""How alike people cut the text: u-alpha and gamma over all articles, as a job on demand."""

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from annotator.services import jobs
from annotator.services.access import WORK, require_role
from credibility import inputs, queries
from credibility.measures.results import Result, Undefined
from credibility.measures.tallies import LABELS
from credibility.measures.unitizing import (
    Continuum,
    cu_alpha,
    ku_alpha,
    u_alpha,
    without_overlaps,
)

KIND = "span_report"
SEED = 1
ARTICLES_AT_ONCE = 50


def request_span_report(user: inputs.User, project: inputs.Project) -> inputs.Job:
    """The job that will compute the measures of spans; the one under way, if there is one."""
    require_role(user, project, WORK)
    queries.check_open(user, project)
    known = inputs.last_job(project.pk, KIND)
    if known is not None and not inputs.is_over(known.state):
        return known
    return jobs.create_job(KIND, project=project, created_by=user, parameters={"seed": SEED})


@jobs.in_language_of_job
def span_report(job_id: uuid.UUID | str) -> None:
    """Computes the job's report: a row for each measure of all texts, and of each text (`article`)
    that two people read. Cancelled, it leaves no trace.

    Gamma takes most of the time, text by text: `done` counts texts.
    """
    taken = jobs.start_job(job_id)
    if taken is None:
        return
    job, lease = taken
    assert job.project_id is not None
    try:
        rows = _rows(lease, job.project_id, seed=int(job.parameters.get("seed", SEED)))
    except jobs.JobStopped:
        jobs.settle_cancelled(lease)
        return
    jobs.finish_job(lease, message=_("The measures of spans are computed."), report=rows)


def _rows(lease: jobs.Lease, project_id: int, *, seed: int) -> list[dict[str, Any]]:
    # Brings scipy's optimizers along: only the worker that runs such a job needs that much memory.
    from credibility.measures.gamma import Disorder, Disorders, disorder_of

    articles = sorted(queries.tallies(project_id))
    alone: list[dict[str, Any]] = []
    jobs.renew_lease(lease, done=0, total=len(articles))
    texts: list[Continuum] = []
    disorders: list[Disorder | None] = []
    left_out = 0
    told_at = time.monotonic()
    for block in inputs.blocks(articles, size=ARTICLES_AT_ONCE):
        for article, continuum in inputs.continua_of(project_id, block).items():
            parted, overlapping = _without_overlaps(continuum)
            texts.append(parted)
            left_out += overlapping
            disorders.append(disorder_of(continuum, seed=[seed, article]))
            if len(continuum.spans) > 1:
                own = Disorders(disorders[-1:], seed=seed)
                alone += [
                    _row("u_alpha", u_alpha([parted]), overlapping, article=article),
                    _row("cu_alpha", cu_alpha([parted]), overlapping, article=article),
                    *_ku_rows([parted], overlapping, article=article),
                    _row("gamma", own.gamma(), 0, article=article),
                    _row("gamma_cat", own.gamma_cat(), 0, article=article),
                ]
            if time.monotonic() - told_at >= settings.JOB_LEASE_SECONDS / 30:
                jobs.renew_lease(lease, done=len(texts), total=len(articles))
                told_at = time.monotonic()
    found = Disorders(disorders, seed=seed)
    rows = [
        _row("u_alpha", u_alpha(texts), left_out),
        _row("cu_alpha", cu_alpha(texts), left_out),
        *_ku_rows(texts, left_out),
        _row("gamma", found.gamma(), 0),
        _row("gamma_cat", found.gamma_cat(), 0),
    ]
    jobs.renew_lease(lease, done=len(articles), total=len(articles))
    return [*rows, *alone]


def _without_overlaps(continuum: Continuum) -> tuple[Continuum, int]:
    """The text with no overlapping spans of one person, and how many that leaves out."""
    kept: dict[Any, list[Any]] = {}
    left = 0
    for person, spans in continuum.spans.items():
        kept[person], dropped = without_overlaps(spans)
        left += len(dropped)
    return Continuum(continuum.length, kept), left


def _ku_rows(texts: Sequence[Continuum], left_out: int, **more: int) -> list[dict[str, Any]]:
    """(k)u-alpha of each label."""
    return [
        _row("ku_alpha", ku_alpha(texts, label=at), left_out, label=at, **more) for at in LABELS
    ]


def _row(measure: str, result: Result, left_out: int, **more: str | int) -> dict[str, Any]:
    if isinstance(result, Undefined):
        said: Mapping[str, Any] = {"undefined": result.code, "message": result.message}
    else:
        said = asdict(result)
    return {"measure": measure, "left_out": left_out, **more, **said}
