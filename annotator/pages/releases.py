"""Releases: frozen data sets, how to cite them, and making one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotator.errors import BadInput
from annotator.models.choices import JobState
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.pages.export_forms import FilterForm
from annotator.queries.releases import bibtex, citation, releases_of
from annotator.services.access import DECIDE, check_role
from annotator.services.releases import request_release

LICENCES = ("cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc0-1.0", "other")
MOST_SHOWN = 100
_STOPPED = (JobState.FAILED, JobState.CANCELLED)


class ReleaseForm(FilterForm):
    """What the data set is called, on what terms it is given, and what goes in."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"),
        choices=[("", gettext_lazy("not stated")), *((name, name) for name in LICENCES)],
        required=False,
        help_text=gettext_lazy(
            "For the annotations. The texts of the articles stay their publishers'."
        ),
    )
    field_order = ["title", "licence"]


@require_http_methods(["GET", "HEAD", "POST"])
@in_project()
def releases(request: HttpRequest, room: Room) -> HttpResponse:
    """The project's releases, newest first; reviewers and managers make new ones."""
    form = ReleaseForm(room, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check_role(room.role, DECIDE)
        if form.is_valid() and _made(room, form):
            messages.success(request, _("The release is being made. Come back in a moment."))
            return redirect("releases", room.project.slug)
    context = {
        "project": room.project,
        "section": "exports",
        "room": room,
        "form": form if room.allows(DECIDE) else None,
        "releases": _rows(room),
    }
    return render(request, "annotator/releases.html", context)


def _made(room: Room, form: ReleaseForm) -> bool:
    said = form.cleaned_data
    try:
        request_release(
            room.user,
            room.project,
            title=said["title"],
            licence=said["licence"],
            filters=form.filters(),
        )
    except BadInput as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _rows(room: Room) -> list[dict[str, Any]]:
    found = releases_of(room.user).filter(project=room.project)[:MOST_SHOWN]
    return [
        {
            "release": release,
            "citation": citation(release),
            "bibtex": bibtex(release),
            "is_stopped": release.job is not None and release.job.state in _STOPPED,
        }
        for release in found
    ]
