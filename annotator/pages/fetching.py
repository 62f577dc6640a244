"""Adding an article by its address: asking for it, and how far the worker is with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import NotFound, Refusal
from annotator.models import Job
from annotator.models.choices import JobState
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.services.access import WORK
from annotator.services.article_requests import KIND, request_article


class AddressForm(forms.Form):
    """The address of an article."""

    url = forms.CharField(
        label=gettext_lazy("Address of the article"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Fetched in the background, without your cookies: what is behind a sign-in or a wall "
            "is not found."
        ),
        error_messages={"required": gettext_lazy("Fill in the address of the article.")},
    )


def address_form() -> AddressForm | None:
    """An empty form; None where this installation fetches nothing."""
    return AddressForm() if settings.OUTBOUND_CALLS else None


@require_POST
@in_project(WORK)
def fetch_article(request: HttpRequest, room: Room) -> HttpResponse:
    """Asks for the article; then the page of its job."""
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            job = request_article(room.user, room.project, url=form.cleaned_data["url"].strip())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("fetching", room.project.slug, job.pk)
    return _page(request, room, {"form": form})


@require_safe
@in_project(WORK)
def fetching(request: HttpRequest, room: Room, job_id: UUID) -> HttpResponse:
    """How far it is, and what became of it."""
    jobs = Job.objects.visible_to(room.user).filter(project=room.project, kind=KIND)
    job = jobs.filter(pk=job_id).first()
    if job is None:
        raise NotFound
    article = next((line["article"] for line in job.report if "article" in line), None)
    pending = job.state in (JobState.QUEUED, JobState.RUNNING)
    return _page(
        request,
        room,
        {
            "job": job,
            "article_id": article,
            "pending": pending,
            "form": None if pending else AddressForm(),
        },
    )


def _page(request: HttpRequest, room: Room, context: dict[str, Any]) -> HttpResponse:
    context |= {"project": room.project, "section": "import"}
    return render(request, "annotator/fetching.html", context)
