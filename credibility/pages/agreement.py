"""The agreement page: do our annotators agree, and do the sources agree?"""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from annotator.pages.doors import Room, in_project
from annotator.services.access import WORK
from credibility import inputs, queries, services
from credibility.pages.panels import panels_of


@require_safe
@in_project()
def agreement(request: HttpRequest, room: Room) -> HttpResponse:
    """The page."""
    queries.check_open(room.user, room.project)
    tag = _tag(room)
    return render(request, "credibility/agreement.html", {**_context(room), "tag": tag})


@require_safe
@in_project()
def agreement_parts(request: HttpRequest, room: Room) -> HttpResponse:
    """What changes on the page; 304 when it is as the asker has it."""
    queries.check_open(room.user, room.project)
    tag = _tag(room)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = render(request, "credibility/agreement_parts.html", _context(room))
    response["ETag"] = tag
    return response


@require_POST
@in_project(WORK)
def compute_again(request: HttpRequest, room: Room) -> HttpResponse:
    """Queues a rebuild and goes back to the page, which shows how far it is."""
    services.request_rebuild(room.user, room.project)
    return redirect("agreement", room.project.slug)


def _context(room: Room) -> dict[str, object]:
    return {
        "project": room.project,
        "room": room,
        "section": "agreement",
        "panels": panels_of(room.project, with_names=room.role != "researcher"),
        "may_compute": room.allows(WORK),
    }


def _tag(room: Room) -> str:
    """Says whether anything on the page can have changed, in four cheap statements."""
    project_id = room.project.pk
    job = inputs.last_rebuild(project_id)
    facts = (
        queries.live_version(project_id),
        inputs.waiting_changes(project_id),
        job and (job.pk, job.state, job.done),
        room.user.pk,
        room.role,
        get_language(),
    )
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'
