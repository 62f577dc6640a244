"""Importing files: sent, looked at, published by the worker, and taken back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotator.errors import BadInput, Conflict, NotFound, Refusal
from annotator.formats.readers import KINDS, kind_of
from annotator.models import ImportBatch
from annotator.models.choices import ImportOutcome, ImportState, JobState, Label
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.queries.imports import imports_of
from annotator.services.access import MANAGE, WORK
from annotator.services.import_plan import SKIP
from annotator.services.import_undoing import undo_import
from annotator.services.imports import (
    Upload,
    discard_seen,
    publish_seen,
    receive_import,
    stop_import,
)

AUTO = "auto"
MOST_LISTED = 20
_KIND_NAMES = {
    AUTO: gettext_lazy("As the file's name says"),
    "jsonl": gettext_lazy("JSON lines: articles and annotations"),
    "csv": gettext_lazy("Table (CSV): articles or annotations"),
    "txt": gettext_lazy("Texts"),
    "html": gettext_lazy("Web pages"),
    "zip": gettext_lazy("ZIP of several kinds"),
    "brat": "brat",
    "webannotation": "W3C Web Annotation",
    "doccano": "doccano",
    "labelstudio": "Label Studio",
    "xmi": "UIMA XMI (INCEpTION)",
}


class ManyFiles(forms.FileField):
    """Several files in one field."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files; at least one."""
        files = data if isinstance(data, list) else [data]
        return [super(ManyFiles, self).clean(file, initial) for file in files]


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesForm(forms.Form):
    """Files, and what is in them."""

    file = ManyFiles(
        label=gettext_lazy("Files"),
        allow_empty_file=True,
        widget=ManyFilesInput(
            attrs={
                "accept": ".zip,.txt,.md,.html,.htm,.jsonl,.ndjson,.csv,.tsv,.json,.jsonld,.ann",
                "multiple": True,
            }
        ),
        help_text=gettext_lazy("One file, a ZIP, or a text with its annotations; 100 MB at most."),
        error_messages={"required": gettext_lazy("Choose at least one file.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is in them"),
        choices=[(kind, _KIND_NAMES[kind]) for kind in (AUTO, *KINDS)],
        initial=AUTO,
        help_text=gettext_lazy("Choose it for doccano and Label Studio: their names do not tell."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(WORK)
def import_files(request: HttpRequest, room: Room) -> HttpResponse:
    """Takes files in to be looked at; below, what was imported before."""
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["file"]
        try:
            batch, _is_new = receive_import(
                room.user,
                room.project,
                [Upload(file.name or "file", file) for file in files],
                kind=_kind(form.cleaned_data["kind"], [file.name or "" for file in files]),
                is_dry_run=True,
                keeps_files=True,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("import-batch", room.project.slug, batch.pk)
    earlier = imports_of(room.user).filter(project=room.project).defer("found")
    context = {
        "project": room.project,
        "section": "import",
        "form": form,
        "batches": earlier.exclude(is_dry_run=True, state=ImportState.STOPPED)[:MOST_LISTED],
    }
    return render(request, "annotator/import_files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(WORK)
def import_batch(request: HttpRequest, room: Room, batch_id: UUID) -> HttpResponse:
    """One import: how far it is, what was found, and what may be done with it now."""
    batch = imports_of(room.user).filter(project=room.project, pk=batch_id).first()
    if batch is None:
        raise NotFound
    if request.method == "POST":
        return _act(request, room, batch)
    return _show(request, room, batch)


def _kind(chosen: str, names: list[str]) -> str:
    if chosen != AUTO:
        return chosen
    kinds = {kind_of(name) for name in names}
    if "brat" in kinds:
        return "brat"
    if None in kinds:
        text = _("This kind of file is not read. Take it out of what you send.")
        raise BadInput("file_kind", text, fields={"file": [text]})
    only = kinds.pop() if len(kinds) == 1 else "zip"
    return only if only in KINDS else "zip"


def _act(request: HttpRequest, room: Room, batch: ImportBatch) -> HttpResponse:
    act = request.POST.get("act", "")
    try:
        if act == "publish":
            publish_seen(room.user, batch.pk, label_map=_labels(request, batch))
        elif act == "discard":
            discard_seen(room.user, batch.pk)
            return redirect("import-files", room.project.slug)
        elif act == "stop":
            stop_import(room.user, batch.pk)
        elif act == "undo":
            undo_import(room.user, batch.pk)
            messages.success(request, _("The import was taken back."))
    except (Conflict, BadInput) as refusal:
        messages.error(request, refusal.message)
    return redirect("import-batch", room.project.slug, batch.pk)


def _labels(request: HttpRequest, batch: ImportBatch) -> dict[str, str]:
    """What was chosen for each foreign label, by its place in the list."""
    return {
        row["label"]: chosen
        for at, row in enumerate(batch.found.get("labels", []))
        if (chosen := request.POST.get(f"label-{at}", ""))
    }


def _show(request: HttpRequest, room: Room, batch: ImportBatch) -> HttpResponse:
    job = batch.job
    is_pending = job is not None and job.state in (JobState.QUEUED, JobState.RUNNING)
    found = batch.found
    unlisted = found.get("counts", {}).get("articles", 0) - len(found.get("articles", []))
    can_publish = (
        batch.state == ImportState.SEEN and not is_pending and batch.parts.only("pk").exists()
    )
    is_mine = batch.created_by_id == room.user.pk
    context = {
        "project": room.project,
        "section": "import",
        "batch": batch,
        "job": job,
        "is_pending": is_pending,
        "can_publish": can_publish,
        "can_undo": batch.state == ImportState.PUBLISHED and (is_mine or room.allows(MANAGE)),
        "counts": found.get("counts"),
        "articles": [
            row | {"outcome_words": ImportOutcome(row["outcome"]).label}
            for row in found.get("articles", [])
        ],
        "unlisted": max(0, unlisted),
        "labels": found.get("labels", []),
        "label_choices": [*Label.choices, (SKIP, _("skip these"))],
        "languages": found.get("languages", {}),
        "people": found.get("people", []),
        "notes": found.get("notes", []),
        # Labels still to be chosen are asked for, not told as faults.
        "report": [] if can_publish or job is None or is_pending else job.report,
    }
    return render(request, "annotator/import_batch.html", context)
