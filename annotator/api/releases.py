"""Releases: frozen, citable data sets."""

import uuid
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.exports import AnyAccept
from annotator.api.fields import Id, ListQuery, Moment, Ordering, Strict, Text, YesNo
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint, each
from annotator.errors import NotFound
from annotator.models.choices import Label, Origin, TokenScope
from annotator.queries.project_rows import project_of
from annotator.queries.releases import file_name, release_bytes, release_row, releases_of
from annotator.services.access import find_project
from annotator.services.releases import find_release, note_download, request_release

SERVER_OWNED = frozenset(
    {"id", "number", "guideline", "job", "citation", "bibtex", "row_count", "left_out", "files"}
    | {"article_count", "label_counts", "sha256", "size", "created_by", "created_at", "frozen_at"}
    | {"purges"}
)
EXAMPLE = {
    "project": "dikes",
    "title": "Floods of December",
    "licence": "cc-by-4.0",
    "filters": {"label": ["confirmed", "contested"], "published_from": "2024-12-01"},
}


class FileRow(serializers.Serializer[Any]):
    """A file of a release."""

    name = serializers.CharField()
    rows = serializers.IntegerField(allow_null=True)
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class PurgeRow(serializers.Serializer[Any]):
    """What was taken out of a release for good, as the law may ask for."""

    purged_at = serializers.DateTimeField()
    articles = serializers.IntegerField()
    annotations = serializers.IntegerField()
    sha256_before = serializers.CharField(help_text="Of the ZIP until then.")
    sha256 = serializers.CharField(help_text="Of the ZIP from then on.")


class ReleaseRow(serializers.Serializer[Any]):
    """A release. It has content once `frozen_at` is set, and then changes only when an article
    in it is purged: then `purges` says so."""

    id = serializers.UUIDField()
    project = serializers.SlugField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    licence = serializers.CharField()
    filters = serializers.DictField()
    guideline = serializers.IntegerField(allow_null=True, help_text="Number of its version.")
    row_count = serializers.IntegerField()
    left_out = serializers.IntegerField()
    article_count = serializers.IntegerField()
    label_counts = serializers.DictField(child=serializers.IntegerField())
    files = FileRow(many=True)
    sha256 = serializers.CharField(help_text="Of the ZIP.")
    size = serializers.IntegerField(help_text="Of the ZIP, in bytes.")
    job = serializers.UUIDField(allow_null=True)
    citation = serializers.CharField()
    bibtex = serializers.CharField()
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    frozen_at = serializers.DateTimeField(allow_null=True)
    purges = PurgeRow(many=True)


class ReleaseFilters(Strict):
    """What goes into a release; everything that counts where nothing is said."""

    label: Any = serializers.ListField(
        required=False, child=serializers.ChoiceField(choices=Label.choices), max_length=3
    )
    author: Any = serializers.ListField(required=False, child=Id(), max_length=100)
    claim = serializers.ListField(required=False, child=Id(), max_length=100)
    source: Any = serializers.ListField(required=False, child=Id(), max_length=100)
    article = Id(required=False)
    origin = serializers.ChoiceField(required=False, choices=Origin.choices)
    published_from = serializers.DateField(required=False)
    published_until = serializers.DateField(required=False)
    created_from = Moment(required=False)
    created_until = Moment(required=False)
    adjudicated = YesNo(required=False)
    texts = serializers.ChoiceField(required=False, choices=["annotated", "all"])


class NewRelease(Strict):
    """A data set to be frozen."""

    server_owned = SERVER_OWNED
    project = Text(max_length=60)
    title = Text(max_length=200)
    licence = Text(required=False, allow_blank=True, max_length=100, default="")
    filters = ReleaseFilters(required=False)


class ReleaseQuery(ListQuery):
    """How releases are listed."""

    project = serializers.CharField(required=False, max_length=60)
    ordering = Ordering("-created_at", "created_at")


class Releases(Endpoint):
    """The releases one may see."""

    queries = {"GET": ReleaseQuery}

    @describe(
        "releases_list", query=ReleaseQuery, answers={200: page_of(ReleaseRow)}, tag="releases"
    )
    def get(self, request: Request) -> Response:
        """Frozen data sets, newest first; researchers always see those of their projects."""
        rows = releases_of(self.person)
        if "project" in self.query:
            rows = rows.filter(project=project_of(self.person, self.query["project"]))
        return self.page(rows, each(release_row))

    @describe(
        "releases_create",
        body=NewRelease,
        answers={202: ReleaseRow},
        example=EXAMPLE,
        tag="releases",
    )
    def post(self, request: Request) -> Response:
        """Freeze a data set: 202 with the job that makes it. Reviewers and managers do. It holds
        what counts at that moment, under pseudonyms, and nothing changes it later."""
        said = self.body(NewRelease)
        project = find_project(self.person, said["project"])
        release = request_release(
            self.person,
            project,
            title=said["title"],
            licence=said["licence"],
            filters=said.get("filters", {}),
        )
        return Response(release_row(release), status=202)


class OneRelease(Endpoint):
    """One release."""

    @describe("releases_read", answers={200: ReleaseRow}, tag="releases")
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """One release: what is in it, its checksums, and how to cite it."""
        release = releases_of(self.person).filter(pk=pk).first()
        if release is None:
            raise NotFound
        return Response(release_row(release))


class ReleaseDownload(Endpoint):
    """The content of a release."""

    read_scope = TokenScope.EXPORT
    content_negotiation_class = AnyAccept

    @describe(
        "releases_download",
        answers={(200, "application/zip"): OpenApiResponse(bytes, description="The ZIP.")},
        headers=[
            OpenApiParameter(
                "X-SHA256",
                str,
                OpenApiParameter.HEADER,
                response=[200],
                description="The checksum of the ZIP; the same as the row's `sha256`.",
            )
        ],
        tag="releases",
    )
    def get(self, request: Request, pk: uuid.UUID) -> StreamingHttpResponse:
        """The ZIP of a release, the same bytes for ever unless an article in it is purged. 404
        while it is still being made."""
        release = find_release(self.person, pk)
        note_download(self.person, release)
        response = StreamingHttpResponse(release_bytes(release), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{file_name(release)}"'
        response["Content-Length"] = str(release.size)
        response["X-SHA256"] = release.sha256
        return response
