"""Recording a verdict on a claim, correcting one, and the second person's yes or no."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import NotFound, Refusal
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.services.access import DECIDE
from annotator.services.verdicts import approve_verdict, record_verdict, turn_down_verdict
from credibility import inputs, queries
from credibility.pages.traces import place_of
from credibility.pages.verdict_forms import (
    EvidenceForm,
    VerdictForm,
    evidence_forms,
    first_values,
)
from credibility.pages.verdict_timeline import timeline_of

LONGEST_SHOWN = 90


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(DECIDE)
def verdict(request: HttpRequest, room: Room, claim_id: int) -> HttpResponse:
    """The form; nothing that was written is lost when it is refused."""
    queries.check_open(room.user, room.project)
    timeline = timeline_of(room, claim_id)
    claim = timeline["timeline_claim"]
    if claim is None:
        raise NotFound
    history: list[inputs.Judged] = timeline["history"]
    named = _chosen(request, "corrects", history)
    # The form is about what stands; what is sent is about the verdict that its author saw.
    corrected = timeline["standing"] if named is not None and not named.stands else named
    again = _chosen(request, "again", history)
    data = request.POST if request.method == "POST" else None
    form = VerdictForm(
        data,
        known=[(str(row.pk), _shown(row)) for row in inputs.evidence_of(room.user, claim)],
        corrects=corrected is not None,
        initial=first_values(corrected, again),
    )
    places = evidence_forms(data)
    if data is not None and _recorded(request, room, claim.pk, form, places, named):
        return redirect("verdict", room.project.slug, claim.pk)
    numbers = next(iter(queries.claim_numbers(room.project.pk, [claim.group_id])), None)
    context = {
        **place_of(room, section="claims"),
        **timeline,
        "claim": claim,
        "form": form,
        "places": places,
        "corrected": corrected,
        "numbers": numbers,
        "suggestion": _suggestion(numbers),
        "needs_two": room.project.verdicts_need_two,
    }
    return render(request, "credibility/verdict.html", context)


def _recorded(
    request: HttpRequest,
    room: Room,
    claim_id: int,
    form: VerdictForm,
    places: list[EvidenceForm],
    corrected: inputs.Judged | None,
) -> bool:
    are_valid = [place.is_valid() for place in places]
    if not form.is_valid() or not all(are_valid):
        return False
    filled = [place for place in places if place.is_filled]
    try:
        made = record_verdict(
            room.user,
            claim_id,
            **form.said(),
            new_evidence=[place.draft() for place in filled],
            corrects=corrected.verdict.pk if corrected else None,
        )
    except Refusal as refusal:
        _show(refusal, form, filled)
        return False
    if made.state == "proposed":
        said = _("Proposed. It counts once somebody else approves it; it waits below.")
    else:
        said = _("Recorded. It stands from now on; to change it, record another.")
    messages.success(request, said)
    return True


def _show(refusal: Refusal, form: VerdictForm, filled: list[EvidenceForm]) -> None:
    """At the field it is about: of the judgement, or of the new evidence."""
    about_new = {"url", "archived_url", "quote"} & refusal.fields.keys()
    if not about_new or not filled:
        show_refusal(form, refusal)
        return
    for name in about_new:
        wrong = [place for place in filled if place.cleaned_data[name]] or filled
        for place in wrong if len(wrong) == 1 else _unsafe(wrong, name):
            place.add_error(name, refusal.fields[name])


def _unsafe(places: list[EvidenceForm], name: str) -> list[EvidenceForm]:
    schemes = ("http://", "https://")
    wrong = [row for row in places if not row.cleaned_data[name].lower().startswith(schemes)]
    return wrong or places


def _chosen(request: HttpRequest, name: str, history: list[inputs.Judged]) -> inputs.Judged | None:
    written = request.POST.get(name) or request.GET.get(name, "")
    return next((row for row in history if str(row.verdict.pk) == written), None)


def _shown(evidence: Any) -> str:
    said = evidence.quote or evidence.url
    short = said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"
    return f"{short} ({evidence.url})" if evidence.quote else short


def _suggestion(numbers: queries.ClaimNumbers | None) -> str:
    if numbers is None or numbers.suggestion is None:
        return ""
    return inputs.label_name(numbers.suggestion)


@require_POST
@in_project(DECIDE)
def decide(request: HttpRequest, room: Room, verdict_id: int) -> HttpResponse:
    """A second person approves a proposed verdict, or turns it down with the reason."""
    note = request.POST.get("note", "")
    waiting = inputs.waiting_verdicts(room.user, room.project.pk).filter(pk=verdict_id).first()
    if waiting is None:
        messages.error(request, _("This verdict waits no more: it was decided already."))
        return redirect("queue", room.project.slug)
    try:
        if request.POST.get("act") == "approve":
            approve_verdict(room.user, verdict_id, note=note)
            messages.success(request, _("Approved. It stands from now on."))
        else:
            turn_down_verdict(room.user, verdict_id, note=note)
            messages.success(request, _("Turned down; the reason stands in the history."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("verdict", room.project.slug, waiting.claim_id)
