"""Analysts' marks on the page of a source: made, taken back, and brought back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.errors import BadInput, NotFound
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.services.access import DECIDE
from credibility import queries
from credibility.pages.mark_form import MarkForm
from credibility.pages.sources import find_source, show_source
from credibility.services.derivations import change_derivation, mark_derivation


@require_POST
@in_project(DECIDE)
def mark(request: HttpRequest, room: Room, source_id: int) -> HttpResponse:
    """Says that the source has it from another, or another from it."""
    facts = find_source(room, source_id)
    form = MarkForm(request.POST)
    if facts.into is not None or not form.is_valid():
        return show_source(request, room, source_id, form=form)
    try:
        _row, is_new = mark_derivation(
            room.user,
            room.project,
            ends=form.ends_with(source_id),
            probability=form.cleaned_data["share"] / 100,
            claim_id=form.cleaned_data["claim"],
            note=form.cleaned_data["note"],
        )
    except NotFound:
        form.add_error("other", _("That source or claim is not here. Nothing was marked."))
        return show_source(request, room, source_id, form=form)
    except BadInput as refusal:
        show_refusal(form, refusal)
        return show_source(request, room, source_id, form=form)
    said = _("Marked. The origins are counted anew; you can take it back below.")
    messages.success(request, said if is_new else _("That stood already."))
    return redirect("source", room.project.slug, source_id)


@require_POST
@in_project(DECIDE)
def change(request: HttpRequest, room: Room, source_id: int, mark_id: int) -> HttpResponse:
    """Takes a mark back, or brings it back."""
    find_source(room, source_id)
    row = queries.mark_of(mark_id)
    if row is None or row.project_id != room.project.pk:
        raise NotFound
    is_withdrawn = request.POST.get("act") != "restore"
    change_derivation(room.user, mark_id, {"is_withdrawn": is_withdrawn})
    messages.success(
        request,
        _("Taken back: the mark counts no more, and stays in the log.")
        if is_withdrawn
        else _("The mark counts again."),
    )
    return redirect("source", room.project.slug, source_id)
