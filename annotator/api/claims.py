"""Claims and topics: found by their words, made, changed, merged and taken apart again."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.annotations import QuantityBody, QuantityRow
from annotator.api.fields import Id, ListQuery, Nothing, Ordering, QueryId, Strict, Text, Uuid
from annotator.api.parsers import parse_json
from annotator.api.protected_words import (
    keeps_back,
    page_without_names,
    those_told,
    words_of_claim,
    words_of_topic,
)
from annotator.api.schema import describe, page_of
from annotator.api.sources import Into
from annotator.api.views import Endpoint, each
from annotator.errors import BadInput, NotFound
from annotator.models import Topic
from annotator.models.choices import ClaimRelationKind
from annotator.models.claim import ClaimQuerySet
from annotator.queries.claims import (
    claim_row,
    claims_of,
    relation_row,
    relations_of,
    topic_row,
    worded_like,
)
from annotator.queries.project_rows import project_of
from annotator.queries.similar_claims import SimilarClaim, similar_claims
from annotator.services import claim_relations as relations
from annotator.services import claims as services
from annotator.services.access import find_project
from annotator.services.annotations import Figure
from annotator.services.topics import rename_topic

MOST_SIMILAR = 10
LONGEST_WORDS = 2_000

SERVER_OWNED = frozenset(
    {"id", "group", "merged_into", "archived_at", "created_by", "created_at", "updated_at"}
)


class FiguresApart(serializers.Serializer[Any]):
    """What a claim's figure has to do with the one asked about; null where one has none."""

    relation = serializers.ChoiceField(
        choices=["same", "other", "clash"],
        allow_null=True,
        help_text="`other` can be right too, `clash` cannot. Null: they are about other things.",
    )
    field = serializers.CharField(
        allow_null=True, help_text="Then: the first of measure, population, place, period, unit."
    )
    quantity = QuantityRow(allow_null=True, help_text="The claim's figure as a colleague took it.")


class ClaimRow(serializers.Serializer[Any]):
    """A claim."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    text = serializers.CharField()
    language = serializers.CharField()
    topic = serializers.IntegerField(allow_null=True)
    group = serializers.IntegerField(help_text="Near-duplicate wordings share one, and count once.")
    merged_into = serializers.IntegerField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    likeness = serializers.FloatField(required=False, help_text="Only with `similar_to`.")
    figures: Any = FiguresApart(required=False, help_text="Only with `similar_to`.")


class ClaimChanges(Strict):
    """What can be changed of a claim."""

    server_owned = SERVER_OWNED | {"project"}
    text = Text(required=False, max_length=services.LONGEST_CLAIM)
    language = Text(required=False, allow_blank=True, max_length=8)
    topic = Id(required=False, allow_null=True)


class NewClaim(ClaimChanges):
    """A new claim of a project."""

    server_owned = SERVER_OWNED
    project = Text(max_length=60)
    text = Text(max_length=services.LONGEST_CLAIM)


class ClaimQuery(ListQuery):
    """How claims are listed."""

    project = serializers.CharField(required=False, max_length=60)
    search = serializers.CharField(required=False, max_length=300, help_text="All of its words.")
    topic = QueryId(required=False)
    group = QueryId(required=False)
    archived = serializers.BooleanField(required=False, help_text="Those put away instead.")
    merged = serializers.BooleanField(required=False, help_text="Those merged into another.")
    similar_to = serializers.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        help_text="Words: the claims most like them, the likest first, on one page.",
    )
    language = serializers.CharField(
        required=False, max_length=8, help_text="With `similar_to`: the language of the words."
    )
    quantity = serializers.CharField(
        required=False,
        max_length=2_000,
        help_text="With `similar_to`: the figure as JSON, as in an annotation. Without it the "
        "first figure in the words counts.",
    )
    ordering = Ordering("-created_at", "created_at", "-updated_at", "updated_at")


class Claims(Endpoint):
    """The claims of one's projects."""

    queries = {"GET": ClaimQuery}

    @describe("claims_list", query=ClaimQuery, answers={200: page_of(ClaimRow)}, tag="claims")
    def get(self, request: Request) -> Response:
        """Claims, newest first; with `similar_to` the likest first, and what sets the figure of
        each apart. Tokens do not get those whose words hold a protected name; `X-Rows-Left-Out`
        counts them."""
        query = self.query
        rows = claims_of(self.person).filter(
            archived_at__isnull=not query.get("archived", False),
            merged_into__isnull=not query.get("merged", False),
        )
        if "project" in query:
            rows = rows.filter(project=project_of(self.person, query["project"]))
        rows = rows.filter(**{name: query[name] for name in {"topic", "group"} & query.keys()})
        if "search" in query:
            rows = worded_like(rows, query["search"])
        if "similar_to" in query:
            return self._similar(rows)
        return page_without_names(self, rows, words_of_claim, each(claim_row))

    @describe(
        "claims_create",
        body=NewClaim,
        answers={201: ClaimRow},
        example={"project": "flood-2024", "text": "At least 30 houses were flooded."},
        tag="claims",
    )
    def post(self, request: Request) -> Response:
        """Make a claim: one checkable statement, in words of your own."""
        said = self.body(NewClaim)
        project = find_project(self.person, said["project"])
        claim = services.create_claim(
            self.person,
            project,
            text=said["text"],
            language=said.get("language", ""),
            topic_id=said.get("topic"),
        )
        return Response(claim_row(claim), status=201)

    def _similar(self, rows: ClaimQuerySet) -> Response:
        found = similar_claims(
            self.person,
            rows,
            words=self.query["similar_to"],
            language=self.query.get("language"),
            figure=read_quantity(self.query.get("quantity")),
            most=self.query.get("page_size", MOST_SIMILAR),
        )
        shown = those_told(self, found, lambda one: words_of_claim(one.claim))
        return Response(
            {"next": None, "previous": None, "results": [similar_row(one) for one in shown]}
        )


