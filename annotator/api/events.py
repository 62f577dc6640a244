"""The log of a project, for its managers and for admins."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.annotations import HistoryRow
from annotator.api.fields import ListQuery, Moment, Ordering, QueryId
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.api.views import Endpoint
from annotator.errors import NotAllowed
from annotator.models import Event
from annotator.queries.events import event_row, events_of
from annotator.queries.project_rows import manages, manages_anything, project_of


class EventQuery(ListQuery):
    """How the log is read."""

    project = serializers.CharField(required=False, max_length=60)
    actor = QueryId(required=False)
    verb = serializers.CharField(required=False, max_length=40)
    subject_type = serializers.CharField(required=False, max_length=40)
    subject_id = serializers.CharField(required=False, max_length=40)
    request_id = serializers.CharField(
        required=False, max_length=64, help_text="From the header X-Request-ID of an answer."
    )
    since = Moment(required=False, help_text="This moment and later.")
    until = Moment(required=False, help_text="Before this moment.")
    ordering = Ordering("-id", "id")


class Events(Endpoint):
    """The log of the projects one manages."""

    queries = {"GET": EventQuery}

    @describe("events_list", query=EventQuery, answers={200: page_of(HistoryRow)}, tag="log")
    def get(self, request: Request) -> Response:
        """Who did what, the latest first. For managers and admins."""
        rows = events_of(self.person)
        if "project" in self.query:
            project = project_of(self.person, self.query["project"])
            self._check(manages(self.person, project))
            rows = rows.filter(project=project)
        self._check(manages_anything(self.person))
        exact = {"actor", "verb", "subject_type", "subject_id", "request_id"} & self.query.keys()
        rows = rows.filter(**{name: self.query[name] for name in exact})
        if "since" in self.query:
            rows = rows.filter(at__gte=self.query["since"])
        if "until" in self.query:
            rows = rows.filter(at__lt=self.query["until"])
        return self.page(rows, self._rows)

    def _check(self, may_read: bool) -> None:
        if not may_read:
            raise NotAllowed("not_allowed", _("The log is for a project's managers and admins."))

    def _rows(self, events: list[Event]) -> list[dict[str, Any]]:
        projects = {event.project_id for event in events if event.project_id is not None}
        shield = held_shield(self, projects)
        return [event_row(event, shield=shield) for event in events]
