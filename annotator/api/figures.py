"""Figures read from words, as a proposal for a person to correct."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Query
from annotator.api.schema import describe
from annotator.api.views import Endpoint
from annotator.queries.annotations import figure_row
from annotator.text.figures import parse_figures

LONGEST_WORDS = 2_000


class ReadFigureRow(serializers.Serializer[Any]):
    """A figure that some words hold; null is unbounded. `start` and `end` are code points."""

    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    lower_closed = serializers.BooleanField()
    upper_closed = serializers.BooleanField()
    is_approximate = serializers.BooleanField()
    unit = serializers.CharField(help_text="A code such as persons, percent or EUR, or empty.")
    words = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class ReadFigures(serializers.Serializer[Any]):
    """The figures of some words, in order."""

    results = ReadFigureRow(many=True)


class FigureQuery(Query):
    """The words, and their language."""

    text = serializers.CharField(max_length=LONGEST_WORDS, trim_whitespace=False)
    language = serializers.CharField(required=False, max_length=8)


class Figures(Endpoint):
    """Reading figures."""

    queries = {"GET": FigureQuery}

    @describe("figures_read", query=FigureQuery, answers={200: ReadFigures}, tag="annotations")
    def get(self, request: Request) -> Response:
        """The figures that words hold, as intervals: "at least 30" is [30, ∞). A proposal:
        measure, population, place and period are for people to fill in."""
        figures = parse_figures(self.query["text"], self.query.get("language"))
        return Response({"results": [figure_row(figure) for figure in figures]})
