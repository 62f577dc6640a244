"""Who has which article and until when, for managers: deadlines set, articles taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import NotFound, Refusal
from annotator.models import Assignment, User
from annotator.models.choices import AssignmentState
from annotator.pages.doors import Room, in_project
from annotator.services.access import MANAGE
from annotator.services.assignments import set_deadline, take_away
from annotator.services.notices import today_of

ROWS_PER_PAGE = 100


class OfForm(forms.Form):
    """Whose articles are listed."""

    of = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    done_too = forms.BooleanField(label=gettext_lazy("Those that are done too"), required=False)

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["of"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = User.objects.filter(assignments__article__project=room.project).distinct()


class DeadlineForm(forms.Form):
    """A new deadline; empty takes it away."""

    due_on = forms.DateField(required=False)


@require_safe
@in_project(MANAGE)
def assignments(request: HttpRequest, room: Room) -> HttpResponse:
    """The list, what is late first."""
    form = OfForm(request.GET, room=room)
    rows = Assignment.objects.visible_to(room.user).filter(
        article__project=room.project, article__archived_at__isnull=True
    )
    rows = rows.select_related("article", "user")
    if form.is_valid():
        if form.cleaned_data["of"]:
            rows = rows.filter(user=form.cleaned_data["of"])
        if not form.cleaned_data["done_too"]:
            rows = rows.exclude(state=AssignmentState.DONE)
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "article__created_at", "article", "user")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "project": room.project,
        "section": "project",
        "room": room,
        "form": form,
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "today": today_of(room.user),
    }
    return render(request, "annotator/assignments.html", context)


@require_POST
@in_project(MANAGE)
def change_assignment(request: HttpRequest, room: Room, assignment_id: int) -> HttpResponse:
    """Sets its deadline, or takes the article off the person's list."""
    rows = Assignment.objects.visible_to(room.user).filter(article__project=room.project)
    found = rows.select_related("article__project", "user").filter(pk=assignment_id).first()
    if found is None:
        raise NotFound
    form = DeadlineForm(request.POST)
    try:
        if request.POST.get("act") == "take-away":
            take_away(room.user, found)
            messages.success(request, _("Taken off the list. What was marked in it stays."))
        elif form.is_valid():
            set_deadline(room.user, found, form.cleaned_data["due_on"])
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("That is no date; nothing was changed. Write it as a day."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("assignments", room.project.slug)