def similar_row(found: SimilarClaim) -> dict[str, Any]:
    """The JSON form of a claim that is like something."""
    apart = None
    if found.figures is not None:
        apart = {
            "relation": found.figures.relation,
            "field": found.figures.field,
            "quantity": found.quantity,
        }
    return claim_row(found.claim) | {"likeness": round(found.likeness, 4), "figures": apart}


def read_quantity(written: str | None) -> Figure | None:
    """The figure that a query tells as JSON."""
    if written is None:
        return None
    body = QuantityBody(data=parse_json(written.encode(errors="replace")))
    try:
        body.is_valid(raise_exception=True)
    except serializers.ValidationError as error:
        raise BadInput(
            "quantity_wrong",
            _("The figure is not written as in an annotation."),
            fields={"quantity": [str(error)[:200]]},
        ) from None
    return Figure(**body.validated_data)


class OneClaim(Endpoint):
    """One claim."""

    @describe("claims_read", answers={200: ClaimRow}, tag="claims")
    def get(self, request: Request, pk: int) -> Response:
        """One claim."""
        claim = claims_of(self.person).filter(pk=pk).first()
        if claim is None or keeps_back(self, words_of_claim(claim)):
            raise NotFound
        return Response(claim_row(claim))

    @describe(
        "claims_change",
        body=ClaimChanges,
        answers={200: ClaimRow},
        example={"text": "At least 30 houses in the lower town were flooded."},
        tag="claims",
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change a claim's wording, language or topic. For managers."""
        changes = self.body(ClaimChanges, partial=True)
        if "topic" in changes:
            changes["topic_id"] = changes.pop("topic")
        return Response(claim_row(services.update_claim(self.person, pk, changes)))


class ClaimMerge(Endpoint):
    """Merging one claim into another."""

    @describe(
        "claims_merge", body=Into, answers={200: ClaimRow}, example={"into": 12}, tag="claims"
    )
    def post(self, request: Request, pk: int) -> Response:
        """Make a claim part of another, which is the answer. Nothing is lost: undo it with
        `POST claims/{id}/merge/undo/`."""
        into = self.body(Into)["into"]
        return Response(claim_row(services.merge_claim(self.person, pk, into_id=into)))


class ClaimMergeUndo(Endpoint):
    """Taking a merged claim out again."""

    @describe("claims_unmerge", body=Nothing, answers={200: ClaimRow}, tag="claims")
    def post(self, request: Request, pk: int) -> Response:
        """Take a merged claim out again, as it was."""
        self.body(Nothing)
        return Response(claim_row(services.unmerge_claim(self.person, pk)))


class Split(Strict):
    """Which annotations are about another claim, and how that one is worded."""

    text = Text(max_length=services.LONGEST_CLAIM)
    annotations = serializers.ListField(
        child=Uuid(), allow_empty=False, max_length=relations.MOST_MOVED
    )


class ClaimSplit(Endpoint):
    """Telling two claims apart that were taken for one."""

    @describe(
        "claims_split",
        body=Split,
        answers={201: ClaimRow},
        example={
            "text": "At least 40 houses were flooded.",
            "annotations": ["0190a4de-2f5c-4b7e-9a51-3f1f0a4f7d10"],
        },
        tag="claims",
    )
    def post(self, request: Request, pk: int) -> Response:
        """Make a new claim of some annotations of this one: the new claim is the answer. Nothing
        is lost: undo it with `POST claims/{id of the new one}/split/undo/`. For reviewers and
        managers."""
        said = self.body(Split)
        made = relations.split_claim(
            self.person, pk, text=said["text"], annotation_ids=said["annotations"]
        )
        return Response(claim_row(made), status=201)


class ClaimSplitUndo(Endpoint):
    """Making one claim again of two that were told apart."""

    @describe("claims_unsplit", body=Nothing, answers={200: ClaimRow}, tag="claims")
    def post(self, request: Request, pk: int) -> Response:
        """Give the annotations back to the claim this one was split from, which is the answer;
        this one is put away."""
        self.body(Nothing)
        return Response(claim_row(relations.unsplit_claim(self.person, pk)))


class RelationRow(serializers.Serializer[Any]):
    """What one claim is to another."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField()
    other = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ClaimRelationKind.choices)
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class NewRelation(Strict):
    """What the claim is to another one."""

    server_owned = frozenset({"id", "claim", "created_by", "created_at", "undone_at"})
    other = Id()
    kind = serializers.ChoiceField(choices=ClaimRelationKind.choices)


class RelationQuery(ListQuery):
    """How relations are listed."""

    ordering = Ordering("-created_at", "created_at")


class ClaimRelations(Endpoint):
    """What a claim is to others."""

    queries = {"GET": RelationQuery}

    @describe(
        "claim_relations_list",
        query=RelationQuery,
        answers={200: page_of(RelationRow)},
        tag="claims",
    )
    def get(self, request: Request, pk: int) -> Response:
        """The relations of a claim, from it and to it, newest first."""
        if not claims_of(self.person).filter(pk=pk).exists():
            raise NotFound
        return self.page(relations_of(self.person, pk), each(relation_row))

    @describe(
        "claim_relations_create",
        body=NewRelation,
        answers={201: RelationRow, 200: RelationRow},
        example={"other": 12, "kind": "updates"},
        tag="claims",
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say what a claim is to another: `same_as` (another wording: the two count once, so
        they must not differ in a figure), `narrower`, `contradicts` or `updates`. 201, or 200
        when that stands already. For reviewers and managers."""
        said = self.body(NewRelation)
        relation, is_new = relations.relate_claims(
            self.person, pk, other_id=said["other"], kind=said["kind"]
        )
        return Response(relation_row(relation), status=201 if is_new else 200)


class ClaimRelationUndo(Endpoint):
    """Taking a relation back."""

    @describe("claim_relations_undo", body=Nothing, answers={200: RelationRow}, tag="claims")
    def post(self, request: Request, pk: int, relation_id: int) -> Response:
        """Take a relation back. Wordings that were put together count apart again."""
        self.body(Nothing)
        return Response(relation_row(relations.undo_relation(self.person, pk, relation_id)))


class TopicRow(serializers.Serializer[Any]):
    """A topic."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()


class NewTopic(Strict):
    """A new topic of a project."""

    server_owned = frozenset({"id", "created_at"})
    project = Text(max_length=60)
    name = Text(max_length=200)


class TopicChanges(Strict):
    """Another name for a topic."""

    server_owned = frozenset({"id", "project", "created_at"})
    name = Text(max_length=200)


class TopicQuery(ListQuery):
    """How topics are listed."""

    project = serializers.CharField(required=False, max_length=60)
    ordering = Ordering("name", "-name", "-created_at", "created_at")


class Topics(Endpoint):
    """The topics (stories) of one's projects."""

    queries = {"GET": TopicQuery}

    @describe("topics_list", query=TopicQuery, answers={200: page_of(TopicRow)}, tag="claims")
    def get(self, request: Request) -> Response:
        """Topics, by name."""
        rows = Topic.objects.visible_to(self.person).select_related("project")
        if "project" in self.query:
            rows = rows.filter(project=project_of(self.person, self.query["project"]))
        return page_without_names(self, rows, words_of_topic, each(topic_row))

    @describe(
        "topics_create",
        body=NewTopic,
        answers={201: TopicRow},
        example={"project": "flood-2024", "name": "The breach at the lower town"},
        tag="claims",
    )
    def post(self, request: Request) -> Response:
        """Make a topic; the answer is the one of that name if it exists. For reviewers and
        managers."""
        said = self.body(NewTopic)
        project = find_project(self.person, said["project"])
        topic = services.create_topic(self.person, project, name=said["name"])
        return Response(topic_row(topic), status=201)


class OneTopic(Endpoint):
    """One topic."""

    @describe("topics_read", answers={200: TopicRow}, tag="claims")
    def get(self, request: Request, pk: int) -> Response:
        """One topic."""
        rows = Topic.objects.visible_to(self.person).select_related("project")
        topic = rows.filter(pk=pk).first()
        if topic is None:
            raise NotFound
        return Response(topic_row(topic))

    @describe(
        "topics_rename",
        body=TopicChanges,
        answers={200: TopicRow},
        example={"name": "The breach"},
        tag="claims",
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Give a topic another name. For reviewers and managers."""
        topic = rename_topic(self.person, pk, name=self.body(TopicChanges)["name"])
        return Response(topic_row(topic))
