"""Jobs: background work, its progress, and a way to stop it."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import ListQuery, Nothing, Ordering
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.api.views import Endpoint
from annotator.errors import NotFound
from annotator.models import Job
from annotator.models.choices import JobState
from annotator.queries.jobs import job_row
from annotator.queries.project_rows import project_of
from annotator.services.jobs import cancel_job


class JobRow(serializers.Serializer[Any]):
    """A piece of background work."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    project = serializers.SlugField(allow_null=True)
    state = serializers.ChoiceField(choices=JobState.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    message = serializers.CharField()
    report = serializers.ListField(child=serializers.JSONField())
    created_by = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class JobQuery(ListQuery):
    """How jobs are listed."""

    project = serializers.CharField(required=False, max_length=60)
    state = serializers.ChoiceField(required=False, choices=JobState.choices)
    kind = serializers.CharField(required=False, max_length=40)
    ordering = Ordering("-created_at", "created_at")


class Jobs(Endpoint):
    """The jobs one may see."""

    queries = {"GET": JobQuery}

    @describe("jobs_list", query=JobQuery, answers={200: page_of(JobRow)}, tag="jobs")
    def get(self, request: Request) -> Response:
        """Your own jobs, and all of the projects in which you review or manage."""
        rows = Job.objects.visible_to(self.person).select_related("project")
        if "project" in self.query:
            rows = rows.filter(project=project_of(self.person, self.query["project"]))
        exact = {"state", "kind"} & self.query.keys()
        found = rows.filter(**{name: self.query[name] for name in exact})
        return self.page(found, lambda jobs: [_shown(self, job) for job in jobs])


class OneJob(Endpoint):
    """One job."""

    @describe("jobs_read", answers={200: JobRow}, tag="jobs")
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """One job: how far it is, and what it had to say."""
        rows = Job.objects.visible_to(self.person).select_related("project")
        job = rows.filter(pk=pk).first()
        if job is None:
            raise NotFound
        return Response(_shown(self, job))


class JobCancel(Endpoint):
    """Stopping a job."""

    @describe("jobs_cancel", body=Nothing, answers={200: JobRow}, tag="jobs")
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Ask a job to stop: at once when it waits, at its next step when it runs."""
        self.body(Nothing)
        return Response(_shown(self, cancel_job(self.person, pk)))


def _shown(view: Endpoint, job: Job) -> dict[str, Any]:
    """The JSON form; for tokens without what it had to say where that holds a protected name."""
    row = job_row(job)
    if job.project_id is None:
        return row
    shield = held_shield(view, {job.project_id})
    is_hidden = shield.hides_in(job.project_id, [job.message, job.report])
    return row | {"message": "", "report": []} if is_hidden else row
