"""Exports that hold scores: the table of agreement, and the folder for Hugging Face."""

from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request

from annotator.api.exports import HEADERS, ExportEndpoint, ExportQuery, streamed
from annotator.api.fields import Query
from annotator.api.schema import describe
from annotator.services.access import find_project
from credibility.services.data_sets import open_agreement_table, open_data_set


class AgreementTableQuery(Query):
    """Whose agreement."""

    project = serializers.CharField(max_length=60, help_text="The project's short name.")


class DataSetQuery(ExportQuery):
    """What of a project is taken out."""

    project = serializers.CharField(max_length=60, help_text="The project's short name.")


class AgreementTable(ExportEndpoint):
    """Agreement as a table."""

    queries: ClassVar[Any] = {"GET": AgreementTableQuery}

    @describe(
        "exports_agreement",
        query=AgreementTableQuery,
        answers={(200, "text/csv"): OpenApiResponse(bytes, description="The table.")},
        headers=HEADERS,
        tag="exports",
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """How alike the annotators label, on the whole and label by label, each measure with its
        interval or with why it cannot be computed. Single people and articles:
        `agreement/annotators/`."""
        project = find_project(self.person, self.query["project"])
        return streamed(open_agreement_table(self.person, project))


class DataSet(ExportEndpoint):
    """A project as a data set."""

    queries: ClassVar[Any] = {"GET": DataSetQuery}

    @describe(
        "exports_huggingface",
        query=DataSetQuery,
        answers={(200, "application/zip"): OpenApiResponse(bytes, description="The folder.")},
        headers=HEADERS,
        tag="exports",
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """A ZIP of a folder as Hugging Face takes it: annotations, texts, agreement, guideline and
        a data card. Annotators bear pseudonyms. What is to be cited is a release."""
        project = find_project(self.person, self.query["project"])
        return streamed(open_data_set(self.person, project, said=self.query))
