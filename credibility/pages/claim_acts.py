"""What reviewers do with a claim on its page: merge, split and relate, each with its undo."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.errors import NotFound, Refusal
from annotator.pages.doors import Room, in_project
from annotator.services.access import DECIDE
from annotator.services.claim_relations import (
    relate_claims,
    split_claim,
    undo_relation,
    unsplit_claim,
)
from annotator.services.claims import merge_claim, unmerge_claim
from annotator.written_numbers import row_number
from credibility.pages.claims import find_claim

MERGE = "merge"


@require_POST
@in_project(DECIDE)
def relate(request: HttpRequest, room: Room, claim_id: int) -> HttpResponse:
    """Merges the claim into another, or says what it is to the other."""
    find_claim(room, claim_id)
    other = row_number(request.POST.get("other", ""))
    kind = request.POST.get("kind", "")
    if not other:
        messages.error(request, _("Choose the other claim. Nothing was changed."))
        return redirect("claim", room.project.slug, claim_id)

    def act() -> tuple[int, str]:
        if kind == MERGE:
            into = merge_claim(room.user, claim_id, into_id=other)
            text = _("The two are one claim now; the scores follow. You can undo it below.")
            return into.pk, text
        _relation, is_new = relate_claims(room.user, claim_id, other_id=other, kind=kind)
        return claim_id, _("Noted. You can undo it below.") if is_new else _("That stood already.")

    return _answer(request, room, claim_id, act)


@require_POST
@in_project(DECIDE)
def unmerge(request: HttpRequest, room: Room, claim_id: int) -> HttpResponse:
    """Takes a merged claim out again."""
    find_claim(room, claim_id)

    def act() -> tuple[int, str]:
        unmerge_claim(room.user, claim_id)
        return claim_id, _("Taken apart again. The scores follow within seconds.")

    return _answer(request, room, claim_id, act)


@require_POST
@in_project(DECIDE)
def split(request: HttpRequest, room: Room, claim_id: int) -> HttpResponse:
    """Makes a new claim of the appearances that were ticked."""
    find_claim(room, claim_id)
    ticked = request.POST.getlist("annotation")

    def act() -> tuple[int, str]:
        ids = [_uuid(one) for one in ticked]
        made = split_claim(
            room.user, claim_id, text=request.POST.get("text", ""), annotation_ids=ids
        )
        return made.pk, _("This is the new claim. You can undo the split below.")

    return _answer(request, room, claim_id, act)


@require_POST
@in_project(DECIDE)
def unsplit(request: HttpRequest, room: Room, claim_id: int) -> HttpResponse:
    """Gives the appearances back to the claim that this one was split from."""
    find_claim(room, claim_id)

    def act() -> tuple[int, str]:
        origin = unsplit_claim(room.user, claim_id)
        return origin.pk, _("The two are one claim again, with all appearances.")

    return _answer(request, room, claim_id, act)


@require_POST
@in_project(DECIDE)
def unrelate(request: HttpRequest, room: Room, claim_id: int, relation_id: int) -> HttpResponse:
    """Takes a relation back."""
    find_claim(room, claim_id)

    def act() -> tuple[int, str]:
        undo_relation(room.user, claim_id, relation_id)
        return claim_id, _("Taken back.")

    return _answer(request, room, claim_id, act)


def _answer(
    request: HttpRequest, room: Room, claim_id: int, act: Callable[[], tuple[int, str]]
) -> HttpResponse:
    """Does it and goes to the claim it ends at; a refusal is said on the page one came from."""
    try:
        target, text = act()
    except NotFound as refusal:
        if not refusal.fields:
            raise
        messages.error(request, _("That claim or mark is not here. Nothing was changed."))
        return redirect("claim", room.project.slug, claim_id)
    except Refusal as refusal:
        said = [refusal.message, *(text for texts in refusal.fields.values() for text in texts)]
        messages.error(request, " ".join(dict.fromkeys(said)))
        return redirect("claim", room.project.slug, claim_id)
    messages.success(request, text)
    return redirect("claim", room.project.slug, target)


def _uuid(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(written)
    except ValueError:
        raise NotFound(field="annotations") from None
