"""Imports of files: sent, looked at, carried out by the worker, and undone."""

import uuid
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import ListQuery, Nothing, Ordering, Strict
from annotator.api.parsers import StrictJSONParser, parse_json
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.api.views import Endpoint
from annotator.errors import BadInput, NotFound
from annotator.formats.readers import KINDS
from annotator.models import ImportBatch
from annotator.models.choices import ImportState
from annotator.queries.imports import import_row, imports_of
from annotator.queries.project_rows import project_of
from annotator.services.access import find_project
from annotator.services.import_undoing import undo_import
from annotator.services.imports import Upload, import_too_large, receive_import

KIND_CHOICES = [(kind, kind) for kind in KINDS]
FORM_BYTES = 1_000_000
"""What a form may weigh besides its files."""


class ImportRow(serializers.Serializer[Any]):
    """An import: what was sent, what was found in it, and what became of it."""

    id = serializers.UUIDField()
    project = serializers.SlugField()
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    name = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    dry_run = serializers.BooleanField()
    state = serializers.ChoiceField(choices=ImportState.choices)
    job = serializers.UUIDField(allow_null=True)
    label_map = serializers.DictField(child=serializers.CharField())
    mapping = serializers.DictField(child=serializers.JSONField())
    found = serializers.DictField(
        child=serializers.JSONField(),
        help_text="Counts, articles, labels, people and notes, once it was looked at.",
    )
    message = serializers.CharField()
    report = serializers.ListField(child=serializers.JSONField())
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)


class NewImport(Strict):
    """The form of an import. `file` may be there several times: a text and its annotations."""

    project = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    file = serializers.FileField(allow_empty_file=True, max_length=1000)
    label_map = serializers.CharField(
        required=False,
        trim_whitespace=False,
        max_length=FORM_BYTES,
        help_text="JSON: the file's label -> confirmed, unverified, contested or skip.",
    )
    mapping = serializers.CharField(
        required=False,
        trim_whitespace=False,
        max_length=FORM_BYTES,
        help_text="JSON: our field -> theirs; offsets; people.",
    )
    dry_run = serializers.BooleanField(required=False, help_text="Look only; nothing is stored.")


class ImportQueued(serializers.Serializer[Any]):
    """Where to look for what becomes of it."""

    job = serializers.UUIDField()
    id = serializers.UUIDField(help_text="The import.")


class ImportQuery(ListQuery):
    """How imports are listed."""

    project = serializers.CharField(required=False, max_length=60)
    state = serializers.ChoiceField(required=False, choices=ImportState.choices)
    ordering = Ordering("-created_at", "created_at")


class FormParser(MultiPartParser):
    """A form with files, weighed before any of it is read."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The fields and files; TooLarge when there is more than one import may hold."""
        request = (parser_context or {}).get("request")
        weight = str(request.META.get("CONTENT_LENGTH") or "0") if request is not None else "0"
        is_number = weight.isascii() and weight.isdigit()
        if not is_number or int(weight) > settings.MAX_IMPORT_BYTES + FORM_BYTES:
            raise import_too_large()
        return super().parse(stream, media_type, parser_context)


class Imports(Endpoint):
    """The imports one may see, and a new one."""

    queries = {"GET": ImportQuery}
    parser_classes = [FormParser]

    @describe("imports_list", query=ImportQuery, answers={200: page_of(ImportRow)}, tag="imports")
    def get(self, request: Request) -> Response:
        """Your own imports, and all of the projects in which you review or manage."""
        rows = imports_of(self.person)
        if "project" in self.query:
            rows = rows.filter(project=project_of(self.person, self.query["project"]))
        if "state" in self.query:
            rows = rows.filter(state=self.query["state"])
        return self.page(rows, lambda found: [_shown(self, batch) for batch in found])

    @describe(
        "imports_create",
        body=NewImport,
        answers={200: ImportQueued, 202: ImportQueued},
        example={
            "project": "dikes",
            "kind": "brat",
            "file": "(the bytes of corpus.zip)",
            "label_map": '{"Claim": "unverified", "Person": "skip"}',
            "dry_run": True,
        },
        media_type="multipart/form-data",
        tag="imports",
    )
    def post(self, request: Request) -> Response:
        """Import a file. 202 with the job that does it; 200 with the job that did it when you sent
        the same bytes before. With `dry_run` the file is only looked at."""
        _check_names(request.data)
        said = self.body(NewImport)
        project = find_project(self.person, said["project"])
        uploads = [Upload(file.name or "file", file) for file in request.FILES.getlist("file")]
        batch, is_new = receive_import(
            self.person,
            project,
            uploads,
            kind=said["kind"],
            label_map=_object(said.get("label_map"), "label_map"),
            mapping=_object(said.get("mapping"), "mapping"),
            is_dry_run=said.get("dry_run", False),
        )
        return Response({"job": batch.job_id, "id": batch.pk}, status=202 if is_new else 200)


class OneImport(Endpoint):
    """One import."""

    @describe("imports_read", answers={200: ImportRow}, tag="imports")
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """One import: what was found in it, and what became of it."""
        batch = imports_of(self.person).filter(pk=pk).first()
        if batch is None:
            raise NotFound
        return Response(_shown(self, batch))


class ImportUndo(Endpoint):
    """Taking an import back."""

    parser_classes = [StrictJSONParser]

    @describe("imports_undo", body=Nothing, answers={200: ImportRow}, tag="imports")
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Take a whole import back: its annotations are withdrawn, its new articles put away. 409
        `import_built_on` when others have worked on it since; `built` counts what."""
        self.body(Nothing)
        undo_import(self.person, pk)
        return Response(_shown(self, imports_of(self.person).get(pk=pk)))


def _shown(view: Endpoint, batch: ImportBatch) -> dict[str, Any]:
    """The JSON form; for tokens without titles and reasons that hold a protected name."""
    row = import_row(batch)
    shield = held_shield(view, {batch.project_id})
    if shield.hides_in(batch.project_id, [row["found"], row["report"], row["name"]]):
        counts = {"counts": row["found"].get("counts", {})}
        row |= {"found": counts, "report": [], "name": "", "label_map": {}, "mapping": {}}
    return row


def _check_names(form: Any) -> None:
    """BadInput when a field other than `file` stands more than once."""
    for name, values in form.lists():
        if name != "file" and len(values) > 1:
            text = _("This field stands more than once.")
            raise BadInput("field_twice", text, fields={str(name)[:60]: [text]})


def _object(written: str | None, field: str) -> dict[str, Any]:
    """The JSON object in a field of the form."""
    if not written:
        return {}
    found = parse_json(written.encode())
    if not isinstance(found, dict):
        text = _("This must be a JSON object.")
        raise BadInput("not_an_object", text, fields={field: [text]})
    return found
