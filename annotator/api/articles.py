"""Articles and their texts."""

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import (
    HIGHEST_ID,
    Id,
    ListQuery,
    Ordering,
    QueryId,
    Strict,
    Text,
    WholeNumber,
    YesNo,
)
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.api.views import Endpoint, each
from annotator.errors import NotFound
from annotator.models import Article, Revision
from annotator.models.choices import AssignmentState
from annotator.queries.article_rows import (
    article_row,
    article_with_text,
    articles_of,
    articles_with,
    revision_row,
)
from annotator.queries.project_rows import project_of
from annotator.queries.revisions import revision_carried
from annotator.services import articles as services
from annotator.services.access import find_project
from annotator.services.article_requests import request_article

SERVER_OWNED = frozenset(
    {
        "id",
        "publisher_name",
        "revision",
        "revision_number",
        "blocks",
        "archived_at",
        "created_by",
        "created_at",
        "updated_at",
    }
)


class BlockRow(serializers.Serializer[Any]):
    """A stretch of the captured text that was judged: page furniture, or put back (`kept`)."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    kind = serializers.CharField()
    reason = serializers.CharField()
    kept = serializers.BooleanField()


class ArticleRow(serializers.Serializer[Any]):
    """An article in a list. What is not known is null or empty."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    title = serializers.CharField()
    publisher = serializers.IntegerField(allow_null=True)
    publisher_name = serializers.CharField(allow_null=True)
    url = serializers.CharField()
    published_on = serializers.CharField(
        allow_null=True, help_text="As far as known: 2024, 2024-12 or 2024-12-17."
    )
    authors = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    topic = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField(allow_null=True)
    revision_number = serializers.IntegerField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ArticleWithText(ArticleRow):
    """An article with its current text. Offsets of annotations count code points of `text`."""

    text = serializers.CharField()
    blocks = BlockRow(many=True)


class RevisionRow(serializers.Serializer[Any]):
    """One captured text of an article."""

    id = serializers.IntegerField()
    article = serializers.IntegerField()
    number = serializers.IntegerField()
    text = serializers.CharField()
    blocks = BlockRow(many=True)
    sha256 = serializers.CharField()
    captured_at = serializers.DateTimeField()
    created_by = serializers.IntegerField()


@extend_schema_field(
    {"oneOf": [{"type": "string", "maxLength": 300}, {"type": "integer", "minimum": 1}]}
)
class Publisher(serializers.Field[str | int, Any, Any, Any]):
    """A source: by name (made if there is none), or by id."""

    default_error_messages = {"invalid": gettext_lazy("Give a name of at most 300 or an id.")}

    def to_internal_value(self, data: Any) -> str | int:
        """The name, or the id."""
        is_id = type(data) is int and 0 < data <= HIGHEST_ID
        if not is_id and not (isinstance(data, str) and len(data) <= 300):
            self.fail("invalid")
        found: str | int = data
        return found

    def to_representation(self, value: str | int) -> str | int:
        """As it stands."""
        return value


class ArticleChanges(Strict):
    """What can be changed of an article; its text changes only by a new capture."""

    server_owned = SERVER_OWNED | {"project", "text"}
    title = Text(required=False, allow_blank=True, max_length=services.LONGEST_TITLE)
    publisher = Publisher(required=False, allow_null=True, help_text="Name or id of a source.")
    url = Text(required=False, allow_blank=True, max_length=2000)
    published_on = Text(
        required=False, allow_blank=True, max_length=40, help_text="2024, 2024-12 or 2024-12-17."
    )
    authors = serializers.ListField(required=False, max_length=50, child=Text(max_length=200))
    language = serializers.RegexField(
        r"\A[A-Za-z-]{0,8}\Z", required=False, allow_blank=True, max_length=8
    )
    topic = Id(required=False, allow_null=True)
    is_archived = YesNo(required=False)


