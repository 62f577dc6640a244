"""The queue: what needs me first, and every article of the project."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import BadInput, NotFound
from annotator.models import Article
from annotator.models.choices import AssignmentState
from annotator.pages.doors import Room, in_project
from annotator.pages.unsent import unsent_context
from annotator.pages.words import LANGUAGES_OFFERED, language_name
from annotator.queries.queue import (
    FREE,
    Place,
    QueueFilters,
    next_free_article,
    queue_page,
    sees_everyones_work,
)
from annotator.services.access import MANAGE, WORK
from annotator.services.assignments import set_state
from annotator.services.notices import today_of


def language_choices(first: str) -> list[tuple[str, str]]:
    """Choices of a language, with an empty first one of the given words."""
    return [("", first), *((code, language_name(code)) for code in LANGUAGES_OFFERED)]


class FilterForm(forms.Form):
    """What the queue can be narrowed to; anything else in the address is a mistake."""

    state = forms.ChoiceField(
        label=gettext_lazy("My state"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            (AssignmentState.IN_PROGRESS, gettext_lazy("in progress")),
            (AssignmentState.NEW, gettext_lazy("given to me")),
            (AssignmentState.DONE, gettext_lazy("done by me")),
            (FREE, gettext_lazy("room for one more")),
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    outlet = forms.CharField(label=gettext_lazy("Outlet"), required=False, max_length=200)
    search = forms.CharField(
        label=gettext_lazy("Words in title or text"), required=False, max_length=200
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = language_choices(_("all"))


@require_safe
@in_project()
def queue(request: HttpRequest, room: Room) -> HttpResponse:
    """One page of the queue."""
    form = FilterForm(request.GET)
    filters = QueueFilters(**form.cleaned_data) if form.is_valid() else QueueFilters()
    sees_disagreements = sees_everyones_work(room.project, room.role)
    page = queue_page(
        room.user,
        room.project,
        filters,
        older_than=_place(request, "older_than"),
        newer_than=_place(request, "newer_than"),
        sees_disagreements=sees_disagreements,
    )
    works = room.allows(WORK)
    context = {
        "project": room.project,
        "section": "queue",
        "room": room,
        "form": form,
        "filters": filters,
        "page": page,
        "today": today_of(room.user),
        "works": works,
        "may_manage": room.allows(MANAGE),
        "shows_disagreements": sees_disagreements,
        "is_first_page": not request.GET.keys() & {"older_than", "newer_than"},
        "is_first_run": works and not room.has_begun,
        "older": _link(filters, "older_than", page.older),
        "newer": _link(filters, "newer_than", page.newer),
    }
    if works:
        context |= unsent_context(room.user)
    return render(request, "annotator/queue.html", context)


@require_POST
@in_project(WORK)
def take_next(request: HttpRequest, room: Room) -> HttpResponse:
    """Takes what is to be done next and opens it."""
    article = next_free_article(room.user, room.project)
    if article is None:
        messages.info(request, _("Every article has its people. There is nothing left to take."))
        return redirect("queue", room.project.slug)
    return _take(room, article)


@require_POST
@in_project(WORK)
def take(request: HttpRequest, room: Room, article_id: int) -> HttpResponse:
    """Takes one article and opens it."""
    rows = Article.objects.visible_to(room.user).active().filter(project=room.project)
    article = rows.select_related("project").filter(pk=article_id).first()
    if article is None:
        raise NotFound
    return _take(room, article)


def _take(room: Room, article: Article) -> HttpResponse:
    state = article.assignments.filter(user=room.user).values_list("state", flat=True).first()
    if state in (None, AssignmentState.NEW):
        set_state(room.user, article, AssignmentState.IN_PROGRESS)
    return redirect("annotate", room.project.slug, article.pk)


def _place(request: HttpRequest, name: str) -> Place | None:
    written = request.GET.get(name, "")
    if not written:
        return None
    try:
        return Place.parse(written)
    except ValueError:
        text = _("This address is damaged. Open the queue anew.")
        raise BadInput("place_wrong", text) from None


def _link(filters: QueueFilters, name: str, place: Place | None) -> str:
    if place is None:
        return ""
    kept = {
        "state": filters.state,
        "language": filters.language,
        "outlet": filters.outlet,
        "search": filters.search,
        name: str(place),
    }
    return "?" + urlencode({key: value for key, value in kept.items() if value})
