"""Assignments: who is to annotate which article, and how far they are."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Id, ListQuery, Ordering, QueryId, Strict, Text, WholeNumber, YesNo
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint, each
from annotator.errors import NotAllowed, NotFound
from annotator.models import Assignment
from annotator.models.choices import AssignmentState, Spread
from annotator.queries.jobs import assignment_row
from annotator.queries.project_rows import project_of
from annotator.services import assignments as services
from annotator.services.access import find_project
from annotator.services.spreading import MOST_PER_ARTICLE, plan_spread, spread

MOST_AT_ONCE = 500


class AssignmentRow(serializers.Serializer[Any]):
    """An article somebody is to annotate."""

    id = serializers.IntegerField()
    article = serializers.IntegerField()
    user = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AssignmentState.choices)
    assigned_by = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    first_done_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class NewAssignments(Strict):
    """Each of the articles for each of the people."""

    project = Text(max_length=60)
    articles = serializers.ListField(child=Id(), allow_empty=False, max_length=MOST_AT_ONCE)
    people = serializers.ListField(child=Id(), allow_empty=False, max_length=50)
    due_on = serializers.DateField(required=False, allow_null=True)


class AssignmentChange(Strict):
    """How far one is, or until when it is to be done."""

    server_owned = frozenset(AssignmentRow().fields) - {"state", "due_on"}
    state = serializers.ChoiceField(required=False, choices=AssignmentState.choices)
    due_on = serializers.DateField(required=False, allow_null=True)


class NewSpread(Strict):
    """The articles that too few people have, dealt out over these people."""

    project = Text(max_length=60)
    people = serializers.ListField(child=Id(), allow_empty=False, max_length=50)
    per_article = WholeNumber(min_value=1, max_value=MOST_PER_ARTICLE)
    by = serializers.ChoiceField(required=False, choices=Spread.choices)
    due_on = serializers.DateField(required=False, allow_null=True)
    dry_run = YesNo(required=False)


class SpreadShare(serializers.Serializer[Any]):
    """What one person gets."""

    user = serializers.IntegerField()
    articles = serializers.IntegerField()


class SpreadRow(serializers.Serializer[Any]):
    """What was dealt out, or would be."""

    created = serializers.IntegerField()
    is_done = serializers.BooleanField()
    shares = SpreadShare(many=True)
    short = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Articles for which too few people were found.",
    )


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


class Spreading(Endpoint):
    """Dealing articles out."""

    @describe(
        "assignments_spread",
        body=NewSpread,
        answers={200: SpreadRow, 201: SpreadRow},
        example={"project": "flood-2024", "people": [3, 4], "per_article": 2, "dry_run": True},
        tag="assignments",
    )
    def post(self, request: Request) -> Response:
        """Deal out the articles that too few people have, or see with `dry_run` who would get
        how many. For managers."""
        said = self.body(NewSpread)
        project = find_project(self.person, said.pop("project"))
        is_dry = said.pop("dry_run", False)
        due_on = said.pop("due_on", None)
        said.setdefault("by", Spread.EVEN)
        if is_dry:
            planned = plan_spread(self.person, project, **said)
        else:
            planned = spread(self.person, project, due_on=due_on, **said)
        shares = sorted(planned.many_of.items())
        row = {
            "created": 0 if is_dry else planned.many,
            "is_done": not is_dry,
            "shares": [{"user": user, "articles": many} for user, many in shares],
            "short": planned.short,
        }
        return Response(row, status=200 if is_dry else 201)


class OneAssignment(Endpoint):
    """One assignment."""

    @describe("assignments_read", answers={200: AssignmentRow}, tag="assignments")
    def get(self, request: Request, pk: int) -> Response:
        """One assignment."""
        return Response(assignment_row(self._find(pk)))

    @describe(
        "assignments_change",
        body=AssignmentChange,
        answers={200: AssignmentRow},
        example={"state": "done"},
        tag="assignments",
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Say how far you are with an article of your own; managers set `due_on`."""
        assignment = self._find(pk)
        said = self.body(AssignmentChange)
        if "state" in said and assignment.user_id != self.person.pk:
            raise NotAllowed("not_yours", _("Only whose article it is says how far it is."))
        with transaction.atomic():
            if "due_on" in said:
                assignment = services.set_deadline(self.person, assignment, said["due_on"])
            if "state" in said:
                assignment = services.set_state(self.person, assignment.article, said["state"])
        return Response(assignment_row(assignment))

    @describe("assignments_take_away", answers={204: None}, tag="assignments")
    def delete(self, request: Request, pk: int) -> Response:
        """Take an unfinished article off somebody's list. For managers; marks made stay."""
        services.take_away(self.person, self._find(pk))
        return Response(status=204)

    def _find(self, pk: int) -> Assignment:
        rows = Assignment.objects.visible_to(self.person).select_related("article__project")
        assignment = rows.filter(pk=pk).first()
        if assignment is None:
            raise NotFound
        return assignment
