"""The claims most like some words and their figure, and what sets each apart."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from annotator.models import Annotation, Claim, Quantity, User
from annotator.models.claim import ClaimQuerySet
from annotator.queries.annotations import quantity_row
from annotator.text.figures import Comparable, parse_figures
from annotator.text.likeness import (
    FigureRelation,
    closest_relation,
    figures_of,
    likeness,
    stems,
    word_likeness,
)

CANDIDATES = 400
WORDS_LOOKED_FOR = 12
LEAST_LIKENESS = 0.1


@dataclass(frozen=True)
class SimilarClaim:
    """A claim with its rank, and what its figure has to do with the one asked about."""

    claim: Claim
    likeness: float
    figures: FigureRelation | None
    quantity: dict[str, Any] | None


def similar_claims(
    user: User,
    rows: ClaimQuerySet,
    *,
    words: str,
    language: str | None,
    figure: Comparable | None,
    most: int,
) -> list[SimilarClaim]:
    """Of `rows`, which the user may see, those most like the words, the likest first.

    A claim's figures are those of the live annotations on it that the user may see, and those
    that its own words hold beside them. Without `figure` the first one in the words is taken,
    which are in `language`, and so is a claim that does not say its own.
    """
    wanted = stems(words)
    candidates = _candidates(rows, wanted)
    if figure is None:
        figure = next(iter(parse_figures(words, language)), None)
    marked = _quantities(user, candidates) if figure else {}
    texts = [stems(claim.text) for claim in candidates]
    found: list[SimilarClaim] = []
    for claim, alike in zip(candidates, word_likeness(wanted, texts), strict=True):
        relation = None
        if figure is not None:
            read = parse_figures(claim.text, claim.language or language)
            relation = closest_relation(figure, figures_of(marked.get(claim.pk, ()), read))
        rank = likeness(alike, relation)
        if alike >= LEAST_LIKENESS:
            quantities = marked.get(claim.pk)
            shown = quantity_row(quantities[0]) if quantities else None
            found.append(SimilarClaim(claim, rank, relation, shown))
    found.sort(key=lambda one: (-one.likeness, -one.claim.pk))
    return found[:most]


def _candidates(rows: ClaimQuerySet, wanted: frozenset[str]) -> list[Claim]:
    """The newest claims that hold one of the longest words."""
    any_of = Q(pk__in=[])
    for stem in sorted(wanted, key=lambda one: (-len(one), one))[:WORDS_LOOKED_FOR]:
        any_of |= Q(text_key__contains=stem)
    return list(rows.filter(any_of).order_by("-pk")[:CANDIDATES])


def _quantities(user: User, claims: list[Claim]) -> dict[int, list[Quantity]]:
    marks = Annotation.objects.visible_to(user).live().filter(claim__in=claims).order_by()
    found: dict[int, list[Quantity]] = defaultdict(list)
    rows = Quantity.objects.filter(annotation__in=marks.values("pk")).select_related("annotation")
    for quantity in rows.order_by("pk"):
        if quantity.annotation.claim_id is not None:
            found[quantity.annotation.claim_id].append(quantity)
    return found
