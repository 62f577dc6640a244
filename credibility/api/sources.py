"""agreement/sources/: how often two sources take the same position, pair by pair."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.schema import describe, page_of
from credibility import inputs, queries
from credibility.api.csv_rows import csv_response
from credibility.api.scope import (
    CountedQuery,
    ScoreEndpoint,
    UndefinedRow,
    numbers_of,
    undefined_of,
)
from credibility.models import PairScore
from credibility.queries import PairNumbers


class SameLabelRow(serializers.Serializer[Any]):
    """How we marked the claims: the same table over majority labels."""

    n = serializers.IntegerField()
    agree = serializers.IntegerField()
    score = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)


class SourcePairRow(serializers.Serializer[Any]):
    """Two sources, the one with the smaller id first."""

    source_a = serializers.IntegerField()
    source_b = serializers.IntegerField()
    score = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField(help_text="Claims on which both take a position.")
    agree = serializers.IntegerField(help_text="Claims on which both take the same one.")
    stories = serializers.IntegerField()
    conflict = serializers.FloatField(allow_null=True)
    both_silent = serializers.IntegerField()
    same_label = SameLabelRow()
    base_rate = serializers.FloatField(help_text="p0: what the score is drawn to.")
    too_few = serializers.BooleanField()
    one_coder_share = serializers.FloatField(allow_null=True)
    undefined = UndefinedRow(allow_null=True)
    computed_at = serializers.DateTimeField(allow_null=True)
    run = serializers.IntegerField(
        allow_null=True, help_text="The run that froze these numbers, if none changed since."
    )


class SourcesQuery(CountedQuery):
    """Which pairs, and in which form."""

    format = serializers.ChoiceField(
        required=False, choices=["json", "csv"], help_text="csv gives all rows, for spreadsheets."
    )


class Sources(ScoreEndpoint):
    """Pairs of sources."""

    queries: ClassVar[Any] = {"GET": SourcesQuery}

    @describe(
        "agreement_sources",
        query=SourcesQuery,
        answers={200: page_of(SourcePairRow)},
        tag="agreement",
    )
    def get(self, request: Request) -> HttpResponseBase:
        """How often two sources take the same position on the claims on which both take one."""
        project = self.open_project(self.query["project"])
        scope = self.counted_scope(project)
        wants_csv = self.query.get("format") == "csv"
        if scope.is_everything and not wants_csv:
            return queries.in_one_state(project.pk, lambda: self._kept_pairs(project.pk))
        table = queries.pair_table(project.pk, scope=scope)
        if wants_csv:
            return csv_of(table.rows, names=inputs.outside_names(project.pk), slug=project.slug)
        return self.page_of_list([pair_row(row) for row in table.rows])

    def _kept_pairs(self, project_id: int) -> Response:
        standing = queries.live_standing(project_id)
        return self.page(
            PairScore.objects.filter(project=project_id),
            lambda rows: [pair_row(row) for row in queries.pair_numbers(rows, standing)],
        )


def pair_row(row: PairNumbers) -> dict[str, Any]:
    """The JSON form of a pair (docs/api.md)."""
    return {
        "source_a": row.source_a,
        "source_b": row.source_b,
        **numbers_of(row.score, value="score"),
        "n": row.n,
        "agree": row.agree,
        "stories": row.stories,
        "conflict": row.conflict,
        "both_silent": row.counts["both_silent"],
        "same_label": {
            "n": row.counts["label_n"],
            "agree": row.counts["label_agree"],
            **numbers_of(row.label_score, value="score"),
        },
        "base_rate": row.standing.base_rate,
        "too_few": row.is_too_few,
        "one_coder_share": row.one_coder_share,
        "undefined": undefined_of(row.score),
        "computed_at": row.standing.computed_at,
        "run": row.standing.run,
    }


CSV_COLUMNS = (
    *("source_a", "name_a", "source_b", "name_b", "score", "lower", "upper", "n", "agree"),
    *("stories", "conflict", "both_silent", "same_label_n", "same_label_agree"),
    *("same_label_score", "same_label_lower", "same_label_upper", "base_rate", "too_few"),
    *("one_coder_share", "undefined", "computed_at", "run"),
)


def csv_of(
    rows: Iterable[PairNumbers], *, names: Mapping[int, str], slug: str
) -> StreamingHttpResponse:
    """All rows as CSV, under names that may leave the house."""
    values = (_csv_values(row, names) for row in rows)
    return csv_response(CSV_COLUMNS, values, file_name=f"{slug}-agreement.csv")


def _csv_values(row: PairNumbers, names: Mapping[int, str]) -> list[Any]:
    said = pair_row(row)
    label = said.pop("same_label")
    said |= {f"same_label_{name}": value for name, value in label.items()}
    said |= {
        f"name_{side}": names.get(source, f"source {source}")
        for side, source in (("a", row.source_a), ("b", row.source_b))
    }
    said["undefined"] = said["undefined"]["code"] if said["undefined"] else None
    return [said[column] for column in CSV_COLUMNS]
