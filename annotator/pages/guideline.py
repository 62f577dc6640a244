"""The guideline: read by everybody in the project, written by its managers."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from annotator.errors import BadInput, Refusal
from annotator.models import GuidelineVersion
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.pages.markdown import render_markdown
from annotator.services.access import MANAGE
from annotator.services.projects import LONGEST_GUIDELINE, set_guideline
from annotator.text.differences import compare_texts


class GuidelineForm(forms.Form):
    """The guideline as Markdown."""

    markdown = forms.CharField(
        label=gettext_lazy("Guideline"),
        max_length=LONGEST_GUIDELINE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=gettext_lazy(
            "Markdown: # for a heading, - for a list, **bold**. Each saved version keeps its "
            "number, and every mark remembers which one was in force."
        ),
    )

    def clean_markdown(self) -> str:
        """With line ends as they are kept: browsers send others, and every line would differ."""
        markdown: str = self.cleaned_data["markdown"]
        return markdown.replace("\r\n", "\n")


@dataclass(frozen=True)
class ChangedWords:
    """A stretch of the guideline: as it was and is, gone, or new."""

    change: str
    text: str


@require_safe
@in_project()
def guideline(request: HttpRequest, room: Room) -> HttpResponse:
    """The version in force, or an earlier one by its number, and what it changed."""
    versions = GuidelineVersion.objects.visible_to(room.user).filter(project=room.project)
    versions = versions.select_related("created_by")
    wanted = request.GET.get("version", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 9):
        raise BadInput("version_wrong", _("There is no such version of the guideline."))
    rows = list(versions.defer("markdown")[:100])
    shown = versions.filter(number=int(wanted)).first() if wanted else versions.first()
    before = versions.filter(number__lt=shown.number).first() if shown else None
    context = {
        "project": room.project,
        "section": "guideline",
        "shown": shown,
        "versions": rows,
        "html": render_markdown(shown.markdown) if shown else "",
        "before": before,
        "changes": _changes(before, shown) if before and shown else [],
        "may_write": room.allows(MANAGE),
        "room": room,
    }
    return render(request, "annotator/guideline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(MANAGE)
def edit_guideline(request: HttpRequest, room: Room) -> HttpResponse:
    """Writes the next version, with a look at it before it counts."""
    latest = GuidelineVersion.objects.filter(project=room.project).first()
    form = GuidelineForm(request.POST or None, initial={"markdown": latest and latest.markdown})
    html = ""
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "preview":
            html = render_markdown(form.cleaned_data["markdown"])
        else:
            try:
                version = set_guideline(room.user, room.project, **form.cleaned_data)
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(
                    request, _("Version %(number)s is in force.") % {"number": version.number}
                )
                return redirect("guideline", room.project.slug)
    context = {"project": room.project, "section": "guideline", "form": form, "html": html}
    return render(request, "annotator/guideline_edit.html", context)


def _changes(before: GuidelineVersion, shown: GuidelineVersion) -> list[ChangedWords]:
    """The Markdown as it is written, with what went and what came: what a rule says must be seen,
    and two versions of a list drawn as one would not show it."""
    old, new = before.markdown, shown.markdown
    return [
        ChangedWords(
            piece.change,
            old[piece.old_start : piece.old_end]
            if piece.change == "deleted"
            else new[piece.new_start : piece.new_end],
        )
        for piece in compare_texts(old, new)
    ]
