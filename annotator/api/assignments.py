"""Assignments: who is to annotate which article, and how far they are."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Id, ListQuery, Ordering, QueryId, Strict, Text
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint, each
from annotator.errors import NotAllowed, NotFound
from annotator.models import Assignment
from annotator.models.choices import AssignmentState
from annotator.queries.jobs import assignment_row
from annotator.queries.project_rows import project_of
from annotator.services import assignments as services
from annotator.services.access import find_project

MOST_AT_ONCE = 500


class AssignmentRow(serializers.Serializer[Any]):
    """An article somebody is to annotate."""

    id = serializers.IntegerField()
    article = serializers.IntegerField()
    user = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AssignmentState.choices)
    assigned_by = serializers.IntegerField(allow_null=True)
    first_done_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class NewAssignments(Strict):
    """Each of the articles for each of the people."""

    project = Text(max_length=60)
    articles = serializers.ListField(child=Id(), allow_empty=False, max_length=MOST_AT_ONCE)
    people = serializers.ListField(child=Id(), allow_empty=False, max_length=50)


class NewState(Strict):
    """How far one is."""

    server_owned = frozenset(AssignmentRow().fields) - {"state"}
    state = serializers.ChoiceField(choices=AssignmentState.choices)


class AssignmentCount(serializers.Serializer[Any]):
    """How many assignments are new."""

    created = serializers.IntegerField()


class AssignmentQuery(ListQuery):
    """How assignments are listed."""

    project = serializers.CharField(required=False, max_length=60)
    article = QueryId(required=False)
    user = QueryId(required=False)
    state = serializers.ChoiceField(required=False, choices=AssignmentState.choices)
    ordering = Ordering("-updated_at", "updated_at", "-created_at", "created_at")


class Assignments(Endpoint):
    """The assignments of one's projects."""

    queries = {"GET": AssignmentQuery}

    @describe(
        "assignments_list",
        query=AssignmentQuery,
        answers={200: page_of(AssignmentRow)},
        tag="assignments",
    )
    def get(self, request: Request) -> Response:
        """Who annotates what, and how far they are."""
        rows = Assignment.objects.visible_to(self.person)
        if "project" in self.query:
            project = project_of(self.person, self.query["project"])
            rows = rows.filter(article__project=project)
        exact = {"article", "user", "state"} & self.query.keys()
        return self.page(
            rows.filter(**{name: self.query[name] for name in exact}), each(assignment_row)
        )

    @describe(
        "assignments_create",
        body=NewAssignments,
        answers={201: AssignmentCount},
        example={"project": "flood-2024", "articles": [7, 8], "people": [3, 4]},
        tag="assignments",
    )
    def post(self, request: Request) -> Response:
        """Give articles to people. For managers. What was given before stays as it is."""
        said = self.body(NewAssignments)
        project = find_project(self.person, said.pop("project"))
        return Response({"created": services.assign(self.person, project, **said)}, status=201)


class OneAssignment(Endpoint):
    """One assignment."""

    @describe("assignments_read", answers={200: AssignmentRow}, tag="assignments")
    def get(self, request: Request, pk: int) -> Response:
        """One assignment."""
        return Response(assignment_row(self._find(pk)))

    @describe(
        "assignments_change",
        body=NewState,
        answers={200: AssignmentRow},
        example={"state": "done"},
        tag="assignments",
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Say how far you are with an article of your own."""
        assignment = self._find(pk)
        if assignment.user_id != self.person.pk:
            raise NotAllowed("not_yours", _("Only whose article it is says how far it is."))
        state = self.body(NewState)["state"]
        changed = services.set_state(self.person, assignment.article, state)
        return Response(assignment_row(changed))

    def _find(self, pk: int) -> Assignment:
        rows = Assignment.objects.visible_to(self.person).select_related("article__project")
        assignment = rows.filter(pk=pk).first()
        if assignment is None:
            raise NotFound
        return assignment
