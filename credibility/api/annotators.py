"""agreement/annotators/: how alike people label, by measure and scope."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.schema import describe, page_of
from credibility import queries
from credibility.api.scope import (
    ScopeQuery,
    ScoreEndpoint,
    UndefinedRow,
    numbers_of,
    undefined_of,
)

KINDS = ("project", "pair", "article", "label")
MEASURES = (*queries.MEASURES, *(f"stance_{name}" for name in queries.MEASURES))


class AnnotatorAgreementRow(serializers.Serializer[Any]):
    """One measure over one scope."""

    scope = serializers.DictField(
        help_text="kind: project, pair (annotators), article (article) or label (label)."
    )
    measure = serializers.ChoiceField(choices=MEASURES)
    value = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField(help_text="Units that at least two people judged.")
    left_out = serializers.IntegerField(help_text="What only one person judged.")
    undefined = UndefinedRow(allow_null=True)


class AnnotatorsQuery(ScopeQuery):
    """Which measures and scopes."""

    measure = serializers.ChoiceField(required=False, choices=MEASURES)
    kind = serializers.ChoiceField(required=False, choices=KINDS)


class Annotators(ScoreEndpoint):
    """Agreement between annotators."""

    queries: ClassVar[Any] = {"GET": AnnotatorsQuery}

    @describe(
        "agreement_annotators",
        query=AnnotatorsQuery,
        answers={200: page_of(AnnotatorAgreementRow)},
        tag="agreement",
    )
    def get(self, request: Request) -> Response:
        """How alike annotators label: alpha, AC1 and raw agreement, of labels and of stances."""
        project = self.open_project(self.query["project"])
        measure, kind = self.query.get("measure"), self.query.get("kind")
        rows = [
            annotator_row(row)
            for row in queries.annotator_rows(project.pk)
            if measure in (None, row.measure) and kind in (None, row.scope["kind"])
        ]
        return self.page_of_list(rows)


def annotator_row(row: queries.AgreementRow) -> dict[str, Any]:
    """The JSON form of a measure over a scope (docs/api.md)."""
    return {
        "scope": dict(row.scope),
        "measure": row.measure,
        **numbers_of(row.result, value="value"),
        "n": row.n,
        "left_out": row.left_out,
        "undefined": undefined_of(row.result),
    }
