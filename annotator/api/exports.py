"""Exports, streamed from one moment of the database."""

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from annotator.api.annotations import AnnotationQuery
from annotator.api.schema import describe
from annotator.api.views import Endpoint
from annotator.models.choices import TokenScope
from annotator.queries.exports import AnnotationExport
from annotator.services.exports import open_annotation_export


class AnyAccept(DefaultContentNegotiation):
    """An export has one form, whatever the request says it would rather have."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        """The renderer of refusals."""
        return renderers[0], renderers[0].media_type


class ExportQuery(AnnotationQuery):
    """What is taken out: the filters of the list. Only what counts, unless `live=false`."""

    cursor = None  # type: ignore[assignment]
    page_size = None  # type: ignore[assignment]
    ordering = None  # type: ignore[assignment]


class _Stream:
    """The export's bytes; closing them closes the export, read to the end or not."""

    def __init__(self, export: AnnotationExport, lines: Iterator[bytes]) -> None:
        self._export, self._lines = export, lines

    def __iter__(self) -> Iterator[bytes]:
        return self._lines

    def close(self) -> None:
        """Lets go of the database."""
        self._export.close()


_HEADERS = [
    OpenApiParameter(name, int, OpenApiParameter.HEADER, response=[200], description=text)
    for name, text in (
        ("X-Row-Count", "How many rows follow, counted in the same moment."),
        ("X-Rows-Left-Out", "How many were left out because they hold a protected name."),
    )
]


class AnnotationsJsonLines(Endpoint):
    """Annotations as JSON lines."""

    queries = {"GET": ExportQuery}
    read_scope = TokenScope.EXPORT
    content_negotiation_class = AnyAccept
    kind = "annotations.jsonl"
    media_type = "application/x-ndjson"

    @describe(
        "exports_annotations_jsonl",
        query=ExportQuery,
        answers={
            (200, "application/x-ndjson"): OpenApiResponse(
                str, description="One annotation a line."
            )
        },
        headers=_HEADERS,
        tag="exports",
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Annotations, one JSON object a line: the annotation with its article, its claim and
        the names of its sources. Annotators get their own work, reviewers and managers
        everybody's, researchers everybody's after the release."""
        return self._stream()

    def _stream(self) -> StreamingHttpResponse:
        export = open_annotation_export(self.person, kind=self.kind, said=self.query)
        response = StreamingHttpResponse(
            _Stream(export, self._lines(export)), content_type=self.media_type
        )
        response["Content-Disposition"] = f'attachment; filename="{self.kind}"'
        response["X-Row-Count"] = str(export.row_count)
        response["X-Rows-Left-Out"] = str(export.left_out)
        return response

    def _lines(self, export: AnnotationExport) -> Iterator[bytes]:
        return export.json_lines()


class AnnotationsCSV(AnnotationsJsonLines):
    """Annotations as a table."""

    kind = "annotations.csv"
    media_type = "text/csv; charset=utf-8"

    @describe(
        "exports_annotations_csv",
        query=ExportQuery,
        answers={
            (200, "text/csv"): OpenApiResponse(str, description="A header and one line a row.")
        },
        headers=_HEADERS,
        tag="exports",
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Annotations as a table. Cells that a spreadsheet would run get a leading apostrophe."""
        return self._stream()

    def _lines(self, export: AnnotationExport) -> Iterator[bytes]:
        return export.csv_lines()
