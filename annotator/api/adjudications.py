"""A reviewer's decisions on what annotators differ about: appended, never changed."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.annotations import AnnotationRow, NewAnnotation, draft_of, is_left_out
from annotator.api.fields import (
    Id,
    ListQuery,
    Nothing,
    Ordering,
    QueryId,
    Strict,
    Text,
    Uuid,
    WholeNumber,
)
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.api.views import Endpoint
from annotator.errors import NotFound
from annotator.models import Adjudication
from annotator.queries.adjudications import (
    adjudication_row,
    adjudications_of,
    adjudications_standing_on,
    sent_back_row,
)
from annotator.queries.project_rows import project_of
from annotator.queries.protection import Shield, shielded_annotation
from annotator.services import adjudications as services
from annotator.services.comments import LONGEST_COMMENT
from annotator.services.sending_back import send_back, take_back

TAG = "adjudications"
MOST_INPUTS = 200
LONGEST_REASON = 10_000


class AdjudicationRow(serializers.Serializer[Any]):
    """A decision on a stretch of a text, and the annotations that were decided on."""

    id = serializers.IntegerField()
    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    reviewer = serializers.IntegerField()
    decision = AnnotationRow(allow_null=True)
    is_not_a_claim = serializers.BooleanField()
    inputs = serializers.ListField(child=serializers.UUIDField())
    error_category = serializers.CharField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    superseded_at = serializers.DateTimeField(
        allow_null=True, help_text="When a later decision replaced this one."
    )


class NewAdjudication(Strict):
    """A stretch, and what holds there; `decision: null` says that it is not a claim."""

    server_owned = frozenset({"id", "reviewer", "is_not_a_claim", "created_at", "superseded_at"})
    revision = Id()
    start = WholeNumber(min_value=0)
    end = WholeNumber(min_value=1)
    decision = NewAnnotation(allow_null=True)
    inputs = serializers.ListField(required=False, child=Uuid(), max_length=MOST_INPUTS)
    error_category = Text(required=False, allow_blank=True, max_length=services.LONGEST_CATEGORY)
    reason = Text(required=False, allow_blank=True, max_length=LONGEST_REASON)
    over = serializers.ListField(
        required=False,
        child=Id(),
        max_length=MOST_INPUTS,
        help_text="The decisions in force that this one may replace; one's own unless told.",
    )


class Why(Strict):
    """Why it was decided so."""

    server_owned = frozenset(AdjudicationRow().fields) - {"reason", "error_category"}
    error_category = Text(required=False, allow_blank=True, max_length=services.LONGEST_CATEGORY)
    reason = Text(required=False, allow_blank=True, max_length=LONGEST_REASON)


class NewSentBack(Strict):
    """A stretch, the annotations on it, and what their authors are to look at."""

    revision = Id()
    start = WholeNumber(min_value=0)
    end = WholeNumber(min_value=1)
    annotations = serializers.ListField(child=Uuid(), allow_empty=False, max_length=MOST_INPUTS)
    note = Text(max_length=LONGEST_COMMENT)


class SentBackRow(serializers.Serializer[Any]):
    """A stretch given back to its annotators."""

    id = serializers.IntegerField()
    revision = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    reviewer = serializers.IntegerField()
    comments = serializers.ListField(child=serializers.IntegerField())
    created_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class AdjudicationQuery(ListQuery):
    """How decisions are listed: those in force, unless `in_force=false` or a day is named."""

    project = serializers.CharField(required=False, max_length=60)
    article = QueryId(required=False)
    revision = QueryId(required=False)
    reviewer = QueryId(required=False)
    in_force = serializers.BooleanField(required=False, help_text="false: replaced ones too.")
    as_of = serializers.DateField(required=False, help_text="Those in force at the end of a day.")
    ordering = Ordering("-created_at", "created_at")


class Adjudications(Endpoint):
    """The decisions of one's projects."""

    queries = {"GET": AdjudicationQuery}

    @describe(
        "adjudications_list",
        query=AdjudicationQuery,
        answers={200: page_of(AdjudicationRow)},
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        """Decisions, the latest first. Those whose words hold a protected name are left out for
        tokens and counted in `X-Rows-Left-Out`."""
        query = self.query
        rows = adjudications_of(self.person)
        if "project" in query:
            project = project_of(self.person, query["project"])
            rows = rows.filter(stretch__revision__article__project=project)
        if "article" in query:
            rows = rows.filter(stretch__revision__article=query["article"])
        if "revision" in query:
            rows = rows.filter(stretch__revision=query["revision"])
        if "reviewer" in query:
            rows = rows.filter(reviewer=query["reviewer"])
        if "as_of" in query:
            rows = adjudications_standing_on(rows, query["as_of"])
        elif query.get("in_force", True):
            rows = rows.in_force()
        self.left_out = 0
        response = self.page(rows, self._rows)
        response["X-Rows-Left-Out"] = str(self.left_out)
        return response

    @describe(
        "adjudications_create",
        body=NewAdjudication,
        answers={201: AdjudicationRow},
        example={
            "revision": 7,
            "start": 17,
            "end": 48,
            "decision": {
                "id": "0190a4de-2f5c-4b7e-9a51-3f1f0a4f7d11",
                "start": 17,
                "end": 48,
                "quote": "at least 30 houses were flooded",
                "label": "unverified",
            },
            "inputs": ["0190a4de-2f5c-4b7e-9a51-3f1f0a4f7d10"],
            "reason": "Nobody but the water board says so.",
        },
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        """Decide a stretch. Every input stays; an earlier decision of yours on it is replaced and
        stays readable. Somebody else's is only replaced when `over` names it: 409
        `decided_already` otherwise, with its id as `current`. The decision in force, sent again,
        is that decision. For reviewers and managers."""
        said = self.body(NewAdjudication)
        decision = said.pop("decision")
        made = services.adjudicate(
            self.person,
            revision_id=said.pop("revision"),
            decision=draft_of(decision) if decision is not None else None,
            **({"over": "own"} | said),
        )
        row = adjudications_of(self.person).get(pk=made.pk)
        return Response(_shown(row, self._shield([row])), status=201)

    def _rows(self, adjudications: list[Adjudication]) -> list[dict[str, Any]]:
        shield = self._shield(adjudications)
        shown = [row for row in adjudications if not _is_left_out(row, shield)]
        self.left_out = len(adjudications) - len(shown)
        return [_shown(row, shield) for row in shown]

    def _shield(self, adjudications: list[Adjudication]) -> Shield:
        projects = {row.stretch.revision.article.project_id for row in adjudications}
        return held_shield(self, projects)


class OneAdjudication(Endpoint):
    """One decision."""

    @describe("adjudications_read", answers={200: AdjudicationRow}, tag=TAG)
    def get(self, request: Request, pk: int) -> Response:
        """One decision, in force or replaced."""
        return Response(_shown(*find_adjudication(self, pk)))

    @describe(
        "adjudications_explain",
        body=Why,
        answers={200: AdjudicationRow},
        example={"error_category": "silence_is_no_denial"},
        tag=TAG,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Say why, after deciding. What was decided stays as it is. For reviewers and managers."""
        said = self.body(Why, partial=True)
        find_adjudication(self, pk)
        category = said.get("error_category")
        services.explain(self.person, pk, reason=said.get("reason"), category=category)
        return Response(_shown(*find_adjudication(self, pk)))


class AdjudicationReopen(Endpoint):
    """Taking a decision back."""

    @describe("adjudications_reopen", body=Nothing, answers={200: AdjudicationRow}, tag=TAG)
    def post(self, request: Request, pk: int) -> Response:
        """Take a decision back: its inputs count again, and where they differ the stretch is in
        the queue again. For reviewers and managers."""
        self.body(Nothing)
        find_adjudication(self, pk)
        services.reopen(self.person, pk)
        return Response(_shown(*find_adjudication(self, pk)))


class SentBackList(Endpoint):
    """Giving a stretch back to its annotators."""

    @describe(
        "adjudications_send_back",
        body=NewSentBack,
        answers={201: SentBackRow},
        example={
            "revision": 7,
            "start": 17,
            "end": 48,
            "annotations": ["0190a4de-2f5c-4b7e-9a51-3f1f0a4f7d10"],
            "note": "Which of the two figures do you mean?",
        },
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        """Give a stretch back instead of deciding: each author finds the note as a comment that
        mentions them, and the article among their unfinished ones. It is out of the queue until
        all of them have called the article done again. For reviewers and managers."""
        said = self.body(NewSentBack)
        sent = send_back(self.person, revision_id=said.pop("revision"), **said)
        return Response(sent_back_row(sent), status=201)


class SentBackUndo(Endpoint):
    """Undoing that."""

    @describe("adjudications_take_back", body=Nothing, answers={200: SentBackRow}, tag=TAG)
    def post(self, request: Request, pk: int) -> Response:
        """Undo giving back: the comments go, and whoever has not gone on is as far as before."""
        self.body(Nothing)
        return Response(sent_back_row(take_back(self.person, pk)))


def find_adjudication(view: Endpoint, pk: int) -> tuple[Adjudication, Shield]:
    """The decision, if who asks may see it, and what of it to hide; else NotFound."""
    row = adjudications_of(view.person).filter(pk=pk).first()
    if row is None:
        raise NotFound
    shield = held_shield(view, {row.stretch.revision.article.project_id})
    if _is_left_out(row, shield):
        raise NotFound
    return row, shield


def _shown(adjudication: Adjudication, shield: Shield) -> dict[str, Any]:
    row = adjudication_row(adjudication)
    if row["decision"] is not None:
        row["decision"] = shielded_annotation(row["decision"], shield)
    return row


def _is_left_out(adjudication: Adjudication, shield: Shield) -> bool:
    project = adjudication.stretch.revision.article.project_id
    if shield.hides(project, adjudication.reason):
        return True
    decision = adjudication.decision
    return decision is not None and is_left_out(decision, shield)
