"""agreement/annotators/: how alike people label and cut, by measure and scope."""

import datetime
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request

from annotator.api.schema import describe, page_of
from credibility import queries
from credibility.api.csv_rows import csv_response
from credibility.api.scope import (
    CountedQuery,
    ScoreEndpoint,
    UndefinedRow,
    numbers_of,
    undefined_of,
)
from credibility.measures.results import Measured

KINDS = ("project", "pair", "article", "label")
MEASURES = (*queries.MEASURE_NAMES, *queries.SPAN_REPORT_NAMES)


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
    left_out = serializers.IntegerField(
        help_text="What only one person judged; of the report of spans, spans of one person that "
        "overlap another of theirs."
    )
    undefined = UndefinedRow(allow_null=True)
    sampling_error = serializers.FloatField(
        required=False,
        allow_null=True,
        help_text="Of gamma alone: how far another draw of random texts may lead.",
    )
    samples = serializers.IntegerField(
        required=False, allow_null=True, help_text="Of gamma alone: how many random texts."
    )
    computed_at = serializers.DateTimeField(
        required=False,
        help_text="When the report of spans computed it; not there: from all marks as they stand.",
    )


class AnnotatorsQuery(CountedQuery):
    """Which measures and scopes, from which articles, and in which form."""

    format = serializers.ChoiceField(
        required=False, choices=["json", "csv"], help_text="csv gives all rows, for spreadsheets."
    )

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
    def get(self, request: Request) -> HttpResponseBase:
        """How alike annotators label: alpha, AC1 and raw agreement, of labels and of stances; and
        how alike they cut (u-alpha, cu-alpha, (k)u-alpha of a label, gamma), as the last report of
        spans has it, of everything and of each article. That report is of all texts, so a
        `topic`, `language`, `since` or `as_of` leaves its rows out."""
        project = self.open_project(self.query["project"])
        measure, kind = self.query.get("measure"), self.query.get("kind")
        scope = self.counted_scope(project)
        rows = [annotator_row(row) for row in queries.annotator_rows(project.pk, scope=scope)]
        if scope.is_everything:
            report, computed_at = queries.span_rows(project.pk)
            rows += [span_row(row, computed_at) for row in report]
        rows = [
            row
            for row in rows
            if measure in (None, row["measure"]) and kind in (None, row["scope"]["kind"])
        ]
        if self.query.get("format") == "csv":
            values = (_csv_values(row) for row in rows)
            name = f"{project.slug}-annotator-agreement.csv"
            return csv_response(CSV_COLUMNS, values, file_name=name)
        return self.page_of_list(rows)


CSV_COLUMNS = ("kind", "of", "measure", "value", "lower", "upper", "n", "left_out", "undefined")
NUMBERS = CSV_COLUMNS[2:-1]


def _csv_values(row: dict[str, Any]) -> list[Any]:
    """A row as cells. People and articles bear their numbers: a file that leaves names nobody."""
    which = {name: value for name, value in row["scope"].items() if name != "kind"}
    of = "; ".join(
        " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for value in which.values()
    )
    why = row["undefined"]["code"] if row["undefined"] else None
    numbers = [row[name] for name in NUMBERS]
    return [row["scope"]["kind"], of, *numbers, why]


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


def span_row(row: queries.SpanRow, computed_at: datetime.datetime | None) -> dict[str, Any]:
    """The JSON form of a measure of spans as a report has it."""
    return {
        "scope": _scope_of(row),
        "measure": row.measure,
        **numbers_of(row.result, value="value"),
        "n": row.result.n if isinstance(row.result, Measured) else 0,
        "left_out": row.left_out,
        "undefined": undefined_of(row.result),
        "sampling_error": row.sampling_error,
        "samples": row.samples or None,
        "computed_at": computed_at,
    }


def _scope_of(row: queries.SpanRow) -> dict[str, Any]:
    """(k)u-alpha is of one label: in all texts the scope is that label, in one text both."""
    label = {"label": row.label} if row.label else {}
    if row.article is not None:
        return {"kind": "article", "article": row.article, **label}
    return {"kind": "label", **label} if row.label else {"kind": "project"}
