"""agreement/runs/: rebuilds, each with the numbers it froze."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from annotator.api.fields import Strict, Text
from annotator.api.schema import describe, page_of
from annotator.api.throttling import ReadRate, RebuildRate
from annotator.api.views import each
from credibility import services
from credibility.api.scope import ScopeQuery, ScoreEndpoint
from credibility.models import ScoreRun


class RunRow(serializers.Serializer[Any]):
    """A rebuild and what it froze."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    job = serializers.UUIDField(allow_null=True)
    as_of = serializers.DateField(allow_null=True)
    base_rate = serializers.FloatField()
    label_base_rate = serializers.FloatField()
    groups = serializers.IntegerField(help_text="Claims on which anybody takes a position.")
    parameters = serializers.DictField()
    inputs_digest = serializers.CharField()
    code_version = serializers.CharField()
    computed_at = serializers.DateTimeField()


class NewRun(Strict):
    """What is to be computed anew."""

    project = Text(max_length=60)


class QueuedRow(serializers.Serializer[Any]):
    """The job that computes."""

    job = serializers.UUIDField()


class Runs(ScoreEndpoint):
    """Rebuilds."""

    queries: ClassVar[Any] = {"GET": ScopeQuery}
    order = "-computed_at"

    def get_throttles(self) -> list[BaseThrottle]:
        """Rebuilds have a rate of their own: they cost far more than a save."""
        return [ReadRate(), RebuildRate()]

    @describe("agreement_runs", query=ScopeQuery, answers={200: page_of(RunRow)}, tag="agreement")
    def get(self, request: Request) -> Response:
        """The rebuilds of a project, newest first."""
        project = self.open_project(self.query["project"])
        rows = ScoreRun.objects.filter(project=project.pk).select_related("project")
        return self.page(rows, each(run_row))

    @describe(
        "agreement_runs_create",
        body=NewRun,
        answers={202: QueuedRow},
        example={"project": "flood-2024"},
        tag="agreement",
    )
    def post(self, request: Request) -> Response:
        """Compute all scores anew. One rebuild waits per project: asking again gives its job."""
        project = self.open_project(self.body(NewRun)["project"])
        job = services.request_rebuild(self.person, project)
        return Response({"job": str(job.pk)}, status=202)


def run_row(run: ScoreRun) -> dict[str, Any]:
    """The JSON form of a run."""
    return {
        "id": run.pk,
        "project": run.project.slug,
        "job": run.job_id,
        "as_of": run.as_of,
        "base_rate": run.base_rate,
        "label_base_rate": run.label_base_rate,
        "groups": run.groups,
        "parameters": run.parameters,
        "inputs_digest": run.inputs_digest,
        "code_version": run.code_version,
        "computed_at": run.computed_at,
    }
