"""Sources: found by any of their names, made, changed, merged and taken apart again."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Id, ListQuery, Nothing, Ordering, Strict, Text, YesNo
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint
from annotator.errors import NotFound
from annotator.models import Source
from annotator.models.choices import SourceKind
from annotator.queries.project_rows import project_of
from annotator.queries.protection import OPEN, Shield, shield_of
from annotator.queries.sources import named_like, source_row, sources_of
from annotator.services import sources as services
from annotator.services.access import find_project

SERVER_OWNED = frozenset({"id", "merged_into", "archived_at", "created_by", "created_at"})


class SourceRow(serializers.Serializer[Any]):
    """A source. Of a protected one, tokens see a pseudonym for a name and none of its aliases."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    name = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    kind = serializers.ChoiceField(choices=SourceKind.choices)
    wikidata_id = serializers.CharField()
    domain = serializers.CharField()
    is_party = serializers.BooleanField(help_text="Party to the dispute.")
    is_protected = serializers.BooleanField(help_text="The name never leaves in exports.")
    merged_into = serializers.IntegerField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class SourceChanges(Strict):
    """What can be changed of a source; `aliases` replaces the whole list."""

    server_owned = SERVER_OWNED | {"project"}
    name = Text(required=False, max_length=300)
    kind = serializers.ChoiceField(required=False, choices=SourceKind.choices)
    aliases = serializers.ListField(
        required=False, max_length=50, child=Text(max_length=300, allow_blank=False)
    )
    wikidata_id = serializers.RegexField(
        r"\A(Q[1-9][0-9]{0,15})?\Z", required=False, allow_blank=True, max_length=32
    )
    domain = Text(required=False, allow_blank=True, max_length=253)
    is_party = YesNo(required=False)
    is_protected = YesNo(required=False)


class NewSource(SourceChanges):
    """A new source of a project."""

    server_owned = SERVER_OWNED
    project = Text(max_length=60)
    name = Text(max_length=300)


class Into(Strict):
    """Into which other one it goes."""

    into = Id()


class SourceQuery(ListQuery):
    """How sources are listed."""

    project = serializers.CharField(required=False, max_length=60)
    search = serializers.CharField(
        required=False, max_length=300, help_text="Words of a name or alias."
    )
    kind = serializers.ChoiceField(required=False, choices=SourceKind.choices)
    is_party = serializers.BooleanField(required=False)
    is_protected = serializers.BooleanField(required=False)
    archived = serializers.BooleanField(required=False, help_text="Those put away instead.")
    merged = serializers.BooleanField(required=False, help_text="Those merged into another.")
    ordering = Ordering("name", "-name", "created_at", "-created_at")


class Sources(Endpoint):
    """The sources of one's projects."""

    queries = {"GET": SourceQuery}

    @describe("sources_list", query=SourceQuery, answers={200: page_of(SourceRow)}, tag="sources")
    def get(self, request: Request) -> Response:
        """Sources, by name. `search` looks in names and aliases alike."""
        query = self.query
        rows = sources_of(self.person).filter(
            archived_at__isnull=not query.get("archived", False),
            merged_into__isnull=not query.get("merged", False),
        )
        if "project" in query:
            rows = rows.filter(project=project_of(self.person, query["project"]))
        exact = {"kind", "is_party", "is_protected"} & query.keys()
        rows = rows.filter(**{name: query[name] for name in exact})
        if "search" in query:
            rows = named_like(self._without_hidden(rows), query["search"])
        return self.page(rows, self._rows)

    @describe(
        "sources_create",
        body=NewSource,
        answers={201: SourceRow},
        example={
            "project": "flood-2024",
            "name": "Water board",
            "kind": "government",
            "aliases": ["The board"],
        },
        tag="sources",
    )
    def post(self, request: Request) -> Response:
        """Make a source. 409 when the project has one of that name or alias: `current` says
        which."""
        said = self.body(NewSource)
        project = find_project(self.person, said.pop("project"))
        source = services.create_source(self.person, project, **said)
        return Response(shown(self, source), status=201)

    def _without_hidden(self, rows: Any) -> Any:
        # A search that finds a protected name would tell it.
        if self.token is None:
            return rows
        shield = shield_of(rows.values_list("project_id", flat=True).distinct())
        return rows.exclude(pk__in=shield.pseudonyms)

    def _rows(self, sources: list[Source]) -> list[dict[str, Any]]:
        shield = held_shield(self, {source.project_id for source in sources})
        return [source_row(source, shield=shield) for source in sources]


class OneSource(Endpoint):
    """One source."""

    @describe("sources_read", answers={200: SourceRow}, tag="sources")
    def get(self, request: Request, pk: int) -> Response:
        """One source."""
        source = sources_of(self.person).filter(pk=pk).first()
        if source is None:
            raise NotFound
        return Response(shown(self, source))

    @describe(
        "sources_change",
        body=SourceChanges,
        answers={200: SourceRow},
        example={"aliases": ["The board", "Waterschap"]},
        tag="sources",
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change a source. For managers."""
        changes = self.body(SourceChanges, partial=True)
        return Response(shown(self, services.update_source(self.person, pk, changes)))


class SourceMerge(Endpoint):
    """Merging one source into another."""

    @describe(
        "sources_merge",
        body=Into,
        answers={200: SourceRow},
        example={"into": 12},
        tag="sources",
    )
    def post(self, request: Request, pk: int) -> Response:
        """Make a source part of another, which is the answer. Nothing is lost: undo it with
        `POST sources/{id}/merge/undo/`."""
        into = self.body(Into)["into"]
        return Response(shown(self, services.merge_source(self.person, pk, into_id=into)))


class SourceMergeUndo(Endpoint):
    """Taking a merged source out again."""

    @describe("sources_unmerge", body=Nothing, answers={200: SourceRow}, tag="sources")
    def post(self, request: Request, pk: int) -> Response:
        """Take a merged source out again, as it was."""
        self.body(Nothing)
        return Response(shown(self, services.unmerge_source(self.person, pk)))


def held_shield(view: Endpoint, project_ids: set[int]) -> Shield:
    """What is hidden from who asks: nothing in a session, protected names from a token."""
    return OPEN if view.token is None else shield_of(project_ids)


def shown(view: Endpoint, source: Source) -> dict[str, Any]:
    """The JSON form of a source for who asks."""
    return source_row(source, shield=held_shield(view, {source.project_id}))
