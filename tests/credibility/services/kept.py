"""What is kept of a project's scores, in a form that can be compared."""

from dataclasses import asdict
from itertools import combinations
from typing import Any

from annotator.models import Article, Job, Project
from annotator.models.choices import JobState
from annotator.services import jobs
from credibility import inputs, queries, services
from credibility.measures.pairs import Totals, contribution_as_json
from credibility.measures.reuse import RECIPE
from credibility.measures.stored_tallies import tally_as_json
from credibility.models import (
    ArticleShingles,
    ArticleTally,
    Derivation,
    GroupContribution,
    PairScore,
    ScoreRun,
    ScoreState,
)
from tests.credibility.measures.word_runs import containment, runs_of_words


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
        "texts": {
            row.article_id: (row.text_key, row.count)
            for row in ArticleShingles.objects.filter(project=project)
        },
        "reuse": {
            (row.article_id, row.from_article_id, row.is_tied): row.probability
            for row in Derivation.objects.filter(project=project, ground="text_reuse")
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
    reuse = _reuse_afresh(project)
    tallies = inputs.tallies_of(project.pk, inputs.article_ids_of(project.pk))
    return {
        "pairs": totals.pairs,
        "topics": {
            (pair, "" if topic is None else str(topic)): n
            for (pair, topic), n in totals.topics.items()
        },
        "contributions": {group: said for group, said in applied.items() if says_something(said)},
        "tallies": {pk: tally_as_json(tally) for pk, tally in tallies.items() if tally.units},
        **reuse,
        "left_out": dict(sorted(totals.left_out.items())),
        "groups": totals.groups,
    }


def _reuse_afresh(project: Project) -> dict[str, Any]:
    articles = Article.objects.filter(project=project, archived_at=None).select_related("current")
    found = {row.pk: row for row in articles}
    runs = {pk: runs_of_words(row.current.text) for pk, row in found.items() if row.current}
    reuse = {}
    for one, other in combinations(sorted(runs), 2):
        day, its = (
            inputs.published_by(found[pk].published_on, found[pk].published_precision) or "9999"
            for pk in (one, other)
        )
        if share := containment(runs[one], runs[other]):
            later, earlier = (one, other) if day > its else (other, one)
            reuse[later, earlier, day == its] = share
    return {
        "texts": {
            pk: (f"{RECIPE}:{found[pk].current.sha256}", len(said))  # type: ignore[union-attr] # it has runs
            for pk, said in runs.items()
        },
        "reuse": reuse,
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


def claims_of_newest_run(project: Project) -> list[dict[str, Any]]:
    """What claims came to in the newest run, replayed from its row."""
    run = ScoreRun.objects.filter(project=project).first()
    assert run is not None
    again = services.replay(run).claims
    assert again == run.numbers["claims"]
    return [{name: row[name] for name in row if name != "group"} for row in again]


def claims_as_read(project: Project) -> list[dict[str, Any]]:
    """What claims come to when they are read, in the form of a run."""
    rows = queries.claim_numbers(project.pk, inputs.group_ids_of(project.pk))
    return [
        {
            "claim": row.claim,
            "supporters": list(row.voices.supporters),
            "deniers": list(row.voices.deniers),
            "decliners": list(row.voices.decliners),
            "carriers": row.voices.carriers,
            "independent_origins": asdict(row.independent_origins),
            "independent_deniers": asdict(row.independent_deniers),
            "suggestion": row.suggestion,
        }
        for row in rows
    ]
