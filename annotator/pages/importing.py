"""The import page: paste or upload, look at what it would become, add it."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotator.errors import BadInput, Refusal
from annotator.models import Source
from annotator.models.choices import SourceKind
from annotator.pages.captures import read_file
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.pages.fetching import address_form
from annotator.pages.queue import language_choices
from annotator.pages.words import LANGUAGES_OFFERED, interval_in_words, reason_in_words
from annotator.services.access import WORK
from annotator.services.articles import (
    Capture,
    Preview,
    add_article,
    find_same_article,
    preview_article,
)
from annotator.services.imports import Upload, receive_import
from annotator.text.blocks import Block, removed_code_points
from annotator.text.figures import parse_figures

MOST_FIGURES = 40
MOST_OUTLETS_OFFERED = 200


class PasteForm(forms.Form):
    """A pasted text, or a file."""

    text = forms.CharField(
        label=gettext_lazy("Text of the article"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 14, "class": "article-text", "spellcheck": "false", "autofocus": True}
        ),
        help_text=gettext_lazy(
            "Paste the page as it is: what is not article is taken out, and shown to you first."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.html,.htm,.jsonl"}),
        help_text=gettext_lazy("A text (.txt), a web page (.html), or many articles (.jsonl)."),
    )


class FactsForm(forms.Form):
    """What is known of an article; whatever is left empty is shown as unknown."""

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=500)
    publisher = forms.CharField(
        label=gettext_lazy("Outlet"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "outlets", "autocomplete": "off"}),
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    published_on = forms.CharField(
        label=gettext_lazy("Published"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"placeholder": "2024-12-17", "autocomplete": "off"}),
        help_text=gettext_lazy("A day, a month (2024-12) or a year (2024), as far as known."),
    )
    authors = forms.CharField(
        label=gettext_lazy("Authors"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Separated by commas."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = language_choices(_("unknown"))
        now = str((self.data if self.is_bound else self.initial).get("language", ""))
        if now and now not in LANGUAGES_OFFERED and len(now) <= 8:
            choices.append((now, now))
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def facts(self) -> dict[str, Any]:
        """What was filled in, as services take it."""
        written = self.cleaned_data
        names = [name.strip() for name in written["authors"].split(",")]
        return {**written, "authors": tuple(name for name in names if name)}


@dataclass(frozen=True)
class Piece:
    """Part of a capture as the preview shows it: article text, or a block with its reason."""

    text: str
    block: Block | None = None
    reason: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(WORK)
def import_article(request: HttpRequest, room: Room) -> HttpResponse:
    """The three steps, told apart by the button that was pressed."""
    act = request.POST.get("act", "")
    if request.method == "POST" and act == "preview":
        return _look(request, room)
    if request.method == "POST" and act == "add":
        return _add(request, room)
    kept = request.POST.get("capture", "") if request.POST.get("kind") == "text" else ""
    return _ask(request, room, PasteForm(initial={"text": kept}))


def _ask(request: HttpRequest, room: Room, form: PasteForm) -> HttpResponse:
    context = {"project": room.project, "section": "import", "form": form}
    context["address_form"] = address_form()
    return render(request, "annotator/import.html", context)


def _look(request: HttpRequest, room: Room) -> HttpResponse:
    form = PasteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, room, form)
    try:
        upload = form.cleaned_data["file"]
        if upload is not None and (upload.name or "").lower().endswith(".jsonl"):
            return _look_at_many(room, upload)
        kind, written = _pasted_or_uploaded(form)
        preview = preview_article(_capture(kind, written))
    except Refusal as refusal:
        at_the_file = form.cleaned_data["file"] is not None
        fields = {"file" if at_the_file else "text": [refusal.message]}
        show_refusal(form, BadInput(refusal.code, refusal.message, fields=fields))
        return _ask(request, room, form)
    facts = FactsForm(initial=_first_facts(preview))
    return _show(request, room, kind, written, preview, facts, kept=frozenset())


def _add(request: HttpRequest, room: Room) -> HttpResponse:
    kind, written = request.POST.get("kind", ""), request.POST.get("capture", "")
    facts = FactsForm(request.POST)
    kept = frozenset(place for place in request.POST.getlist("keep") if place.isascii())
    capture = _capture(kind, written)
    if not facts.is_valid():
        return _show(request, room, kind, written, preview_article(capture), facts, kept)
    capture = replace(capture, **facts.facts(), as_given=True)
    try:
        preview = preview_article(capture)
    except Refusal as refusal:
        show_refusal(facts, refusal)
        return _show(
            request, room, kind, written, preview_article(_capture(kind, written)), facts, kept
        )
    if request.POST.get("seen") != _digest(preview.cleaned.blocks):
        facts.add_error(
            "title",
            _("With this title other parts are taken out. Look at them, then add the article."),
        )
        return _show(request, room, kind, written, preview, facts, kept)
    places = tuple(
        at for at, block in enumerate(preview.cleaned.blocks) if str(block.start) in kept
    )
    try:
        article, is_new = add_article(room.user, room.project, replace(capture, keep=places))
    except Refusal as refusal:
        show_refusal(facts, refusal)
        return _show(request, room, kind, written, preview, facts, kept)
    if is_new:
        messages.success(request, _("Added: %(title)s") % {"title": article})
    else:
        messages.info(request, _("This article was here already: %(title)s") % {"title": article})
    if request.POST.get("then") == "another":
        return redirect("import", room.project.slug)
    return redirect("annotate", room.project.slug, article.pk)


def _look_at_many(room: Room, upload: UploadedFile) -> HttpResponse:
    """Many articles in a file go the way of all files: looked at by the worker, then imported."""
    batch, _is_new = receive_import(
        room.user,
        room.project,
        [Upload(upload.name or "file", upload)],
        kind="jsonl",
        is_dry_run=True,
        keeps_files=True,
    )
    return redirect("import-batch", room.project.slug, batch.pk)


def _pasted_or_uploaded(form: PasteForm) -> tuple[str, str]:
    upload = form.cleaned_data["file"]
    if upload is not None:
        return read_file(upload)
    if not form.cleaned_data["text"].strip():
        raise BadInput("nothing", _("Paste a text, or choose a file."))
    return "text", form.cleaned_data["text"]


def _capture(kind: str, written: str) -> Capture:
    return Capture(html=written) if kind == "html" else Capture(text=written)


def _show(
    request: HttpRequest,
    room: Room,
    kind: str,
    written: str,
    preview: Preview,
    facts: FactsForm,
    kept: frozenset[str],
) -> HttpResponse:
    blocks = preview.cleaned.blocks
    figures = parse_figures(preview.cleaned.text, preview.language or None)
    same = find_same_article(room.project, preview)
    context = {
        "project": room.project,
        "section": "import",
        "kind": kind,
        "capture": written,
        "seen": _digest(blocks),
        "pieces": _pieces(preview.cleaned.raw, blocks),
        "kept": kept,
        "language": preview.language,
        "removed_blocks": len(blocks),
        "removed_code_points": removed_code_points(blocks),
        "code_points": len(preview.cleaned.text),
        "figures": [(figure.words, interval_in_words(figure)) for figure in figures[:MOST_FIGURES]],
        "more_figures": max(0, len(figures) - MOST_FIGURES),
        "same": same,
        "same_text": same is not None and same.text_sha256 == preview.sha256,
        "outlets": _outlets(room),
        "form": facts,
    }
    return render(request, "annotator/import_preview.html", context)


def _pieces(raw: str, blocks: tuple[Block, ...]) -> list[Piece]:
    pieces, at = [], 0
    for block in blocks:
        if raw[at : block.start].strip():
            pieces.append(Piece(raw[at : block.start].strip("\n")))
        words = raw[block.start : block.end]
        pieces.append(Piece(words, block, reason_in_words(block.reason)))
        at = block.end
    if raw[at:].strip():
        pieces.append(Piece(raw[at:].strip("\n")))
    return pieces


def _first_facts(preview: Preview) -> dict[str, str]:
    return {
        "title": preview.title,
        "publisher": preview.publisher_name,
        "url": preview.url,
        "published_on": str(preview.published) if preview.published else "",
        "authors": ", ".join(preview.authors),
        "language": preview.language,
    }


def _digest(blocks: tuple[Block, ...]) -> str:
    places = ",".join(f"{block.start}-{block.end}" for block in blocks)
    return hashlib.sha256(places.encode()).hexdigest()[:16]


def _outlets(room: Room) -> list[str]:
    sources = Source.objects.visible_to(room.user).roots().filter(project=room.project)
    outlets = sources.filter(kind__in=[SourceKind.OUTLET, SourceKind.AGENCY])
    return list(outlets.values_list("name", flat=True)[:MOST_OUTLETS_OFFERED])
