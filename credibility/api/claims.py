"""agreement/claims/: who tells a claim, and how many of them are independent origins."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import QueryId
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.errors import NotFound
from credibility import inputs, queries
from credibility.api.scope import ScopeQuery, ScoreEndpoint, numbers_of
from credibility.inputs import ClaimGroup

SUGGESTIONS = ("confirmed", "unverified", "contested")
VERDICTS = (*SUGGESTIONS, "refuted")
EXAMPLE = {
    "claim": {"id": 12, "text": "At least 30 houses were flooded."},
    "supporters": [{"id": 4, "name": "Water board"}, {"id": None, "name": None}],
    "deniers": [],
    "decliners": [{"id": 9, "name": "Ministry of Infrastructure"}],
    "carriers": 6,
    "independent_origins": {"value": 2.0, "lower": 1.0, "upper": 2.0},
    "independent_deniers": {"value": 0.0, "lower": 0.0, "upper": 0.0},
    "suggestion": "unverified",
    "verdict": None,
    "first_told": "2024-12-16",
    "computed_at": "2024-12-20T09:30:00+01:00",
}


class ToldClaimRow(serializers.Serializer[Any]):
    """The claim, in its oldest wording."""

    id = serializers.IntegerField()
    text = serializers.CharField()


class SpeakerRow(serializers.Serializer[Any]):
    """A source; both are null for somebody whom an article does not name."""

    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(allow_null=True)


class IndependentRow(serializers.Serializer[Any]):
    """The expected number of independent origins, and between what it lies."""

    value = serializers.FloatField()
    lower = serializers.FloatField(help_text="As if whatever is not known were copied.")
    upper = serializers.FloatField(help_text="As if whatever is not known were independent.")


class ClaimCorroborationRow(serializers.Serializer[Any]):
    """A claim and what stands behind it."""

    claim = ToldClaimRow()
    supporters = SpeakerRow(many=True, help_text="Who asserts it.")
    deniers = SpeakerRow(many=True)
    decliners = SpeakerRow(many=True, help_text="Who would not comment or acknowledge it.")
    carriers = serializers.IntegerField(help_text="Outlets that affirm it or pass it on.")
    independent_origins = IndependentRow()
    independent_deniers = IndependentRow()
    suggestion = serializers.ChoiceField(
        choices=SUGGESTIONS, allow_null=True, help_text="Null where nobody asserts it."
    )
    verdict = serializers.ChoiceField(
        choices=VERDICTS, allow_null=True, help_text="The project's own, as of the day."
    )
    first_told = serializers.DateField(
        allow_null=True,
        help_text="When it was first reported, whatever the day asked for: where that lies later, "
        "nobody had told it yet. Null where nobody has.",
    )
    computed_at = serializers.DateTimeField()


LEFT_OUT = OpenApiParameter(
    "X-Rows-Left-Out",
    int,
    OpenApiParameter.HEADER,
    response=[200],
    description="How many were left out because they hold a protected name.",
)
ANSWER = OpenApiResponse(
    page_of(ClaimCorroborationRow),
    examples=[
        OpenApiExample("Example", value={"next": None, "previous": None, "results": [EXAMPLE]})
    ],
)


class ClaimsQuery(ScopeQuery):
    """Which claims."""

    topic = QueryId(required=False, help_text="The claims of one topic.")
    claim = QueryId(required=False, help_text="One claim, in any of its wordings.")
    as_of = serializers.DateField(
        required=False,
        help_text="From what was told by that day (undated texts: marked by then), with the "
        "verdict of that day; without it, from everything and as of today.",
    )


class Claims(ScoreEndpoint):
    """Claims, by what stands behind them."""

    queries: ClassVar[Any] = {"GET": ClaimsQuery}
    order = "-pk"

    @describe(
        "agreement_claims",
        query=ClaimsQuery,
        answers={200: ANSWER},
        headers=[LEFT_OUT],
        tag="agreement",
    )
    def get(self, request: Request) -> Response:
        """Who tells each claim, and how many of them do not have it from each other; newest
        first; as of a day where one is given. `X-Rows-Left-Out` counts the claims of this page
        that a token does not get because their words hold a protected name."""
        project = self.open_project(self.query["project"])
        topic, claim = self.query.get("topic"), self.query.get("claim")
        if topic is not None and inputs.topic_of(project, topic) is None:
            raise NotFound(field="topic")
        self.left_out = 0
        groups = inputs.groups_in_use(project.pk, topic=topic, claim=claim)
        response = self.page(groups, self._rows)
        response["X-Rows-Left-Out"] = str(self.left_out)
        return response

    def _rows(self, groups: list[ClaimGroup]) -> list[dict[str, Any]]:
        if not groups:
            return []
        project_id = groups[0].project_id
        shield = held_shield(self, {project_id})
        as_of = self.query.get("as_of")
        rows = queries.claim_numbers(project_id, [group.pk for group in groups], as_of=as_of)
        shown = [row for row in rows if not shield.hides(project_id, row.text)]
        self.left_out = len(rows) - len(shown)
        voices = [row.voices for row in shown]
        ids = {pk for said in voices for pk in (*said.supporters, *said.deniers, *said.decliners)}
        names = {pk: row.name for pk, row in inputs.source_names(project_id, among=ids).items()}
        return [claim_row(row, names | shield.pseudonyms) for row in shown]


def claim_row(row: queries.ClaimNumbers, names: dict[int, str]) -> dict[str, Any]:
    """The JSON form of a claim's corroboration (docs/api.md), with sources by these names."""

    def speakers(ids: tuple[int, ...]) -> list[dict[str, Any]]:
        return [{"id": pk if pk > 0 else None, "name": names.get(pk)} for pk in ids]

    return {
        "claim": {"id": row.claim, "text": row.text},
        "supporters": speakers(row.voices.supporters),
        "deniers": speakers(row.voices.deniers),
        "decliners": speakers(row.voices.decliners),
        "carriers": row.voices.carriers,
        "independent_origins": numbers_of(row.independent_origins, value="value"),
        "independent_deniers": numbers_of(row.independent_deniers, value="value"),
        "suggestion": row.suggestion,
        "verdict": row.verdict,
        "first_told": row.first_told or None,
        "computed_at": row.computed_at,
    }
