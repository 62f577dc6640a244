"""What the rules propose for a text: nothing of it counts until a person accepts it."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.annotations import HopRow
from annotator.api.fields import Query, QueryId
from annotator.api.schema import describe
from annotator.api.sources import held_shield
from annotator.api.views import Endpoint
from annotator.errors import NotFound
from annotator.queries.suggestions import (
    named_sources,
    revision_for_suggesting,
    suggestion_rows,
)
from annotator.services.suggestions import LONGEST_AT_ONCE, keep_suggestions


class ProposedQuantity(serializers.Serializer[Any]):
    """A figure as an interval; null is unbounded."""

    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    lower_closed = serializers.BooleanField()
    upper_closed = serializers.BooleanField()
    is_approximate = serializers.BooleanField()
    unit = serializers.CharField()
    words = serializers.CharField()


class Proposal(serializers.Serializer[Any]):
    """A suggestion; `start`, `end` and `places` count code points.

    `places` are the words the rule knew it by, `names` (chain by chain) the words for an origin
    that is no source of the project yet, `said_by` the words for every origin.
    """

    id = serializers.CharField()
    kind = serializers.CharField(help_text="attribution or figure")
    rule = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    places = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    attributions = serializers.ListField(child=serializers.ListField(child=HopRow()))
    names = serializers.ListField(child=serializers.CharField(allow_blank=True))
    said_by = serializers.ListField(child=serializers.CharField(allow_blank=True))
    quantity = ProposedQuantity(allow_null=True)


class KnownSource(serializers.Serializer[Any]):
    """A source that a chain of the results names."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()


class Proposals(serializers.Serializer[Any]):
    """The suggestions of a text. `waiting`: the worker has not read it yet, ask again; `off`:
    the project is blind."""

    revision = serializers.IntegerField()
    state = serializers.CharField(help_text="ready, waiting or off")
    results = Proposal(many=True)
    sources = KnownSource(many=True)


class ProposalQuery(Query):
    """Of which text."""

    revision: Any = QueryId()


class Suggestions(Endpoint):
    """The suggestions of one text."""

    queries = {"GET": ProposalQuery}

    @describe("suggestions_list", query=ProposalQuery, answers={200: Proposals}, tag="annotations")
    def get(self, request: Request) -> Response:
        """What rules propose for a text: who says what, and figures. Accept one by sending an
        annotation with its id in `suggestion`. A token does not get those that hold a protected
        name."""
        revision_id = self.query["revision"]
        found = revision_for_suggesting(self.person, revision_id)
        if found is None:
            raise NotFound
        if not found.is_off and not found.is_fresh:
            if len(found.revision.text) > LONGEST_AT_ONCE:
                return _answer(revision_id, "waiting")
            keep_suggestions(revision_id)
            found = revision_for_suggesting(self.person, revision_id)
        if found is None or found.is_off or found.kept is None:
            return _answer(revision_id, "off")
        project = found.revision.article.project_id
        shield = held_shield(self, {project})
        text = found.revision.text
        rows = [
            row
            for row in found.kept.rows
            if shield.is_empty or not shield.hides(project, text[_first(row) : _last(row)])
        ]
        results = suggestion_rows(found.revision, rows)
        known = [one for one in named_sources(results) if one["id"] not in shield.pseudonyms]
        return _answer(revision_id, "ready", results=results, sources=known)


def _answer(revision_id: int, state: str, **found: list[dict[str, Any]]) -> Response:
    empty: dict[str, Any] = {"results": [], "sources": []}
    return Response({"revision": revision_id, "state": state, **empty, **found})


def _first(row: dict[str, Any]) -> int:
    return min(int(row["start"]), *(int(start) for start, _end in row["places"]))


def _last(row: dict[str, Any]) -> int:
    return max(int(row["end"]), *(int(end) for _start, end in row["places"]))
