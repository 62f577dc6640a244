"""The first page after signing in: the only project, or the list of them; and new ones."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from annotator.errors import NotAllowed, Refusal
from annotator.models import Project
from annotator.pages.doors import answering_refusals, show_refusal, signed_in
from annotator.pages.project import people_per_article
from annotator.queries.projects import project_list
from annotator.services.projects import can_create_projects, create_project

# Django's own class takes no parameter when it runs.
if TYPE_CHECKING:
    ProjectForm = forms.ModelForm[Project]
else:
    ProjectForm = forms.ModelForm


class NewProjectForm(ProjectForm):
    """Name, short name, and how the work is divided."""

    overlap = people_per_article()

    class Meta:
        model = Project
        fields = ["name", "slug", "overlap", "is_blind"]
        error_messages = {
            "slug": {
                "unique": gettext_lazy(
                    "Another project already has this short name: choose another."
                )
            }
        }
        help_texts = {
            "name": gettext_lazy("For example the story or the desk: Flood of 2024."),
            "slug": gettext_lazy(
                "Stands in the address of every page and cannot be changed later: flood-2024."
            ),
            "is_blind": gettext_lazy(
                "Annotators see nothing of each other's marks until you release the project."
            ),
        }


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Leads to the only project, or lists them."""
    user = signed_in(request)
    rows = project_list(user)
    active = [row for row in rows if row.project.archived_at is None]
    may_create = can_create_projects(user)
    if len(active) == 1 and not may_create:
        return redirect("queue", active[0].project.slug)
    context = {
        "projects": active,
        "put_away": [row.project for row in rows if row.project.archived_at is not None],
        "may_create": may_create,
    }
    return render(request, "annotator/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@answering_refusals
def new_project(request: HttpRequest) -> HttpResponse:
    """Makes a project, for those who may."""
    user = signed_in(request)
    if not can_create_projects(user):
        raise NotAllowed(
            "not_allowed",
            _("Only admins and people who manage a project make new ones. Ask one of them."),
        )
    form = NewProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            project = create_project(user, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The project is there. Add the first article, or invite."))
            return redirect("queue", project.slug)
    return render(request, "annotator/new_project.html", {"form": form})
