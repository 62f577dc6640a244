"""Comments on annotations and claims: read, said, changed, withdrawn."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Id, ListQuery, Ordering, QueryId, Strict, Text, Uuid, YesNo
from annotator.api.protected_words import keeps_back, page_without_names, words_of_comment
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint
from annotator.errors import NotFound
from annotator.queries.comments import comment_rows, comments_of, with_earlier_texts
from annotator.queries.project_rows import project_of
from annotator.services import comments as services

SERVER_OWNED = frozenset(
    {
        *("id", "project", "author", "author_name", "created_at", "edited_at", "withdrawn_at"),
        *("now_on", "text_captured_at"),
    }
)


class CommentRow(serializers.Serializer[Any]):
    """A remark on one annotation or one claim; plain text."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    annotation = serializers.UUIDField(allow_null=True)
    claim = serializers.IntegerField(allow_null=True)
    author = serializers.IntegerField()
    author_name = serializers.CharField()
    text = serializers.CharField()
    mentions = serializers.ListField(child=serializers.IntegerField())
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    now_on = serializers.UUIDField(
        allow_null=True, help_text="The annotation on the newest text that follows `annotation`."
    )
    text_captured_at = serializers.DateTimeField(
        allow_null=True, help_text="When the text came that the comment was made on."
    )


class CommentChanges(Strict):
    """What its author may change; `mentions` replaces the whole list."""

    server_owned = SERVER_OWNED | {"annotation", "claim"}
    text = Text(required=False, max_length=services.LONGEST_COMMENT)
    mentions = serializers.ListField(
        required=False,
        child=Id(),
        max_length=services.MOST_MENTIONS,
        help_text="Members of the project who may see it.",
    )
    is_withdrawn = YesNo(required=False, help_text="false brings a withdrawn comment back.")


class NewComment(Strict):
    """A remark, on an annotation or on a claim."""

    server_owned = SERVER_OWNED
    annotation = Uuid(required=False)
    claim = Id(required=False)
    text = Text(max_length=services.LONGEST_COMMENT)
    mentions = serializers.ListField(required=False, child=Id(), max_length=services.MOST_MENTIONS)


class CommentQuery(ListQuery):
    """How comments are listed."""

    project = serializers.CharField(required=False, max_length=60)
    annotation = serializers.UUIDField(
        required=False, help_text="And those it follows on earlier texts."
    )
    claim = QueryId(required=False)
    article = QueryId(required=False, help_text="Those on its annotations.")
    author = QueryId(required=False)
    mentions = QueryId(required=False, help_text="Those that mention this person.")
    ordering = Ordering("created_at", "-created_at")


class Comments(Endpoint):
    """The comments one may see."""

    queries = {"GET": CommentQuery}

    @describe(
        "comments_list", query=CommentQuery, answers={200: page_of(CommentRow)}, tag="comments"
    )
    def get(self, request: Request) -> Response:
        """Comments, oldest first. Those whose words hold a protected name are left out for
        tokens and counted in `X-Rows-Left-Out`."""
        project = None
        if "project" in self.query:
            project = project_of(self.person, self.query["project"])
        rows = comments_of(self.person, project=project)
        exact = {"claim", "author", "mentions"} & self.query.keys()
        rows = rows.filter(**{name: self.query[name] for name in exact})
        if "annotation" in self.query:
            spans = with_earlier_texts(self.person, self.query["annotation"])
            rows = rows.filter(annotation__in=spans)
        if "article" in self.query:
            rows = rows.filter(annotation__article=self.query["article"])
        return page_without_names(
            self, rows, words_of_comment, lambda found: comment_rows(self.person, found)
        )

    @describe(
        "comments_create",
        body=NewComment,
        answers={201: CommentRow, 200: CommentRow},
        example={"claim": 3, "text": "@Mira is this the same count?", "mentions": [4]},
        tag="comments",
    )
    def post(self, request: Request) -> Response:
        """Say something about an annotation or a claim: 201, or 200 when you said the same of it
        before. Whom it mentions is told."""
        said = self.body(NewComment)
        comment, is_new = services.add_comment(
            self.person,
            text=said["text"],
            annotation_id=said.get("annotation"),
            claim_id=said.get("claim"),
            mentions=said.get("mentions", ()),
        )
        row = comment_rows(self.person, [comment])[0]
        return Response(row, status=201 if is_new else 200)


class OneComment(Endpoint):
    """One comment."""

    @describe("comments_read", answers={200: CommentRow}, tag="comments")
    def get(self, request: Request, pk: int) -> Response:
        """One comment."""
        comment = comments_of(self.person).filter(pk=pk).first()
        if comment is None or keeps_back(self, words_of_comment(comment)):
            raise NotFound
        return Response(comment_rows(self.person, [comment])[0])

    @describe(
        "comments_change",
        body=CommentChanges,
        answers={200: CommentRow},
        example={"text": "@Mira is this the same count as last week?"},
        tag="comments",
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change your own comment, or bring it back. What it was stays in the log."""
        changes = self.body(CommentChanges, partial=True)
        comment = services.change_comment(self.person, pk, changes)
        return Response(comment_rows(self.person, [comment])[0])

    @describe("comments_withdraw", answers={204: None}, tag="comments")
    def delete(self, request: Request, pk: int) -> Response:
        """Withdraw your own comment. `PATCH` with `is_withdrawn: false` brings it back."""
        services.withdraw_comment(self.person, pk)
        return Response(status=204)
