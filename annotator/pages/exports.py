"""Where the data is fetched: by a click in the session, or by a script with a token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotator.pages.doors import Room, in_project
from annotator.queries.queue import sees_everyones_work

KINDS = ("annotations.jsonl", "annotations.csv")


@require_safe
@in_project()
def exports(request: HttpRequest, room: Room) -> HttpResponse:
    """The exports the person may fetch, each with its address and the line for a script."""
    origin = f"{request.scheme}://{request.get_host()}"
    explained = {
        "annotations.jsonl": _("One annotation a line, exact; what an import takes back."),
        "annotations.csv": _("A table for a spreadsheet; cells it would run are made harmless."),
    }
    rows = []
    for kind in KINDS:
        path = f"/api/v1/exports/{kind}/?project={room.project.slug}"
        curl = f'curl -H "Authorization: Bearer $TOKEN" "{origin}{path}" -o {kind}'
        rows.append({"kind": kind, "path": path, "curl": curl, "explained": explained[kind]})
    context = {
        "project": room.project,
        "section": "exports",
        "room": room,
        "rows": rows,
        "only_own": not sees_everyones_work(room.project, room.role),
    }
    return render(request, "annotator/exports.html", context)