class KeptBlocks(serializers.ListField):
    """Which blocks of page furniture are put back into the text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            max_length=200,
            child=WholeNumber(min_value=0, max_value=10_000),
            help_text="Places in `blocks` of page furniture that is put back into the text.",
            **options,
        )


class NewArticle(Strict):
    """An article as it was found: its `text`, or its page as `html`; the rest as far as known.
    With neither, and an `url`, a worker fetches the address, where this installation does so."""

    server_owned = SERVER_OWNED
    project = Text(max_length=60)
    text = Text(required=False, allow_blank=True)
    html = Text(required=False, allow_blank=True)
    title = Text(required=False, allow_blank=True, max_length=services.LONGEST_TITLE)
    publisher = Publisher(required=False, allow_null=True, help_text="Name or id of a source.")
    url = Text(required=False, allow_blank=True, max_length=2000)
    published_on = Text(
        required=False, allow_blank=True, max_length=40, help_text="2024, 2024-12 or 2024-12-17."
    )
    authors = serializers.ListField(required=False, max_length=50, child=Text(max_length=200))
    language = serializers.RegexField(
        r"\A[A-Za-z-]{0,8}\Z", required=False, allow_blank=True, max_length=8
    )
    topic = Id(required=False, allow_null=True)
    keep = KeptBlocks()


class NewRevision(Strict):
    """An article as it is found now: its `text`, or its page as `html`."""

    server_owned = frozenset({"id", "number", "sha256", "blocks", "captured_at", "created_by"})
    text = Text(required=False, allow_blank=True)
    html = Text(required=False, allow_blank=True)
    keep = KeptBlocks()


class Carried(serializers.Serializer[Any]):
    """What became of the annotations: kept, changed (they wait for a person), orphaned."""

    kept = serializers.IntegerField()
    changed = serializers.IntegerField()
    orphaned = serializers.IntegerField()


class Fetching(serializers.Serializer[Any]):
    """The job that fetches an address; its report names the article."""

    job = serializers.UUIDField()


class RevisionMade(RevisionRow):
    """A captured text, and what became of the annotations of the text before."""

    carried = Carried()


class ArticleQuery(ListQuery):
    """How articles are listed."""

    project = serializers.CharField(required=False, max_length=60)
    publisher = QueryId(required=False)
    topic = QueryId(required=False)
    language = serializers.CharField(required=False, max_length=8)
    state = serializers.ChoiceField(
        required=False, choices=AssignmentState.choices, help_text="How far you are with it."
    )
    search = serializers.CharField(
        required=False, max_length=300, help_text="Words in a row, in title or text."
    )
    archived = serializers.BooleanField(required=False, help_text="Those put away instead.")
    ordering = Ordering("-created_at", "created_at", "-updated_at", "updated_at")


class RevisionQuery(ListQuery):
    """How the texts of an article are listed: the newest first."""

    ordering = Ordering("-number", "number")


class Articles(Endpoint):
    """The articles of one's projects."""

    queries = {"GET": ArticleQuery}

    @describe(
        "articles_list", query=ArticleQuery, answers={200: page_of(ArticleRow)}, tag="articles"
    )
    def get(self, request: Request) -> Response:
        """Articles without their texts, newest first."""
        query = self.query
        rows = articles_of(self.person).filter(archived_at__isnull=not query.get("archived", False))
        if "project" in query:
            rows = rows.filter(project=project_of(self.person, query["project"]))
        exact = {"publisher", "topic", "language"} & query.keys()
        rows = rows.filter(**{name: query[name] for name in exact})
        if "state" in query:
            mine = self.person.assignments.filter(state=query["state"])
            rows = rows.filter(pk__in=mine.values("article"))
        if "search" in query:
            rows = articles_with(rows, query["search"])
        return self.page(rows, self._rows)

    @describe(
        "articles_create",
        body=NewArticle,
        answers={201: ArticleWithText, 200: ArticleWithText, 202: Fetching},
        example={
            "project": "flood-2024",
            "title": "Water in the lower town",
            "text": "At least 30 houses were flooded, the water board said.",
            "publisher": "The Polder Post",
            "url": "https://polderpost.example/flood",
            "published_on": "2024-12-17",
            "language": "en",
        },
        tag="articles",
    )
    def post(self, request: Request) -> Response:
        """Add an article: 201, or 200 when the project knows it already (the same text, or the
        same address; another text at a known address is its next revision). With an `url` and
        neither `text` nor `html`: 202 and a job that fetches it (400 `fetching_off` where this
        installation fetches nothing)."""
        said = self.body(NewArticle)
        project = find_project(self.person, said.pop("project"))
        if said.get("url") and not {"text", "html", "keep"} & said.keys():
            job = request_article(self.person, project, url=said.pop("url"), facts=said)
            return Response({"job": job.pk}, status=202)
        for name in ("authors", "keep"):
            if name in said:
                said[name] = tuple(said[name])
        article, is_new = services.add_article(self.person, project, services.Capture(**said))
        return Response(_shown(self, article.pk), status=201 if is_new else 200)

    def _rows(self, articles: list[Article]) -> list[dict[str, Any]]:
        shield = held_shield(self, {article.project_id for article in articles})
        return [article_row(article, shield=shield) for article in articles]


class OneArticle(Endpoint):
    """One article."""

    @describe("articles_read", answers={200: ArticleWithText}, tag="articles")
    def get(self, request: Request, pk: int) -> Response:
        """One article with its current text."""
        return Response(_shown(self, pk))

    @describe(
        "articles_change",
        body=ArticleChanges,
        answers={200: ArticleWithText},
        example={"published_on": "2024-12", "publisher": "The Polder Post"},
        tag="articles",
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is known of an article, or put it away. For managers."""
        changes = self.body(ArticleChanges, partial=True)
        services.update_article(self.person, pk, changes)
        return Response(_shown(self, pk))


class Revisions(Endpoint):
    """The captured texts of an article."""

    queries = {"GET": RevisionQuery}

    @describe(
        "revisions_list",
        query=RevisionQuery,
        answers={200: page_of(RevisionRow)},
        tag="articles",
    )
    def get(self, request: Request, pk: int) -> Response:
        """All texts of an article, newest first."""
        if not articles_of(self.person).filter(pk=pk).exists():
            raise NotFound
        rows = Revision.objects.visible_to(self.person).filter(article=pk)
        return self.page(rows.defer("raw", "capture", "text_key"), each(revision_row))

    @describe(
        "revisions_create",
        body=NewRevision,
        answers={201: RevisionMade, 200: RevisionMade},
        example={"text": "At least 40 houses were flooded, the water board said."},
        tag="articles",
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add the text as it is found now: 201, or 200 when it is the text the article has.

        The annotations go along. Where their words stand unchanged they are kept; where a word,
        figure or negation in them changed they wait for a person
        (`POST annotations/{id}/accept/`) and count nowhere until then; where the words are gone
        they stay on the text before.
        """
        said = self.body(NewRevision)
        said["keep"] = tuple(said.get("keep", ()))
        revision, is_new = services.capture_again(self.person, pk, services.Capture(**said))
        made = revision_row(revision) | {"carried": revision_carried(self.person, revision)}
        return Response(made, status=201 if is_new else 200)


def _shown(view: Endpoint, article_id: int) -> dict[str, Any]:
    article = articles_of(view.person, with_text=True).filter(pk=article_id).first()
    if article is None:
        raise NotFound
    return article_with_text(article, shield=held_shield(view, {article.project_id}))
