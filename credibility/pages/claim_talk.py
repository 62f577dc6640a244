"""What colleagues say about a claim, on its page: read, said, withdrawn and brought back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.errors import NotFound, Refusal
from annotator.pages.doors import Room, in_project
from annotator.services.access import WORK
from annotator.services.comments import add_comment, change_comment
from annotator.written_numbers import row_number
from credibility import inputs
from credibility.pages.claims import find_claim

WITHDRAW, RESTORE = "withdraw", "restore"


@require_POST
@in_project(WORK)
def talk(request: HttpRequest, room: Room, claim_id: int) -> HttpResponse:
    """Says something about the claim, or takes back (or brings back) what one said."""
    facts = find_claim(room, claim_id)
    act = request.POST.get("act", "")
    here = f"{reverse('claim', args=[room.project.slug, claim_id])}#comments"
    try:
        if act in (WITHDRAW, RESTORE):
            _change(request, room, facts, is_withdrawn=act == WITHDRAW)
        else:
            _say(request, room, claim_id)
    except NotFound as refusal:
        if not refusal.fields:
            raise
        messages.error(request, refusal.message)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(here)


def _say(request: HttpRequest, room: Room, claim_id: int) -> None:
    text = request.POST.get("text", "")
    named = inputs.members_named_in(room.user, room.project.pk, text)
    _comment, is_new = add_comment(room.user, text=text, claim_id=claim_id, mentions=named)
    messages.success(request, _("Your comment is there.") if is_new else _("That stood already."))


def _change(
    request: HttpRequest, room: Room, facts: inputs.ClaimFacts, *, is_withdrawn: bool
) -> None:
    number = row_number(request.POST.get("comment", ""))
    mine = {one.pk for one in inputs.talk_on_claims(room.user, facts.family)}
    if number not in mine:
        raise NotFound
    change_comment(room.user, number, {"is_withdrawn": is_withdrawn})
    said = _("Withdrawn. You can bring it back.") if is_withdrawn else _("It is back.")
    messages.success(request, said)
