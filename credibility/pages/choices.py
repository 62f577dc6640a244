"""What the lists offer while somebody types: other claims and other sources, as JSON."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from annotator.pages.doors import Room, in_project
from annotator.services.access import DECIDE
from credibility import claim_kin, source_kin
from credibility.pages.claim_words import difference_in_words
from credibility.pages.claims import find_claim
from credibility.pages.filters import searched_words
from credibility.pages.sources import find_source


@require_safe
@in_project(DECIDE)
def claim_choices(request: HttpRequest, room: Room, claim_id: int) -> JsonResponse:
    """Claims it could be merged into or related to: the likest first, with what sets them apart."""
    facts = find_claim(room, claim_id)
    found = claim_kin.choices_for(room.user, facts, words=searched_words(request, "words"))
    results = [
        {
            "id": one.id,
            "text": one.text,
            "note": difference_in_words(one.figures),
            "differs": one.figures is not None and not one.figures.is_same,
        }
        for one in found
    ]
    return JsonResponse({"results": results})


@require_safe
@in_project(DECIDE)
def source_choices(request: HttpRequest, room: Room, source_id: int) -> JsonResponse:
    """Sources it could be merged into, or have its account from: the likest names first."""
    facts = find_source(room, source_id)
    found = source_kin.other_sources(room.user, facts, words=searched_words(request, "words"))
    results = [
        {
            "id": one.id,
            "text": one.name,
            "note": " · ".join([one.kind, *one.aliases]),
            "differs": False,
        }
        for one in found
    ]
    return JsonResponse({"results": results})
