"""What reviewers decided where people differed: for each annotator what was changed, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotator.errors import BadInput
from annotator.models.choices import ErrorCategory
from annotator.pages.doors import Room, in_project
from annotator.queries.adjudications import decided_places, with_inputs
from annotator.services.access import DECIDE, WORK

ON_A_PAGE = 20


@require_safe
@in_project()
def decided(request: HttpRequest, room: Room) -> HttpResponse:
    """The decisions, newest first: on one's own spans, or all of them."""
    works = room.allows(WORK)
    shows_all = not works or (room.allows(DECIDE) and request.GET.get("whose") != "mine")
    article, number = _number(request, "article"), _number(request, "page") or 1
    rows = decided_places(room.user, room.project, only_mine=not shows_all, article=article)
    begin = (number - 1) * ON_A_PAGE
    found = with_inputs(room.user, rows[begin : begin + ON_A_PAGE + 1])
    context = {
        "project": room.project,
        "room": room,
        "section": "decided",
        "places": found[:ON_A_PAGE],
        "shows_all": shows_all,
        "may_decide": room.allows(DECIDE),
        "is_hidden": room.project.is_blind
        and not room.project.is_released
        and not room.allows(DECIDE),
        "one_article": article,
        "categories": dict(ErrorCategory.choices),
        "newer": _link(request, number - 1) if number > 1 else "",
        "older": _link(request, number + 1) if len(found) > ON_A_PAGE else "",
    }
    return render(request, "annotator/decided.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    written = request.GET.get(name, "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10 and int(written)):
        raise BadInput("address_wrong", _("This address is damaged. Open the page anew."))
    return int(written)


def _link(request: HttpRequest, number: int) -> str:
    kept = {name: request.GET[name] for name in ("whose", "article") if name in request.GET}
    return "?" + urlencode({**kept, "page": str(number)})
