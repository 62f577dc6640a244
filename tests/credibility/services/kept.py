"""What is kept of a project's scores, in a form that can be compared."""

from typing import Any

from annotator.models import Job, Project
from annotator.models.choices import JobState
from annotator.services import jobs
from credibility import inputs, services
from credibility.measures.pairs import Totals, contribution_as_json
from credibility.measures.tallies import tally_as_json
from credibility.models import ArticleTally, GroupContribution, PairScore, ScoreState


def state_of(project: Project) -> dict[str, Any]:
    """Everything that is kept of a project's scores, less row ids and versions."""
    state = ScoreState.objects.get(project=project)
    return {
        "pairs": {row.pair: row.counts for row in PairScore.objects.filter(project=project)},
        "topics": {
            (row.pair, topic): n
            for row in PairScore.objects.filter(project=project)
            for topic, n in row.topics.items()
        },
        "contributions": {
            row.group_id: row.applied
            for row in GroupContribution.objects.filter(project=project)
            if says_something(row.applied)
        },
        "tallies": {
            row.article_id: row.tally
            for row in ArticleTally.objects.filter(project=project)
            if row.tally["units"]
        },
        "left_out": state.left_out,
        "groups": state.groups,
    }


def computed_afresh(project: Project) -> dict[str, Any]:
    """The same from the rows alone, group after group, by nothing of what is kept."""
    totals = Totals()
    applied = {}
    groups = inputs.group_ids_of(project.pk)
    for group, contribution in inputs.contributions_of(project.pk, groups).items():
        totals.add(contribution)
        applied[group] = contribution_as_json(contribution)
    tallies = inputs.tallies_of(project.pk, inputs.article_ids_of(project.pk))
    return {
        "pairs": totals.pairs,
        "topics": {
            (pair, "" if topic is None else str(topic)): n
            for (pair, topic), n in totals.topics.items()
        },
        "contributions": {group: said for group, said in applied.items() if says_something(said)},
        "tallies": {pk: tally_as_json(tally) for pk, tally in tallies.items() if tally.units},
        "left_out": dict(sorted(totals.left_out.items())),
        "groups": totals.groups,
    }


def says_something(applied: dict[str, Any]) -> bool:
    """Whether a group contributes anything."""
    return bool(applied["stands"] or applied["silent"] or applied["left_out"])


def rebuild_of(project: Project) -> Job:
    """A rebuild that ran to its end."""
    job = jobs.create_job("rebuild", project=project, created_by=None)
    services.rebuild(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    return job


def rebuilt(project: Project) -> dict[str, Any]:
    """What is kept after a rebuild."""
    rebuild_of(project)
    return state_of(project)
