"""The agreement page: do our annotators agree, and do the sources agree?"""

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import NotFound
from annotator.pages.doors import Room, in_project
from annotator.services.access import MANAGE, WORK
from annotator.services.jobs import cancel_job
from credibility import inputs, queries, services
from credibility.pages.filters import ScopeForm, address_of, scope_form
from credibility.pages.panels import panels_of
from credibility.pages.wording import people_in

RUNS_SHOWN = 50


@require_safe
@in_project()
def agreement(request: HttpRequest, room: Room) -> HttpResponse:
    """The page."""
    queries.check_open(room.user, room.project)
    form = scope_form(request, room.project)
    context = _context(room, form) | {"tag": _tag(room, form)}
    return render(request, "credibility/agreement.html", context)


@require_safe
@in_project()
def agreement_parts(request: HttpRequest, room: Room) -> HttpResponse:
    """What changes on the page; 304 when it is as the asker has it."""
    queries.check_open(room.user, room.project)
    form = scope_form(request, room.project)
    tag = _tag(room, form)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = render(request, "credibility/agreement_parts.html", _context(room, form))
    response["ETag"] = tag
    return response


@require_POST
@in_project(WORK)
def compute_again(request: HttpRequest, room: Room) -> HttpResponse:
    """Queues a rebuild and goes back to the page, which shows how far it is."""
    services.request_rebuild(room.user, room.project)
    return redirect("agreement", room.project.slug)


@require_POST
@in_project(WORK)
def compute_spans(request: HttpRequest, room: Room) -> HttpResponse:
    """Queues the measures of spans, and goes back to the page, which shows how far they are."""
    services.request_span_report(room.user, room.project)
    return redirect("agreement", room.project.slug)


@require_POST
@in_project(WORK)
def stop(request: HttpRequest, room: Room) -> HttpResponse:
    """Asks what is under way to stop; the scores stay as they were."""
    queries.check_open(room.user, room.project)
    kind = "span_report" if request.POST.get("kind") == "span_report" else "rebuild"
    job = inputs.last_job(room.project.pk, kind)
    if job is None or inputs.is_over(job.state):
        messages.info(request, _("It was over already."))
        return redirect("agreement", room.project.slug)
    try:
        stopped = cancel_job(room.user, job.pk)
    except NotFound:
        messages.warning(
            request, _("Somebody else asked for this; only they or a reviewer can stop it.")
        )
        return redirect("agreement", room.project.slug)
    if inputs.is_over(stopped.state):
        messages.success(request, _("Stopped. The scores are as they were."))
    else:
        messages.info(request, _("It stops at its next step, within seconds."))
    return redirect("agreement", room.project.slug)


@require_safe
@in_project()
def runs(request: HttpRequest, room: Room) -> HttpResponse:
    """The numbers that were kept: when, from which inputs, with which parameters."""
    queries.check_open(room.user, room.project)
    context = {
        "project": room.project,
        "room": room,
        "section": "agreement",
        "runs": queries.newest_runs(room.project.pk, most=RUNS_SHOWN),
        "standing": queries.live_standing(room.project.pk),
        "counted": inputs.counted_inputs(room.project.pk),
    }
    return render(request, "credibility/runs.html", context)


def _context(room: Room, form: ScopeForm) -> dict[str, object]:
    scope = form.scope
    return {
        "project": room.project,
        "room": room,
        "section": "agreement",
        "form": form,
        "scope": scope,
        "here": address_of(scope),
        "panels": panels_of(room.project, names=people_in(room), scope=scope),
        "may_compute": room.allows(WORK),
        "may_manage": room.allows(MANAGE),
    }


def _tag(room: Room, form: ScopeForm) -> str:
    """Says whether anything on the page can have changed, in five cheap statements."""
    project_id = room.project.pk
    job = inputs.last_rebuild(project_id)
    spans = inputs.last_job(project_id, "span_report")
    facts = (
        queries.live_version(project_id),
        inputs.waiting_changes(project_id),
        job and (job.pk, job.state, job.done),
        spans and (spans.pk, spans.state, spans.done),
        room.user.pk,
        room.role,
        get_language(),
        form.scope,
    )
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'
