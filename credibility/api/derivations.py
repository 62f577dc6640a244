"""derivations/: who has the account from whom, as analysts mark it and as texts show it."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Id, Number, Ordering, QueryId, Strict, Text, YesNo
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.errors import NotFound
from annotator.services.access import find_project
from credibility import queries
from credibility.api.scope import ScopeQuery, ScoreEndpoint
from credibility.models import Derivation
from credibility.services import derivations as services

SERVER_OWNED = frozenset({"id", "ground", "is_tied", "created_by", "created_at", "withdrawn_at"})

ANALYST, TEXT_REUSE = Derivation.Ground.ANALYST.value, Derivation.Ground.TEXT_REUSE.value


class DerivationRow(serializers.Serializer[Any]):
    """That one has it from another, in an analyst's judgement or by what their texts share."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    source: Any = serializers.IntegerField(allow_null=True)
    from_source = serializers.IntegerField(allow_null=True)
    article = serializers.IntegerField(allow_null=True)
    from_article = serializers.IntegerField(allow_null=True)
    claim = serializers.IntegerField(allow_null=True, help_text="Null: on all claims.")
    probability = serializers.FloatField()
    ground = serializers.CharField(help_text="`analyst` or `text_reuse`.")
    is_tied = serializers.BooleanField(
        help_text="Of text reuse: both came out on the same day, so either may have it."
    )
    note = serializers.CharField(allow_blank=True)
    created_by = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class DerivationChanges(Strict):
    """What can be changed of a mark."""

    server_owned = SERVER_OWNED | {"project", "claim", *services.ENDS}
    probability = Number(required=False)
    note = Text(required=False, allow_blank=True, max_length=services.LONGEST_NOTE)
    is_withdrawn = YesNo(required=False)


class NewDerivation(Strict):
    """A mark: two sources or two articles, and how probably the first has it from the second."""

    server_owned = SERVER_OWNED
    project = Text(max_length=60)
    source: Any = Id(required=False)
    from_source = Id(required=False)
    article = Id(required=False)
    from_article = Id(required=False)
    claim = Id(required=False, allow_null=True)
    probability = Number()
    note = Text(required=False, allow_blank=True, max_length=services.LONGEST_NOTE)


class DerivationQuery(ScopeQuery):
    """Which marks."""

    ground = serializers.ChoiceField(
        required=False,
        choices=[ANALYST, TEXT_REUSE],
        help_text="Marks of analysts (where nothing is said), or what texts share.",
    )
    article = QueryId(required=False, help_text="The later of two texts.")
    from_article = QueryId(required=False, help_text="The earlier of two texts.")
    claim = QueryId(required=False)
    source: Any = QueryId(required=False, help_text="Who has it from somebody.")
    from_source = QueryId(required=False, help_text="From whom somebody has it.")
    withdrawn = serializers.BooleanField(required=False, help_text="Those taken back instead.")
    ordering = Ordering("-created_at", "created_at")


class Derivations(ScoreEndpoint):
    """The marks of a project."""

    queries: ClassVar[Any] = {"GET": DerivationQuery}
    order = "-created_at"

    @describe(
        "derivations_list",
        query=DerivationQuery,
        answers={200: page_of(DerivationRow)},
        tag="agreement",
    )
    def get(self, request: Request) -> Response:
        """Analysts' marks, newest first; with `ground=text_reuse` what any two articles of the
        project share, word for word (`probability`), the later having it from the earlier. Marks
        whose note holds a protected name are left out for tokens and counted in
        `X-Rows-Left-Out`."""
        project = self.open_project(self.query["project"])
        rows = queries.marks_in(project.pk, withdrawn=self.query.get("withdrawn", False))
        if self.query.get("ground") == TEXT_REUSE:
            rows = queries.reuse_in(project.pk)
        exact = {"claim", *services.ENDS} & self.query.keys()
        rows = rows.filter(**{name: self.query[name] for name in exact})
        self.left_out = 0
        response = self.page(rows, self._rows)
        response["X-Rows-Left-Out"] = str(self.left_out)
        return response

    @describe(
        "derivations_create",
        body=NewDerivation,
        answers={201: DerivationRow, 200: DerivationRow},
        example={
            "project": "flood-2024",
            "source": 4,
            "from_source": 9,
            "claim": 12,
            "probability": 0.9,
            "note": "Its spokesman confirmed the briefing by telephone.",
        },
        tag="agreement",
    )
    def post(self, request: Request) -> Response:
        """Mark that one source (or article) has it from another: it stands above what texts
        declare and what they share, on one claim or on all. 201, or 200 when that stands already.
        For reviewers and managers."""
        said = self.body(NewDerivation)
        row, is_new = services.mark_derivation(
            self.person,
            find_project(self.person, said["project"]),
            ends={name: said[name] for name in services.ENDS if name in said},
            probability=said["probability"],
            claim_id=said.get("claim"),
            note=said.get("note", ""),
        )
        return Response(derivation_row(row), status=201 if is_new else 200)

    def _rows(self, rows: list[Derivation]) -> list[dict[str, Any]]:
        shown = [row for row in rows if not is_left_out(self, row)]
        self.left_out = len(rows) - len(shown)
        return [derivation_row(row) for row in shown]


class OneDerivation(ScoreEndpoint):
    """One mark."""

    @describe("derivations_read", answers={200: DerivationRow}, tag="agreement")
    def get(self, request: Request, pk: int) -> Response:
        """One mark, also when it was withdrawn, or what two texts share."""
        row = queries.derivation_of(pk)
        if row is None:
            raise NotFound
        self.open_project(row.project.slug)
        if is_left_out(self, row):
            raise NotFound
        return Response(derivation_row(row))

    @describe(
        "derivations_change",
        body=DerivationChanges,
        answers={200: DerivationRow},
        example={"probability": 0.6},
        tag="agreement",
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change a mark, or bring it back (`is_withdrawn: false`). What it was stays in the log."""
        changes = self.body(DerivationChanges, partial=True)
        known = queries.derivation_of(pk)
        if known is not None and is_left_out(self, known):
            raise NotFound
        return Response(derivation_row(services.change_derivation(self.person, pk, changes)))

    @describe("derivations_withdraw", answers={204: None}, tag="agreement")
    def delete(self, request: Request, pk: int) -> Response:
        """Withdraw a mark: it counts no more. `PATCH` with `is_withdrawn: false` brings it back."""
        services.withdraw_derivation(self.person, pk)
        return Response(status=204)


def is_left_out(view: ScoreEndpoint, row: Derivation) -> bool:
    """Whether who asks may not have a mark because its note holds a protected name."""
    return held_shield(view, {row.project_id}).hides(row.project_id, row.note)


def derivation_row(row: Derivation) -> dict[str, Any]:
    """The JSON form of a mark (docs/api.md)."""
    return {
        "id": row.pk,
        "project": row.project.slug,
        **{name: getattr(row, f"{name}_id") for name in services.ENDS},
        "claim": row.claim_id,
        "probability": row.probability,
        "ground": row.ground,
        "is_tied": row.is_tied,
        "note": row.note,
        "created_by": row.created_by_id,
        "created_at": row.created_at,
        "withdrawn_at": row.withdrawn_at,
    }
