"""Exports, streamed from one moment of the database."""

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.urls.converters import StringConverter
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from annotator.api.annotations import AnnotationQuery
from annotator.api.fields import Moment
from annotator.api.schema import describe
from annotator.api.views import Endpoint
from annotator.models.choices import Label, TokenScope
from annotator.services.exports import KINDS, Export, open_export
from annotator.written_numbers import row_number

MOST_VALUES = 100


class ExportKind(StringConverter):
    """The name of a form in which annotations or claims leave."""

    regex = "|".join(kind.replace(".", r"\.") for kind in KINDS)


class AnyAccept(DefaultContentNegotiation):
    """An export has one form, whatever the request says it would rather have."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        """The renderer of refusals."""
        return renderers[0], renderers[0].media_type


class _Several(serializers.CharField):
    """Several values with commas between them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=2000, **options)

    def to_internal_value(self, data: Any) -> Any:
        """The values, each once."""
        words = list(dict.fromkeys(super().to_internal_value(data).split(",")))
        if len(words) > MOST_VALUES:
            raise serializers.ValidationError(_("At most 100 values at once."))
        return [self.value_of(word) for word in words]

    def value_of(self, word: str) -> Any:
        """One of them."""
        return word


class Ids(_Several):
    """Ids of rows: `7` or `7,12`."""

    def value_of(self, word: str) -> int:
        """One id."""
        number = row_number(word)
        if not number:
            raise serializers.ValidationError(_("Give ids, with commas between them: 7,12."))
        return number


class Labels(_Several):
    """Labels: `confirmed` or `confirmed,contested`."""

    def value_of(self, word: str) -> str:
        """One label."""
        if word not in Label.values:
            text = _("Give labels, with commas between them: confirmed, unverified, contested.")
            raise serializers.ValidationError(text)
        return word


class ExportQuery(AnnotationQuery):
    """What is taken out: the filters of the list, some with several values, and a few more. Only
    what counts, unless `live=false`."""

    cursor = None  # type: ignore[assignment]
    page_size = None  # type: ignore[assignment]
    ordering = None  # type: ignore[assignment]
    author: Any = Ids(help_text="Of any of these people: ids with commas between them.")
    label: Any = Labels(help_text="Any of these labels, with commas between them.")
    claim: Any = Ids(help_text="On any of these claims, or those merged into them.")
    source: Any = Ids(help_text="With any of these sources in a hop of a chain.")
    published_from = serializers.DateField(required=False, help_text="The article's day.")
    published_until = serializers.DateField(required=False, help_text="The article's day.")
    created_from = Moment(required=False)
    created_until = Moment(required=False)
    adjudicated = serializers.BooleanField(
        required=False,
        help_text="true: reviewers' decisions in force; false: what people marked themselves.",
    )
    texts = serializers.ChoiceField(
        required=False,
        choices=["annotated", "all"],
        help_text="Of forms that hold texts: all, also those on which nothing chosen is marked.",
    )


class Stream:
    """The export's bytes; closing them closes the export, read to the end or not."""

    def __init__(self, export: Export) -> None:
        self._export = export

    def __iter__(self) -> Iterator[bytes]:
        return self._export.pieces

    def close(self) -> None:
        """Lets go of the database."""
        self._export.close()


def streamed(export: Export) -> StreamingHttpResponse:
    """The answer that brings an export, with its counts in the headers."""
    response = StreamingHttpResponse(Stream(export), content_type=export.media_type)
    response["Content-Disposition"] = f'attachment; filename="{export.kind}"'
    response["X-Row-Count"] = str(export.row_count)
    response["X-Rows-Left-Out"] = str(export.left_out)
    if export.reasons:
        said = ", ".join(f"{reason}={rows}" for reason, rows in sorted(export.reasons.items()))
        response["X-Left-Out-Reasons"] = said
    return response


HEADERS = [
    OpenApiParameter(name, kind, OpenApiParameter.HEADER, response=[200], description=text)
    for name, kind, text in (
        ("X-Row-Count", int, "How many annotations (or claims) follow, counted in that moment."),
        ("X-Rows-Left-Out", int, "How many were left out because they hold a protected name."),
    )
]
_KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(KINDS))
_REASONS = OpenApiParameter(
    "X-Left-Out-Reasons",
    str,
    OpenApiParameter.HEADER,
    response=[200],
    description="Of claims: `no_verdict=3, verdict_without_evidence=1, protected_name=2`.",
)
_MEDIA_TYPES = dict.fromkeys(form.media_type.partition(";")[0] for form in KINDS.values())


class ExportEndpoint(Endpoint):
    """An address whose answer is a file: tokens need the scope `export`."""

    queries = {"GET": ExportQuery}
    read_scope = TokenScope.EXPORT
    content_negotiation_class = AnyAccept


class Exports(ExportEndpoint):
    """Annotations, or claims with their verdicts, in one of many forms."""

    @describe(
        "exports_read",
        query=ExportQuery,
        answers={
            (200, media_type): OpenApiResponse(bytes, description="The file.")
            for media_type in _MEDIA_TYPES
        },
        headers=[_KIND, *HEADERS, _REASONS],
        tag="exports",
    )
    def get(self, request: Request, kind: str) -> StreamingHttpResponse:
        """Annotations with their article, claim and the names of their sources; with
        `claimreview.jsonld` the claims of a project that have a verdict and evidence for it.
        Annotators get their own work, reviewers and managers everybody's, researchers
        everybody's after the release. docs/formats.md tells what each form holds and how it
        counts."""
        return streamed(open_export(self.person, kind=kind, said=self.query))
