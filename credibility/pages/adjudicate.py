"""Deciding where annotators differ: one place at a time, names hidden, one key each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import BadInput, Conflict, NotFound, Refusal
from annotator.pages.doors import Room, in_project
from annotator.services.access import DECIDE
from annotator.services.adjudications import LONGEST_CATEGORY, explain, reopen
from annotator.services.keys import has_single_keys
from annotator.services.sending_back import take_back
from credibility import disagreements, inputs
from credibility.differing import Difference
from credibility.pages import difference_view as view
from credibility.pages.traces import place_of
from credibility.services.deciding import INTERSECTION, UNION, NeedsMore, Said, decide

BOUNDS = (UNION, INTERSECTION)
LONGEST_REASON = 5_000


@require_safe
@in_project(DECIDE)
def adjudicate(request: HttpRequest, room: Room) -> HttpResponse:
    """The first difference of the queue, or that nothing waits."""
    found = disagreements.differences(room.project.pk)
    if not found:
        return render(request, "credibility/adjudicate_none.html", _around(room))
    return _page(request, room, found, found[0])


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(DECIDE)
def difference(
    request: HttpRequest, room: Room, revision: int, start: int, end: int
) -> HttpResponse:
    """One difference, and deciding it."""
    place = revision, start, end
    if request.method == "POST":
        return _decided(request, room, place)
    found = disagreements.differences(room.project.pk)
    row = next((row for row in found if row.place == place), None)
    if row is None:
        return _gone(request, room, place, found)
    return _page(request, room, found, row)


@require_POST
@in_project(DECIDE)
def open_again(request: HttpRequest, room: Room, adjudication_id: int) -> HttpResponse:
    """Takes a decision back, and shows the place again."""
    _check_here(room, inputs.project_of_decision(room.user, adjudication_id))
    try:
        stretch = reopen(room.user, adjudication_id).stretch
    except Conflict as refusal:
        messages.warning(request, refusal.message)
        return redirect("adjudicate", room.project.slug)
    found = disagreements.differences(room.project.pk)
    touched = (
        row
        for row in found
        if row.revision == stretch.revision_id
        and row.start < stretch.end
        and stretch.start < row.end
    )
    row = next(touched, None)
    if row is None:
        messages.info(request, _("Taken back. Nobody differs there, so nothing waits."))
        return redirect("adjudicate", room.project.slug)
    messages.info(request, _("Taken back: decide it again, or go on."))
    return redirect(view.address_of(room.project.slug, row))


@require_POST
@in_project(DECIDE)
def say_why(request: HttpRequest, room: Room, adjudication_id: int) -> HttpResponse:
    """Says which sort of error it was, after deciding, and goes on where one was."""
    _check_here(room, inputs.project_of_decision(room.user, adjudication_id))
    category = request.POST.get("category", "")[: LONGEST_CATEGORY + 1]
    explain(room.user, adjudication_id, category=category)
    found = disagreements.differences(room.project.pk)
    here = next(
        (row for row in found if view.key_of(row) == request.POST.get("here")),
        None,
    )
    if here is None:
        return redirect("adjudicate", room.project.slug)
    return redirect(view.address_of(room.project.slug, here))


@require_POST
@in_project(DECIDE)
def undo_back(request: HttpRequest, room: Room, sent_back_id: int) -> HttpResponse:
    """Takes a place back from its annotators, and shows it again."""
    _check_here(room, inputs.project_of_request(room.user, sent_back_id))
    stretch = take_back(room.user, sent_back_id).stretch
    messages.info(request, _("Taken back: decide it again, or go on."))
    place = [room.project.slug, stretch.revision_id, stretch.start, stretch.end]
    return redirect(reverse("adjudicate-one", args=place))


def _check_here(room: Room, project_id: int | None) -> None:
    """NotFound where what the address names is of another project, or of none one sees."""
    if project_id != room.project.pk:
        raise NotFound


def _decided(request: HttpRequest, room: Room, place: tuple[int, int, int]) -> HttpResponse:
    posted = request.POST
    bounds = posted.get("bounds", "")
    said = Said(
        act=posted.get("act", "")[:40],
        bounds=bounds if bounds in BOUNDS else "",
        reason=posted.get("reason", "").strip()[: LONGEST_REASON + 1],
        category=posted.get("category", "")[: LONGEST_CATEGORY + 1],
    )
    try:
        row = decide(room.user, room.project, place, state=posted.get("state", ""), said=said)
    except (BadInput, Conflict) as refusal:
        return _not_decided(request, room, place, said, refusal)
    after = disagreements.differences(room.project.pk)
    following = next((later for later in after if later.order > row.order), None)
    if following is None:
        return redirect("adjudicate", room.project.slug)
    return redirect(view.address_of(room.project.slug, following))


def _not_decided(
    request: HttpRequest, room: Room, place: tuple[int, int, int], said: Said, refusal: Refusal
) -> HttpResponse:
    """The place as it stands now, with what was said kept, and why nothing was decided."""
    found = disagreements.differences(room.project.pk)
    row = next((row for row in found if row.place == place), None)
    if row is None:
        return _gone(request, room, place, found, refusal=refusal, said=said)
    if isinstance(refusal, NeedsMore):
        bounds = "" if said.bounds == said.act else said.act
        return _page(request, room, found, row, said=Said("", bounds, said.reason, said.category))
    return _page(
        request,
        room,
        found,
        row,
        said=said,
        refusal=refusal,
        status=409 if isinstance(refusal, Conflict) else 400,
    )


def _gone(
    request: HttpRequest,
    room: Room,
    place: tuple[int, int, int],
    found: list[Difference],
    *,
    refusal: Refusal | None = None,
    said: Said | None = None,
) -> HttpResponse:
    """What became of a place that waits no longer: 409 to whoever was too late, beside what they
    said themselves; else 404."""
    decided = inputs.decision_at(room.user, *place)
    context = _around(room) | {
        "refusal": refusal,
        "said": said,
        "act": view.act_in_words(said.act) if said else "",
        "decided": decided and view.decided_line(room.user, room.project.pk, decided.pk),
        "following": view.address_of(room.project.slug, found[0]) if found else "",
    }
    status = 409 if refusal is not None else 404 if decided is None else 200
    return render(request, "credibility/adjudicate_gone.html", context, status=status)


def _page(
    request: HttpRequest,
    room: Room,
    found: list[Difference],
    row: Difference,
    *,
    said: Said | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    at = next(place for place, one in enumerate(found) if one is row)
    slug = room.project.slug
    context = _around(room) | {
        "row": row,
        "drawn": view.drawn(room.user, room.project.pk, row),
        "here": view.key_of(row),
        "action": view.address_of(slug, row),
        "number": at + 1,
        "total": len(found),
        "steps": view.steps(at, len(found)),
        "back": view.address_of(slug, found[at - 1]) if at else "",
        "following": view.address_of(slug, found[at + 1]) if at + 1 < len(found) else "",
        "waiting": view.waiting_lines(slug, room.project.pk, found, row),
        "said": said or Said(""),
        "refusal": refusal,
        "single_keys": has_single_keys(room.user),
    }
    return render(request, "credibility/adjudicate.html", context, status=status)


def _around(room: Room) -> dict[str, Any]:
    return {
        **place_of(room, section="adjudicate"),
        "last": view.last_act(room.user, room.project.pk),
        "categories": view.categories(),
    }
