"""The project's own page, for its managers: settings, assignment, progress, jobs, release."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import NotFound, Refusal
from annotator.models import Job, Project, User, Webhook
from annotator.models.choices import JobState, Spread
from annotator.models.project import WORKING_ROLES
from annotator.pages.day_field import DayField
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.pages.people_choice import PeopleChoice
from annotator.queries.projects import (
    PersonProgress,
    progress_by_person,
    progress_of_articles,
)
from annotator.queries.time_spent import DAYS, TimePerSpan, time_per_span_by_person
from annotator.services.access import MANAGE
from annotator.services.jobs import cancel_job
from annotator.services.projects import release_project, update_project
from annotator.services.spreading import MOST_PER_ARTICLE, Plan, plan_spread, spread

JOBS_SHOWN = 15

# Django's own class takes no parameter when it runs.
if TYPE_CHECKING:
    ProjectForm = forms.ModelForm[Project]
else:
    ProjectForm = forms.ModelForm


def people_per_article() -> forms.IntegerField:
    """How many people are to mark each article."""
    return forms.IntegerField(
        label=gettext_lazy("People per article"),
        min_value=1,
        max_value=MOST_PER_ARTICLE,
        initial=2,
        help_text=gettext_lazy(
            "The queue offers an article until as many have it. From two on, agreement between "
            "them can be counted."
        ),
    )


class SettingsForm(ProjectForm):
    """What can be changed of a project."""

    overlap = people_per_article()

    class Meta:
        model = Project
        fields = ["name", "overlap", "is_blind", "verdicts_need_two"]
        help_texts = {
            "is_blind": gettext_lazy(
                "Annotators see nothing of each other's marks, counts and scores until release."
            ),
        }


class AssignForm(forms.Form):
    """Who gets articles, and how many people each article."""

    people = PeopleChoice(label=gettext_lazy("Who"))
    per_article = forms.IntegerField(
        label=gettext_lazy("People per article"), min_value=1, max_value=MOST_PER_ARTICLE
    )
    by = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=Spread.choices,
        initial=Spread.EVEN,
        help_text=gettext_lazy("Which languages somebody reads, they say on their own page."),
    )
    due_on = DayField(
        gettext_lazy("Until"),
        help_text=gettext_lazy(
            "May be left empty. People are told on the day before it and when it has passed."
        ),
    )

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, PeopleChoice)
        field.queryset = User.objects.filter(
            is_active=True,
            memberships__project=room.project,
            memberships__role__in=WORKING_ROLES,
        )


class ReleaseForm(forms.Form):
    """Release needs a tick, for it cannot be taken back."""

    understood = forms.BooleanField(
        label=gettext_lazy("I understand that this cannot be taken back"),
        error_messages={"required": gettext_lazy("Tick this first. Nothing was released.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(MANAGE, archived_too=True)
def project(request: HttpRequest, room: Room) -> HttpResponse:
    """The page, and saving its settings."""
    if request.method != "POST":
        return _page(request, room)
    form = SettingsForm(request.POST, instance=_fresh(room))
    if form.is_valid():
        try:
            update_project(room.user, room.project, form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("project", room.project.slug)
    return _page(request, room, settings_form=form)


@require_POST
@in_project(MANAGE)
def assign_articles(request: HttpRequest, room: Room) -> HttpResponse:
    """Spreads the articles over the chosen people, or shows first who would get how many."""
    form = AssignForm(request.POST, room=room)
    if not form.is_valid():
        return _page(request, room, assign_form=form)
    said = form.cleaned_data
    asked = {
        "people": [person.pk for person in said["people"]],
        "per_article": said["per_article"],
        "by": said["by"],
    }
    try:
        if request.POST.get("act") == "preview":
            planned = plan_spread(room.user, room.project, **asked)
            return _page(request, room, assign_form=form, planned=planned)
        done = spread(room.user, room.project, due_on=said["due_on"], **asked)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, room, assign_form=form)
    words = ngettext("%(count)s assignment made.", "%(count)s assignments made.", done.many)
    messages.success(request, words % {"count": done.many})
    return redirect("project", room.project.slug)


@require_POST
@in_project(MANAGE)
def release(request: HttpRequest, room: Room) -> HttpResponse:
    """Opens the data to researchers and ends blindness."""
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _page(request, room, release_form=form)
    release_project(room.user, room.project)
    messages.success(request, _("Released. Researchers can read the project from now on."))
    return redirect("project", room.project.slug)


@require_POST
@in_project(MANAGE, archived_too=True)
def archive(request: HttpRequest, room: Room) -> HttpResponse:
    """Puts the project away, or brings it back."""
    away = request.POST.get("act") == "archive"
    update_project(room.user, room.project, {"is_archived": away})
    if away:
        messages.success(request, _("Put away. Nobody can open it until you bring it back here."))
    else:
        messages.success(request, _("The project is back in use."))
    return redirect("project", room.project.slug)


@require_POST
@in_project()
def stop_job(request: HttpRequest, room: Room, job_id: UUID) -> HttpResponse:
    """Asks one of the project's jobs to stop."""
    if not Job.objects.visible_to(room.user).filter(project=room.project, pk=job_id).exists():
        raise NotFound
    job = cancel_job(room.user, job_id)
    if job.state == JobState.CANCELLED:
        messages.success(request, _("Stopped."))
    elif job.state == JobState.RUNNING:
        messages.info(request, _("It stops at its next step, within seconds."))
    else:
        messages.info(request, _("It was over already."))
    if request.POST.get("next") == "fetching":  # from the page of somebody who may not manage
        return redirect("fetching", room.project.slug, job.pk)
    return redirect("project", room.project.slug)


def _fresh(room: Room) -> Project:
    # The form writes into its instance before the service has agreed.
    return Project.objects.get(pk=room.project.pk)


def _people(project: Project) -> list[tuple[PersonProgress, TimePerSpan | None]]:
    spent = time_per_span_by_person(project)
    return [(row, spent.get(row.user.pk)) for row in progress_by_person(project)]


def _shares(planned: Plan) -> list[tuple[User, int]]:
    people = User.objects.filter(pk__in=planned.many_of).order_by("name", "email")
    return [(person, planned.many_of[person.pk]) for person in people]


def _page(
    request: HttpRequest,
    room: Room,
    *,
    settings_form: SettingsForm | None = None,
    assign_form: AssignForm | None = None,
    release_form: ReleaseForm | None = None,
    planned: Plan | None = None,
) -> HttpResponse:
    jobs = Job.objects.visible_to(room.user).filter(project=room.project)
    context = {
        "project": room.project,
        "section": "project",
        "room": room,
        "settings_form": settings_form or SettingsForm(instance=room.project),
        "assign_form": assign_form
        or AssignForm(room=room, initial={"per_article": room.project.overlap}),
        "release_form": release_form or ReleaseForm(),
        "planned": planned,
        "shares": _shares(planned) if planned else [],
        "articles": progress_of_articles(room.project),
        "people": _people(room.project),
        "time_days": DAYS,
        "jobs": jobs.select_related("created_by")[:JOBS_SHOWN],
        "pending": (JobState.QUEUED, JobState.RUNNING),
        "paused_webhooks": Webhook.objects.visible_to(room.user)
        .filter(project=room.project, paused_at__isnull=False)
        .count(),
    }
    return render(request, "annotator/project.html", context)
