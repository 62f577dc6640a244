"""What every address of the agreement API has in common: a project whose scores are open."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from annotator.api.fields import ListQuery, QueryId
from annotator.api.pagination import USUAL_PAGE_SIZE
from annotator.api.views import Endpoint
from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.services.access import find_project
from credibility.inputs import Project, Texts, topic_of
from credibility.measures.results import Measured, Result, Undefined
from credibility.queries import Scope, check_open, reason


class ScopeQuery(ListQuery):
    """Whose scores."""

    project = serializers.CharField(max_length=60, help_text="The project's short name.")


class CountedQuery(ScopeQuery):
    """What the numbers are counted from; everything where nothing is said."""

    topic = QueryId(required=False, help_text="From what belongs to one topic.")
    language = serializers.CharField(
        required=False, max_length=8, help_text="From texts in that language: nl, en, ..."
    )
    since = serializers.DateField(
        required=False, help_text="From texts published on that day or later; dated ones only."
    )
    as_of = serializers.DateField(required=False, help_text="From texts published by that day.")


class UndefinedRow(serializers.Serializer[Any]):
    """Why there is no number."""

    code = serializers.CharField()
    message = serializers.CharField()


class ScoreEndpoint(Endpoint):
    """One address of the agreement API."""

    order = "pk"

    def open_project(self, slug: str) -> Project:
        """The project, if its scores are open to the person; what is not open is not there."""
        project = find_project(self.person, slug)
        try:
            check_open(self.person, project)
        except NotAllowed as refusal:
            raise NotFound(refusal.message, field="project") from None
        return project

    def counted_scope(self, project: Project) -> Scope:
        """What a `CountedQuery` asks for; NotFound for another project's topic."""
        topic = self.query.get("topic")
        if topic is not None and topic_of(project, topic) is None:
            raise NotFound(field="topic")
        names = self.query.keys() & {"language", "since", "as_of"}
        return Scope(topic, Texts(**{name: self.query[name] for name in names}))

    def page_of_list(self, rows: Sequence[dict[str, Any]]) -> Response:
        """One page of rows that are computed and not stored."""
        size, begin = self.size_and_begin()
        shown = rows[begin : begin + size]
        return self.page_around(shown, begin=begin, size=size, total=len(rows))

    def size_and_begin(self) -> tuple[int, int]:
        """How many rows are asked for, and from which on."""
        return self.query.get("page_size", USUAL_PAGE_SIZE), self._begin()

    def page_around(
        self, shown: Sequence[dict[str, Any]], *, begin: int, size: int, total: int
    ) -> Response:
        """The page of these rows, out of so many."""
        return Response(
            {
                "next": self._link(begin + size) if begin + size < total else None,
                "previous": self._link(max(0, begin - size)) if begin > 0 else None,
                "results": list(shown),
            }
        )

    def _begin(self) -> int:
        cursor = self.query.get("cursor")
        if not cursor:
            return 0
        try:
            return int(self._signer().unsign(cursor))
        except (signing.BadSignature, ValueError):
            text = _("This cursor belongs to another list or order. Begin at the first page.")
            raise BadInput("cursor_wrong", text, fields={"cursor": [text]}) from None

    def _link(self, begin: int) -> str:
        here = remove_query_param(self.request.build_absolute_uri(), "cursor")
        return replace_query_param(here, "cursor", self._signer().sign(str(begin)))

    def _signer(self) -> signing.Signer:
        return signing.Signer(salt=f"place in {self.request.path}")


def numbers_of(result: Result, *, value: str) -> dict[str, Any]:
    """A result as JSON: the value under that name, lower and upper; all null when undefined."""
    if isinstance(result, Measured):
        return {value: result.value, "lower": result.lower, "upper": result.upper}
    return {value: None, "lower": None, "upper": None}


def undefined_of(result: Result) -> dict[str, str] | None:
    """Why there is no number, or null."""
    if isinstance(result, Undefined):
        return {"code": result.code, "message": reason(result)}
    return None
